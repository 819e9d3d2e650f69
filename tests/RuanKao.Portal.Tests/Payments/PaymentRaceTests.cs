using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Payments;
using RuanKao.Portal.Registrations;

namespace RuanKao.Portal.Tests.Payments;

/// <summary>
/// The known races of online payment, one by one, on both channels. Four stand where the wire is played:
/// a wrong amount and a TRADE_SUCCESS that tells of a refund in <see cref="NoticeTests"/>, the switch of WeChat Pay's keys in
/// <see cref="WeChatPayCertificateTests"/>, a browser that comes back before the notice in <see cref="PayPageTests"/>.
/// </summary>
public class PaymentRaceTests
{
    [Theory]
    [InlineData(Channel.Alipay)]
    [InlineData(Channel.WeChatPay)]
    public async Task Paid_between_our_last_query_and_our_close(Channel by)
    {
        await using var world = await PaymentWorld.BeginAsync();
        var number = await world.StartAsync(by);
        world.Of(by).Close = _ =>
        {
            world.Of(by).Query = _ => world.Paid();
            return CloseAnswer.Ended;
        };
        world.Clock.UtcNow = world.Clock.UtcNow.AddMinutes(18);
        await world.LookAsync();
        Assert.Equal([$"create {number}", $"query {number}", $"close {number}", $"query {number}"], world.Of(by).Asked);
        Assert.Equal(PaymentState.Paid, (await world.AttemptAsync(number)).State);
        Assert.Equal(RegistrationState.Paid, await world.StateAsync());
    }

    [Theory]
    [InlineData(Channel.Alipay)]
    [InlineData(Channel.WeChatPay)]
    public async Task Success_callback_after_local_close(Channel by)
    {
        await using var world = await PaymentWorld.BeginAsync();
        var number = await world.StartAsync(by);
        Assert.True(await world.GiveUpAsync(number));
        Assert.Equal(PaymentState.Closed, (await world.AttemptAsync(number)).State);
        Assert.Equal(Booking.Settled, await world.BookAsync(number, by));
        Assert.Equal(RegistrationState.Paid, await world.StateAsync());
    }

    [Theory]
    [InlineData(Channel.Alipay)]
    [InlineData(Channel.WeChatPay)]
    public async Task Success_callback_after_local_cancel(Channel by)
    {
        await using var world = await PaymentWorld.BeginAsync();
        var number = await world.StartAsync(by);
        Assert.True(await world.GiveUpAsync(number));
        Assert.True(await world.Factory.WithAsync(place => place.GetRequiredService<RegistrationDepartures>()
            .CancelAsync(world.Registration.Id, new(world.Registration.UserId, Role.Candidate, world.Clock.UtcNow))));
        Assert.Equal(Booking.Surplus, await world.BookAsync(number, by));
        await world.SendRefundsAsync();
        var attempt = await world.AttemptAsync(number);
        Assert.Equal((PaymentState.Surplus, FeeOrderState.Withdrawn), (attempt.State, attempt.Order.State));
        Assert.Equal((RefundState.Succeeded, 10000, "报名已取消，原路退回"), Assert.Single(attempt.Refunds.Select(r => (r.State, r.AmountFen, r.Reason))));
        Assert.Equal(RegistrationState.Cancelled, await world.StateAsync());
    }

    [Fact]
    public async Task Alipay_QR_not_scanned_close_says_TRADE_NOT_EXIST_but_QR_still_payable()
    {
        await using var world = await PaymentWorld.BeginAsync();
        world.Alipay.Query = _ => new(ChannelState.NotFound);
        world.Alipay.Close = _ => CloseAnswer.NotFound;
        var number = await world.StartAsync();
        Assert.False(await world.GiveUpAsync(number));
        Assert.Equal(PaymentState.Closing, (await world.AttemptAsync(number)).State);
        world.Alipay.Query = _ => world.Paid();
        world.Clock.UtcNow = world.Clock.UtcNow.AddMinutes(14);
        await world.LookAsync();
        Assert.Equal(RegistrationState.Paid, await world.StateAsync());
    }

