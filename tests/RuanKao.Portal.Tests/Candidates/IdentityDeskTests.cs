using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Candidates;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Notifications;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Candidates;

/// <summary>人工核验 as reviewers do it.</summary>
public class IdentityDeskTests
{
    private static IEnumerable<KeyValuePair<string, string>> AllConfirmed => Enum.GetNames<ConfirmedField>().Select(name => KeyValuePair.Create("Form.Confirmed", name));

    private static async Task<Visitor> ReviewerAsync(PortalFactory portal, string institution = "53", string? prefecture = null) =>
        await portal.SignedInAsync(await TestData.StaffAsync(portal, Role.Reviewer, institution, prefecture));

    private static IEnumerable<string> Names(Page queue) => queue.Html.QuerySelectorAll("tbody th").Select(th => th.TextContent);

    private static async Task<Page> ApproveAsync(Visitor reviewer, CaseMade made, bool moves = false)
    {
        var values = AllConfirmed.ToList();
        if (moves) values.Add(new("Form.Moves", "true"));
        return await reviewer.SubmitAsync(await reviewer.GetAsync($"/desk/identity/{made.Id}"), values, "/approve");
    }

    private static Task<bool> IsVerifiedAsync(PortalFactory portal, Guid user) => portal.WithAsync(place => place.GetRequiredService<VerifiedPeople>().IsVerifiedAsync(user));

    [Fact]
    public async Task The_oldest_comes_first_and_what_is_overdue_is_marked()
    {
        await using var portal = await PortalFactory.StartAsync();
        await TestData.CaseAsync(portal, name: "甲先");
        portal.Clock.UtcNow += TimeSpan.FromDays(5);
        await TestData.CaseAsync(portal, name: "乙后");
        await TestData.CaseAsync(portal, name: "丙稿", sent: false);
        portal.Clock.UtcNow += TimeSpan.FromDays(3);
        var queue = await (await ReviewerAsync(portal)).GetAsync("/desk/identity");
        Assert.Equal(["甲先", "乙后"], Names(queue));
        Assert.Equal(["甲先"], queue.Html.QuerySelectorAll("tbody tr").Where(row => row.TextContent.Contains("已超期")).Select(row => row.QuerySelector("th")!.TextContent));
        Assert.Equal("2", queue.Html.QuerySelector(".tabs a[aria-current] .tab-count")!.TextContent);
    }

    [Theory]
    [InlineData("53", null, new[] { "昆明人", "丽江人" })]
    [InlineData("53", "5307", new[] { "丽江人" })]
    [InlineData("11", null, new[] { "北京人" })]
    public async Task A_reviewer_sees_the_own_region_and_nothing_else(string institution, string? prefecture, string[] seen)
    {
        await using var portal = await PortalFactory.StartAsync();
        var all = new[]
        {
            (await TestData.CaseAsync(portal, name: "昆明人"), "昆明人"), (await TestData.CaseAsync(portal, prefecture: "5307", name: "丽江人"), "丽江人"),
            (await TestData.CaseAsync(portal, "11", await FirstPrefectureAsync(portal, "11"), "北京人"), "北京人"),
        };
        var reviewer = await ReviewerAsync(portal, institution, prefecture);
        Assert.Equal(seen.Order(), Names(await reviewer.GetAsync("/desk/identity")).Order());
        foreach (var (made, name) in all)
        {
            Assert.Equal(seen.Contains(name) ? HttpStatusCode.OK : HttpStatusCode.NotFound, (await reviewer.GetAsync($"/desk/identity/{made.Id}")).Status);
            if (seen.Contains(name)) continue;
            var page = await reviewer.GetAsync("/desk/identity");
            foreach (var verb in new[] { "approve", "return" })
                Assert.Equal(HttpStatusCode.NotFound, (await reviewer.PostAsync($"/desk/identity/{made.Id}/{verb}",
                    [new("__RequestVerificationToken", page.Html.QuerySelector("[name=__RequestVerificationToken]")!.GetAttribute("value")!), new("Form.Version", "2"), new("Form.Words", "不符"), .. AllConfirmed])).Status);
        }
        Assert.False(await portal.WithAsync(place => place.GetRequiredService<PortalContext>().CandidateIdentities.AnyAsync()));
    }

