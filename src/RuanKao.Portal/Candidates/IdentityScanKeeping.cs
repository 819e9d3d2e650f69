using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Candidates;

/// <summary>How long scans of documents are kept: no longer than the person was told.</summary>
public sealed class IdentityScanKeeping(PortalContext db, TimeProvider clock)
{
    public static readonly TimeSpan AfterDecision = TimeSpan.FromDays(30);

    /// <summary>A case that its owner does not come back to is closed after this, so that its scans do not lie there for ever.</summary>
    public static readonly TimeSpan Abandoned = TimeSpan.FromDays(60);

    /// <summary>Closes what was abandoned, erases the scans whose time has come, and says how many.</summary>
    public async Task<int> EraseDueAsync(CancellationToken ct = default)
    {
        var now = clock.Now();
        var (decided, quiet) = (now - AfterDecision, now - Abandoned);
        var left = await db.IdentityCases.Where(c => (c.State == IdentityCaseState.Draft && c.CreatedAt <= quiet) || (c.State == IdentityCaseState.Returned && c.DecidedAt <= quiet)).ToListAsync(ct);
        foreach (var file in left)
        {
            var operation = Operation.BySystem(now, "长期没有提交");
            file.Close(operation);
            db.Audit(operation, "identity-case.abandoned", file.Id);
        }
        await db.SaveChangesAsync(ct);
        var cases = db.IdentityCases;
        return await db.IdentityScans.Where(s => cases.Any(c => c.Id == s.CaseId
            && (c.State == IdentityCaseState.Closed || (c.State == IdentityCaseState.Approved && c.DecidedAt <= decided)))).ExecuteDeleteAsync(ct);
    }
}

/// <summary>Looks every hour for scans whose time has come.</summary>
public sealed class IdentityScanSweeper(IServiceScopeFactory scopes, ILogger<IdentityScanSweeper> log) : BackgroundService
{
    private static readonly TimeSpan First = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        await ((Task)Task.Delay(First, stop)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                var erased = await scope.ServiceProvider.GetRequiredService<IdentityScanKeeping>().EraseDueAsync(stop);
                if (erased > 0) log.LogInformation("{Count} scans of documents were erased", erased);
            }
            catch (Exception fault) when (!stop.IsCancellationRequested)
            {
                // A reviewer may decide in the same instant; the next hour looks again.
                log.LogError("Scans of documents could not be erased: {Fault}", fault.GetType().Name);
            }
            await Task.Delay(Pause, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