    [Theory]
    [InlineData(Channel.Alipay, Channel.WeChatPay)]
    [InlineData(Channel.WeChatPay, Channel.Alipay)]
    [InlineData(Channel.Alipay, Channel.Alipay)]
    public async Task Two_channels_or_two_QR_codes_paid_for_one_order(Channel first, Channel second)
    {
        await using var world = await PaymentWorld.BeginAsync();
        foreach (var channel in new[] { world.Alipay, world.WeChatPay })
            (channel.Close, channel.Query) = (_ => CloseAnswer.NotFound, _ => new(ChannelState.NotFound));
        var one = await world.StartAsync(first);
        await world.GiveUpAsync(one);
        var two = await world.StartAsync(second);
        Assert.NotEqual(one, two);

        var bookings = await Task.WhenAll(Task.Run(() => world.BookAsync(one, first)), Task.Run(() => world.BookAsync(two, second, transaction: "t2")));
        Assert.Equal([Booking.Settled, Booking.Surplus], bookings.Order());
        Assert.Equal(1, await world.SendRefundsAsync());
        var attempts = new[] { await world.AttemptAsync(one), await world.AttemptAsync(two) };
        var refund = Assert.Single(attempts.Single(a => a.State == PaymentState.Surplus).Refunds);
        Assert.Equal((RefundState.Succeeded, 10000, "r1", "重复缴费，原路退回"), (refund.State, refund.AmountFen, refund.ChannelRefundId, refund.Reason));
        Assert.Empty(attempts.Single(a => a.State == PaymentState.Paid).Refunds);
        Assert.Equal(0, await world.SendRefundsAsync());
        Assert.Equal(RegistrationState.Paid, await world.StateAsync());
    }