    private static Task<string?> FirstPrefectureAsync(PortalFactory portal, string institution) => portal.WithAsync(place =>
        place.GetRequiredService<PortalContext>().Set<RuanKao.Portal.Institutions.Prefecture>().Where(p => p.InstitutionCode == institution).Select(p => p.Code).FirstOrDefaultAsync());

    [Fact]
    public async Task Approval_makes_the_person_verified_and_says_so()
    {
        await using var portal = await PortalFactory.StartAsync();
        var (made, next) = (await TestData.CaseAsync(portal, name: "Anna-Lena O’Brien Smith", number: "H00000001"), await TestData.CaseAsync(portal, number: "H00000002"));
        var reviewer = await ReviewerAsync(portal);
        var page = await reviewer.GetAsync($"/desk/identity/{made.Id}");
        Assert.All(["Anna-Lena O’Brien Smith", "H00000001", "港澳居民来往内地通行证", "1999-05-06"], text => Assert.Contains(text, page.Text));
        Assert.Equal(HttpStatusCode.OK, (await reviewer.GetAsync(page.Html.QuerySelector("img.scan")!.GetAttribute("src")!)).Status);
        Assert.EndsWith($"/desk/identity/{next.Id}", (await ApproveAsync(reviewer, made)).Location);

        var person = await portal.WithAsync(place => place.GetRequiredService<VerifiedPeople>().FindAsync(made.UserId));
        Assert.Equal(("Anna-Lena O’Brien Smith", "H00000001", Sex.Female, new DateOnly(1999, 5, 6), true), (person!.Name, person.Number, person.Sex, person.BirthDate, person.IsConfirmed));
        await portal.WithAsync(async place =>
        {
            var db = place.GetRequiredService<PortalContext>();
            Assert.Equal(CandidateIdentity.Manually, (await db.CandidateIdentities.SingleAsync()).VerifiedBy);
            Assert.True(await db.OutboxMessages.AnyAsync(m => m.Template == NoticeTemplates.IdentityApproved));
            var entry = await db.AuditEntries.SingleAsync(e => e.Action == "identity-case.approved");
            Assert.Equal((made.Id.ToString(), Role.Reviewer), (entry.Subject, entry.Role));
            Assert.True(await db.AuditEntries.AnyAsync(e => e.Action == "identity-case.opened" && e.Subject == made.Id.ToString()));
        });
        var me = await (await portal.SignedInAsync(made.UserId)).GetAsync("/me");
        Assert.Contains("已认证", me.Text);
        Assert.Contains("H0*****01", me.Text);
    }

    [Fact]
    public async Task Each_part_must_have_been_compared()
    {
        await using var portal = await PortalFactory.StartAsync();
        var made = await TestData.CaseAsync(portal);
        var reviewer = await ReviewerAsync(portal);
        foreach (var left in Enum.GetValues<ConfirmedField>())
        {
            var page = await reviewer.SubmitAsync(await reviewer.GetAsync($"/desk/identity/{made.Id}"), AllConfirmed.Where(f => f.Value != left.ToString()), "/approve");
            Assert.Contains("还没有勾选：" + left.Word() + "。", page.Text);
            Assert.Equal(3, page.Html.QuerySelectorAll("[name='Form.Confirmed'][checked]").Length);
        }
        Assert.False(await IsVerifiedAsync(portal, made.UserId));
    }

