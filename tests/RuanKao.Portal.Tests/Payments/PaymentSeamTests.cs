using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Payments;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Tests.Support;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Tests.Payments;

public class PaymentSeamTests
{
    [Fact]
    public async Task Nobody_cancels_a_registration_while_money_may_be_on_its_way()
    {
        await using var world = await PaymentWorld.BeginAsync();
        world.Alipay.Close = _ => CloseAnswer.NotFound;
        world.Alipay.Query = _ => new(ChannelState.NotFound);
        Assert.Null(await WhyNotAsync(world));
        await world.StartAsync();
        Assert.Contains("您有一笔支付宝付款还没有结束", await WhyNotAsync(world));
        await Assert.ThrowsAsync<RuleViolationException>(() => CancelAsync(world));
        world.Clock.UtcNow = world.Clock.UtcNow.AddMinutes(18);
        await world.LookAsync();
        Assert.Null(await WhyNotAsync(world));
        Assert.True(await CancelAsync(world));
        Assert.Equal(RegistrationState.Cancelled, await world.StateAsync());
    }

    [Fact]
    public async Task The_track_and_the_menu_say_when_to_pay_and_that_it_is_done()
    {
        await using var world = await PaymentWorld.BeginAsync();
        var (step, item) = await JourneyAsync(world, world.Registration);
        Assert.Equal((JourneyStepState.Current, "缴费", null), (step.State, step.Title, item.NotYet));
        Assert.EndsWith("前", step.When);
        await world.BookAsync(await world.StartAsync());
        (step, item) = await JourneyAsync(world, world.Registration);
        Assert.Equal((JourneyStepState.Done, "2031-03-20 已缴费", null), (step.State, step.When, item.NotYet));
        (step, item) = await JourneyAsync(world, await TestData.SubmittedAsync(world.Factory));
        Assert.Equal((JourneyStepState.Later, "审核通过后"), (step.State, item.NotYet));
    }

    private static Task<string?> WhyNotAsync(PaymentWorld world) => world.Factory.WithAsync(place => place.GetRequiredService<RegistrationDepartures>().WhyNotAsync(world.Registration.Id));

    private static Task<bool> CancelAsync(PaymentWorld world) => world.Factory.WithAsync(place => place.GetRequiredService<RegistrationDepartures>()
        .CancelAsync(world.Registration.Id, new(world.Registration.UserId, Role.Candidate, world.Clock.UtcNow)));

    private static Task<(JourneyStep Step, JourneyMenuItem Item)> JourneyAsync(PaymentWorld world, RegistrationMade made) => world.Factory.WithAsync(async place =>
    {
        var journey = new Journey();
        await place.GetServices<IJourneyContributor>().OfType<PaymentsJourney>().Single().ContributeAsync(new(made.UserId, made.RoundCode, made.InstitutionCode), journey, default);
        return (journey.Steps.Single(), journey.Menu.Single());
    });
}
