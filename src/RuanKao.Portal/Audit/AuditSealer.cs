using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Audit;

/// <summary>Links what has been written since the last batch into the chain. However many processes seal, each place of the chain is taken once.</summary>
public sealed class AuditSealing(PortalContext db, AuditSeal seal, TimeProvider clock, ILogger<AuditSealing> log)
{
    public const int Batch = 200;

    /// <summary>How far behind the newest sealed entry one is looked for that was committed late: ids are given before the commit.</summary>
    private const long Reach = 10_000;

    /// <summary>Seals one batch and says how many entries it held; 0 where another process was faster or nothing waits.</summary>
    public async Task<int> SealAsync(CancellationToken ct)
    {
        db.ChangeTracker.Clear();
        var head = await db.AuditHeads.AsNoTracking().SingleOrDefaultAsync(h => h.Id == AuditHead.OnlyId, ct);
        var waiting = await WaitingAsync(ct);
        if (waiting.Count == 0) return 0;
        // A chain whose end was tampered with is not carried on as if nothing had happened: it would hide the place.
        var (sequence, hash) = head is null ? (0L, AuditSeal.Beginning) : (head.Sequence, head.Hash);
        var now = clock.Now();
        foreach (var entry in waiting)
        {
            hash = seal.LinkOf(seal.ActiveKey, ++sequence, hash, now, entry);
            db.AuditLinks.Add(new() { Sequence = sequence, EntryId = entry.Id, Key = seal.ActiveKey, Hash = hash, SealedAt = now });
        }
        try
        {
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            // Links first: their places are unique, so of two sealers one fails here and tries again from the new end.
            await db.SaveChangesAsync(ct);
            await MoveEndAsync(head, sequence, hash, ct);
            await transaction.CommitAsync(ct);
        }
        catch (DbUpdateException)
        {
            return 0;
        }
        log.LogInformation("Audit chain: {Sequence} {Hash}", sequence, hash);
        return waiting.Count;
    }

    private async Task<List<AuditEntry>> WaitingAsync(CancellationToken ct)
    {
        var from = (await db.AuditLinks.OrderByDescending(l => l.Sequence).Select(l => (long?)l.EntryId).FirstOrDefaultAsync(ct) ?? 0) - Reach;
        var links = db.AuditLinks;
        return await db.AuditEntries.AsNoTracking().Where(e => e.Id > from && !links.Any(l => l.EntryId == e.Id)).OrderBy(e => e.Id).Take(Batch).ToListAsync(ct);
    }

    private async Task MoveEndAsync(AuditHead? head, long sequence, string hash, CancellationToken ct)
    {
        var (key, end) = (seal.ActiveKey, seal.EndOf(seal.ActiveKey, sequence, hash));
        if (head is null)
        {
            db.AuditHeads.Add(new() { Id = AuditHead.OnlyId, Sequence = sequence, Hash = hash, Key = key, Seal = end });
            await db.SaveChangesAsync(ct);
        }
        else if (await db.AuditHeads.Where(h => h.Id == AuditHead.OnlyId && h.Sequence == head.Sequence).ExecuteUpdateAsync(h => h
                     .SetProperty(x => x.Sequence, sequence).SetProperty(x => x.Hash, hash).SetProperty(x => x.Key, key).SetProperty(x => x.Seal, end), ct) == 0)
            throw new DbUpdateException("Another sealer moved the end of the chain.");
    }
}

/// <summary>Seals in the background, a few seconds behind the work.</summary>
public sealed class AuditSealer(IServiceScopeFactory scopes, IOptions<AuditOptions> options, ILogger<AuditSealer> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        if (!options.Value.Seals) return;
        while (!stop.IsCancellationRequested)
        {
            var count = 0;
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                count = await scope.ServiceProvider.GetRequiredService<AuditSealing>().SealAsync(stop);
            }
            catch (Exception fault) when (!stop.IsCancellationRequested)
            {
                log.LogError("The audit log could not be sealed: {Fault}", fault.GetType().Name);
            }
            if (count < AuditSealing.Batch) await Task.Delay(Pause, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