    [Fact]
    public async Task Returning_needs_a_reason_and_the_person_corrects_and_sends_again()
    {
        await using var portal = await PortalFactory.StartAsync();
        var made = await TestData.CaseAsync(portal);
        var reviewer = await ReviewerAsync(portal);
        var page = await reviewer.GetAsync($"/desk/identity/{made.Id}");
        Assert.Contains("请选择或写明退回原因", (await reviewer.SubmitAsync(page, [], "/return")).ErrorOf("Form.Words"));
        Assert.Contains("最多1000个字", (await reviewer.SubmitAsync(page, [new("Form.Words", new string('长', 1001))], "/return")).ErrorOf("Form.Words"));
        await reviewer.SubmitAsync(page, [new("Form.Reasons", "unclear"), new("Form.Words", "请重拍背面")], "/return");
        Assert.True(await portal.WithAsync(place => place.GetRequiredService<PortalContext>().OutboxMessages.AnyAsync(m => m.Template == NoticeTemplates.IdentityReturned)));
        Assert.True(await portal.WithAsync(place => place.GetRequiredService<PortalContext>().AuditEntries.AnyAsync(e => e.Action == "identity-case.returned" && e.Role == Role.Reviewer)));

        var visitor = await portal.SignedInAsync(made.UserId);
        var status = await visitor.GetAsync("/me/identity/manual");
        Assert.Contains("2. 请重拍背面。", status.Text);
        var claim = await visitor.GetAsync("/me/identity/manual/claim");
        Assert.Equal(("陈嘉欣", made.Number, "1999-05-06", "53", "5301"), (claim.ValueOf("Name"), claim.ValueOf("Number"), claim.ValueOf("BirthDate"), claim.ValueOf("InstitutionCode"), claim.ValueOf("PrefectureCode")));
        portal.Clock.UtcNow += TimeSpan.FromDays(1);
        (visitor, reviewer) = (await portal.SignedInAsync(made.UserId), await ReviewerAsync(portal));
        await visitor.SubmitAsync(await visitor.GetAsync("/me/identity/manual/scans"), [new("Form.Agreed", "true")], "/send");
        var file = await TestData.CaseOfAsync(portal, made.UserId);
        Assert.Equal((IdentityCaseState.Waiting, null, new DateOnly(2031, 3, 28)), (file.State, file.ReturnReason, file.PromisedOn));
        Assert.Equal([IdentityCaseEvent.Send, IdentityCaseEvent.Return, IdentityCaseEvent.Send], file.Steps.Select(s => s.On));
        await ApproveAsync(reviewer, made);
        Assert.True(await IsVerifiedAsync(portal, made.UserId));
    }

    [Theory]
    [InlineData("approve")]
    [InlineData("return")]
    public async Task A_decision_on_something_older_is_refused(string verb)
    {
        await using var portal = await PortalFactory.StartAsync();
        var made = await TestData.CaseAsync(portal);
        var reviewer = await ReviewerAsync(portal);
        var page = await reviewer.GetAsync($"/desk/identity/{made.Id}");
        await portal.WithAsync(place => place.GetRequiredService<IdentityCaseService>().AddScansAsync([TestData.Scan(800, 600)], new(made.UserId, Role.Candidate, portal.Clock.UtcNow), default));
        var stale = await reviewer.SubmitAsync(page, [new("Form.Words", "不符"), .. AllConfirmed], "/" + verb);
        Assert.Equal(HttpStatusCode.Conflict, stale.Status);
        Assert.Contains("已被他人更新", stale.Text);
        Assert.Equal("不符", stale.ValueOf("Form.Words"));
        Assert.Equal(IdentityCaseState.Waiting, (await TestData.CaseOfAsync(portal, made.UserId)).State);
    }

    [Fact]
    public async Task The_second_of_two_reviewers_is_told()
    {
        await using var portal = await PortalFactory.StartAsync();
        var made = await TestData.CaseAsync(portal);
        var (one, two) = (await ReviewerAsync(portal), await ReviewerAsync(portal));
        var (pageOne, pageTwo) = (await one.GetAsync($"/desk/identity/{made.Id}"), await two.GetAsync($"/desk/identity/{made.Id}"));
        await one.SubmitAsync(pageOne, [new("Form.Reasons", "sides")], "/return");
        Assert.Equal(HttpStatusCode.Conflict, (await two.SubmitAsync(pageTwo, AllConfirmed, "/approve")).Status);
        Assert.False(await IsVerifiedAsync(portal, made.UserId));
    }

