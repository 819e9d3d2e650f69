using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Registrations.Figures;

/// <summary>Folds moves into the tallies, a batch in a transaction. However many portals fold, each move is taken by one of them.</summary>
public sealed class FigureFolding(PortalContext db)
{
    public const int Batch = 500;

    /// <summary>Folds one batch and says how many moves it held; 0 where nothing waits or another portal was faster.</summary>
    public async Task<int> FoldAsync(CancellationToken ct)
    {
        db.ChangeTracker.Clear();
        var moves = await db.FigureMoves.AsNoTracking().OrderBy(m => m.Id).Take(Batch).ToListAsync(ct);
        if (moves.Count == 0) return 0;
        var ids = moves.Select(m => m.Id).ToList();
        try
        {
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            // Taken before they are counted: whoever does not get all of them leaves all of them.
            if (await db.FigureMoves.Where(m => ids.Contains(m.Id)).ExecuteDeleteAsync(ct) != ids.Count) return 0;
            foreach (var change in moves.SelectMany(FigureCells.Of).GroupBy(c => c.Cell, c => c.Change).Select(g => (Cell: g.Key, By: g.Sum())).Where(c => c.By != 0))
                await AddAsync(change.Cell, change.By, ct);
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
        }
        catch (DbUpdateException)
        {
            // Another portal made the same new tally this moment; what is not folded now is folded next.
            return 0;
        }
        return moves.Count;
    }

    private async Task AddAsync(FigureCell cell, int by, CancellationToken ct)
    {
        var (round, scope, dimension, key, mark) = (cell.RoundId, cell.Scope, cell.Dimension, cell.Key, cell.Mark);
        if (await db.FigureTallies.Where(t => t.RoundId == round && t.Scope == scope && t.Dimension == dimension && t.Key == key && t.Mark == mark)
            .ExecuteUpdateAsync(row => row.SetProperty(t => t.Count, t => t.Count + by), ct) == 0) db.FigureTallies.Add(FigureTally.Of(cell, by));
    }
}

/// <summary>Folds in the background, a few seconds behind the work. A page that is read meanwhile adds what is not folded yet.</summary>
public sealed class FigureFolder(IServiceScopeFactory scopes, IOptions<RegistrationsOptions> options, ILogger<FigureFolder> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        if (!options.Value.FoldFigures) return;
        while (!stop.IsCancellationRequested)
        {
            var count = 0;
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                count = await scope.ServiceProvider.GetRequiredService<FigureFolding>().FoldAsync(stop);
            }
            catch (Exception fault) when (!stop.IsCancellationRequested)
            {
                log.LogError("The figures could not be folded: {Fault}", fault.GetType().Name);
            }
            if (count < FigureFolding.Batch) await Task.Delay(Pause, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
