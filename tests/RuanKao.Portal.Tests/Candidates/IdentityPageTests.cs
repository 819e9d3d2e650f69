using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Candidates;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Candidates;

public class IdentityPageTests
{
    private readonly FakeAuthority authority = new();

    private static Dictionary<string, string> Form(string number, string name = "张伟明") => new()
    {
        ["Kind"] = "ResidentIdCard", ["Name"] = name, ["Number"] = number, ["ValidFrom"] = "2020-01-01", ["ValidTo"] = "2040-01-01", ["Agreed"] = "true",
    };

    private static async Task<Page> SubmitAsync(Visitor visitor, Dictionary<string, string> form, string path = "/me/identity") =>
        await visitor.SubmitAsync(await visitor.GetAsync(path), form, "/me/identity");

    [Fact]
    public async Task A_match_makes_the_person_known()
    {
        await using var portal = await authority.StartAsync();
        var id = await TestData.CandidateAsync(portal);
        var visitor = await portal.SignedInAsync(id);
        var number = TestData.NewIdNumber();
        var done = await visitor.FollowAsync(await SubmitAsync(visitor, Form(number.ToLowerInvariant(), " 迪丽努尔•艾合买提江 ")));
        Assert.Equal("实名认证成功", done.Heading);
        Assert.Contains("迪丽努尔·艾合买提江", done.Html.QuerySelector("header")!.TextContent);
        Assert.Equal(("迪丽努尔·艾合买提江", number), authority.Asked.Single());

        var person = await portal.WithAsync(place => place.GetRequiredService<VerifiedPeople>().FindAsync(id));
        Assert.Equal(number, person!.Number);
        await portal.WithAsync(async place =>
        {
            var db = place.GetRequiredService<PortalContext>();
            var row = await db.CandidateIdentities.SingleAsync(TestContext.Current.CancellationToken);
            Assert.DoesNotContain(number, row.NumberSealed);
            Assert.Equal(1, await db.AuditEntries.CountAsync(e => e.Action == "identity.verified", TestContext.Current.CancellationToken));
        });
    }

    [Fact]
    public async Task My_page_shows_what_is_known_and_masks_the_numbers()
    {
        await using var portal = await authority.StartAsync();
        var number = TestData.NewIdNumber(new(1996, 1, 10));
        var visitor = await portal.SignedInAsync(await TestData.VerifiedCandidateAsync(portal, "何其芳", number));
        var page = await visitor.GetAsync("/me");
        Assert.All(["何其芳", "居民身份证/社保卡", Mask.IdNumber(number), "1996-01-10", "已认证", "长期", "139****"], text => Assert.Contains(text, page.Text));
        Assert.DoesNotContain(number, page.Body);
        Assert.Equal("/me", (await visitor.GetAsync("/me/identity")).Location);
    }

    [Fact]
    public async Task Before_verification_my_page_says_what_to_do()
    {
        await using var portal = await authority.StartAsync();
        var visitor = await portal.SignedInAsync(await TestData.CandidateAsync(portal));
        var page = await visitor.GetAsync("/me");
        Assert.Contains("未实名认证不可报名", page.Text);
        Assert.NotNull(page.Html.QuerySelector("main a[href='/me/identity']"));
    }

    [Theory]
    [InlineData("/me")]
    [InlineData("/me/identity")]
    [InlineData("/me/identity/validity")]
    public async Task Only_candidates_enter(string path)
    {
        await using var portal = await authority.StartAsync();
        Assert.StartsWith("/sign-in", (await portal.Visitor().GetAsync(path)).Location);
        var staff = await portal.SignedInAsync(await TestData.StaffAsync(portal, Role.NationalAdministrator));
        Assert.Equal(HttpStatusCode.Forbidden, (await staff.GetAsync(path)).Status);
    }

