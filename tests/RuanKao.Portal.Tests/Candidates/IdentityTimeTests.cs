using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Candidates;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Candidates;

/// <summary>What time does to an identity: documents end, scans are erased, children grow up.</summary>
public class IdentityTimeTests
{
    private static async Task<Guid> EndingAsync(PortalFactory portal, DateOnly? end)
    {
        var user = await TestData.VerifiedCandidateAsync(portal, "何其芳");
        await portal.WithAsync(async place =>
        {
            var db = place.GetRequiredService<PortalContext>();
            (await db.CandidateIdentities.SingleAsync(i => i.UserId == user)).ValidTo = end;
            await db.SaveChangesAsync();
        });
        return user;
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("2031-05-20", null)]
    [InlineData("2031-05-19", "您的证件快到期了")]
    [InlineData("2031-03-20", "您的证件快到期了")]
    [InlineData("2031-03-19", "您的证件已过有效期")]
    public async Task The_end_of_a_document_is_told_two_months_before_and_after(string? end, string? banner)
    {
        await using var portal = await PortalFactory.StartAsync();
        var visitor = await portal.SignedInAsync(await EndingAsync(portal, end is null ? null : DateOnly.Parse(end)));
        var round = await TestData.RegistrationOpenAsync(portal);
        foreach (var path in new[] { "/me", "/me/registrations", $"/exams/{round.Round.Code}/53" })
        {
            var page = await visitor.GetAsync(path);
            foreach (var heading in new[] { "您的证件快到期了", "您的证件已过有效期" })
                Assert.Equal(heading == banner, page.Text.Contains(heading));
            if (banner is not null) Assert.NotNull(page.Html.QuerySelector(".panel a[href='/me/identity/validity']"));
        }
        Assert.DoesNotContain("您的证件", (await visitor.GetAsync("/me/identity/validity")).Text);
    }

    [Fact]
    public async Task An_expired_document_takes_no_verification_away_and_is_renewed_on_the_way_back()
    {
        await using var portal = await PortalFactory.StartAsync();
        var user = await EndingAsync(portal, new(2031, 3, 19));
        var visitor = await portal.SignedInAsync(user);
        Assert.True(await portal.WithAsync(place => place.GetRequiredService<VerifiedPeople>().IsVerifiedAsync(user)));
        var page = await visitor.GetAsync("/me/identity/validity?returnUrl=%2Fme%2Fregistrations");
        Assert.Equal("/me/registrations", page.Html.QuerySelector(".actions a")!.GetAttribute("href"));
        var saved = await visitor.SubmitAsync(page, new Dictionary<string, string> { ["ValidFrom"] = "2031-03-19", ["ValidTo"] = "2051-03-19" }, "/validity");
        Assert.Equal("/me/registrations", saved.Location);
        Assert.DoesNotContain("您的证件", (await visitor.GetAsync("/me")).Text);
        var away = await visitor.GetAsync("/me/identity/validity?returnUrl=https%3A%2F%2Fevil.example");
        Assert.DoesNotContain("evil.example", away.Body);
    }

    [Fact]
    public async Task Signing_in_with_an_expired_document_leads_to_its_renewal()
    {
        await using var portal = await PortalFactory.StartAsync();
        Task<RuanKao.Portal.Accounts.SignInTurn?> TurnAsync(Guid user) => portal.WithAsync(place => place.GetServices<RuanKao.Portal.Accounts.ISignInGuide>().OfType<IdentityGuide>().Single().TurnAsync(user, default));
        var turn = await TurnAsync(await EndingAsync(portal, new(2031, 3, 19)));
        Assert.Equal("identity-validity", turn!.RouteName);
        Assert.Contains("已过有效期", turn.Notice);
        Assert.Null(await TurnAsync(await EndingAsync(portal, new(2031, 3, 20))));
        Assert.Equal("identity", (await TurnAsync(await TestData.CandidateAsync(portal)))!.RouteName);
        Assert.Null(await TurnAsync((await TestData.CaseAsync(portal)).UserId));
        Assert.Equal("identity", (await TurnAsync((await TestData.CaseAsync(portal, sent: false)).UserId))!.RouteName);
    }

