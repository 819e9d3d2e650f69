using System.Data;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Registrations.Figures;

/// <summary>How many numbers there are, and how many of them the tallies had otherwise.</summary>
public sealed record RecountOutcome(int Cells, int Differences);

/// <summary>Counts the figures anew from the registrations and their histories.</summary>
public sealed class FigureRecount(PortalContext db)
{
    /// <summary>
    /// Puts what was counted in the place of what is kept. Registrations first and the moves afterwards: whoever saves a registration meanwhile has either
    /// been counted, and the move goes, or waits until this is done, and the move stays.
    /// </summary>
    public async Task<RecountOutcome> WriteAsync(CancellationToken ct = default)
    {
        db.ChangeTracker.Clear();
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.Serializable, ct);
        var counted = await CountAsync(ct);
        var kept = await KeptAsync(ct);
        var differences = Differences(counted, kept);
        await db.FigureMoves.ExecuteDeleteAsync(ct);
        await db.FigureTallies.ExecuteDeleteAsync(ct);
        db.FigureTallies.AddRange(counted.Select(c => FigureTally.Of(c.Key, c.Value)));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        db.ChangeTracker.Clear();
        return new(counted.Count, differences);
    }

    /// <summary>The figures as the registrations and their histories say.</summary>
    public async Task<IReadOnlyDictionary<FigureCell, int>> CountAsync(CancellationToken ct = default)
    {
        var cells = new Dictionary<FigureCell, int>();
        var handedIn = db.Registrations.Where(r => r.State != RegistrationState.Draft);
        foreach (var g in await handedIn.GroupBy(r => new { r.RoundId, r.InstitutionCode, r.PrefectureCode, r.QualificationCode, r.State, r.ChangeWaits })
            .Select(g => new { g.Key, Count = g.Count() }).ToListAsync(ct))
            Stock(g.Key.RoundId, g.Key.InstitutionCode, new(g.Key.PrefectureCode, g.Key.QualificationCode, g.Key.State, g.Key.ChangeWaits, null), g.Count);
        foreach (var g in await handedIn.Where(r => r.State == RegistrationState.Submitted || r.ChangeWaits)
            .GroupBy(r => new { r.RoundId, r.InstitutionCode, Since = EF.Property<DateTime?>(r, FigureSpot.WaitsSince)!.Value.AddHours(8).Date })
            .Select(g => new { g.Key, Count = g.Count() }).ToListAsync(ct))
            foreach (var scope in new[] { FigureTally.Country, g.Key.InstitutionCode })
                Add(new(g.Key.RoundId, scope, FigureDimension.WaitingSince, FigureMarks.Key(DateOnly.FromDateTime(g.Key.Since)), FigureMarks.Waiting), g.Count);
        foreach (var (round, institution, day, on, isFirst, waited, waits, count) in await FlowsAsync(ct))
            foreach (var scope in new[] { FigureTally.Country, institution })
                foreach (var mark in FigureCells.Flow(on, isFirst, waited, waits))
                    Add(new(round, scope, FigureDimension.Day, FigureMarks.Key(day), mark), count);
        return cells;

        void Stock(Guid round, string institution, FigureSpot spot, int count)
        {
            foreach (var scope in new[] { FigureTally.Country, institution })
                foreach (var (dimension, key, mark) in FigureCells.Stock(spot, scope, institution)) Add(new(round, scope, dimension, key, mark), count);
        }

        void Add(FigureCell cell, int count) => cells[cell] = cells.GetValueOrDefault(cell) + count;
    }

    /// <summary>What the tallies and the moves that are not folded yet say.</summary>
    public async Task<IReadOnlyDictionary<FigureCell, int>> KeptAsync(CancellationToken ct = default) =>
        (await db.FigureTallies.AsNoTracking().ToListAsync(ct)).Select(t => (t.Cell, Change: t.Count))
            .Concat((await db.FigureMoves.AsNoTracking().ToListAsync(ct)).SelectMany(FigureCells.Of))
            .GroupBy(c => c.Cell, c => c.Change).ToDictionary(g => g.Key, g => g.Sum());

    public static int Differences(IReadOnlyDictionary<FigureCell, int> one, IReadOnlyDictionary<FigureCell, int> other) =>
        one.Keys.Union(other.Keys).Count(cell => one.GetValueOrDefault(cell) != other.GetValueOrDefault(cell));

    private async Task<IEnumerable<(Guid Round, string Institution, DateOnly Day, RegistrationEvent On, bool IsFirst, bool Waited, bool Waits, int Count)>> FlowsAsync(CancellationToken ct)
    {
        var steps = db.RegistrationSteps;
        // A change waits from the step that asks for it to the very next one, whatever that is.
        var flows = from step in steps
                    join r in db.Registrations on step.RegistrationId equals r.Id
                    join earlier in steps on new { step.RegistrationId, Order = step.Order - 1 } equals new { earlier.RegistrationId, earlier.Order } into found
                    from before in found.DefaultIfEmpty()
                    group step by new
                    {
                        r.RoundId, r.InstitutionCode, Day = step.At.AddHours(8).Date, step.On, step.To,
                        Before = (RegistrationState?)before!.To, OnBefore = (RegistrationEvent?)before.On,
                    } into same
                    select new { same.Key, Count = same.Count() };
        return from g in await flows.ToListAsync(ct)
               let key = g.Key
               select (key.RoundId, key.InstitutionCode, DateOnly.FromDateTime(key.Day), key.On, key.Before is null,
                   Waits(key.Before, key.OnBefore), Waits(key.To, key.On), g.Count);
    }

    private static bool Waits(RegistrationState? state, RegistrationEvent? on) => state == RegistrationState.Submitted || on == RegistrationEvent.RequestChange;
}

/// <summary>Fills the tallies of a database that has registrations and no figures yet.</summary>
public sealed class FigureBeginnings : IReferenceData
{
    public int Order => 100;

    public async Task ApplyAsync(PortalContext db, CancellationToken ct)
    {
        if (await db.FigureTallies.AnyAsync(ct) || await db.FigureMoves.AnyAsync(ct) || !await db.Registrations.AnyAsync(r => r.State != RegistrationState.Draft, ct)) return;
        await new FigureRecount(db).WriteAsync(ct);
    }
}

/// <summary>Counts anew from a terminal: <c>recount-figures</c>.</summary>
public static class RecountFiguresCommand
{
    public const string Verb = "recount-figures";

    public static async Task<int> RunAsync(IServiceProvider services, TextWriter output)
    {
        await using var scope = services.CreateAsyncScope();
        var outcome = await scope.ServiceProvider.GetRequiredService<FigureRecount>().WriteAsync();
        await output.WriteLineAsync(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"figures-cells {outcome.Cells}\nfigures-differences {outcome.Differences}"));
        return 0;
    }
}
