using System.Net;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Notifications;
using RuanKao.Portal.Office.Money;
using RuanKao.Portal.Payments;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Tests.Audit;
using RuanKao.Portal.Tests.Payments;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Office;

/// <summary>Refunds that do not go on by themselves, and what a cashier does about them.</summary>
public class RefundRepairTests
{
    private static readonly Dictionary<string, string?> EverythingNeedsTwo = new() { ["Payments:SecondPersonAboveFen"] = "0" };

    [Fact]
    public async Task A_refund_for_which_the_account_is_too_empty_comes_to_the_desk_and_is_tried_again()
    {
        await using var world = await PaymentWorld.BeginAsync();
        await RequestedAsync(world);
        world.Alipay.Refund = _ => new(RefundAnswer.Short);
        for (var tries = 0; tries < RefundSender.PatientTries; tries++)
        {
            Assert.Equal(RefundState.Requested, (await RefundAsync(world)).State);
            await TryAsync(world);
        }
        var stuck = await RefundAsync(world);
        Assert.Equal((RefundState.Stuck, "商户账户余额不足，请充值后重试"), (stuck.State, stuck.Fault));
        var cashier = await StaffAsync(world, Role.Cashier);
        Assert.Contains("1笔异常款项或退款待处理", (await cashier.GetAsync("/desk")).Text.Replace(" ", ""));
        var list = await cashier.GetAsync("/desk/money");
        Assert.Contains("退款异常（1）", list.Text);
        Assert.Contains("商户账户余额不足，请充值后重试", list.Text);
        Assert.Equal(RegistrationState.Suspended, await world.StateAsync());

        world.Alipay.Refund = _ => new(RefundAnswer.Succeeded, "r1");
        var done = await cashier.FollowAsync(await cashier.SubmitAsync(await OrderAsync(world, cashier), [], "/retry"));
        Assert.Contains("正在重新发往支付平台", done.Text);
        await StaffActionsTests.LandedAsync(world.Factory, "refund.retried", Role.Cashier);
        await world.SendRefundsAsync();
        Assert.Equal((RefundState.Succeeded, (string?)null), ((await RefundAsync(world)).State, (await RefundAsync(world)).Fault));
        Assert.Equal(RegistrationState.Refunded, await world.StateAsync());
        Assert.Single(world.Alipay.Asked.Where(a => a.StartsWith("refund ", StringComparison.Ordinal)).Select(a => a.Split(' ')[1]).Distinct());
    }

    [Fact]
    public async Task One_that_is_stuck_is_still_tried_and_ends_by_itself_when_the_channel_answers()
    {
        await using var world = await PaymentWorld.BeginAsync();
        await StuckAsync(world, RefundAnswer.Unknown);
        Assert.Contains("多次没有明确答复", (await RefundAsync(world)).Fault);
        world.Alipay.QueryRefund = _ => new(RefundAnswer.Succeeded, "r1");
        await TryAsync(world);
        Assert.Equal((RefundState.Succeeded, RegistrationState.Refunded), ((await RefundAsync(world)).State, await world.StateAsync()));
    }

