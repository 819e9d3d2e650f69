using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Notifications;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Tests.Audit;
using RuanKao.Portal.Tests.Registrations;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Office;

/// <summary>合理便利 on the desk of the exam office.</summary>
public class AccommodationDeskTests
{
    private const string List = "/desk/accommodations";

    private static async Task<Visitor> OfficeAsync(PortalFactory factory, string institution = "53", string? prefecture = null) =>
        await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.Office, institution, prefecture));

    // The items stand in the order of the kinds: time, then aid.
    private static Dictionary<string, string> Answer(bool time, bool aid, string? minutes = "30", string? reply = "考点没有条件", string? why = null, string then = "check") => new()
    {
        ["Form.Items[0].Granted"] = time ? "true" : "false", ["Form.Items[0].Measure"] = "延长考试时间", ["Form.Items[0].Minutes"] = minutes ?? "",
        ["Form.Items[1].Granted"] = aid ? "true" : "false", ["Form.Items[1].Measure"] = "可携带自己的鼠标", ["Form.Reply"] = reply ?? "", ["Form.Why"] = why ?? "", ["Form.Then"] = then,
    };

    private static async Task<Page> CheckAsync(Visitor office, Guid id, Dictionary<string, string> answer) => await office.SubmitAsync(await office.GetAsync($"{List}/{id}"), answer, "/decide");

    private static async Task<Page> DecideAsync(Visitor office, Guid id, Dictionary<string, string> answer) =>
        await office.SubmitAsync(await CheckAsync(office, id, answer), new Dictionary<string, string> { ["Form.Then"] = "decide" }, "/decide");

    [Fact]
    public async Task Part_is_granted_after_a_look_at_what_it_comes_to_and_the_candidate_is_told()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.SubmittedAsync(factory);
        var id = await TestData.AccommodationAsync(factory, made);
        var office = await OfficeAsync(factory);
        var list = await office.GetAsync(List);
        Assert.All(["张伟明", "待处理", "2031-04-03"], text => Assert.Contains(text, list.Text));
        // The list says who and when, and nothing of what.
        Assert.DoesNotContain("延长考试时间", list.Text);
        var file = await office.GetAsync($"{List}/{id}");
        Assert.All(["右手骨折，打石膏", "延长考试时间", "第1份：打开图片"], text => Assert.Contains(text, file.Text));
        Assert.Equal("延长考试时间", file.ValueOf("Form.Items[0].Measure"));
        var confirm = await CheckAsync(office, id, Answer(time: true, aid: false));
        Assert.Contains("部分同意", confirm.Heading);
        Assert.All(["同意：延长考试时间 30 分钟", "不同意", "考生随即收到通知", "准考证开始打印，此后答复不能更改"], text => Assert.Contains(text, confirm.Text));
        Assert.Equal(AccommodationState.Waiting, (await TestData.AccommodationOfAsync(factory, made))!.State);
        var done = await office.SubmitAsync(confirm, new Dictionary<string, string> { ["Form.Then"] = "decide" }, "/decide");
        Assert.Equal(HttpStatusCode.Redirect, done.Status);

        var request = (await TestData.AccommodationOfAsync(factory, made))!;
        Assert.Equal(AccommodationState.PartlyGranted, request.State);
        Assert.Equal(["延长考试时间 30 分钟"], request.Measures);
        var page = await (await factory.SignedInAsync(made.UserId)).GetAsync(made.At("accommodation"));
        Assert.All(["部分同意", "考点没有条件", "同意：延长考试时间 30 分钟", "未同意"], text => Assert.Contains(text, page.Text));
        await factory.WithAsync(async place =>
        {
            var (db, seal) = (place.GetRequiredService<PortalContext>(), place.GetRequiredService<PersonalDataSeal>());
            var message = await db.OutboxMessages.SingleAsync(m => m.Template == NoticeTemplates.AccommodationDecided);
            var values = seal.Open(message.ValuesSealed!);
            Assert.Contains("部分同意", values);
            // It is read on a locked screen: nothing of what was asked or granted.
            Assert.DoesNotContain("延长", values);
            Assert.DoesNotContain("考点没有条件", values);
            Assert.All(await db.AuditEntries.Where(e => e.Action.StartsWith("accommodation.")).ToListAsync(), e => Assert.Null(e.Why));
        });
        await StaffActionsTests.LandedAsync(factory, "accommodation.partly-granted", Role.Office);
    }

    [Theory]
    [InlineData(true, true, AccommodationState.Granted, "accommodation.granted", null)]
    [InlineData(false, false, AccommodationState.Refused, "accommodation.refused", "材料看不清")]
    public async Task All_or_nothing_is_granted(bool time, bool aid, AccommodationState state, string action, string? reply)
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.SubmittedAsync(factory);
        var id = await TestData.AccommodationAsync(factory, made);
        Assert.Equal(HttpStatusCode.Redirect, (await DecideAsync(await OfficeAsync(factory), id, Answer(time, aid, reply: reply))).Status);
        Assert.Equal(state, (await TestData.AccommodationOfAsync(factory, made))!.State);
        await StaffActionsTests.LandedAsync(factory, action, Role.Office);
    }

    [Fact]
    public async Task What_is_missing_is_refused_at_its_field_with_what_was_typed()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.SubmittedAsync(factory);
        var id = await TestData.AccommodationAsync(factory, made);
        var office = await OfficeAsync(factory);
        Assert.Contains("请写明原因", (await CheckAsync(office, id, Answer(true, false, reply: " "))).ErrorOf("Form.Reply"));
        foreach (var minutes in new[] { "", "0", "241" }) Assert.Contains("1 到 240", (await CheckAsync(office, id, Answer(true, true, minutes))).ErrorOf("Form.Items[0].Minutes"));
        Assert.NotNull((await CheckAsync(office, id, Answer(true, true, "半小时"))).ErrorOf("Form.Items[0].Minutes"));
        var answer = Answer(true, true);
        answer["Form.Items[1].Measure"] = " ";
        Assert.Contains("怎样安排", (await CheckAsync(office, id, answer)).ErrorOf("Form.Items[1].Measure"));
        answer["Form.Items[1].Measure"] = new string('长', 41);
        var tooLong = await CheckAsync(office, id, answer);
        Assert.Contains("最多40个字", tooLong.ErrorOf("Form.Items[1].Measure"));
        Assert.Equal(41, tooLong.ValueOf("Form.Items[1].Measure")!.Length);
        answer["Form.Items[1].Measure"] = "鼠标\t键盘";
        Assert.Contains("一行写完", (await CheckAsync(office, id, answer)).ErrorOf("Form.Items[1].Measure"));
        Assert.Contains("最多500个字", (await CheckAsync(office, id, Answer(true, true, reply: new string('长', 501)))).ErrorOf("Form.Reply"));
        // Whoever goes back finds what was typed.
        var confirm = await CheckAsync(office, id, Answer(true, false, "45", "只有一台"));
        var back = await office.SubmitAsync(confirm, new Dictionary<string, string> { ["Form.Then"] = "back" }, "/decide");
        Assert.Equal(("45", "只有一台"), (back.ValueOf("Form.Items[0].Minutes"), back.ValueOf("Form.Reply")));
        Assert.Equal(AccommodationState.Waiting, (await TestData.AccommodationOfAsync(factory, made))!.State);
    }

    [Fact]
    public async Task A_decision_on_something_older_is_not_taken()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.SubmittedAsync(factory);
        var id = await TestData.AccommodationAsync(factory, made);
        var office = await OfficeAsync(factory);
        var (page, confirm) = (await office.GetAsync($"{List}/{id}"), await CheckAsync(office, id, Answer(true, true)));
        await AccommodationPageTests.SendAsync(await factory.SignedInAsync(made.UserId), made, ["seat"], "换一种", again: true);
        var stale = await office.SubmitAsync(confirm, new Dictionary<string, string> { ["Form.Then"] = "decide" }, "/decide");
        Assert.Equal(HttpStatusCode.Conflict, stale.Status);
        // Nor is it shown as one that could be made.
        Assert.Equal(HttpStatusCode.Conflict, (await office.SubmitAsync(page, Answer(true, true), "/decide")).Status);
        Assert.Contains("低楼层或无障碍的座位", stale.Text);
        Assert.Equal(AccommodationState.Waiting, (await TestData.AccommodationOfAsync(factory, made))!.State);
    }

    [Fact]
    public async Task Of_two_who_decide_the_second_is_told_and_a_withdrawn_request_is_decided_by_nobody()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.SubmittedAsync(factory);
        var id = await TestData.AccommodationAsync(factory, made);
        var (one, two) = (await OfficeAsync(factory), await OfficeAsync(factory));
        var late = await CheckAsync(two, id, Answer(false, false));
        await DecideAsync(one, id, Answer(true, true));
        Assert.Equal(HttpStatusCode.Conflict, (await two.SubmitAsync(late, new Dictionary<string, string> { ["Form.Then"] = "decide" }, "/decide")).Status);
        Assert.Equal(AccommodationState.Granted, (await TestData.AccommodationOfAsync(factory, made))!.State);
        var open = await CheckAsync(two, id, Answer(false, false, why: "核对后"));
        var me = await factory.SignedInAsync(made.UserId);
        await me.SubmitAsync(await me.GetAsync(made.At("accommodation")), [], "/withdraw");
        Assert.Equal(HttpStatusCode.Conflict, (await two.SubmitAsync(open, new Dictionary<string, string> { ["Form.Then"] = "decide" }, "/decide")).Status);
        Assert.Contains("考生已经撤回申请", (await two.GetAsync($"{List}/{id}")).Text);
        // Nor by somebody who knows of the withdrawal.
        var withdrawn = (await TestData.AccommodationOfAsync(factory, made))!;
        Assert.Equal(HttpStatusCode.Conflict, (await two.SubmitAsync(open, new Dictionary<string, string> { ["Form.Then"] = "decide", ["Form.Version"] = $"{withdrawn.Version}" }, "/decide")).Status);
        Assert.Equal(AccommodationState.Withdrawn, (await TestData.AccommodationOfAsync(factory, made))!.State);
    }

    [Fact]
    public async Task A_decision_is_changed_for_a_reason_until_tickets_are_printed()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.PaidAsync(factory);
        var id = await TestData.AccommodationAsync(factory, made);
        var office = await OfficeAsync(factory);
        await DecideAsync(office, id, Answer(true, true));
        Assert.Contains("为什么更改", (await CheckAsync(office, id, Answer(true, false))).ErrorOf("Form.Why"));
        var tooLong = await CheckAsync(office, id, Answer(true, false, why: new string('长', 501)));
        Assert.Contains("最多500个字", tooLong.ErrorOf("Form.Why"));
        Assert.Equal(501, tooLong.ValueOf("Form.Why")!.Length);
        Assert.Equal(HttpStatusCode.Redirect, (await DecideAsync(office, id, Answer(true, false, why: "器具与考试软件冲突"))).Status);
        Assert.Equal(AccommodationState.PartlyGranted, (await TestData.AccommodationOfAsync(factory, made))!.State);
        Assert.Contains("器具与考试软件冲突", (await office.GetAsync($"{List}/{id}")).Text);
        // The reason is the office's own.
        Assert.DoesNotContain("器具与考试软件冲突", (await (await factory.SignedInAsync(made.UserId)).GetAsync(made.At("accommodation"))).Body);
        var prints = await factory.WithAsync(place => place.GetRequiredService<PortalContext>().Set<RuanKao.Portal.Exams.RoundInstitution>().Where(p => p.InstitutionCode == "53").Select(p => p.TicketPrinting.From!.Value).SingleAsync());
        factory.Clock.UtcNow = prints.AddSeconds(-1);
        office = await OfficeAsync(factory);
        var confirm = await CheckAsync(office, id, Answer(true, true, why: "再改"));
        factory.Clock.UtcNow = prints;
        Assert.Contains("答复不能再更改", (await office.SubmitAsync(confirm, new Dictionary<string, string> { ["Form.Then"] = "decide" }, "/decide")).Text);
        Assert.Null((await office.GetAsync($"{List}/{id}")).Html.QuerySelector("form[action$='/decide']"));
    }

    [Fact]
    public async Task A_first_answer_may_come_while_tickets_are_printed_and_not_after_the_exam()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.PaidAsync(factory);
        var id = await TestData.AccommodationAsync(factory, made);
        var exam = await factory.WithAsync(place => place.GetRequiredService<PortalContext>().Set<RuanKao.Portal.Exams.ExamRound>().Select(r => r.ExamTo).SingleAsync());
        factory.Clock.UtcNow = Beijing.Start(exam.AddDays(1)).AddSeconds(-1);
        var office = await OfficeAsync(factory);
        Assert.Contains("已超期", (await office.GetAsync(List)).Text);
        var confirm = await CheckAsync(office, id, Answer(true, true));
        Assert.Contains("核对答复", confirm.Heading);
        factory.Clock.UtcNow = Beijing.Start(exam.AddDays(1));
        Assert.Contains("考试已经结束", (await office.SubmitAsync(confirm, new Dictionary<string, string> { ["Form.Then"] = "decide" }, "/decide")).Text);
    }

    [Fact]
    public async Task Another_institution_and_another_prefecture_have_no_such_request()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.SubmittedAsync(factory);
        var id = await TestData.AccommodationAsync(factory, made);
        var proof = await factory.WithAsync(place => place.GetRequiredService<PortalContext>().AccommodationProofs.Select(p => p.Id).SingleAsync());
        var own = await OfficeAsync(factory, "53", "5301");
        Assert.Contains("张伟明", (await own.GetAsync(List)).Text);
        var form = await own.GetAsync($"{List}/{id}");
        foreach (var stranger in new[] { await OfficeAsync(factory, "11"), await OfficeAsync(factory, "53", "5303") })
        {
            Assert.DoesNotContain("张伟明", (await stranger.GetAsync(List + "?state=all")).Text);
            Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync($"{List}/{id}")).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync($"/accommodation-proofs/{proof}")).Status);
            var token = (await stranger.GetAsync("/account/password")).ValueOf("__RequestVerificationToken")!;
            foreach (var then in new[] { "check", "decide", "back" })
                Assert.Equal(HttpStatusCode.NotFound, (await stranger.PostAsync($"{List}/{id}/decide", [.. Answer(true, true, then: then), new("Form.Version", form.ValueOf("Form.Version")!), new("__RequestVerificationToken", token)])).Status);
        }
        Assert.Equal(AccommodationState.Waiting, (await TestData.AccommodationOfAsync(factory, made))!.State);
    }

    [Fact]
    public async Task Opening_a_request_and_each_document_is_on_record()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.SubmittedAsync(factory);
        var id = await TestData.AccommodationAsync(factory, made);
        var office = await OfficeAsync(factory);
        var page = await office.GetAsync($"{List}/{id}");
        // The case shows no document by itself: opening is an act.
        Assert.Null(page.Html.QuerySelector("img[src*='accommodation-proofs']"));
        Assert.Equal("image/jpeg", (await office.GetAsync(page.Html.QuerySelector("a[href^='/accommodation-proofs/']")!.GetAttribute("href")!)).Response.Content.Headers.ContentType!.MediaType);
        await StaffActionsTests.LandedAsync(factory, "accommodation.opened", Role.Office);
        await StaffActionsTests.LandedAsync(factory, "accommodation.proof-opened", Role.Office);
        // Its owner's own look is no news.
        var me = await factory.SignedInAsync(made.UserId);
        await me.GetAsync((await me.GetAsync(made.At("accommodation"))).Html.QuerySelector("a[href^='/accommodation-proofs/']")!.GetAttribute("href")!);
        Assert.Equal(1, await factory.WithAsync(place => place.GetRequiredService<PortalContext>().AuditEntries.CountAsync(e => e.Action == "accommodation.proof-opened")));
    }

    [Fact]
    public async Task The_list_is_filtered_by_state_and_round_with_the_oldest_first()
    {
        await using var factory = await PortalFactory.StartAsync();
        var first = await TestData.SubmittedAsync(factory, name: "张伟明");
        var second = await TestData.SubmittedAsync(factory, name: "李静");
        await TestData.AccommodationAsync(factory, second);
        factory.Clock.UtcNow = factory.Clock.UtcNow.AddHours(1);
        var decided = await TestData.AccommodationAsync(factory, first);
        var office = await OfficeAsync(factory);
        Assert.Equal(["李静", "张伟明"], Names(await office.GetAsync(List)));
        Assert.Contains("2", (await office.GetAsync(List)).Html.QuerySelector(".tabs a[href='/desk/accommodations'] .tab-count")!.TextContent);
        await TestData.DecidedAsync(factory, decided, "time", "aid");
        Assert.Equal(["李静"], Names(await office.GetAsync(List)));
        Assert.Equal(["张伟明"], Names(await office.GetAsync($"{List}?state=Granted&round={first.RoundCode}")));
        Assert.Equal(["李静", "张伟明"], Names(await office.GetAsync($"{List}?state=all&round=no-such")));
        Assert.Empty(Names(await office.GetAsync($"{List}?state=all&page={int.MaxValue}")));
        // Late is only what still waits.
        var now = factory.Clock.UtcNow;
        factory.Clock.UtcNow = now.AddDays(20);
        var later = await OfficeAsync(factory);
        Assert.Contains("已超期", (await later.GetAsync(List)).Text);
        Assert.DoesNotContain("已超期", (await later.GetAsync($"{List}?state=Granted")).Text);
        factory.Clock.UtcNow = now;
        // What is over is off the list.
        var me = await factory.SignedInAsync(second.UserId);
        await me.SubmitAsync(await me.GetAsync(second.At("cancel")), [], "/cancel");
        Assert.Equal(["张伟明"], Names(await office.GetAsync($"{List}?state=all")));
    }

    private static IReadOnlyList<string> Names(Page page) => [.. page.Html.QuerySelectorAll("tbody th").Select(th => th.TextContent.Trim())];
}