    [Theory]
    [InlineData("Number", "53019919900101", "证件号码应为18位，您输入了14位")]
    [InlineData("Number", "", "请填写证件号码")]
    [InlineData("Name", "张3", "姓名中不能有“3”")]
    [InlineData("Name", "", "请填写真实姓名")]
    [InlineData("Kind", "MilitaryOfficerCard", "军官证暂不支持实名认证，未实名认证不可报名")]
    [InlineData("ValidFrom", "", "请填写证件生效期")]
    [InlineData("ValidFrom", "2031-03-21", "证件生效期不能晚于今天")]
    [InlineData("ValidFrom", "1980-01-01", "早于出生日期")]
    [InlineData("ValidTo", "", "请填写证件失效期")]
    [InlineData("ValidTo", "2019-01-01", "应晚于生效期")]
    [InlineData("ValidTo", "2031-03-19", "证件已过有效期")]
    [InlineData("IsLongTerm", "true", null)]
    [InlineData("Agreed", "false", "单独同意")]
    public async Task A_fault_is_told_at_its_field_without_asking_the_authority(string field, string value, string? fault)
    {
        await using var portal = await authority.StartAsync();
        var visitor = await portal.SignedInAsync(await TestData.CandidateAsync(portal));
        var form = Form(TestData.NewIdNumber());
        form[field] = value;
        var page = await SubmitAsync(visitor, form);
        Assert.Contains(fault ?? "不要再填写失效日期", page.ErrorOf(fault is null ? "ValidTo" : field));
        if (field != "Name") Assert.Equal("张伟明", page.ValueOf("Name"));
        Assert.Empty(authority.Asked);
    }

    [Fact]
    public async Task A_long_term_card_has_no_end()
    {
        await using var portal = await authority.StartAsync();
        var id = await TestData.CandidateAsync(portal);
        var visitor = await portal.SignedInAsync(id);
        var form = Form(TestData.NewIdNumber());
        form.Remove("ValidTo");
        form["IsLongTerm"] = "true";
        Assert.Equal("/me/identity/done", (await SubmitAsync(visitor, form)).Location);
        Assert.Null(await portal.WithAsync(async place => (await place.GetRequiredService<PortalContext>().CandidateIdentities.SingleAsync()).ValidTo));
    }

    [Theory]
    [InlineData(RealNameVerdict.Mismatch, "Number", "姓名与证件号码不一致")]
    [InlineData(RealNameVerdict.NoRecord, "Number", "开通网证")]
    [InlineData(RealNameVerdict.InvalidInput, "Number", "无法识别")]
    [InlineData(RealNameVerdict.Unavailable, null, "暂时无法使用")]
    public async Task What_the_authority_does_not_confirm_is_told_and_nothing_typed_is_lost(RealNameVerdict verdict, string? field, string words)
    {
        authority.Answer = verdict;
        await using var portal = await authority.StartAsync();
        var id = await TestData.CandidateAsync(portal);
        var visitor = await portal.SignedInAsync(id);
        var number = TestData.NewIdNumber();
        var page = await SubmitAsync(visitor, Form(number));
        Assert.Contains(words, field is null ? page.Html.QuerySelector(".error-summary")!.TextContent : page.ErrorOf(field));
        Assert.Equal(("张伟明", number, "2020-01-01"), (page.ValueOf("Name"), page.ValueOf("Number"), page.ValueOf("ValidFrom")));
        Assert.False(await portal.WithAsync(place => place.GetRequiredService<VerifiedPeople>().IsVerifiedAsync(id)));
    }

    [Fact]
    public async Task Five_questions_a_day_are_enough_but_an_outage_does_not_count()
    {
        authority.Answer = RealNameVerdict.Unavailable;
        await using var portal = await authority.StartAsync();
        var visitor = await portal.SignedInAsync(await TestData.CandidateAsync(portal));
        await SubmitAsync(visitor, Form(TestData.NewIdNumber()));
        authority.Answer = RealNameVerdict.Mismatch;
        for (var i = 0; i < IdentityAttempts.ADay; i++) await SubmitAsync(visitor, Form(TestData.NewIdNumber()));
        Assert.Contains("24小时内最多可以认证5次", (await SubmitAsync(visitor, Form(TestData.NewIdNumber()))).Text);
        Assert.Equal(IdentityAttempts.ADay + 1, authority.Asked.Count);
        portal.Clock.UtcNow += TimeSpan.FromHours(25);
        var again = await portal.SignedInAsync(await portal.WithAsync(async place => (await place.GetRequiredService<PortalContext>().Users.SingleAsync()).Id));
        authority.Answer = RealNameVerdict.Match;
        Assert.Equal("/me/identity/done", (await SubmitAsync(again, Form(TestData.NewIdNumber()))).Location);
    }

