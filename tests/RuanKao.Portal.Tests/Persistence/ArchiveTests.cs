using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Candidates;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Payments;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Persistence;

/// <summary>What the rooms rely on, the same on both databases.</summary>
public class ArchiveTests
{
    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task An_instant_comes_back_as_the_same_UTC_instant_and_can_be_ordered(DatabaseProvider provider)
    {
        await using var portal = await PortalFactory.StartAsync(provider);
        var late = portal.Clock.UtcNow.AddTicks(10);
        await portal.WithAsync(async place =>
        {
            var db = place.GetRequiredService<PortalContext>();
            db.Audit(Operation.BySystem(late), "test.late", "x");
            db.Audit(Operation.BySystem(portal.Clock.UtcNow), "test.early", "x");
            await db.SaveChangesAsync();
        });
        var entries = await portal.WithAsync(place => place.GetRequiredService<PortalContext>().AuditEntries.OrderBy(e => e.At).ToListAsync());
        Assert.Equal(["test.early", "test.late"], entries.Select(e => e.Action));
        Assert.Equal(late, entries[1].At);
        Assert.Equal(DateTimeKind.Utc, entries[1].At.Kind);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_local_time_is_refused_before_it_is_stored(DatabaseProvider provider)
    {
        await using var portal = await PortalFactory.StartAsync(provider);
        await portal.WithAsync(async place =>
        {
            var db = place.GetRequiredService<PortalContext>();
            db.Audit(Operation.BySystem(DateTime.SpecifyKind(portal.Clock.UtcNow, DateTimeKind.Local)), "test", "x");
            await Assert.ThrowsAnyAsync<Exception>(() => db.SaveChangesAsync());
        });
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Rare_characters_of_a_name_come_back_unchanged(DatabaseProvider provider)
    {
        await using var portal = await PortalFactory.StartAsync(provider);
        var user = await AccountAsync(portal, "欧阳䶮𠅤𬭊〇𠮷𬑔");
        Assert.Equal("欧阳䶮𠅤𬭊〇𠮷𬑔", await portal.WithAsync(place =>
            place.GetRequiredService<PortalContext>().Users.Where(u => u.Id == user).Select(u => u.DisplayName).SingleAsync()));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task The_second_of_two_editors_is_told(DatabaseProvider provider)
    {
        await using var portal = await PortalFactory.StartAsync(provider);
        var id = await DraftAsync(portal, await AccountAsync(portal), await RoundAsync(portal));
        await portal.WithAsync(one => portal.WithAsync(async two =>
        {
            var first = one.GetRequiredService<PortalContext>();
            var second = two.GetRequiredService<PortalContext>();
            (await first.Registrations.SingleAsync(r => r.Id == id)).Form.School = "甲";
            (await second.Registrations.SingleAsync(r => r.Id == id)).Form.School = "乙";
            await first.SaveChangesAsync();
            await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => second.SaveChangesAsync());
        }));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task The_database_itself_holds_one_live_registration_a_person_and_round(DatabaseProvider provider)
    {
        await using var portal = await PortalFactory.StartAsync(provider);
        var (user, round) = (await AccountAsync(portal), await RoundAsync(portal));
        var (here, there) = (await DraftAsync(portal, user, round), await DraftAsync(portal, user, round, "11"));
        await SubmitAsync(portal, here, "1");
        await Assert.ThrowsAsync<DbUpdateException>(() => SubmitAsync(portal, there, "2"));
        await portal.WithAsync(async place =>
        {
            var db = place.GetRequiredService<PortalContext>();
            (await db.Registrations.Include(r => r.History).SingleAsync(r => r.Id == here)).Cancel(new(user, Role.Candidate, portal.Clock.UtcNow));
            await db.SaveChangesAsync();
        });
        await SubmitAsync(portal, there, "2");
    }

    [Fact]
    public async Task Every_SQLite_connection_survives_a_power_cut_and_waits_for_another_writer()
    {
        var witness = new Witness();
        await using var portal = await PortalFactory.StartAsync(services => services.ConfigureDbContext<SqlitePortalContext>(options => options.AddInterceptors(witness)),
            new() { ["Payments:Poll"] = "true", ["Registrations:KeepDeadlines"] = "true", ["Registrations:FoldFigures"] = "true", ["Retention:Sweep"] = "true", ["Audit:Seals"] = "true" });
        // What works in the background (the poller asks four questions a round) opens connections before anybody comes.
        _ = portal.Services;
        for (var tries = 0; witness.Seen.Count < 6 && tries < 200; tries++) await Task.Delay(25, TestContext.Current.CancellationToken);
        Assert.InRange(witness.Seen.Count, 6, int.MaxValue);
        // Then pages, a form and a candidate's registration, several at once.
        var registration = await TestData.ApprovedAsync(portal);
        await Task.WhenAll(Enumerable.Range(0, 6).Select(async n =>
        {
            var visitor = await portal.SignedInAsync(registration.UserId);
            foreach (var page in new[] { "/", registration.At(), registration.At("pay") }) await visitor.GetAsync(page);
            using var channel = portal.CreateClient();
            await channel.PostAsync("/notify/alipay/53", new StringContent("x"));
            await portal.WithAsync(place => place.GetRequiredService<AttemptWatch>().LookAtDueAsync(default));
        }));
        Assert.InRange(witness.Seen.Count, 40, int.MaxValue);
        Assert.All(witness.Seen, seen => Assert.Equal("synchronous 2, journal_mode wal, foreign_keys 1, busy_timeout 5000", seen));
    }

    /// <summary>Asks every connection, just before it goes back, how it was kept.</summary>
    private sealed class Witness : DbConnectionInterceptor
    {
        public ConcurrentQueue<string> Seen { get; } = [];

        public override InterceptionResult ConnectionClosing(DbConnection connection, ConnectionEventData data, InterceptionResult result)
        {
            Seen.Enqueue(string.Join(", ", new[] { "synchronous", "journal_mode", "foreign_keys", "busy_timeout" }.Select(name =>
            {
                using var command = connection.CreateCommand();
                command.CommandText = "PRAGMA " + name;
                return $"{name} {command.ExecuteScalar()}";
            })));
            return result;
        }

        public override ValueTask<InterceptionResult> ConnectionClosingAsync(DbConnection connection, ConnectionEventData data, InterceptionResult result) =>
            new(ConnectionClosing(connection, data, result));
    }

    private static async Task<Guid> AccountAsync(PortalFactory portal, string? name = null) => await portal.WithAsync(async place =>
    {
        var user = new PortalUser { Id = Guid.NewGuid(), CreatedAt = portal.Clock.UtcNow, UserName = Guid.NewGuid().ToString("N"), DisplayName = name };
        var db = place.GetRequiredService<PortalContext>();
        db.Users.Add(user);
        await db.SaveChangesAsync();
        return user.Id;
    });

    private static async Task<Guid> RoundAsync(PortalFactory portal) => await portal.WithAsync(async place =>
    {
        var db = place.GetRequiredService<PortalContext>();
        var round = new ExamRound { State = RoundState.Published, Code = "2031-1", Year = 2031, Half = 1, ExamFrom = new(2031, 5, 24), ExamTo = new(2031, 5, 27) };
        db.Add(round);
        await db.SaveChangesAsync();
        return round.Id;
    });

    private static async Task<Guid> DraftAsync(PortalFactory portal, Guid user, Guid round, string institution = "53") => await portal.WithAsync(async place =>
    {
        var draft = new Registration { UserId = user, RoundId = round, InstitutionCode = institution, CreatedAt = portal.Clock.UtcNow };
        var db = place.GetRequiredService<PortalContext>();
        db.Add(draft);
        await db.SaveChangesAsync();
        return draft.Id;
    });

    private static Task SubmitAsync(PortalFactory portal, Guid id, string number) => portal.WithAsync(async place =>
    {
        var db = place.GetRequiredService<PortalContext>();
        var draft = await db.Registrations.Include(r => r.History).SingleAsync(r => r.Id == id);
        draft.Submit(new("张三", DocumentKind.ResidentIdCard, "s", "h", Sex.Male, new(2000, 1, 1)), number, number,
            new(draft.UserId, Role.Candidate, portal.Clock.UtcNow));
        await db.SaveChangesAsync();
    });
}