    [Fact]
    public async Task A_number_taken_by_another_moves_when_the_reviewer_wants_it()
    {
        await using var portal = await PortalFactory.StartAsync();
        var number = TestData.NewIdNumber();
        var taker = await TestData.VerifiedCandidateAsync(portal, "张伟明", number);
        var draft = await TestData.DraftAsync(portal, taker);
        var owner = await TestData.CandidateAsync(portal);
        await TestData.AskedAsync(portal, owner, number, RealNameVerdict.Match);
        var made = await TestData.CaseAsync(portal, name: "张伟明", userId: owner, number: number, kind: DocumentKind.ResidentIdCard);
        var reviewer = await ReviewerAsync(portal);
        var page = await reviewer.GetAsync($"/desk/identity/{made.Id}");
        Assert.Contains("这个证件号码由另一个账号持有", page.Text);
        Assert.Contains("请勾选", (await ApproveAsync(reviewer, made)).ErrorOf("Form.Moves"));
        Assert.True(await IsVerifiedAsync(portal, taker));

        await ApproveAsync(reviewer, made, moves: true);
        Assert.Equal((false, true), (await IsVerifiedAsync(portal, taker), await IsVerifiedAsync(portal, owner)));
        await portal.WithAsync(async place =>
        {
            var db = place.GetRequiredService<PortalContext>();
            Assert.True(await db.Registrations.AnyAsync(r => r.Id == draft.Id && r.State == RegistrationState.Draft));
            Assert.Equal(1, await db.OutboxMessages.CountAsync(m => m.Template == NoticeTemplates.IdentityMoved));
            Assert.Equal(taker.ToString(), (await db.AuditEntries.SingleAsync(e => e.Action == "identity.moved-away")).Subject);
            Assert.Null((await db.Users.SingleAsync(u => u.Id == taker)).DisplayName);
        });
        var left = await portal.SignedInAsync(taker);
        Assert.Contains("未实名认证不可报名", (await left.GetAsync("/me")).Text);
        Assert.Equal(HttpStatusCode.OK, (await left.GetAsync(draft.At())).Status);
        Assert.Equal(HttpStatusCode.OK, (await left.GetAsync("/me/registrations")).Status);
    }

    [Fact]
    public async Task A_live_registration_holds_the_identity_until_the_office_has_cleared_it()
    {
        await using var portal = await PortalFactory.StartAsync();
        var number = TestData.NewIdNumber();
        var taker = await TestData.VerifiedCandidateAsync(portal, "张伟明", number);
        var live = await TestData.SubmittedAsync(portal, taker);
        var owner = await TestData.CandidateAsync(portal);
        await TestData.AskedAsync(portal, owner, number, RealNameVerdict.Match);
        var made = await TestData.CaseAsync(portal, name: "张伟明", userId: owner, number: number, kind: DocumentKind.ResidentIdCard);
        var reviewer = await ReviewerAsync(portal);
        Assert.Contains("云南考区的有效报名", (await ApproveAsync(reviewer, made, moves: true)).Text);
        Assert.Equal((true, false), (await IsVerifiedAsync(portal, taker), await IsVerifiedAsync(portal, owner)));
        await portal.WithAsync(async place =>
        {
            var db = place.GetRequiredService<PortalContext>();
            (await db.Registrations.SingleAsync(r => r.Id == live.Id)).Cancel(new(taker, Role.Candidate, portal.Clock.UtcNow));
            await db.SaveChangesAsync();
        });
        await ApproveAsync(reviewer, made, moves: true);
        Assert.Equal((false, true), (await IsVerifiedAsync(portal, taker), await IsVerifiedAsync(portal, owner)));
    }