    [Fact]
    public async Task A_number_cannot_be_guessed_at_from_many_accounts()
    {
        authority.Answer = RealNameVerdict.Mismatch;
        await using var portal = await authority.StartAsync();
        var number = TestData.NewIdNumber();
        for (var i = 0; i <= IdentityAttempts.ADay; i++)
            await SubmitAsync(await portal.SignedInAsync(await TestData.CandidateAsync(portal)), Form(number));
        Assert.Equal(IdentityAttempts.ADay, authority.Asked.Count);
    }

    [Fact]
    public async Task A_number_of_another_account_is_told_only_to_who_knows_the_name()
    {
        await using var portal = await authority.StartAsync();
        var number = TestData.NewIdNumber();
        await TestData.VerifiedCandidateAsync(portal, idNumber: number);
        var visitor = await portal.SignedInAsync(await TestData.CandidateAsync(portal));
        Assert.Contains("已由另一个账号完成实名认证", (await SubmitAsync(visitor, Form(number))).ErrorOf("Number"));
        authority.Answer = RealNameVerdict.Mismatch;
        Assert.DoesNotContain("另一个账号", (await SubmitAsync(visitor, Form(number, "李四"))).ErrorOf("Number"));
    }

    [Fact]
    public async Task A_renewed_card_keeps_the_verified_name()
    {
        await using var portal = await authority.StartAsync();
        var id = await TestData.VerifiedCandidateAsync(portal, "何其芳");
        var visitor = await portal.SignedInAsync(id);
        var page = await visitor.GetAsync("/me/identity/validity");
        Assert.Equal("2020-01-01", page.ValueOf("ValidFrom"));
        Assert.Contains("不能晚于今天", (await visitor.SubmitAsync(page, new Dictionary<string, string> { ["ValidFrom"] = "2032-01-01", ["ValidTo"] = "2051-03-01" }, "/validity")).ErrorOf("ValidFrom"));
        var saved = await visitor.SubmitAsync(page, new Dictionary<string, string> { ["ValidFrom"] = "2031-03-01", ["ValidTo"] = "2051-03-01" }, "/validity");
        var me = await visitor.FollowAsync(saved);
        Assert.Contains("证件有效期已更新", me.Text);
        Assert.Contains("2031-03-01 至 2051-03-01", me.Text);
        Assert.Contains("何其芳", me.Text);
        Assert.Empty(authority.Asked);
    }

    [Fact]
    public async Task A_page_that_needs_identity_leads_there_first_and_back_afterwards()
    {
        await using var portal = await authority.StartAsync();
        var visitor = await portal.SignedInAsync(await TestData.CandidateAsync(portal));
        var turned = await visitor.GetAsync("/me/identity/validity");
        Assert.Equal("/me/identity?returnUrl=%2Fme%2Fidentity%2Fvalidity", turned.Location);
        var page = await visitor.FollowAsync(turned);
        Assert.Contains(RequireVerifiedIdentityAttribute.Notice, page.Text);
        Assert.StartsWith("/me/identity?", (await visitor.GetAsync("/me/identity/done")).Location);
        Assert.Equal("/me/identity", (await visitor.PostAsync("/me/identity/validity", [new("__RequestVerificationToken", page.ValueOf("__RequestVerificationToken")!), new("ValidFrom", "2031-03-01")])).Location);
        var done = await visitor.FollowAsync(await visitor.SubmitAsync(page, Form(TestData.NewIdNumber()), "/me/identity"));
        Assert.NotNull(done.Html.QuerySelector("main a[href='/me/identity/validity']"));
    }

    [Fact]
    public async Task The_first_step_of_the_track_is_done_once_verified()
    {
        await using var portal = await authority.StartAsync();
        var (open, done) = (await TestData.CandidateAsync(portal), await TestData.VerifiedCandidateAsync(portal));
        Task<RuanKao.Portal.Web.JourneyStep> StepAsync(Guid id) => portal.WithAsync(async place =>
        {
            var journey = new RuanKao.Portal.Web.Journey();
            foreach (var room in place.GetServices<RuanKao.Portal.Web.IJourneyContributor>().OfType<IdentityJourney>())
                await room.ContributeAsync(new(id, "2031-1", "53"), journey, default);
            return journey.Steps.Single();
        });
        Assert.Equal((RuanKao.Portal.Web.JourneyStepState.Current, RuanKao.Portal.Web.JourneyStepState.Done), ((await StepAsync(open)).State, (await StepAsync(done)).State));
    }

