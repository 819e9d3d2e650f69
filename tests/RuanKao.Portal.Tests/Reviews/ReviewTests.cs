using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Notifications;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Reviews;
using RuanKao.Portal.Tests.Support;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Tests.Reviews;

public class ReviewTests
{
    [Fact]
    public async Task The_desk_is_for_reviewers()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.SubmittedAsync(factory);
        foreach (var path in new[] { "/desk/review", $"/desk/review/{made.Id}" })
        {
            Assert.Contains("/sign-in", (await factory.Visitor().GetAsync(path)).Location);
            Assert.Equal(HttpStatusCode.Forbidden, (await (await factory.SignedInAsync(made.UserId)).GetAsync(path)).Status);
            Assert.Equal(HttpStatusCode.Forbidden, (await (await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.Office, "53"))).GetAsync(path)).Status);
        }
    }

    [Fact]
    public async Task A_reviewer_sees_what_the_appointment_covers_and_nothing_else()
    {
        await using var factory = await PortalFactory.StartAsync();
        var kunming = await TestData.SubmittedAsync(factory, name: "昆明考生", prefecture: "5301");
        var lijiang = await TestData.SubmittedAsync(factory, name: "丽江考生", prefecture: "5307");
        var beijing = await TestData.SubmittedAsync(factory, name: "北京考生", institution: "11");
        var draft = await TestData.DraftAsync(factory, name: "草稿考生");
        await ExpectAsync(factory, "53", null, [kunming, lijiang], [beijing, draft]);
        await ExpectAsync(factory, "53", "5307", [lijiang], [kunming, beijing, draft]);
        await ExpectAsync(factory, "11", null, [beijing], [kunming, lijiang, draft]);
        await ExpectAsync(factory, null, null, [kunming, lijiang, beijing], [draft]);
    }

    [Fact]
    public async Task The_queue_narrows_to_one_prefecture_and_never_to_one_outside_the_scope()
    {
        await using var factory = await PortalFactory.StartAsync();
        await TestData.SubmittedAsync(factory, name: "昆明考生", prefecture: "5301");
        factory.Clock.UtcNow = factory.Clock.UtcNow.AddMinutes(1);
        await TestData.SubmittedAsync(factory, name: "丽江考生", prefecture: "5307");
        await TestData.SubmittedAsync(factory, name: "广州考生", institution: "44", prefecture: "4401");
        var whole = await ReviewerAsync(factory);
        var queue = await whole.GetAsync("/desk/review?prefecture=5307");
        Assert.Equal(["丽江考生"], Names(queue));
        Assert.Contains("共 1 件", queue.Text);
        Assert.Equal("5307", queue.Html.QuerySelector("#prefecture option[selected]")!.GetAttribute("value"));
        Assert.Contains("prefecture=5307", queue.Html.QuerySelector(".figures a")!.GetAttribute("href"));
        // A prefecture that is not the reviewer's narrows nothing and opens nothing.
        Assert.Equal(["昆明考生", "丽江考生"], Names(await whole.GetAsync("/desk/review?prefecture=4401")));
        var lijiang = await Desk.ReviewerAsync(factory, "53", "5307");
        var own = await lijiang.GetAsync("/desk/review?prefecture=5301");
        Assert.Equal(["丽江考生"], Names(own));
        Assert.Null(own.Html.QuerySelector("#prefecture"));
    }

    [Fact]
    public async Task Outside_the_scope_a_decision_finds_nothing()
    {
        await using var factory = await PortalFactory.StartAsync();
        var (mine, other) = (await TestData.SubmittedAsync(factory), await TestData.SubmittedAsync(factory, institution: "11"));
        var reviewer = await ReviewerAsync(factory);
        var page = await reviewer.GetAsync($"/desk/review/{mine.Id}");
        foreach (var verb in new[] { "approve", "return" })
        {
            var token = page.Html.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
            var answer = await reviewer.PostAsync($"/desk/review/{other.Id}/{verb}", [new("Form.Version", "0"), new("Form.Words", "不符"), new("__RequestVerificationToken", token)]);
            Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        }
        Assert.Equal(RegistrationState.Submitted, (await FindAsync(factory, other)).State);
    }

    [Fact]
    public async Task The_oldest_stands_first_and_filters_and_search_find_the_rest()
    {
        await using var factory = await PortalFactory.StartAsync();
        var first = await TestData.SubmittedAsync(factory, name: "王先");
        factory.Clock.UtcNow = factory.Clock.UtcNow.AddMinutes(90);
        var second = await TestData.SubmittedAsync(factory, name: "王后");
        var paid = await TestData.PaidAsync(factory, name: "李成");
        var reviewer = await ReviewerAsync(factory);
        var queue = await reviewer.GetAsync("/desk/review");
        Assert.Equal(["王先", "王后"], Names(queue));
        Assert.Contains("1 小时", queue.Text);
        Assert.Equal(["李成"], Names(await reviewer.GetAsync("/desk/review?state=Paid")));
        Assert.Equal(["李成"], Names(await reviewer.GetAsync($"/desk/review?state=Paid&round={paid.RoundCode}")));
        Assert.Equal(["王先", "王后"], Names(await reviewer.GetAsync($"/desk/review?round={paid.RoundCode}")));
        // By name, as the characters stand in Unicode.
        Assert.Equal(["王先", "王后"], Names(await SearchAsync(reviewer, queue, "王")));
        Assert.Equal(["李成"], Names(await SearchAsync(reviewer, queue, ShellWords.Grouped(paid.Number!))));
        Assert.Contains("没有找到", (await SearchAsync(reviewer, queue, "赵")).Text);
        var number = await factory.WithAsync(async services => (await services.GetRequiredService<RuanKao.Portal.Candidates.VerifiedPeople>().FindAsync(second.UserId))!.Number);
        Assert.Equal(["王后"], Names(await SearchAsync(reviewer, queue, number)));
        Assert.Contains(first.Id.ToString(), queue.Html.QuerySelector("tbody a")!.GetAttribute("href"));
    }

    [Fact]
    public async Task Approving_fixes_the_fee_tells_the_candidate_and_goes_on_to_the_next_case()
    {
        await using var factory = await PortalFactory.StartAsync();
        var (made, next) = (await TestData.SubmittedAsync(factory, qualification: "SYSTEM_ARCHITECT"), await TestData.SubmittedAsync(factory));
        var reviewer = await ReviewerAsync(factory);
        var done = await reviewer.SubmitAsync(await reviewer.GetAsync($"/desk/review/{made.Id}"), [], "/approve");
        Assert.EndsWith($"/desk/review/{next.Id}", done.Location);
        var registration = await FindAsync(factory, made);
        Assert.Equal((RegistrationState.Approved, 15000), (registration.State, registration.FeeFen));
        await factory.WithAsync(async services =>
        {
            var db = services.GetRequiredService<PortalContext>();
            Assert.True(await db.AuditEntries.AnyAsync(e => e.Action == "review.approved" && e.Subject == made.Id.ToString() && e.Role == Role.Reviewer));
            Assert.True(await db.OutboxMessages.AnyAsync(m => m.Template == NoticeTemplates.RegistrationApproved));
        });
        var last = await reviewer.SubmitAsync(await reviewer.GetAsync($"/desk/review/{next.Id}"), [], "/approve");
        Assert.EndsWith("/desk/review", last.Location);
        Assert.Contains("没有等待审核的报名", (await reviewer.FollowAsync(last)).Text);
    }

    [Fact]
    public async Task Returning_needs_a_reason_and_the_candidate_reads_it()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.SubmittedAsync(factory);
        var reviewer = await ReviewerAsync(factory);
        var page = await reviewer.GetAsync($"/desk/review/{made.Id}");
        var refused = await reviewer.SubmitAsync(page, [], "/return");
        Assert.Contains("请选择或写明退回原因", refused.ErrorOf("Form.Words"));
        var tooLong = await reviewer.SubmitAsync(page, [new("Form.Reasons", "employer"), new("Form.Words", new string('长', 1001))], "/return");
        Assert.Contains("最多1000个字", tooLong.ErrorOf("Form.Words"));
        Assert.NotNull(tooLong.Html.QuerySelector("input[value=employer][checked]"));
        await reviewer.SubmitAsync(page, [new("Form.Reasons", "photo-clear"), new("Form.Reasons", "employer"), new("Form.Words", "请写全称")], "/return");
        var registration = await FindAsync(factory, made);
        Assert.Equal(RegistrationState.Returned, registration.State);
        Assert.Equal("1. 照片不清晰，或为翻拍照、生活照、自拍照。\n2. 工作单位填写不完整，请填写全称。\n3. 请写全称。", registration.ReturnReason);
        Assert.Contains("2. 工作单位填写不完整", (await (await factory.SignedInAsync(made.UserId)).GetAsync(made.At("review"))).Text);
    }

    [Theory]
    [InlineData("approve")]
    [InlineData("return")]
    public async Task A_decision_on_something_older_is_refused(string verb)
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.SubmittedAsync(factory);
        var reviewer = await ReviewerAsync(factory);
        var page = await reviewer.GetAsync($"/desk/review/{made.Id}");
        await factory.WithAsync(async services =>
        {
            var db = services.GetRequiredService<PortalContext>();
            (await db.Registrations.SingleAsync(r => r.Id == made.Id)).Form.School = "昆明理工大学";
            await db.SaveChangesAsync();
        });
        var stale = await reviewer.SubmitAsync(page, [new("Form.Words", "不符")], "/" + verb);
        Assert.Equal(HttpStatusCode.Conflict, stale.Status);
        Assert.Contains("已被他人更新", stale.Text);
        Assert.Contains("昆明理工大学", stale.Text);
        Assert.Equal("不符", stale.ValueOf("Form.Words"));
        Assert.Equal(RegistrationState.Submitted, (await FindAsync(factory, made)).State);
    }

    [Fact]
    public async Task The_second_of_two_reviewers_is_told()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.SubmittedAsync(factory);
        var (one, two) = (await ReviewerAsync(factory), await ReviewerAsync(factory));
        var pageTwo = await two.GetAsync($"/desk/review/{made.Id}");
        factory.Clock.UtcNow = factory.Clock.UtcNow.AddMinutes(6);
        await one.SubmitAsync(await one.GetAsync($"/desk/review/{made.Id}"), [], "/approve");
        Assert.Equal(HttpStatusCode.Conflict, (await two.SubmitAsync(pageTwo, [new("Form.Words", "不符")], "/return")).Status);
        Assert.DoesNotContain("审核通过</button>", (await two.GetAsync($"/desk/review/{made.Id}")).Body);
    }

    [Fact]
    public async Task After_the_newer_content_was_shown_the_decision_counts()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.SubmittedAsync(factory);
        var reviewer = await ReviewerAsync(factory);
        var page = await reviewer.GetAsync($"/desk/review/{made.Id}");
        await factory.WithAsync(async services =>
        {
            var db = services.GetRequiredService<PortalContext>();
            (await db.Registrations.SingleAsync(r => r.Id == made.Id)).Form.School = "昆明理工大学";
            await db.SaveChangesAsync();
        });
        var stale = await reviewer.SubmitAsync(page, [new("Form.Words", "不符")], "/return");
        await reviewer.SubmitAsync(stale, [new("Form.Words", stale.ValueOf("Form.Words")!)], "/return");
        Assert.Equal((RegistrationState.Returned, "不符。"), ((await FindAsync(factory, made)).State, (await FindAsync(factory, made)).ReturnReason));
    }

    [Fact]
    public async Task While_the_fee_is_unpublished_nothing_is_approved()
    {
        await using var factory = await PortalFactory.StartAsync();
        await TestData.OpenRoundAsync(factory, change: p => p.Fee = new(FeeKind.Unpublished));
        var made = await TestData.SubmittedAsync(factory);
        var reviewer = await ReviewerAsync(factory);
        var refused = await reviewer.SubmitAsync(await reviewer.GetAsync($"/desk/review/{made.Id}"), [], "/approve");
        Assert.Contains("考试费尚未公布，不能审核通过", refused.Text);
        Assert.Equal(RegistrationState.Submitted, (await FindAsync(factory, made)).State);
    }

    [Theory]
    [InlineData(-1, "不在有效期内")]
    [InlineData(1, "超出了有效期")]
    public async Task While_the_fees_approval_does_not_hold_until_payment_closes_nothing_is_approved(int days, string said)
    {
        await using var factory = await PortalFactory.StartAsync();
        await TestData.OpenRoundAsync(factory, change: p => p.Fee = p.Fee with { ValidUntil = Beijing.Today(factory.Clock).AddDays(days) });
        var made = await TestData.SubmittedAsync(factory);
        var reviewer = await ReviewerAsync(factory);
        var refused = await reviewer.SubmitAsync(await reviewer.GetAsync($"/desk/review/{made.Id}"), [], "/approve");
        Assert.Contains(said, refused.Text);
        Assert.Contains("请先由考试机构更新收费依据", refused.Text);
        Assert.Equal(RegistrationState.Submitted, (await FindAsync(factory, made)).State);
    }

    [Fact]
    public async Task Nobody_is_approved_into_a_fee_that_can_no_longer_be_paid()
    {
        await using var factory = await PortalFactory.StartAsync();
        var round = await TestData.OpenRoundAsync(factory);
        var made = await TestData.SubmittedAsync(factory);
        factory.Clock.UtcNow = round.Place.Payment.To!.Value;
        var reviewer = await ReviewerAsync(factory);
        var refused = await reviewer.SubmitAsync(await reviewer.GetAsync($"/desk/review/{made.Id}"), [], "/approve");
        Assert.Contains("考生也无法缴费", refused.Text);
        Assert.Equal(RegistrationState.Submitted, (await FindAsync(factory, made)).State);
    }

    [Fact]
    public async Task Where_nothing_is_charged_approval_completes_the_registration()
    {
        await using var factory = await PortalFactory.StartAsync();
        await TestData.OpenRoundAsync(factory, change: p => p.Fee = new(FeeKind.Free));
        var made = await TestData.SubmittedAsync(factory);
        var reviewer = await ReviewerAsync(factory);
        await reviewer.SubmitAsync(await reviewer.GetAsync($"/desk/review/{made.Id}"), [], "/approve");
        Assert.Equal((RegistrationState.Paid, 0), ((await FindAsync(factory, made)).State, (await FindAsync(factory, made)).FeeFen));
    }

    [Fact]
    public async Task A_case_shows_photo_data_and_what_the_machine_found()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.SubmittedAsync(factory);
        await factory.WithAsync(async services =>
        {
            var db = services.GetRequiredService<PortalContext>();
            var registration = await db.Registrations.SingleAsync(r => r.Id == made.Id);
            registration.Form.WorkingSince = registration.Person!.BirthDate.AddYears(10);
            await db.SaveChangesAsync();
        });
        var reviewer = await ReviewerAsync(factory);
        var page = await reviewer.GetAsync($"/desk/review/{made.Id}");
        Assert.Contains("张伟明", page.Heading);
        Assert.Contains("全国重复报名", page.Text);
        Assert.Contains("由认证机构核验", page.Text);
        Assert.Contains("当时不满 16 岁", page.Text);
        var photo = page.Html.QuerySelector("img.portrait-whole")!;
        Assert.Equal(("295", "413"), (photo.GetAttribute("width"), photo.GetAttribute("height")));
        Assert.Equal(HttpStatusCode.OK, (await reviewer.GetAsync(photo.GetAttribute("src")!)).Status);
        var elsewhere = await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.Reviewer, "11"));
        Assert.NotEqual(HttpStatusCode.OK, (await elsewhere.GetAsync(photo.GetAttribute("src")!)).Status);
    }

    [Fact]
    public void Reasons_are_composed_as_the_candidate_reads_them()
    {
        Assert.Equal("", ReturnReasons.Compose(ReturnReasons.Seeds, null, "  "));
        Assert.Equal("通讯地址填写不完整。", ReturnReasons.Compose(ReturnReasons.Seeds, ["address", "unknown"], null));
        Assert.Equal("请补充。", ReturnReasons.Compose(ReturnReasons.Seeds, [], " 请补充。 "));
    }

    [Theory]
    [InlineData("请补充。", "", "请补充。")]
    [InlineData("通讯地址填写不完整。", "address", null)]
    [InlineData("1. 通讯地址填写不完整。\n2. 请补充\n3. 以及这个。", "address", "请补充\n3. 以及这个。")]
    [InlineData("1. 自己写的。\n2. 通讯地址填写不完整。", "", "自己写的。\n2. 通讯地址填写不完整。")]
    public void A_reason_is_taken_apart_into_what_was_ticked_and_what_was_written(string text, string codes, string? words)
    {
        var apart = ReturnReasons.Split(ReturnReasons.Seeds, text);
        Assert.Equal((codes, words), (string.Join(',', apart.Codes), apart.Words));
    }

    private static async Task ExpectAsync(PortalFactory factory, string? institution, string? prefecture, RegistrationMade[] seen, RegistrationMade[] unseen)
    {
        var reviewer = await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.Reviewer, institution, prefecture));
        var queue = await reviewer.GetAsync("/desk/review");
        Assert.Equal(seen.Length, Names(queue).Count());
        foreach (var made in seen) Assert.Equal(HttpStatusCode.OK, (await reviewer.GetAsync($"/desk/review/{made.Id}")).Status);
        foreach (var made in unseen) Assert.Equal(HttpStatusCode.NotFound, (await reviewer.GetAsync($"/desk/review/{made.Id}")).Status);
        Assert.Empty(Names(await SearchAsync(reviewer, queue, "草稿")));
    }

    private static async Task<Visitor> ReviewerAsync(PortalFactory factory) => await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.Reviewer, "53"));

    private static Task<Page> SearchAsync(Visitor reviewer, Page queue, string text) => reviewer.SubmitAsync(queue, [new("Search.Text", text)], "/search");

    private static IEnumerable<string> Names(Page queue) => queue.Html.QuerySelectorAll("tbody th").Select(th => th.TextContent);

    private static Task<Registration> FindAsync(PortalFactory factory, RegistrationMade made) =>
        factory.WithAsync(async services => (await services.GetRequiredService<RegistrationService>().FindAsync(made.Id))!);

    [Fact]
    public async Task No_search_and_no_place_in_a_list_is_nonsense_enough()
    {
        await using var factory = await PortalFactory.StartAsync();
        await TestData.SubmittedAsync(factory);
        var reviewer = await ReviewerAsync(factory);
        foreach (var nonsense in new[] { "x", "-", "7fffffffffffffff-00000000000000000000000000000000", "-1-00000000000000000000000000000000" })
            Assert.Equal(["张伟明"], Names(await reviewer.GetAsync("/desk/review?after=" + nonsense)));
        var page = await reviewer.GetAsync("/desk/review?after=" + new ListPlace(DateTime.MaxValue, Guid.Empty));
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.DoesNotContain("张伟明", page.Text);
        Assert.Equal(HttpStatusCode.OK, (await reviewer.SubmitAsync(page, [new("Search.Text", new string('长', 60_000))], "/search")).Status);
    }
}
