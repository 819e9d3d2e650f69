using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Payments;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Reviews;
using RuanKao.Portal.Tests.Payments;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Registrations;

/// <summary>Two verbs at the same instant: whichever comes first, the registration ends in a state that one of them makes, and every move has its step.</summary>
public class RaceTests
{
    private const int Rounds = 12;
    private static readonly ReviewScope Everywhere = new([new(Role.Reviewer, null)]);

    [Fact]
    public async Task Cancelling_against_approving()
    {
        await using var factory = await PortalFactory.StartAsync();
        for (var n = 0; n < Rounds; n++)
        {
            var made = await TestData.SubmittedAsync(factory);
            var version = (await FindAsync(factory, made.Id)).Version;
            var done = await BothAsync(
                () => factory.WithAsync(s => s.GetRequiredService<RegistrationDepartures>().CancelAsync(made.Id, new(made.UserId, Role.Candidate, factory.Clock.UtcNow))),
                () => factory.WithAsync(s => s.GetRequiredService<ReviewService>().ApproveAsync(Everywhere, made.Id, version, new(null, Role.Reviewer, factory.Clock.UtcNow))));
            // Approved first and cancelled after it is a right order too; cancelled and then approved is not.
            await EndsAsync(factory, made.Id, done is (true, _) ? RegistrationState.Cancelled : RegistrationState.Approved);
        }
    }

    [Fact]
    public async Task Paying_against_lapsing()
    {
        await using var world = await PaymentWorld.BeginAsync();
        for (var n = 0; n < Rounds; n++)
        {
            var made = await TestData.ApprovedAsync(world.Factory);
            var now = world.Clock.UtcNow;
            var end = await world.ReadAsync(db => db.RoundInstitutions.Where(p => p.RoundId == made.RoundId && p.InstitutionCode == "53").Select(p => p.Payment.To).SingleAsync());
            world.Clock.UtcNow = end!.Value.AddMinutes(-5);
            var number = (await world.Factory.WithAsync(s => s.GetRequiredService<PaymentService>().StartAsync(made.RoundCode, "53", Channel.Alipay, PaymentProduct.Qr, "127.0.0.1",
                new(made.UserId, Role.Candidate, world.Clock.UtcNow), default)))!;
            world.Clock.UtcNow = end.Value.AddMinutes(3);
            await Task.WhenAll(
                Task.Run(() => world.LookAsync()),
                Task.Run(() => world.Factory.WithAsync(s => s.GetRequiredService<PaymentDeadlines>().LapseDueAsync(default))),
                Task.Run(() => world.BookAsync(number, paidAt: end.Value.AddSeconds(-1), transaction: "t" + n)));
            await EndsAsync(world.Factory, made.Id, RegistrationState.Paid);
            world.Clock.UtcNow = now;
        }
    }

    [Fact]
    public async Task Asking_for_a_change_against_cancelling()
    {
        await using var factory = await PortalFactory.StartAsync();
        for (var n = 0; n < Rounds; n++)
        {
            var made = await TestData.ApprovedAsync(factory);
            var before = await FindAsync(factory, made.Id);
            var answers = before.Answers;
            answers.Form.School = "另一所学校";
            var operation = new Operation(made.UserId, Role.Candidate, factory.Clock.UtcNow);
            await BothAsync(
                () => factory.WithAsync(s => s.GetRequiredService<RegistrationDepartures>().CancelAsync(made.Id, operation)),
                () => factory.WithAsync(async s => await s.GetRequiredService<ChangeService>().RequestAsync(made.Id, (await s.GetRequiredService<RoundPlaces>().FindAsync(made.RoundId, "53"))!, answers, before.Version, operation) is not null));
            await EndsAsync(factory, made.Id, RegistrationState.Cancelled);
            Assert.False((await FindAsync(factory, made.Id)).ChangeWaits);
            Assert.Equal(0, await factory.WithAsync(s => s.GetRequiredService<PortalContext>().ChangeRequests.CountAsync(c => c.RegistrationId == made.Id && c.State == ChangeState.Waiting)));
        }
    }