    private static Task<int> EraseAsync(PortalFactory portal) => portal.WithAsync(place => place.GetRequiredService<IdentityScanKeeping>().EraseDueAsync());

    [Fact]
    public async Task Scans_go_thirty_days_after_the_decision_and_not_before()
    {
        await using var portal = await PortalFactory.StartAsync();
        var (approved, waiting) = (await TestData.CaseAsync(portal), await TestData.CaseAsync(portal));
        await portal.WithAsync(async place =>
        {
            var file = await TestData.CaseOfAsync(portal, approved.UserId);
            Assert.True(await place.GetRequiredService<IdentityCaseDesk>().ApproveAsync(new([new(Role.Reviewer, "53")]), approved.Id, file.Version, Enum.GetValues<ConfirmedField>(), false,
                new(await TestData.StaffAsync(portal, Role.Reviewer, "53"), Role.Reviewer, portal.Clock.UtcNow)));
        });
        portal.Clock.UtcNow += IdentityScanKeeping.AfterDecision - TimeSpan.FromTicks(1);
        Assert.Equal(0, await EraseAsync(portal));
        portal.Clock.UtcNow += TimeSpan.FromTicks(1);
        Assert.Equal(1, await EraseAsync(portal));
        var left = await portal.WithAsync(place => place.GetRequiredService<PortalContext>().IdentityScans.Select(s => s.CaseId).SingleAsync());
        Assert.Equal(waiting.Id, left);
        var reviewer = await portal.SignedInAsync(await TestData.StaffAsync(portal, Role.Reviewer, "53"));
        Assert.Contains("证件照片已删除", (await reviewer.GetAsync($"/desk/identity/{approved.Id}")).Text);
    }

    [Fact]
    public async Task What_nobody_comes_back_to_is_closed_and_its_scans_go()
    {
        await using var portal = await PortalFactory.StartAsync();
        var (draft, returned, waiting) = (await TestData.CaseAsync(portal, sent: false), await TestData.CaseAsync(portal), await TestData.CaseAsync(portal));
        await portal.WithAsync(async place => Assert.True(await place.GetRequiredService<IdentityCaseDesk>().ReturnAsync(new([new(Role.Reviewer, "53")]), returned.Id,
            (await TestData.CaseOfAsync(portal, returned.UserId)).Version, ["unclear"], null, new(null, Role.Reviewer, portal.Clock.UtcNow))));
        portal.Clock.UtcNow += IdentityScanKeeping.Abandoned - TimeSpan.FromTicks(1);
        Assert.Equal(0, await EraseAsync(portal));
        portal.Clock.UtcNow += TimeSpan.FromTicks(1);
        Assert.Equal(2, await EraseAsync(portal));
        async Task<IdentityCaseState> StateAsync(CaseMade made) => (await TestData.CaseOfAsync(portal, made.UserId)).State;
        Assert.Equal((IdentityCaseState.Closed, IdentityCaseState.Closed, IdentityCaseState.Waiting), (await StateAsync(draft), await StateAsync(returned), await StateAsync(waiting)));
    }

    private static Dictionary<string, string> Child(DateOnly birth) => new()
    {
        ["Kind"] = "ResidentIdCard", ["Name"] = "卫小童", ["Number"] = TestData.NewIdNumber(birth), ["ValidFrom"] = "2030-01-01", ["ValidTo"] = "2035-01-01", ["Agreed"] = "true",
    };

