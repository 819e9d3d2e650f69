using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Payments;
using RuanKao.Portal.Registrations;

namespace RuanKao.Portal.Tests.Payments;

public class AttemptWatchTests
{
    [Fact]
    public async Task The_questions_come_ever_less_often()
    {
        await using var world = await PaymentWorld.BeginAsync();
        var number = await world.StartAsync();
        var begun = world.Clock.UtcNow;
        List<double> at = [];
        for (var second = 0; second < 900; second += 5)
        {
            world.Clock.UtcNow = begun.AddSeconds(second);
            if ((await world.AttemptAsync(number)).NextAskAt <= world.Clock.UtcNow && await world.LookAsync() == 1) at.Add(second);
        }
        Assert.Equal([5, 15, 35, 75, 135, 255, 555, 855], at);
    }

    [Fact]
    public async Task An_attempt_is_closed_by_the_channel_and_never_here_first()
    {
        await using var world = await PaymentWorld.BeginAsync();
        var number = await world.StartAsync();
        world.Alipay.Close = _ => CloseAnswer.Unknown;
        world.Clock.UtcNow = world.Clock.UtcNow.AddMinutes(18);
        await world.LookAsync();
        Assert.Equal(PaymentState.Closing, (await world.AttemptAsync(number)).State);
        world.Alipay.Close = _ => CloseAnswer.Closed;
        world.Clock.UtcNow = world.Clock.UtcNow.AddMinutes(10);
        await world.LookAsync();
        var closed = await world.AttemptAsync(number);
        Assert.Equal((PaymentState.Closed, (DateTime?)null), (closed.State, closed.NextAskAt));
    }

    [Fact]
    public async Task A_code_nobody_scanned_dies_only_after_its_time()
    {
        await using var world = await PaymentWorld.BeginAsync();
        world.Alipay.Query = _ => new(ChannelState.NotFound);
        world.Alipay.Close = _ => CloseAnswer.NotFound;
        var number = await world.StartAsync();
        await world.StartAsync(Channel.WeChatPay);
        world.Clock.UtcNow = world.Clock.UtcNow.AddMinutes(14);
        await world.LookAsync();
        Assert.Equal(PaymentState.Closing, (await world.AttemptAsync(number)).State);
        world.Clock.UtcNow = world.Clock.UtcNow.AddMinutes(5);
        await world.LookAsync();
        Assert.Equal(PaymentState.Closed, (await world.AttemptAsync(number)).State);
    }

    [Fact]
    public async Task A_channel_that_does_not_answer_decides_nothing()
    {
        await using var world = await PaymentWorld.BeginAsync();
        var number = await world.StartAsync();
        world.Alipay.Query = _ => ChannelReport.Unknown;
        world.Clock.UtcNow = world.Clock.UtcNow.AddHours(3);
        await world.LookAsync();
        var attempt = await world.AttemptAsync(number);
        Assert.Equal(PaymentState.Pending, attempt.State);
        Assert.True(attempt.NextAskAt > world.Clock.UtcNow);
        Assert.DoesNotContain(world.Alipay.Asked, a => a.StartsWith("close", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Paid_and_given_back_by_hand_at_the_channel_waits_for_a_person()
    {
        await using var world = await PaymentWorld.BeginAsync();
        var number = await world.StartAsync();
        world.Alipay.Query = _ => new(ChannelState.Refunded, "t1", 10000, world.Clock.UtcNow);
        world.Clock.UtcNow = world.Clock.UtcNow.AddSeconds(5);
        await world.LookAsync();
        Assert.Equal(PaymentState.Incident, (await world.AttemptAsync(number)).State);
        Assert.Equal(RegistrationState.Approved, await world.StateAsync());
    }
}