    [Fact]
    public async Task A_failed_one_is_asked_about_again_when_a_cashier_retries()
    {
        await using var world = await PaymentWorld.BeginAsync();
        await FailedAsync(world);
        var cashier = await StaffAsync(world, Role.Cashier);
        world.Alipay.QueryRefund = _ => new(RefundAnswer.Succeeded, "r1");
        await cashier.SubmitAsync(await OrderAsync(world, cashier), [], "/retry");
        await world.SendRefundsAsync();
        Assert.Equal((RefundState.Succeeded, RegistrationState.Refunded), ((await RefundAsync(world)).State, await world.StateAsync()));
        Assert.Single(world.Alipay.Asked, a => a.StartsWith("refund ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_given_back_offline_ends_the_refund_and_moves_the_registration()
    {
        await using var world = await PaymentWorld.BeginAsync();
        await FailedAsync(world);
        world.Alipay.QueryRefund = _ => new(RefundAnswer.Abnormal);
        var cashier = await StaffAsync(world, Role.Cashier);
        var form = await OfflineFormAsync(world, cashier);
        Assert.Equal("线下已退 100.00 元", form.Heading?.Replace(" 退款异常，待人工处理", ""));
        var empty = await cashier.SubmitAsync(form, [], "/offline");
        Assert.Contains("请填写线下退款的日期", empty.ErrorOf("Form.OfflineOn"));
        Assert.Contains("请填写付款凭证号", empty.ErrorOf("Form.Voucher"));
        Assert.Contains("凭证号最多60个字，现在有61个", (await cashier.SubmitAsync(form, [new("Form.OfflineOn", "2031-03-20"), new("Form.Voucher", new string('8', 61))], "/offline")).ErrorOf("Form.Voucher"));
        var today = Beijing.Today(world.Clock);
        foreach (var day in new[] { today.AddDays(1), today.AddDays(-1) })
            Assert.Contains("办理退款", (await cashier.SubmitAsync(form, Entry(day), "/offline")).ErrorOf("Form.OfflineOn"));
        var done = await cashier.FollowAsync(await cashier.SubmitAsync(form, Entry(today), "/offline"));
        Assert.Contains("已登记线下退款", done.Text);
        Assert.Contains("凭证号 YH-0007", done.Text);
        await StaffActionsTests.LandedAsync(world.Factory, "refund.offline", Role.Cashier);
        var refund = await RefundAsync(world);
        Assert.Equal((RefundState.Offline, (DateOnly?)today, "YH-0007", (DateTime?)null), (refund.State, refund.OfflineOn, refund.OfflineVoucher, refund.NextTryAt));
        Assert.Equal(RegistrationState.Refunded, await world.StateAsync());
        Assert.Equal(1, await world.ReadAsync(db => db.OutboxMessages.CountAsync(m => m.Template == NoticeTemplates.RegistrationRefunded)));
        Assert.DoesNotContain("退款异常（", (await cashier.GetAsync("/desk/money")).Text);
        Assert.Contains($"另有线下退款 1 笔，100.00 元", (await cashier.GetAsync("/desk/money/statement")).Text);
        Assert.Equal((0, 0), (await world.SendRefundsAsync(), await world.RequestByRuleAsync()));
        // A second time there is nothing to do.
        Assert.Contains("现在是“已线下退款”", (await cashier.GetAsync(form.Path)).Text);
    }

    [Theory]
    [InlineData(RefundAnswer.Succeeded, "已经成功", RefundState.Succeeded)]
    [InlineData(RefundAnswer.Processing, "正在处理", RefundState.Processing)]
    [InlineData(RefundAnswer.Unknown, "没有得到支付宝的答复", RefundState.Stuck)]
    public async Task What_the_channel_may_have_given_back_is_not_given_back_offline(RefundAnswer answer, string said, RefundState then)
    {
        await using var world = await PaymentWorld.BeginAsync();
        await StuckAsync(world, RefundAnswer.Short);
        world.Clock.UtcNow += TimeSpan.FromMinutes(1);
        var cashier = await StaffAsync(world, Role.Cashier);
        var form = await OfflineFormAsync(world, cashier);
        world.Alipay.QueryRefund = _ => new(answer, "r1");
        var refused = await cashier.SubmitAsync(form, Entry(Beijing.Today(world.Clock)), "/offline");
        Assert.Contains(said, refused.Html.QuerySelector(".error-summary")?.TextContent);
        Assert.Equal(then, (await RefundAsync(world)).State);
    }

    [Fact]
    public async Task One_that_is_being_sent_this_moment_is_left_alone()
    {
        await using var world = await PaymentWorld.BeginAsync();
        await StuckAsync(world, RefundAnswer.Short);
        var cashier = await StaffAsync(world, Role.Cashier);
        var form = await OfflineFormAsync(world, cashier);
        world.Clock.UtcNow += TimeSpan.FromSeconds(20);
        Assert.Contains("请一分钟后再试", (await cashier.SubmitAsync(form, Entry(Beijing.Today(world.Clock)), "/offline")).Html.QuerySelector(".error-summary")?.TextContent);
        world.Clock.UtcNow += TimeSpan.FromSeconds(20);
        Assert.Equal(HttpStatusCode.Redirect, (await cashier.SubmitAsync(form, Entry(Beijing.Today(world.Clock)), "/offline")).Status);
    }

    [Fact]
    public async Task Above_the_limit_another_person_agrees_that_it_was_given_back()
    {
        await using var world = await PaymentWorld.BeginAsync(EverythingNeedsTwo);
        await FailedAsync(world);
        world.Alipay.QueryRefund = _ => new(RefundAnswer.Abnormal);
        var (cashier, approver) = (await StaffAsync(world, Role.Cashier), await StaffAsync(world, Role.SecondApprover));
        Assert.Contains("等待另一位财务复核人员同意", (await cashier.FollowAsync(await cashier.SubmitAsync(await OfflineFormAsync(world, cashier), Entry(Beijing.Today(world.Clock)), "/offline"))).Text);
        await StaffActionsTests.LandedAsync(world.Factory, "refund.offline-proposed", Role.Cashier);
        Assert.Equal((RegistrationState.Suspended, 0), (await world.StateAsync(), await world.SendRefundsAsync()));
        Assert.Contains("1笔退款待复核", (await approver.GetAsync("/desk")).Text.Replace(" ", ""));

        var decision = await approver.GetAsync(Link(await approver.GetAsync("/desk/money"), "复核"));
        Assert.StartsWith("复核线下退款 100.00 元", decision.Heading);
        Assert.Contains("YH-0007", decision.Text);
        Assert.Contains("请写明不同意的原因", (await approver.SubmitAsync(decision, [], "/decline")).ErrorOf("Form.Reason"));
        await approver.SubmitAsync(decision, [new("Form.Reason", "回单看不清")], "/decline");
        await StaffActionsTests.LandedAsync(world.Factory, "refund.offline-declined", Role.SecondApprover);
        var back = await RefundAsync(world);
        Assert.Equal((RefundState.Stuck, "线下退款未获同意：回单看不清", (DateOnly?)null), (back.State, back.Fault, back.OfflineOn));

        await cashier.SubmitAsync(await OfflineFormAsync(world, cashier), Entry(Beijing.Today(world.Clock)), "/offline");
        Assert.Equal(RefundState.OfflineProposed, (await RefundAsync(world)).State);
        var again = await approver.GetAsync(decision.Path);
        var story = await approver.FollowAsync(await approver.SubmitAsync(again, [], "/approve"));
        Assert.Contains("已线下退款", story.Text);
        await StaffActionsTests.LandedAsync(world.Factory, "refund.offline", Role.SecondApprover);
        Assert.Equal((RefundState.Offline, RegistrationState.Refunded), ((await RefundAsync(world)).State, await world.StateAsync()));
    }

    [Fact]
    public async Task Nobody_agrees_to_the_own_offline_refund()
    {
        await using var world = await PaymentWorld.BeginAsync(EverythingNeedsTwo);
        await FailedAsync(world);
        world.Alipay.QueryRefund = _ => new(RefundAnswer.Abnormal);
        var id = await TestData.StaffAsync(world.Factory, Role.Cashier, "53");
        await world.ReadAsync(async db =>
        {
            db.Add(new Portal.Accounts.StaffAppointment { UserId = id, Role = Role.SecondApprover, InstitutionCode = "53" });
            return await db.SaveChangesAsync();
        });
        var both = await world.Factory.SignedInAsync(id);
        await both.SubmitAsync(await OfflineFormAsync(world, both), Entry(Beijing.Today(world.Clock)), "/offline");
        var path = $"/desk/money/refunds/{(await RefundAsync(world)).Id}";
        Assert.Contains("须由另一位财务复核人员决定", (await both.GetAsync(path)).Text);
        foreach (var verb in new[] { "/approve", "/decline" })
        {
            var sent = await both.PostAsync(path + verb, [await TokenAsync(both), new("Form.Seen", await SeenAsync(world)), new("Form.Reason", "理由")]);
            Assert.Contains("须由另一位财务复核人员决定", sent.Html.QuerySelector(".error-summary")?.TextContent);
        }
        Assert.Equal(RefundState.OfflineProposed, (await RefundAsync(world)).State);
    }

    [Fact]
    public async Task An_incident_that_the_channel_has_given_back_is_booked_when_the_channel_says_so()
    {
        await using var world = await PaymentWorld.BeginAsync();
        var number = await world.StartAsync();
        Assert.Equal(Booking.WrongAmount, await world.BookAsync(number, fen: 9900));
        var cashier = await StaffAsync(world, Role.Cashier);
        var order = await OrderAsync(world, cashier);
        foreach (var (state, said) in new[] { (ChannelState.Paid, "这一笔没有退回"), (ChannelState.Unknown, "暂时没有得到支付宝的答复") })
        {
            world.Alipay.Query = _ => new(state, "t1", 9900, world.Clock.UtcNow);
            Assert.Contains(said, (await cashier.SubmitAsync(order, [], "/returned")).Html.QuerySelector(".error-summary")?.TextContent);
            Assert.Equal(0, await world.ReadAsync(db => db.Refunds.CountAsync()));
        }
        world.Alipay.Query = _ => new(ChannelState.Refunded, "t1", 9900, world.Clock.UtcNow);
        var done = await cashier.FollowAsync(await cashier.SubmitAsync(order, [], "/returned"));
        Assert.Contains("支付平台已退回", done.Text);
        await StaffActionsTests.LandedAsync(world.Factory, "refund.found-returned", Role.Cashier);
        var refund = await RefundAsync(world);
        Assert.Equal((RefundState.Elsewhere, 9900, (DateTime?)null), (refund.State, refund.AmountFen, refund.NextTryAt));
        Assert.Contains("异常款项（0）", (await cashier.GetAsync("/desk/money")).Text);
        Assert.Equal((0, RegistrationState.Approved), (await world.SendRefundsAsync(), await world.StateAsync()));
        Assert.DoesNotContain(world.Alipay.Asked, a => a.StartsWith("refund", StringComparison.Ordinal));
        Assert.Contains("已由支付平台退回", (await (await world.Factory.SignedInAsync(world.Registration.UserId)).GetAsync(world.Registration.At("pay"))).Text);
    }

    [Fact]
    public async Task One_that_the_channel_keeps_for_days_comes_to_the_desk_until_it_is_through()
    {
        await using var world = await PaymentWorld.BeginAsync();
        await RequestedAsync(world);
        world.Alipay.Refund = _ => new(RefundAnswer.Processing, "r1");
        await world.SendRefundsAsync();
        world.Clock.UtcNow = (await RefundAsync(world)).CreatedAt + MoneyDesk.LongUnderway;
        var cashier = await StaffAsync(world, Role.Cashier);
        Assert.DoesNotContain("退款异常（", (await cashier.GetAsync("/desk/money")).Text);
        world.Clock.UtcNow += TimeSpan.FromSeconds(1);
        var list = await cashier.GetAsync("/desk/money");
        Assert.Contains("退款异常（1）", list.Text);
        Assert.Contains("处理超过 5 天", list.Text);
        Assert.Contains("1笔异常款项或退款待处理", (await cashier.GetAsync("/desk")).Text.Replace(" ", ""));
        world.Alipay.QueryRefund = _ => new(RefundAnswer.Succeeded, "r1");
        await world.SendRefundsAsync();
        Assert.DoesNotContain("退款异常（", (await cashier.GetAsync("/desk/money")).Text);
    }

    [Fact]
    public async Task What_a_suspended_exam_owes_stays_at_the_desk_when_the_second_person_declined_it()
    {
        await using var world = await PaymentWorld.BeginAsync(EverythingNeedsTwo);
        await world.BookAsync(await world.StartAsync());
        await world.EndAsync(RegistrationState.Suspended);
        var (cashier, approver) = (await StaffAsync(world, Role.Cashier), await StaffAsync(world, Role.SecondApprover));
        for (var time = 1; time <= 2; time++)
        {
            await cashier.SubmitAsync(await cashier.GetAsync(Link(await OrderAsync(world, cashier), "退回这笔款项")), [new("Form.Reason", "停考")], "/refund");
            Assert.DoesNotContain("退款异常（", (await cashier.GetAsync("/desk/money")).Text);
            var decision = await approver.GetAsync(Link(await approver.GetAsync("/desk/money"), "复核"));
            world.Clock.UtcNow += TimeSpan.FromMinutes(1);
            await approver.SubmitAsync(decision, [new("Form.Reason", "等通知")], "/decline");
            // Once, however often it was declined.
            var list = await cashier.GetAsync("/desk/money");
            Assert.Contains("退款异常（1）", list.Text);
            Assert.Contains("停考应退，复核未同意：等通知", list.Text);
        }
        Assert.Equal(0, await world.RequestByRuleAsync());
    }

    [Fact]
    public async Task What_was_declined_of_a_voided_registration_waits_for_nobody()
    {
        await using var world = await PaymentWorld.BeginAsync(EverythingNeedsTwo);
        await world.BookAsync(await world.StartAsync());
        await world.EndAsync(RegistrationState.Voided);
        var (cashier, approver) = (await StaffAsync(world, Role.Cashier), await StaffAsync(world, Role.SecondApprover));
        await cashier.SubmitAsync(await cashier.GetAsync(Link(await OrderAsync(world, cashier), "退回这笔款项")), [new("Form.Reason", "作废")], "/refund");
        await approver.SubmitAsync(await approver.GetAsync(Link(await approver.GetAsync("/desk/money"), "复核")), [new("Form.Reason", "不符合")], "/decline");
        Assert.DoesNotContain("退款异常（", (await cashier.GetAsync("/desk/money")).Text);
    }

    [Fact]
    public async Task Another_institutions_refunds_are_not_there()
    {
        await using var world = await PaymentWorld.BeginAsync();
        await FailedAsync(world);
        var (stranger, seen, refund) = (await StaffAsync(world, Role.Cashier, "11"), await SeenAsync(world), await RefundAsync(world));
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync($"/desk/money/refunds/{refund.Id}/offline")).Status);
        foreach (var path in new[] { $"refunds/{refund.Id}/retry", $"refunds/{refund.Id}/offline", $"attempts/{refund.AttemptId}/returned" })
            Assert.Equal(HttpStatusCode.NotFound, (await stranger.PostAsync("/desk/money/" + path, [await TokenAsync(stranger), new("Form.Seen", seen), .. Entry(Beijing.Today(world.Clock))])).Status);
        Assert.Equal(RefundState.Abnormal, (await RefundAsync(world)).State);
    }

    [Fact]
    public async Task Two_who_repair_at_once_do_it_once()
    {
        await using var world = await PaymentWorld.BeginAsync();
        await FailedAsync(world);
        world.Alipay.QueryRefund = _ => new(RefundAnswer.Abnormal);
        var cashiers = new List<(Visitor Cashier, Page Form)>();
        for (var n = 0; n < 3; n++)
        {
            var cashier = await StaffAsync(world, Role.Cashier);
            cashiers.Add((cashier, await OfflineFormAsync(world, cashier)));
        }
        var answers = await Task.WhenAll(cashiers.Select(c => Task.Run(() => c.Cashier.SubmitAsync(c.Form, Entry(Beijing.Today(world.Clock)), "/offline"))));
        Assert.Equal(1, answers.Count(a => a.Status == HttpStatusCode.Redirect));
        Assert.Equal(1, await world.ReadAsync(db => db.OutboxMessages.CountAsync(m => m.Template == NoticeTemplates.RegistrationRefunded)));
    }

    private static KeyValuePair<string, string>[] Entry(DateOnly day) => [new("Form.OfflineOn", day.ToString("yyyy-MM-dd")), new("Form.Voucher", "YH-0007")];

    private static async Task RequestedAsync(PaymentWorld world)
    {
        await world.BookAsync(await world.StartAsync());
        await world.EndAsync(RegistrationState.Suspended);
        Assert.Equal(1, await world.RequestByRuleAsync());
    }

    private static async Task FailedAsync(PaymentWorld world)
    {
        await RequestedAsync(world);
        world.Alipay.Refund = _ => new(RefundAnswer.Abnormal);
        await world.SendRefundsAsync();
        Assert.Equal(RefundState.Abnormal, (await RefundAsync(world)).State);
    }

    private static async Task StuckAsync(PaymentWorld world, RefundAnswer answer)
    {
        await RequestedAsync(world);
        world.Alipay.Refund = _ => new(answer);
        for (var tries = 0; tries < RefundSender.PatientTries; tries++) await TryAsync(world);
        Assert.Equal(RefundState.Stuck, (await RefundAsync(world)).State);
    }

    private static async Task TryAsync(PaymentWorld world)
    {
        if ((await RefundAsync(world)).NextTryAt is { } next && next > world.Clock.UtcNow) world.Clock.UtcNow = next;
        Assert.Equal(1, await world.SendRefundsAsync());
    }

    private static Task<Refund> RefundAsync(PaymentWorld world) => world.ReadAsync(db => db.Refunds.AsNoTracking().SingleAsync());

    private static async Task<Visitor> StaffAsync(PaymentWorld world, Role role, string institution = "53") =>
        await world.Factory.SignedInAsync(await TestData.StaffAsync(world.Factory, role, institution));

    private static async Task<Page> OrderAsync(PaymentWorld world, Visitor cashier) => await cashier.GetAsync($"/desk/money/orders/{await world.ReadAsync(db => db.FeeOrders.Select(o => o.Id).SingleAsync())}");

    private static async Task<Page> OfflineFormAsync(PaymentWorld world, Visitor cashier) => await cashier.GetAsync(Link(await OrderAsync(world, cashier), "线下已退"));

    private static Task<string> SeenAsync(PaymentWorld world) => world.ReadAsync(async db => (await new OrderFiles(db).FindAsync(db.FeeOrders, default))!.Seen);

    private static async Task<KeyValuePair<string, string>> TokenAsync(Visitor visitor) => new("__RequestVerificationToken", (await visitor.GetAsync("/desk/money")).ValueOf("__RequestVerificationToken")!);

    private static string Link(Page page, string words) => page.Html.QuerySelectorAll("main a").First(a => a.TextContent.Trim().StartsWith(words, StringComparison.Ordinal)).GetAttribute("href")!;
}