    [Fact]
    public async Task Who_was_verified_in_another_tab_meanwhile_is_not_asked_about_again()
    {
        await using var portal = await authority.StartAsync();
        var visitor = await portal.SignedInAsync(await TestData.CandidateAsync(portal));
        var (one, other) = (await visitor.GetAsync("/me/identity"), await visitor.GetAsync("/me/identity"));
        await visitor.SubmitAsync(one, Form(TestData.NewIdNumber()), "/me/identity");
        Assert.Contains("您已完成实名认证，不需要再次认证", (await visitor.SubmitAsync(other, Form(TestData.NewIdNumber()), "/me/identity")).Text);
        Assert.Single(authority.Asked);
    }

    [Fact]
    public async Task The_authority_is_asked_about_resident_cards_alone()
    {
        await using var portal = await authority.StartAsync();
        var id = await TestData.CandidateAsync(portal);
        var claim = new IdentityClaim(DocumentKind.HongKongMacaoPermit, "陈嘉欣", "H12345678", new(2030, 1, 1), new(2040, 1, 1), false) { Sex = Sex.Female, BirthDate = new(1999, 5, 6) };
        var fault = await Assert.ThrowsAsync<RuleViolationException>(() => portal.WithAsync(place =>
            place.GetRequiredService<IdentityService>().VerifyAsync(claim, "test", "home", new(id, Role.Candidate, portal.Clock.UtcNow), default)));
        Assert.Contains("不能在线核验", fault.Message);
        Assert.Empty(authority.Asked);
    }

    [Fact]
    public async Task Of_two_accounts_confirmed_in_the_same_instant_one_holds_the_number_and_both_questions_count()
    {
        var quicker = new Interloper();
        await using var portal = await quicker.StartAsync(authority.Join);
        var number = TestData.NewIdNumber();
        var visitor = await portal.SignedInAsync(await TestData.CandidateAsync(portal));
        var page = await visitor.GetAsync("/me/identity");
        quicker.BeforeSave(() => TestData.VerifiedCandidateAsync(portal, idNumber: number), after: 1);
        Assert.Contains("已由另一个账号完成实名认证", (await visitor.SubmitAsync(page, Form(number), "/me/identity")).ErrorOf("Number"));
        Assert.Equal(RealNameVerdict.Match, await portal.WithAsync(place => place.GetRequiredService<PortalContext>().IdentityAttempts.Select(a => a.Verdict).SingleAsync()));
    }

    [Fact]
    public async Task Only_what_is_verified_is_renewed_and_a_date_that_is_none_renews_nothing()
    {
        await using var portal = await authority.StartAsync();
        var stranger = await TestData.CandidateAsync(portal);
        await Assert.ThrowsAsync<InvalidOperationException>(() => portal.WithAsync(place => place.GetRequiredService<IdentityService>()
            .RenewAsync(new(2031, 3, 1), null, true, new(stranger, Role.Candidate, portal.Clock.UtcNow), default)));
        var visitor = await portal.SignedInAsync(await TestData.VerifiedCandidateAsync(portal));
        var again = await visitor.SubmitAsync(await visitor.GetAsync("/me/identity/validity"),
            new Dictionary<string, string> { ["ValidFrom"] = "2031-03-01", ["ValidTo"] = "2051-13-01", ["IsLongTerm"] = "true" }, "/validity");
        Assert.Equal(HttpStatusCode.OK, again.Status);
        Assert.NotNull(again.ErrorOf("ValidTo"));
        Assert.Equal("/me", (await visitor.SubmitAsync(again, new Dictionary<string, string>
        {
            ["ValidFrom"] = "2031-03-01", ["ValidTo"] = "2051-03-01", ["IsLongTerm"] = "false", ["ReturnUrl"] = "https://evil.example/",
        }, "/validity")).Location);
    }
}
