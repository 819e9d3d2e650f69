using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Notifications;
using RuanKao.Portal.Payments;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Tests.Payments;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Registrations;

public class DeadlineTests
{
    [Fact]
    public async Task An_unpaid_registration_lapses_at_the_second_at_which_payment_ends_and_once()
    {
        await using var world = await PaymentWorld.BeginAsync();
        var end = await EndAsync(world);
        world.Clock.UtcNow = end.AddSeconds(-1);
        Assert.Equal(0, await LapseAsync(world));
        world.Clock.UtcNow = end;
        Assert.Equal(1, await LapseAsync(world));
        Assert.Equal(0, await LapseAsync(world));
        Assert.Equal(RegistrationState.Lapsed, await world.StateAsync());
        var step = (await StepsAsync(world))[^1];
        Assert.Equal((RegistrationEvent.Lapse, Role.System, end), (step.On, step.By, step.At));
        Assert.Single(await world.ReadAsync(db => db.AuditEntries.Where(a => a.Action == "registration.lapsed").ToListAsync()));
        Assert.Single(await world.ReadAsync(db => db.OutboxMessages.Where(m => m.Template == NoticeTemplates.RegistrationLapsed).ToListAsync()));
    }

    [Fact]
    public async Task A_portal_that_slept_writes_the_instant_of_the_deadline_not_of_its_waking()
    {
        await using var world = await PaymentWorld.BeginAsync();
        var end = await EndAsync(world);
        world.Clock.UtcNow = end.AddHours(9);
        await LapseAsync(world);
        Assert.Equal(end, (await StepsAsync(world))[^1].At);
    }