    [Fact]
    public async Task A_child_under_fourteen_needs_a_guardian()
    {
        var authority = new FakeAuthority();
        await using var portal = await authority.StartAsync();
        var user = await TestData.CandidateAsync(portal);
        var visitor = await portal.SignedInAsync(user);
        var form = Child(new(2017, 3, 21));
        Assert.Null((await visitor.GetAsync("/me/identity")).Html.QuerySelector("[name=GuardianName]"));
        var page = await visitor.SubmitAsync(await visitor.GetAsync("/me/identity"), form, "/me/identity");
        Assert.All([("GuardianName", "请填写监护人姓名"), ("GuardianRelation", "请选择监护人与考生的关系"), ("GuardianAgreed", "需要监护人单独同意")],
            fault => Assert.Contains(fault.Item2, page.ErrorOf(fault.Item1)));
        (form["GuardianName"], form["GuardianRelation"], form["GuardianAgreed"]) = ("卫3", "Father", "true");
        Assert.Contains("不能有“3”", (await visitor.SubmitAsync(page, form, "/me/identity")).ErrorOf("GuardianName"));
        Assert.Empty(authority.Asked);
        form["GuardianName"] = "卫国强";
        Assert.Equal("/me/identity/done", (await visitor.SubmitAsync(page, form, "/me/identity")).Location);
        var consent = await portal.WithAsync(place => place.GetRequiredService<PortalContext>().Set<GuardianConsent>().SingleAsync());
        Assert.Equal((user, "卫国强", GuardianRelation.Father, GuardianConsent.Version, portal.Clock.UtcNow), (consent.UserId, consent.GuardianName, consent.Relation, consent.TextVersion, consent.At));
    }

    [Fact]
    public async Task On_the_fourteenth_birthday_nobody_else_is_asked()
    {
        await using var portal = await new FakeAuthority().StartAsync();
        var visitor = await portal.SignedInAsync(await TestData.CandidateAsync(portal));
        Assert.Equal("/me/identity/done", (await visitor.SubmitAsync(await visitor.GetAsync("/me/identity"), Child(new(2017, 3, 20)), "/me/identity")).Location);
        Assert.False(await portal.WithAsync(place => place.GetRequiredService<PortalContext>().Set<GuardianConsent>().AnyAsync()));
    }

    [Fact]
    public async Task A_childs_manual_check_needs_a_guardian_too()
    {
        await using var portal = await PortalFactory.StartAsync();
        var visitor = await portal.SignedInAsync(await TestData.CandidateAsync(portal));
        var form = new Dictionary<string, string>
        {
            ["Kind"] = "TaiwanPermit", ["Name"] = "林小安", ["Number"] = "01234567", ["Sex"] = "Male", ["BirthDate"] = "2018-05-06",
            ["ValidFrom"] = "2030-01-01", ["ValidTo"] = "2035-01-01", ["InstitutionCode"] = "53", ["PrefectureCode"] = "5301",
        };
        var page = await visitor.SubmitAsync(await visitor.GetAsync("/me/identity/manual/claim"), form, "/claim");
        Assert.Contains("需要监护人单独同意", page.ErrorOf("GuardianAgreed"));
        // Nobody else is asked of a grown-up, but what is no relation at all is refused there too.
        (form["BirthDate"], form["GuardianRelation"]) = ("2008-05-06", "Aunt");
        Assert.Equal(System.Net.HttpStatusCode.OK, (await visitor.SubmitAsync(page, form, "/claim")).Status);
        form["BirthDate"] = "2018-05-06";
        (form["GuardianName"], form["GuardianRelation"], form["GuardianAgreed"]) = ("林安平", "Mother", "true");
        Assert.EndsWith("/scans", (await visitor.SubmitAsync(page, form, "/claim")).Location);
        // Corrected once more: the same consent is not kept twice.
        Assert.EndsWith("/scans", (await visitor.SubmitAsync(page, form, "/claim")).Location);
        Assert.Equal(1, await portal.WithAsync(place => place.GetRequiredService<PortalContext>().Set<GuardianConsent>().CountAsync()));
    }
}
