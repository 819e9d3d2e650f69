using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Payments;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Tests.Payments;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Registrations;

public class EndingTests
{
    [Fact]
    public async Task Voiding_a_paid_registration_says_why_frees_the_place_and_notes_what_is_owed_back()
    {
        await using var world = await PaymentWorld.BeginAsync();
        await world.BookAsync(await world.StartAsync());
        await VoidAsync(world, "经核查，证件与本人不符");
        var registration = await FindAsync(world);
        Assert.Equal((RegistrationState.Voided, 10000), (registration.State, registration.RefundDueFen));
        Assert.Equal("经核查，证件与本人不符", registration.Steps[^1].Why);
        Assert.Contains(await world.ReadAsync(db => db.AuditEntries.ToListAsync()), a => a is { Action: "registration.voided", Why: null });
        // The place is free: the person may register again while registration is open.
        Assert.NotNull(await TestData.SubmittedAsync(world.Factory, world.Registration.UserId));
        Assert.True(await world.Factory.WithAsync(async services =>
        {
            var refunded = await services.GetRequiredService<RegistrationEndings>().RefundAsync(world.Registration.Id, Operation.BySystem(world.Clock.UtcNow));
            await services.GetRequiredService<PortalContext>().SaveChangesAsync();
            return refunded;
        }));
        Assert.Equal(RegistrationState.Refunded, (await FindAsync(world)).State);
    }

    [Fact]
    public async Task Voiding_needs_a_reason_and_the_version_that_was_seen()
    {
        await using var world = await PaymentWorld.BeginAsync();
        Assert.Equal("Why", (await Assert.ThrowsAsync<RuleViolationException>(() => VoidAsync(world, "  "))).Violations[0].Field);
        Assert.Contains("最多", (await Assert.ThrowsAsync<RuleViolationException>(() => VoidAsync(world, new string('长', 1001)))).Violations[0].Message);
        Assert.Contains("有了变化", (await Assert.ThrowsAsync<RuleViolationException>(() => VoidAsync(world, "理由", -1))).Violations[0].Message);
        await VoidAsync(world, "理由");
        Assert.Contains("不能作废", (await Assert.ThrowsAsync<RuleViolationException>(() => VoidAsync(world, "理由"))).Violations[0].Message);
        Assert.Null((await FindAsync(world)).RefundDueFen);
    }

    [Fact]
    public async Task Money_that_arrives_after_voiding_goes_back_by_itself()
    {
        await using var world = await PaymentWorld.BeginAsync();
        var number = await world.StartAsync();
        await VoidAsync(world, "理由");
        Assert.Equal(Booking.Surplus, await world.BookAsync(number));
        Assert.Equal(RegistrationState.Voided, await world.StateAsync());
        Assert.Single((await world.AttemptAsync(number)).Refunds);
    }

    [Theory]
    [InlineData(null, null, 4)]
    [InlineData("5301", null, 3)]
    [InlineData("5301", "SOFTWARE_DESIGNER", 2)]
    [InlineData(null, "PROGRAMMER", 1)]
    [InlineData("5307", "PROGRAMMER", 0)]
    public async Task Suspension_moves_every_live_registration_that_it_covers_and_no_other(string? region, string? qualification, int moved)
    {
        await using var factory = await PortalFactory.StartAsync();
        var first = await TestData.SubmittedAsync(factory);
        await TestData.PaidAsync(factory);
        await TestData.ApprovedAsync(factory, prefecture: "5303");
        await TestData.SubmittedAsync(factory, qualification: "PROGRAMMER");
        await TestData.DraftAsync(factory);
        await TestData.RegistrationOpenAsync(factory, "11");
        await TestData.SubmittedAsync(factory, institution: "11");
        Assert.Equal(moved, await SuspendAsync(factory, first, region, qualification));
        await factory.WithAsync(async services =>
        {
            var db = services.GetRequiredService<PortalContext>();
            var suspended = await db.Registrations.Where(r => r.State == RegistrationState.Suspended).ToListAsync();
            Assert.Equal(moved, suspended.Count);
            Assert.Equal(region is "5307" || qualification is "PROGRAMMER" ? 0 : 10000, suspended.Sum(r => r.RefundDueFen ?? 0));
            Assert.Equal(moved, await db.RegistrationSteps.CountAsync(s => s.On == RegistrationEvent.Suspend && s.Why == "疫情停考"));
        });
    }