    [Fact]
    public async Task A_changed_number_is_judged_while_the_old_one_stays_valid()
    {
        await using var portal = await PortalFactory.StartAsync();
        var made = await TestData.CaseAsync(portal, kind: DocumentKind.Passport, number: "E1111111", name: "Anna Smith");
        var reviewer = await ReviewerAsync(portal);
        await ApproveAsync(reviewer, made);
        await Assert.ThrowsAsync<RuleViolationException>(() => TestData.CaseAsync(portal, userId: made.UserId, kind: DocumentKind.Passport, number: "E1111111", name: "Anna Smith"));
        var renewal = await TestData.CaseAsync(portal, userId: made.UserId, kind: DocumentKind.Passport, number: "E2222222", name: "Anna Smith");
        Assert.Equal(IdentityCaseReason.Renewal, (await TestData.CaseOfAsync(portal, made.UserId)).Reason);
        async Task<string> NumberAsync() => (await portal.WithAsync(place => place.GetRequiredService<VerifiedPeople>().FindAsync(made.UserId)))!.Number;
        Assert.Equal("E1111111", await NumberAsync());
        await ApproveAsync(reviewer, renewal);
        Assert.Equal("E2222222", await NumberAsync());
    }

    [Fact]
    public async Task A_number_that_the_authority_confirms_for_another_in_the_same_instant_is_not_approved()
    {
        var quicker = new Interloper();
        await using var portal = await quicker.StartAsync();
        var (user, number) = (await TestData.CandidateAsync(portal), TestData.NewIdNumber());
        await TestData.AskedAsync(portal, user, number, RealNameVerdict.NoRecord);
        var made = await TestData.CaseAsync(portal, userId: user, number: number, kind: DocumentKind.ResidentIdCard);
        var version = (await TestData.CaseOfAsync(portal, user)).Version;
        quicker.BeforeSave(() => TestData.VerifiedCandidateAsync(portal, idNumber: number), after: 0);
        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => portal.WithAsync(place => place.GetRequiredService<IdentityCaseDesk>().ApproveAsync(
            new([new(Role.Reviewer, "53")]), made.Id, version, Enum.GetValues<ConfirmedField>(), false, new(null, Role.Reviewer, portal.Clock.UtcNow))));
        Assert.False(await IsVerifiedAsync(portal, user));
    }

    [Fact]
    public async Task Reasons_are_composed_as_the_candidate_reads_them()
    {
        await Task.CompletedTask;
        Assert.Equal("", IdentityReturnReasons.Compose(null, "  "));
        Assert.Equal("证件选错。", IdentityReturnReasons.Compose(["unknown"], " 证件选错。 "));
        Assert.StartsWith("1. 证件照片不清晰", IdentityReturnReasons.Compose(["unclear"], "重拍？"));
    }

    [Fact]
    public async Task Who_opens_what_is_not_his_leaves_no_mark_and_a_version_that_is_none_decides_nothing()
    {
        await using var portal = await PortalFactory.StartAsync();
        var made = await TestData.CaseAsync(portal);
        var elsewhere = await portal.SignedInAsync(await TestData.StaffAsync(portal, Role.Reviewer, "11"));
        Assert.Equal(HttpStatusCode.NotFound, (await elsewhere.GetAsync($"/desk/identity/{made.Id}")).Status);
        Assert.False(await portal.WithAsync(place => place.GetRequiredService<PortalContext>().AuditEntries.AnyAsync(e => e.Action == "identity-case.opened")));

        var reviewer = await portal.SignedInAsync(await TestData.StaffAsync(portal, Role.Reviewer, "53"));
        var page = await reviewer.GetAsync($"/desk/identity/{made.Id}");
        Assert.Equal(HttpStatusCode.OK, (await reviewer.SubmitAsync(page, [new("Form.Version", "first"), new("Form.Words", "照片不清楚")], "/return")).Status);
        Assert.Equal(IdentityCaseState.Waiting, (await TestData.CaseOfAsync(portal, made.UserId)).State);
    }
}
