using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Payments;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;

namespace RuanKao.Portal.Tests.Payments;

public class PaymentServiceTests
{
    [Fact]
    public async Task The_row_is_there_before_the_channel_hears_of_it()
    {
        await using var world = await PaymentWorld.BeginAsync();
        PaymentState? seen = null;
        world.Alipay.Create = async order =>
        {
            seen = (await world.AttemptAsync(order.Attempt.Number)).State;
            return new(OfferState.Accepted, "https://pay.example/x");
        };
        var number = await world.StartAsync();
        Assert.Equal(PaymentState.Created, seen);
        Assert.Matches("^[0-9A-Za-z]{32}$", number);
        var attempt = await world.AttemptAsync(number);
        Assert.Equal((PaymentState.Pending, "default", 10000), (attempt.State, attempt.MerchantAccount, attempt.AmountFen));
    }

    [Fact]
    public async Task Going_on_with_the_same_channel_is_the_same_attempt()
    {
        await using var world = await PaymentWorld.BeginAsync();
        Assert.Equal(await world.StartAsync(), await world.StartAsync());
        Assert.Single(world.Alipay.Asked);
    }

    [Theory]
    [InlineData(61, true)]
    [InlineData(60, false)]
    public async Task An_attempt_that_ends_within_a_minute_is_closed_and_followed_by_another(int secondsLeft, bool goesOn)
    {
        await using var world = await PaymentWorld.BeginAsync();
        var one = await world.StartAsync();
        world.Clock.UtcNow = (await world.AttemptAsync(one)).ExpiresAt.AddSeconds(-secondsLeft);
        var two = await world.StartAsync();
        Assert.Equal(goesOn, one == two);
        Assert.Equal(goesOn ? PaymentState.Pending : PaymentState.Closed, (await world.AttemptAsync(one)).State);
    }

    [Fact]
    public async Task One_that_the_channel_has_closed_already_is_not_closed_again()
    {
        await using var world = await PaymentWorld.BeginAsync();
        var one = await world.StartAsync();
        world.Alipay.Query = _ => new(ChannelState.Closed);
        await world.StartAsync(Channel.WeChatPay);
        Assert.Equal([$"create {one}", $"query {one}"], world.Alipay.Asked);
    }

    [Fact]
    public async Task Two_clicks_at_once_open_one_attempt()
    {
        await using var world = await PaymentWorld.BeginAsync();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => world.StartAsync())));
        Assert.Equal(1, await world.ReadAsync(db => db.PaymentAttempts.CountAsync()));
        Assert.Equal(1, await world.ReadAsync(db => db.FeeOrders.CountAsync()));
    }

    [Fact]
    public async Task The_earlier_attempt_is_closed_at_its_channel_before_another_opens()
    {
        await using var world = await PaymentWorld.BeginAsync();
        var one = await world.StartAsync();
        var two = await world.StartAsync(Channel.WeChatPay);
        Assert.Equal(PaymentState.Closed, (await world.AttemptAsync(one)).State);
        Assert.Equal(PaymentState.Pending, (await world.AttemptAsync(two)).State);
        Assert.Equal([$"create {one}", $"query {one}", $"close {one}"], world.Alipay.Asked);
    }

    [Fact]
    public async Task An_earlier_attempt_that_turns_out_paid_is_booked_and_nothing_opens()
    {
        await using var world = await PaymentWorld.BeginAsync();
        var one = await world.StartAsync();
        world.Alipay.Query = _ => world.Paid();
        Assert.Equal(one, await world.StartAsync(Channel.WeChatPay));
        Assert.Equal(RegistrationState.Paid, await world.StateAsync());
        Assert.Empty(world.WeChatPay.Asked);
    }

    [Fact]
    public async Task While_the_earlier_channel_is_silent_nothing_opens_beside_it()
    {
        await using var world = await PaymentWorld.BeginAsync();
        await world.StartAsync();
        world.Alipay.Query = _ => ChannelReport.Unknown;
        var violation = await Assert.ThrowsAsync<RuleViolationException>(() => world.StartAsync(Channel.WeChatPay));
        Assert.Contains("避免重复扣款", violation.Message);
        Assert.Empty(world.WeChatPay.Asked);
    }

    [Fact]
    public async Task A_create_without_an_answer_is_repeated_with_the_same_number()
    {
        await using var world = await PaymentWorld.BeginAsync();
        var accept = world.Alipay.Create;
        world.Alipay.Create = _ => Task.FromResult(new ChannelOffer(OfferState.Unknown));
        var number = await world.StartAsync();
        Assert.Equal(PaymentState.Unknown, (await world.AttemptAsync(number)).State);
        world.Alipay.Create = accept;
        Assert.Equal(number, await world.StartAsync());
        Assert.Equal(PaymentState.Pending, (await world.AttemptAsync(number)).State);
    }

    [Fact]
    public async Task A_refusal_says_so_and_leaves_the_way_free()
    {
        await using var world = await PaymentWorld.BeginAsync();
        world.Alipay.Create = _ => Task.FromResult(new ChannelOffer(OfferState.Refused));
        var violation = await Assert.ThrowsAsync<RuleViolationException>(() => world.StartAsync());
        Assert.Contains("没有扣款", violation.Message);
        Assert.NotNull(await world.StartAsync(Channel.WeChatPay));
    }

    [Fact]
    public async Task An_attempt_never_outlives_the_window()
    {
        await using var world = await PaymentWorld.BeginAsync();
        var end = await world.ReadAsync(async db => (await db.Set<RuanKao.Portal.Exams.RoundInstitution>().SingleAsync()).Payment.To!.Value);
        world.Clock.UtcNow = end.AddMinutes(-3);
        Assert.Equal(end, (await world.AttemptAsync(await world.StartAsync())).ExpiresAt);
    }

    [Theory]
    [InlineData(-2, "最后 2 分钟不能发起新的支付")]
    [InlineData(0, "截止")]
    public async Task Nothing_opens_in_the_last_two_minutes_or_after(int minutes, string said)
    {
        await using var world = await PaymentWorld.BeginAsync();
        var end = await world.ReadAsync(async db => (await db.Set<RuanKao.Portal.Exams.RoundInstitution>().SingleAsync()).Payment.To!.Value);
        world.Clock.UtcNow = end.AddMinutes(minutes);
        Assert.Contains(said, (await Assert.ThrowsAsync<RuleViolationException>(() => world.StartAsync())).Message);
        Assert.Empty(world.Alipay.Asked);
    }
}