    [Fact]
    public async Task What_is_suspended_cannot_be_chosen_handed_in_or_suspended_again()
    {
        await using var factory = await PortalFactory.StartAsync();
        var draft = await TestData.DraftAsync(factory);
        await SuspendAsync(factory, draft, "5301", null);
        Assert.Contains("已经停考", (await Assert.ThrowsAsync<RuleViolationException>(() => SuspendAsync(factory, draft, "5301", null))).Violations[0].Message);
        await factory.WithAsync(async services =>
        {
            var (service, places) = (services.GetRequiredService<RegistrationService>(), services.GetRequiredService<RoundPlaces>());
            var place = (await places.FindAsync(draft.RoundId, "53"))!;
            Assert.DoesNotContain((await service.ChoicesAsync(place)).Regions, r => r.Code == "5301");
            var version = (await service.FindAsync(draft.Id))!.Version;
            var fault = await Assert.ThrowsAsync<RuleViolationException>(() => service.SubmitAsync(place, version, true, new(draft.UserId, Role.Candidate, factory.Clock.UtcNow)));
            Assert.Contains("停考", fault.Violations[0].Message);
        });
    }

    [Fact]
    public async Task What_slipped_in_beside_a_suspension_is_moved_by_the_next_sweep()
    {
        await using var factory = await PortalFactory.StartAsync();
        var first = await TestData.SubmittedAsync(factory);
        await SuspendAsync(factory, first, null, null);
        var late = await TestData.SubmittedAsync(factory);
        Assert.Equal(1, await factory.WithAsync(services => services.GetRequiredService<RegistrationEndings>().SweepAsync(factory.Clock.UtcNow, default)));
        Assert.Equal(RegistrationState.Suspended, (await factory.WithAsync(services => services.GetRequiredService<RegistrationService>().FindAsync(late.Id)))!.State);
        Assert.Equal(0, await factory.WithAsync(services => services.GetRequiredService<RegistrationEndings>().SweepAsync(factory.Clock.UtcNow, default)));
    }

    [Fact]
    public async Task A_suspension_of_thousands_moves_some_at_a_time_so_that_other_deadlines_are_kept_between()
    {
        await using var factory = await PortalFactory.StartAsync();
        var first = await TestData.SubmittedAsync(factory);
        await SuspendAsync(factory, first, null, null);
        for (var n = 0; n < 3; n++) await TestData.SubmittedAsync(factory, name: "李静");
        Assert.Equal(2, await SweepAsync());
        Assert.Equal(factory.Clock.UtcNow, await NextAsync());
        Assert.Equal(1, await SweepAsync());
        Assert.NotEqual(factory.Clock.UtcNow, await NextAsync());

        Task<int> SweepAsync() => factory.WithAsync(services => services.GetRequiredService<RegistrationEndings>().SweepAsync(factory.Clock.UtcNow, default, most: 2));
        Task<DateTime?> NextAsync() => factory.WithAsync(services => services.GetServices<IDeadlineWork>().OfType<RegistrationDeadlineWork>().Single().NextAsync(default));
    }

    private static Task<int> SuspendAsync(PortalFactory factory, RegistrationMade made, string? region, string? qualification) => factory.WithAsync(services =>
        services.GetRequiredService<RegistrationEndings>().SuspendAsync(made.RoundId, made.InstitutionCode, region, qualification, new(null, Role.Office, factory.Clock.UtcNow, "疫情停考")));

    private static Task VoidAsync(PaymentWorld world, string why, int? version = null) => world.Factory.WithAsync(async services =>
        await services.GetRequiredService<RegistrationEndings>().VoidAsync(world.Registration.Id, version ?? (await FindAsync(world)).Version, new(null, Role.Office, world.Clock.UtcNow, why)));

    private static async Task<Registration> FindAsync(PaymentWorld world) =>
        (await world.Factory.WithAsync(services => services.GetRequiredService<RegistrationService>().FindAsync(world.Registration.Id)))!;
}
