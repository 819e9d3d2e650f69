using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Payments;
using RuanKao.Portal.Registrations;
using RuanKao.Sandbox.Demo;
using RuanKao.Sandbox.Menu;

namespace RuanKao.Portal.BrowserTests;

/// <summary>Paying as people do it: the app beside the browser, two tabs, a browser that is closed, money that is not what was asked.</summary>
public class PaymentTests(DemoHouse house)
{
    [Fact]
    public async Task On_a_phone_with_Alipay_the_app_leads_back_to_a_paid_registration()
    {
        await using var candidate = await house.PersonAsync(phone: true);
        var (id, pay) = await OwingAsync(candidate, "13900000004");
        await candidate.GoAsync(pay);
        await candidate.PressAsync("用支付宝支付");
        await candidate.SeesHeadingAsync("用支付宝付款");
        await candidate.LooksGoodAsync("pay-phone-alipay");
        await candidate.FollowAsync("打开支付宝付款");
        await candidate.PressAsync("付款");
        await candidate.Page.WaitForURLAsync(url => url.StartsWith(house.Portal.ToString(), StringComparison.Ordinal));
        await candidate.SeesAsync("缴费成功，报名成功");
        Assert.Equal(RegistrationState.Paid, await StateAsync(candidate, id));
    }

    [Fact]
    public async Task At_a_desk_a_second_tab_takes_over_the_closed_browser_changes_nothing_and_what_is_paid_twice_comes_back()
    {
        const string Mobile = "13900000005";
        await using var payer = await house.PersonAsync(phone: true);
        string first;
        await using (var candidate = await house.PersonAsync())
        {
            var (_, pay) = await OwingAsync(candidate, Mobile);
            await candidate.GoAsync(pay);
            await candidate.TickAsync("[name=Channel][value=Alipay]");
            await candidate.PressAsync("去支付");
            await candidate.SeesHeadingAsync("用支付宝付款");
            first = await Scanner.ReadAsync(await candidate.Page.Locator(".qr-panel img").ScreenshotAsync());

            var second = await candidate.AnotherTabAsync();
            await second.GoAsync(pay);
            await second.SeesAsync("您有一笔付款还没有完成");
            await second.LooksGoodAsync("pay-second-tab");
            await second.TickAsync("[name=Channel][value=WeChatPay]");
            await second.PressAsync("去支付");
            await second.SeesHeadingAsync("用微信支付付款");
            await second.LooksGoodAsync("pay-desk-wechat");
            // The first tab learns by itself that its code is dead, and leads to where the payment goes on.
            await Assertions.Expect(candidate.Page.GetByRole(AriaRole.Link, new() { Name = "重新付款" })).ToBeVisibleAsync();
            var code = await Scanner.ReadAsync(await second.Page.Locator(".qr-panel img").ScreenshotAsync());
            await payer.Page.GotoAsync(new Uri(house.Sandbox, "/wechatpay/scan").ToString());
            await payer.Page.FillAsync("[name=code_url]", code);
            await payer.PressAsync("扫一扫");
        }
        // Both tabs are gone; the payer's phone knows nothing of that.
        await payer.PressAsync("付款");
        await payer.SeesAsync("支付成功");

        await using var later = await house.PersonAsync(phone: true);
        var (id, round) = await later.RegistrationOfAsync(Mobile);
        for (var asked = 0; asked < 150 && await StateAsync(later, id) != RegistrationState.Paid; asked++) await Task.Delay(200);
        await later.SignInAsync(Mobile);
        await later.GoAsync($"/exams/{round}/53/pay");
        await later.SeesAsync("缴费成功，报名成功");

        // Alipay knows nothing of a code that nobody had scanned, and so could not close it. Who pays it after all has the money back.
        await payer.Page.GotoAsync(first);
        await payer.PressAsync("付款");
        await payer.SeesAsync("付款成功");
        for (var asked = 0; asked < 150 && !await later.ArchiveAsync(db => db.Refunds.AnyAsync(r => r.State == RefundState.Succeeded && r.Attempt.Order.SubjectId == id)); asked++) await Task.Delay(200);
        await later.Page.ReloadAsync();
        await later.SeesAsync(RefundLifecycle.Table.Words(RefundState.Succeeded).ForCandidate);
        await later.SeesAsync("缴费成功，报名成功");
        await later.LooksGoodAsync("paid-twice-given-back");
    }

