using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Candidates;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Registrations;

public class SubmissionLoadTests
{
    [Fact]
    public async Task Two_hundred_at_once_get_two_hundred_numbers_and_nobody_two_places()
    {
        await using var factory = await PortalFactory.StartAsync();
        await TestData.RegistrationOpenAsync(factory);
        await TestData.RegistrationOpenAsync(factory, "11");
        var drafts = new List<RegistrationMade>();
        // A hundred people, each with a form here and one there, hand both in at the same time, some of them twice.
        for (var person = 0; person < 100; person++)
        {
            var here = await TestData.DraftAsync(factory);
            drafts.AddRange([here, await TestData.DraftAsync(factory, here.UserId, institution: "11")]);
        }
        // And a hundred more with one form each.
        for (var person = 0; person < 100; person++) drafts.Add(await TestData.DraftAsync(factory));
        var outcomes = await Task.WhenAll(drafts.Concat(drafts.Take(20)).Select(draft => Task.Run(async () =>
        {
            try { return (await SubmitAsync(factory, draft)).Number; }
            catch (RuleViolationException) { return null; }
        })));
        await factory.WithAsync(async services =>
        {
            var live = await services.GetRequiredService<PortalContext>().Registrations.Where(r => RegistrationLifecycle.Live.Contains(r.State)).ToListAsync();
            Assert.Equal(200, live.Count);
            Assert.Equal(200, live.Select(r => r.UserId).Distinct().Count());
            Assert.Equal(200, live.Select(r => r.Number).Distinct().Count());
            Assert.Equal(200, live.Select(r => r.SystemCode).Distinct().Count());
            Assert.All(live, r => Assert.True(CheckDigit.Holds(r.Number!) && CheckDigit.Holds(r.SystemCode!)));
            Assert.Equal(live.Select(r => r.Number).Order(), outcomes.OfType<string>().Distinct().Order());
        });
    }

    [Fact]
    public async Task An_identity_that_moved_to_another_account_brings_no_second_place()
    {
        await using var factory = await PortalFactory.StartAsync();
        var first = await TestData.SubmittedAsync(factory);
        var other = await TestData.CandidateAsync(factory);
        await factory.WithAsync(async services =>
        {
            var db = services.GetRequiredService<PortalContext>();
            await db.CandidateIdentities.Where(i => i.UserId == first.UserId).ExecuteUpdateAsync(row => row.SetProperty(i => i.UserId, other));
        });
        await TestData.RegistrationOpenAsync(factory, "11");
        var second = await TestData.DraftAsync(factory, other, institution: "11");
        var fault = await Assert.ThrowsAsync<RuleViolationException>(() => SubmitAsync(factory, second));
        Assert.Contains("另一个账号", fault.Violations[0].Message);
        // Not only by the check: the index itself refuses.
        await Assert.ThrowsAsync<DbUpdateException>(() => factory.WithAsync(async services =>
        {
            var db = services.GetRequiredService<PortalContext>();
            var person = (await db.Registrations.AsNoTracking().SingleAsync(r => r.Id == first.Id)).Person!;
            (await db.Registrations.SingleAsync(r => r.Id == second.Id)).Submit(person with { }, "1", "2", new(other, Role.Candidate, factory.Clock.UtcNow));
            await db.SaveChangesAsync();
        }));
    }

    [Fact]
    public async Task Handing_in_asks_the_database_six_times_at_most()
    {
        var trips = new RoundTrips();
        await using var factory = await PortalFactory.StartAsync(services => services.ConfigureDbContext<SqlitePortalContext>(options => options.AddInterceptors(trips)));
        var draft = await TestData.DraftAsync(factory);
        var (place, version) = await factory.WithAsync(async services => ((await services.GetRequiredService<RoundPlaces>().FindAsync(draft.RoundId, draft.InstitutionCode))!,
            (await services.GetRequiredService<RegistrationService>().FindAsync(draft.Id))!.Version));
        await factory.WithAsync(services => trips.CountAsync(() => services.GetRequiredService<RegistrationService>().SubmitAsync(place, version, true, new(draft.UserId, Role.Candidate, factory.Clock.UtcNow))));
        Assert.True(trips.Seen.Count <= 6, string.Join("\n\n", trips.Seen));
    }

    private static Task<Registration> SubmitAsync(PortalFactory factory, RegistrationMade made) => factory.WithAsync(async services =>
    {
        var place = (await services.GetRequiredService<RoundPlaces>().FindAsync(made.RoundId, made.InstitutionCode))!;
        var service = services.GetRequiredService<RegistrationService>();
        return await service.SubmitAsync(place, (await service.FindAsync(made.Id))!.Version, true, new(made.UserId, Role.Candidate, factory.Clock.UtcNow));
    });

    /// <summary>Counts questions, the beginning and the end of a transaction, and a save as one: SQL Server is sent a save in one batch.</summary>
    private sealed class RoundTrips : DbCommandInterceptor, IDbTransactionInterceptor, ISaveChangesInterceptor
    {
        private bool counting;
        private bool saving;

        public List<string> Seen { get; } = [];

        public async Task CountAsync(Func<Task> verb)
        {
            counting = true;
            await verb();
            counting = false;
        }

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(DbCommand command, CommandEventData data, InterceptionResult<DbDataReader> result, CancellationToken ct = default)
        {
            if (!saving) Note(command.CommandText);
            return new(result);
        }

        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(DbCommand command, CommandEventData data, InterceptionResult<int> result, CancellationToken ct = default)
        {
            if (!saving) Note(command.CommandText);
            return new(result);
        }

        public ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(DbConnection connection, TransactionStartingEventData data, InterceptionResult<DbTransaction> result, CancellationToken ct = default)
        {
            Note("BEGIN");
            return new(result);
        }

        public ValueTask<InterceptionResult> TransactionCommittingAsync(DbTransaction transaction, TransactionEventData data, InterceptionResult result, CancellationToken ct = default)
        {
            Note("COMMIT");
            return new(result);
        }

        public ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData data, InterceptionResult<int> result, CancellationToken ct = default)
        {
            Note("SAVE");
            saving = true;
            return new(result);
        }

        public ValueTask<int> SavedChangesAsync(SaveChangesCompletedEventData data, int result, CancellationToken ct = default)
        {
            saving = false;
            return new(result);
        }

        private void Note(string what)
        {
            if (counting) Seen.Add(what);
        }
    }
}