    [Fact]
    public async Task Approving_a_change_against_withdrawing_it()
    {
        await using var factory = await PortalFactory.StartAsync();
        for (var n = 0; n < Rounds; n++)
        {
            var made = await TestData.ApprovedAsync(factory);
            var before = await FindAsync(factory, made.Id);
            var answers = before.Answers;
            answers.Form.School = "另一所学校";
            var operation = new Operation(made.UserId, Role.Candidate, factory.Clock.UtcNow);
            await factory.WithAsync(async s => await s.GetRequiredService<ChangeService>().RequestAsync(made.Id, (await s.GetRequiredService<RoundPlaces>().FindAsync(made.RoundId, "53"))!, answers, before.Version, operation));
            var version = (await FindAsync(factory, made.Id)).Version;
            var done = await BothAsync(
                () => factory.WithAsync(s => s.GetRequiredService<ChangeService>().WithdrawAsync(made.Id, operation)),
                () => factory.WithAsync(s => s.GetRequiredService<ReviewService>().ApproveChangeAsync(Everywhere, made.Id, version, new(null, Role.Reviewer, factory.Clock.UtcNow))));
            Assert.True(done.One ^ done.Other);
            await EndsAsync(factory, made.Id, RegistrationState.Approved);
            Assert.Equal(done.One ? "云南大学" : "另一所学校", (await FindAsync(factory, made.Id)).Form.School);
        }
    }

    [Fact]
    public async Task Voiding_against_paying()
    {
        await using var world = await PaymentWorld.BeginAsync();
        for (var n = 0; n < Rounds; n++)
        {
            var made = await TestData.ApprovedAsync(world.Factory);
            var number = (await world.Factory.WithAsync(s => s.GetRequiredService<PaymentService>().StartAsync(made.RoundCode, "53", Channel.Alipay, PaymentProduct.Qr, "127.0.0.1",
                new(made.UserId, Role.Candidate, world.Clock.UtcNow), default)))!;
            var version = (await FindAsync(world.Factory, made.Id)).Version;
            var done = await BothAsync(
                async () => { await world.Factory.WithAsync(s => s.GetRequiredService<RegistrationEndings>().VoidAsync(made.Id, version, new(null, Role.Office, world.Clock.UtcNow, "理由"))); return true; },
                async () => { await world.BookAsync(number, transaction: "t" + n); return true; });
            var registration = await FindAsync(world.Factory, made.Id);
            var attempt = await world.AttemptAsync(number);
            // Either the void was too late (its page was of another version) and the money stands, or the money goes back.
            Assert.Equal(done.One ? (RegistrationState.Voided, PaymentState.Surplus, 1) : (RegistrationState.Paid, PaymentState.Paid, 0), (registration.State, attempt.State, attempt.Refunds.Count));
        }
    }

    private static async Task<(bool One, bool Other)> BothAsync(Func<Task<bool>> one, Func<Task<bool>> other)
    {
        var done = await Task.WhenAll(Task.Run(() => TryAsync(one)), Task.Run(() => TryAsync(other)));
        return (done[0], done[1]);

        static async Task<bool> TryAsync(Func<Task<bool>> verb)
        {
            try { return await verb(); }
            catch (Exception refused) when (refused is RuleViolationException or DbUpdateConcurrencyException) { return false; }
        }
    }

    private static async Task EndsAsync(PortalFactory factory, Guid id, RegistrationState state)
    {
        var registration = await FindAsync(factory, id);
        Assert.Equal(state, registration.State);
        Assert.Equal(Enumerable.Range(1, registration.Moves), registration.Steps.Select(s => s.Order));
        Assert.Equal(state, registration.Steps[^1].To);
    }

    private static async Task<Registration> FindAsync(PortalFactory factory, Guid id) => (await factory.WithAsync(s => s.GetRequiredService<RegistrationService>().FindAsync(id)))!;
}
