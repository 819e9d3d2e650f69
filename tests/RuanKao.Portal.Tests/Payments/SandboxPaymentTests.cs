using System.Net;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Payments;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Tests.Support;
using RuanKao.Sandbox;

namespace RuanKao.Portal.Tests.Payments;

/// <summary>The portal's own channels against the sandbox's gateways: two implementations that share no signing code.</summary>
public class SandboxPaymentTests
{
    [Fact]
    public async Task Alipay_by_code_is_settled_by_its_notice()
    {
        await using var world = await SandboxWorld.BeginAsync();
        var (visitor, page) = await world.BeginPaymentAsync(Channel.Alipay);
        Assert.StartsWith("data:image/svg", page.Html.QuerySelector(".qr-panel img")?.GetAttribute("src"));
        var trade = world.Sandbox.Alipay.ByOutTradeNo(page.Path[^32..])!;
        Assert.True(world.Sandbox.Alipay.Pay(trade));
        await world.Sandbox.NoticesAtRestAsync(TestContext.Current.CancellationToken);
        await world.AssertPaidAsync(visitor, NoticeVerdict.Booked);
    }

    [Fact]
    public async Task WeChat_Pay_by_code_is_settled_by_its_notice()
    {
        await using var world = await SandboxWorld.BeginAsync();
        var (visitor, page) = await world.BeginPaymentAsync(Channel.WeChatPay);
        Assert.True(world.Sandbox.WeChatPay.Pay(world.Sandbox.WeChatPay.ByOutTradeNo(page.Path[^32..])!));
        await world.Sandbox.NoticesAtRestAsync(TestContext.Current.CancellationToken);
        await world.AssertPaidAsync(visitor, NoticeVerdict.Booked);
    }

    [Theory]
    [InlineData(Channel.Alipay)]
    [InlineData(Channel.WeChatPay)]
    public async Task A_lost_callback_is_found_when_the_payer_asks(Channel channel)
    {
        await using var world = await SandboxWorld.BeginAsync(losesNotices: true);
        var (visitor, page) = await world.BeginPaymentAsync(channel);
        var check = await visitor.FollowAsync(await visitor.SubmitAsync(page, [], "/check"));
        Assert.Contains("还没有付款", check.Text);
        world.Pay(channel, page.Path[^32..]);
        await visitor.SubmitAsync(page, [], "/check");
        await world.AssertPaidAsync(visitor, null);
    }

    [Theory]
    [InlineData(Channel.Alipay, PaymentProduct.Page)]
    [InlineData(Channel.Alipay, PaymentProduct.Phone)]
    [InlineData(Channel.WeChatPay, PaymentProduct.Phone)]
    public async Task A_redirect_leads_to_the_cashier(Channel channel, PaymentProduct product)
    {
        await using var world = await SandboxWorld.BeginAsync();
        var (visitor, page) = await world.BeginPaymentAsync(channel, product);
        var link = page.Html.QuerySelector("a.button")!.GetAttribute("href")!;
        using var browser = new HttpClient(new HttpClientHandler { UseProxy = false });
        browser.DefaultRequestHeaders.Referrer = new("https://localhost/");
        var cashier = await browser.GetStringAsync(link, TestContext.Current.CancellationToken);
        Assert.Contains("100.00", cashier);
        world.Pay(channel, page.Path[^32..]);
        await world.Sandbox.NoticesAtRestAsync(TestContext.Current.CancellationToken);
        await world.AssertPaidAsync(visitor, NoticeVerdict.Booked);
    }

    [Fact]
    public async Task Both_channels_paid_the_second_goes_back_and_no_refund_notice_is_taken_for_a_payment()
    {
        await using var world = await SandboxWorld.BeginAsync();
        var (visitor, alipay) = await world.BeginPaymentAsync(Channel.Alipay);
        // Nobody has scanned the code, so Alipay cannot close it, and it stays payable.
        var (_, weChat) = await world.BeginPaymentAsync(Channel.WeChatPay, visitor: visitor);
        world.Pay(Channel.WeChatPay, weChat.Path[^32..]);
        world.Pay(Channel.Alipay, alipay.Path[^32..]);
        await world.Sandbox.NoticesAtRestAsync(TestContext.Current.CancellationToken);
        await world.Portal.WithAsync(place => ((RefundSender)place.GetService(typeof(RefundSender))!).SendDueAsync(default));
        await world.Sandbox.NoticesAtRestAsync(TestContext.Current.CancellationToken);

        var attempts = await world.ReadAsync(db => db.PaymentAttempts.AsNoTracking().Include(a => a.Refunds).OrderBy(a => a.State).ToListAsync());
        Assert.Equal([PaymentState.Paid, PaymentState.Surplus], attempts.Select(a => a.State));
        var refund = Assert.Single(attempts[1].Refunds);
        if (refund.State == RefundState.Processing)
        {
            world.MoveClock(TimeSpan.FromMinutes(2));
            await world.Portal.WithAsync(place => ((RefundSender)place.GetService(typeof(RefundSender))!).SendDueAsync(default));
        }
        Assert.Equal(RefundState.Succeeded, await world.ReadAsync(db => db.Refunds.Select(r => r.State).SingleAsync()));
        await world.AssertPaidAsync(visitor, null);
    }

    [Theory]
    [InlineData(Channel.Alipay)]
    [InlineData(Channel.WeChatPay)]
    public async Task Nobody_paid_and_the_channel_confirms_the_end(Channel channel)
    {
        await using var world = await SandboxWorld.BeginAsync();
        var (_, page) = await world.BeginPaymentAsync(channel);
        world.MoveClock(TimeSpan.FromMinutes(18));
        await world.Portal.WithAsync(place => ((AttemptWatch)place.GetService(typeof(AttemptWatch))!).LookAtDueAsync(default));
        Assert.Equal(PaymentState.Closed, await world.ReadAsync(db => db.PaymentAttempts.Where(a => a.Number == page.Path.Substring(page.Path.Length - 32)).Select(a => a.State).SingleAsync()));
    }
}