    [Theory]
    [InlineData(Channel.Alipay)]
    [InlineData(Channel.WeChatPay)]
    public async Task Two_callbacks_at_the_same_moment(Channel by)
    {
        await using var world = await PaymentWorld.BeginAsync();
        var number = await world.StartAsync(by);
        var reading = new NoticeReading(true, "n1", number, world.Paid());
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => world.NoticeAsync(by, reading))));
        Assert.Equal(1, await world.ReadAsync(db => db.RegistrationSteps.CountAsync(s => s.To == RegistrationState.Paid)));
        Assert.Equal(1, await world.ReadAsync(db => db.PaymentNotices.CountAsync()));
        Assert.Empty((await world.AttemptAsync(number)).Refunds);
    }

    [Theory]
    [InlineData(Channel.Alipay)]
    [InlineData(Channel.WeChatPay)]
    public async Task Callback_before_our_create_call_returned(Channel by)
    {
        await using var world = await PaymentWorld.BeginAsync();
        world.Of(by).Create = async order =>
        {
            Assert.Equal("success", (await world.NoticeAsync(by, new(true, "n1", order.Attempt.Number, world.Paid()))).Body);
            return new(OfferState.Accepted, "https://pay.example/x");
        };
        var number = await world.StartAsync(by);
        Assert.Equal(PaymentState.Paid, (await world.AttemptAsync(number)).State);
        Assert.Equal(RegistrationState.Paid, await world.StateAsync());
    }

    [Theory]
    [InlineData(Channel.Alipay)]
    [InlineData(Channel.WeChatPay)]
    public async Task Lost_callback(Channel by)
    {
        await using var world = await PaymentWorld.BeginAsync();
        var number = await world.StartAsync(by);
        world.Of(by).Query = _ => world.Paid();
        Assert.Equal(0, await world.LookAsync());
        world.Clock.UtcNow = world.Clock.UtcNow.AddSeconds(5);
        Assert.Equal(1, await world.LookAsync());
        Assert.Equal(RegistrationState.Paid, await world.StateAsync());
        Assert.Equal(0, await world.LookAsync());
        Assert.Single(world.Of(by).Asked, $"query {number}");
    }

    [Theory]
    [InlineData(Channel.Alipay)]
    [InlineData(Channel.WeChatPay)]
    public async Task Refund_request_timed_out(Channel by)
    {
        await using var world = await PaymentWorld.BeginAsync();
        var number = await world.StartAsync(by);
        await world.BookAsync(number, by, paidAt: (await world.AttemptAsync(number)).Order.Deadline);
        var begun = world.Clock.UtcNow;
        world.Of(by).Refund = _ => new(RefundAnswer.Unknown);
        List<double> at = [];
        for (var minute = 0; minute <= 240; minute++)
        {
            world.Clock.UtcNow = begun.AddMinutes(minute);
            if (minute == 1) world.Of(by).Refund = _ => new(RefundAnswer.Processing, "r7");
            if (minute == 2) world.Of(by).QueryRefund = _ => new(minute < 200 ? RefundAnswer.Processing : RefundAnswer.Succeeded, "r7");
            if ((await world.AttemptAsync(number)).Refunds[0].NextTryAt <= world.Clock.UtcNow && await world.SendRefundsAsync() == 1) at.Add(minute);
        }
        Assert.Equal([0, 1, 6, 16, 46, 106, 166, 226], at);
        var refund = Assert.Single((await world.AttemptAsync(number)).Refunds);
        Assert.Equal((RefundState.Succeeded, "r7", (DateTime?)null), (refund.State, refund.ChannelRefundId, refund.NextTryAt));
        var asked = world.Of(by).Asked.Where(a => a.StartsWith("refund", StringComparison.Ordinal)).ToList();
        Assert.Equal(["refund", "refund-query", "refund", "refund-query"], asked.Take(4).Select(a => a.Split(' ')[0]));
        Assert.Equal(2, asked.Count(a => a.StartsWith("refund ", StringComparison.Ordinal)));
        Assert.All(asked, a => Assert.EndsWith(" " + refund.Number, a));
    }

    [Theory]
    [InlineData(Channel.Alipay)]
    [InlineData(Channel.WeChatPay)]
    public async Task Order_created_with_an_old_amount_then_price_changed(Channel by)
    {
        await using var world = await PaymentWorld.BeginAsync();
        var old = await world.StartAsync(by);
        await world.ReadAsync(db => db.Registrations.Where(r => r.Id == world.Registration.Id).ExecuteUpdateAsync(row => row.SetProperty(r => r.FeeFen, 12000)));
        var fresh = await world.StartAsync(by);
        Assert.NotEqual(old, fresh);
        Assert.Equal((PaymentState.Closed, 10000), ((await world.AttemptAsync(old)).State, (await world.AttemptAsync(old)).AmountFen));
        Assert.Equal((PaymentState.Pending, 12000), ((await world.AttemptAsync(fresh)).State, (await world.AttemptAsync(fresh)).AmountFen));
        // The old price is not what is owed any more, however late its notice comes.
        Assert.Equal(Booking.Surplus, await world.BookAsync(old, by));
        Assert.Equal("考试费已变化，原路退回", Assert.Single((await world.AttemptAsync(old)).Refunds).Reason);
        Assert.Equal(Booking.Settled, await world.BookAsync(fresh, by, fen: 12000, transaction: "t2"));
        Assert.Equal(RegistrationState.Paid, await world.StateAsync());
    }

    [Fact]
    public async Task A_second_try_waits_for_the_channel_as_the_first_one_did()
    {
        await using var world = await PaymentWorld.BeginAsync();
        var number = await world.StartAsync();
        world.Alipay.Close = _ => CloseAnswer.Unknown;
        for (var click = 0; click < 3; click++)
            Assert.Contains("避免重复扣款", (await Assert.ThrowsAsync<RuleViolationException>(() => world.StartAsync(Channel.WeChatPay))).Message);
        Assert.Equal(PaymentState.Closing, (await world.AttemptAsync(number)).State);
        Assert.Empty(world.WeChatPay.Asked);
        world.Alipay.Close = _ => CloseAnswer.Closed;
        Assert.NotNull(await world.StartAsync(Channel.WeChatPay));
    }

    [Fact]
    public async Task A_silent_channel_keeps_nobody_from_the_other_once_its_code_is_dead()
    {
        await using var world = await PaymentWorld.BeginAsync();
        var number = await world.StartAsync();
        (world.Alipay.Query, world.Alipay.Close) = (_ => ChannelReport.Unknown, _ => CloseAnswer.Unknown);
        world.Clock.UtcNow = (await world.AttemptAsync(number)).ExpiresAt + AttemptWatch.Margin - TimeSpan.FromSeconds(1);
        await Assert.ThrowsAsync<RuleViolationException>(() => world.StartAsync(Channel.WeChatPay));
        world.Clock.UtcNow += TimeSpan.FromSeconds(1);
        var other = await world.StartAsync(Channel.WeChatPay);
        // Still watched: what it took after all would go back.
        Assert.Equal(PaymentState.Closing, (await world.AttemptAsync(number)).State);
        Assert.NotNull((await world.AttemptAsync(number)).NextAskAt);
        Assert.Equal(Booking.Settled, await world.BookAsync(other, Channel.WeChatPay));
        Assert.Equal(Booking.Surplus, await world.BookAsync(number));
    }
}