    [Fact]
    public async Task A_wrong_amount_is_told_to_the_payer_judged_by_two_people_and_given_back()
    {
        await using var candidate = await house.PersonAsync(phone: true);
        var (id, pay) = await OwingAsync(candidate, "13900000007");
        await candidate.GoAsync(pay);
        await candidate.PressAsync("用支付宝支付");
        await candidate.SeesHeadingAsync("用支付宝付款");
        var number = candidate.Path.Split('/')[^1];
        house.Demo.Sandbox.Misbehaviours.Add(Misbehaviour.WrongAmount, number, repeats: true);
        await candidate.FollowAsync("打开支付宝付款");
        await candidate.PressAsync("付款");
        await candidate.Page.WaitForURLAsync(url => url.StartsWith(house.Portal.ToString(), StringComparison.Ordinal));
        await candidate.SeesAsync(PaymentLifecycle.Table.Words(PaymentState.Incident).ForCandidate);
        await candidate.LooksGoodAsync("pay-wrong-amount");
        Assert.Equal(RegistrationState.Approved, await StateAsync(candidate, id));

        await using var cashier = await house.PersonAsync();
        await cashier.SignInAsync(DemoPeople.Cashier);
        await cashier.GoAsync("/desk/money");
        var registration = await candidate.ArchiveAsync(db => db.Registrations.Where(r => r.Id == id).Select(r => r.Number!).SingleAsync());
        await cashier.Page.GetByRole(AriaRole.Link).Filter(new() { HasText = registration }).ClickAsync();
        await cashier.SeesAsync("实收");
        await cashier.LooksGoodAsync("money-wrong-amount");
        await cashier.FollowAsync("退回这笔款项");
        await cashier.FillAsync("退款原因", "实收金额与应缴不符");
        await cashier.LooksGoodAsync("money-refund");
        await cashier.PressAsync("提交复核");
        await cashier.SeesHeadingAsync("考试费");
        await using var approver = await house.PersonAsync();
        await approver.SignInAsync(DemoPeople.SecondApprover);
        await approver.GoAsync("/desk/money");
        await approver.Page.GetByRole(AriaRole.Link).Filter(new() { HasText = "复核报名号 " + registration }).ClickAsync();
        await approver.LooksGoodAsync("money-decision");
        await approver.PressAsync("同意退回");
        await approver.SeesHeadingAsync("考试费");
        Assert.Equal(10001, await cashier.ArchiveAsync(db => db.Refunds.Where(r => r.Attempt.Number == number).Select(r => r.AmountFen).SingleAsync()));

        await candidate.GoAsync(pay);
        await candidate.SeesAsync("支付宝 100.01 元");
        await candidate.LooksGoodAsync("pay-given-back");
        // The way to pay what is owed is open as before.
        await candidate.PressAsync("用支付宝支付");
        await candidate.SeesHeadingAsync("用支付宝付款");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_trade_is_made_to_go_wrong_from_the_menus_page(bool phone)
    {
        await using var tester = await house.PersonAsync(phone);
        // The sandbox is shared: other tests' rules stand on the page as well.
        var trade = phone ? "P0" : "P1";
        var rule = tester.Page.Locator("article").Filter(new() { HasText = trade + " ·" });
        await tester.Page.GotoAsync(new Uri(house.Sandbox, "/misbehaviour?trade=" + trade).ToString());
        await tester.LooksGoodAsync($"misbehaviour-{(phone ? "phone" : "desk")}");
        await tester.PressAsync(MenuItem.All.First(i => i.What == Misbehaviour.BillLineMissing).Name);
        await Assertions.Expect(rule).ToHaveCountAsync(1);
        await tester.LooksGoodAsync($"misbehaviour-on-{(phone ? "phone" : "desk")}");
        await rule.GetByRole(AriaRole.Button).ClickAsync();
        await Assertions.Expect(rule).ToHaveCountAsync(0);
    }

    /// <summary>A registration of the demo's crowd, approved and owing a hundred yuan, its owner signed in.</summary>
    internal static async Task<(Guid Id, string Pay)> OwingAsync(Person candidate, string mobile)
    {
        var (id, round) = await candidate.RegistrationOfAsync(mobile);
        await candidate.ArchiveAsync(async db =>
        {
            (await db.Registrations.SingleAsync(r => r.Id == id)).Approve(10000, new(null, Role.Reviewer, TimeProvider.System.GetUtcNow().UtcDateTime));
            return await db.SaveChangesAsync();
        });
        await candidate.SignInAsync(mobile);
        return (id, $"/exams/{round}/53/pay");
    }

    private static Task<RegistrationState> StateAsync(Person candidate, Guid id) => candidate.ArchiveAsync(db => db.Registrations.Where(r => r.Id == id).Select(r => r.State).SingleAsync());
}