    [Fact]
    public async Task Four_portals_at_once_lapse_it_once()
    {
        await using var world = await PaymentWorld.BeginAsync();
        world.Clock.UtcNow = await EndAsync(world);
        var lapsed = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => LapseAsync(world))));
        Assert.Equal(1, lapsed.Sum());
        Assert.Single(await StepsAsync(world), s => s.On == RegistrationEvent.Lapse);
    }

    [Fact]
    public async Task Nothing_lapses_while_an_attempt_is_open_and_everything_does_once_it_is_closed()
    {
        await using var world = await PaymentWorld.BeginAsync();
        var end = await EndAsync(world);
        world.Clock.UtcNow = end.AddMinutes(-5);
        var number = await world.StartAsync();
        world.Clock.UtcNow = end;
        Assert.Equal(0, await LapseAsync(world));
        world.Clock.UtcNow = end.AddMinutes(3);
        await world.LookAsync();
        Assert.Equal(PaymentState.Closed, (await world.AttemptAsync(number)).State);
        Assert.Equal(1, await LapseAsync(world));
        Assert.Equal(end, (await StepsAsync(world))[^1].At);
    }

    [Fact]
    public async Task Nothing_lapses_while_money_that_came_is_being_looked_into()
    {
        await using var world = await PaymentWorld.BeginAsync();
        await world.BookAsync(await world.StartAsync(), fen: 1);
        world.Clock.UtcNow = await EndAsync(world);
        Assert.Equal(0, await LapseAsync(world));
    }

    [Fact]
    public async Task Paid_in_time_and_heard_of_too_late_revives_and_settles()
    {
        await using var world = await PaymentWorld.BeginAsync();
        var end = await EndAsync(world);
        world.Clock.UtcNow = end.AddMinutes(-10);
        var number = await world.StartAsync();
        world.Clock.UtcNow = end.AddMinutes(3);
        await world.LookAsync();
        Assert.Equal(1, await LapseAsync(world));
        Assert.Equal(Booking.Settled, await world.BookAsync(number, paidAt: end.AddSeconds(-1)));
        Assert.Equal(RegistrationState.Paid, await world.StateAsync());
        Assert.Equal([RegistrationEvent.Lapse, RegistrationEvent.Settle], (await StepsAsync(world)).TakeLast(2).Select(s => s.On));
    }

    [Fact]
    public async Task Paid_at_the_deadline_or_later_goes_back()
    {
        await using var world = await PaymentWorld.BeginAsync();
        var end = await EndAsync(world);
        world.Clock.UtcNow = end.AddMinutes(-10);
        var number = await world.StartAsync();
        world.Clock.UtcNow = end.AddMinutes(3);
        await world.LookAsync();
        await LapseAsync(world);
        Assert.Equal(Booking.Surplus, await world.BookAsync(number, paidAt: end));
        Assert.Equal(RegistrationState.Lapsed, await world.StateAsync());
        Assert.Single((await world.AttemptAsync(number)).Refunds);
    }

    [Fact]
    public async Task Money_for_a_lapsed_registration_goes_back_when_its_owner_has_registered_elsewhere_since()
    {
        await using var world = await PaymentWorld.BeginAsync();
        var end = await EndAsync(world);
        world.Clock.UtcNow = end.AddMinutes(-10);
        var number = await world.StartAsync();
        world.Clock.UtcNow = end.AddMinutes(3);
        await world.LookAsync();
        await LapseAsync(world);
        await TestData.SubmittedAsync(world.Factory, world.Registration.UserId, roundId: await LaterPlaceAsync(world), institution: "11");
        Assert.Equal(Booking.Surplus, await world.BookAsync(number, paidAt: end.AddSeconds(-1)));
        Assert.Equal(RegistrationState.Lapsed, await world.StateAsync());
    }

    [Fact]
    public async Task What_waits_for_review_or_correction_does_not_lapse()
    {
        await using var world = await PaymentWorld.BeginAsync();
        var submitted = await TestData.SubmittedAsync(world.Factory);
        world.Clock.UtcNow = await EndAsync(world);
        Assert.Equal(1, await LapseAsync(world));
        Assert.Equal(RegistrationState.Submitted, await world.ReadAsync(db => db.Registrations.Where(r => r.Id == submitted.Id).Select(r => r.State).SingleAsync()));
    }

    [Fact]
    public async Task A_window_that_is_open_again_revives_what_it_lapsed_and_tells()
    {
        await using var world = await PaymentWorld.BeginAsync();
        var end = await EndAsync(world);
        world.Clock.UtcNow = end;
        await LapseAsync(world);
        Assert.Equal(0, await ReviveAsync(world));
        await MovePaymentAsync(world, end.AddHours(24));
        Assert.Equal(1, await ReviveAsync(world));
        Assert.Equal(0, await ReviveAsync(world));
        Assert.Equal(RegistrationState.Approved, await world.StateAsync());
        var told = Assert.Single(await world.ReadAsync(db => db.OutboxMessages.Where(m => m.Template == NoticeTemplates.RegistrationRevived).ToListAsync()));
        Assert.Equal(await world.ReadAsync(db => db.RoundInstitutions.Where(p => p.RoundId == world.Registration.RoundId).Select(p => p.Payment.To).SingleAsync()), told.UsefulUntil);
        // It can be paid, and lapses again when it is not.
        await world.BookAsync(await world.StartAsync(), paidAt: end.AddMinutes(1));
        Assert.Equal(RegistrationState.Paid, await world.StateAsync());
    }

    [Fact]
    public async Task Who_registered_elsewhere_meanwhile_is_not_brought_back()
    {
        await using var world = await PaymentWorld.BeginAsync();
        var end = await EndAsync(world);
        world.Clock.UtcNow = end;
        await LapseAsync(world);
        await TestData.SubmittedAsync(world.Factory, world.Registration.UserId, roundId: await LaterPlaceAsync(world), institution: "11");
        await MovePaymentAsync(world, end.AddHours(24));
        Assert.Equal(0, await ReviveAsync(world));
        Assert.Equal(RegistrationState.Lapsed, await world.StateAsync());
    }

    [Fact]
    public async Task The_work_of_a_deadline_is_done_by_the_runner()
    {
        await using var world = await PaymentWorld.BeginAsync();
        var end = await EndAsync(world);
        Assert.Equal(end, await world.Factory.WithAsync(services => services.GetRequiredService<PaymentDeadlines>().NextAsync(default)));
        world.Clock.UtcNow = end;
        Assert.Null(await world.Factory.WithAsync(services => services.GetRequiredService<PaymentDeadlines>().NextAsync(default)));
        await WorkAsync(world);
        Assert.Equal(RegistrationState.Lapsed, await world.StateAsync());
        await MovePaymentAsync(world, end.AddHours(1));
        await WorkAsync(world);
        Assert.Equal(RegistrationState.Approved, await world.StateAsync());
    }

    private static Task WorkAsync(PaymentWorld world) => world.Factory.WithAsync(async services =>
    {
        foreach (var work in services.GetServices<IDeadlineWork>()) await work.DoDueAsync(default);
    });

    private static Task<int> LapseAsync(PaymentWorld world) => world.Factory.WithAsync(services => services.GetRequiredService<PaymentDeadlines>().LapseDueAsync(default));

    private static Task<int> ReviveAsync(PaymentWorld world) => world.Factory.WithAsync(services =>
        services.GetRequiredService<PaymentDeadlines>().ReviveAsync(null, Operation.BySystem(world.Clock.UtcNow), default));

    private static Task<DateTime> EndAsync(PaymentWorld world) => world.ReadAsync(async db =>
        (await db.RoundInstitutions.Where(p => p.RoundId == world.Registration.RoundId && p.InstitutionCode == world.Registration.InstitutionCode).Select(p => p.Payment.To).SingleAsync())!.Value);

    private static async Task<IReadOnlyList<RegistrationStep>> StepsAsync(PaymentWorld world) =>
        await world.ReadAsync(db => db.RegistrationSteps.Where(s => s.RegistrationId == world.Registration.Id).OrderBy(s => s.Order).ToListAsync());

    private static Task MovePaymentAsync(PaymentWorld world, DateTime to) => world.ReadAsync(async db =>
    {
        var place = await db.RoundInstitutions.SingleAsync(p => p.RoundId == world.Registration.RoundId && p.InstitutionCode == world.Registration.InstitutionCode);
        place.Payment = place.Payment with { To = to };
        return await db.SaveChangesAsync();
    });

    /// <summary>The same round at another institution, whose windows run a week longer.</summary>
    private static Task<Guid> LaterPlaceAsync(PaymentWorld world) => world.ReadAsync(async db =>
    {
        var here = await db.RoundInstitutions.SingleAsync(p => p.RoundId == world.Registration.RoundId && p.InstitutionCode == world.Registration.InstitutionCode);
        var place = new RoundInstitution
        {
            State = PlaceState.Published, RoundId = here.RoundId, InstitutionCode = "11", Fee = here.Fee,
            Registration = new(here.Registration.From, here.Registration.To!.Value.AddDays(7)), Payment = new(here.Payment.From, here.Payment.To!.Value.AddDays(7)),
        };
        place.Regions.Add(new() { RoundInstitutionId = place.Id, Code = "11", Name = "北京" });
        db.Add(place);
        await db.SaveChangesAsync();
        return here.RoundId;
    });
}
