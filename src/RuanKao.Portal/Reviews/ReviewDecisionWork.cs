using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;

namespace RuanKao.Portal.Reviews;

/// <summary>Lets each decision take effect when its seconds are over, in a transaction of its own: killed in the middle it begins again, twice at once it happens once.</summary>
public sealed class ReviewDecisionWork(PortalContext db, ReviewEffects effects, TimeProvider clock) : IDeadlineWork
{
    public async Task DoDueAsync(CancellationToken ct)
    {
        var (now, faults) = (clock.Now(), new List<Exception>());
        var due = await db.ReviewDecisions.Where(d => d.State == DecisionState.Pending && d.EffectiveAt <= now)
            .OrderBy(d => d.EffectiveAt).ThenBy(d => d.Id).Select(d => new { d.Id, d.RegistrationId }).ToListAsync(ct);
        foreach (var one in due)
        {
            db.ChangeTracker.Clear();
            try { await TakeEffectAsync(one.Id, one.RegistrationId, now, ct); }
            // One that cannot be written now must not keep the others waiting; it stays pending and comes up again.
            catch (Exception fault) when (fault is not OperationCanceledException) { faults.Add(fault); }
        }
        if (faults.Count > 0) throw new AggregateException(faults);
    }

    /// <summary>The second at which the next decision can no longer be undone.</summary>
    public Task<DateTime?> NextAsync(CancellationToken ct) => db.ReviewDecisions.Where(d => d.State == DecisionState.Pending).MinAsync(d => (DateTime?)d.EffectiveAt, ct);

    private async Task TakeEffectAsync(Guid id, Guid registrationId, DateTime now, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.HoldAsync(registrationId, ct);
        var decision = await db.ReviewDecisions.SingleAsync(d => d.Id == id, ct);
        if (decision.State != DecisionState.Pending) return;
        var registration = await db.Registrations.SingleAsync(r => r.Id == registrationId, ct);
        try
        {
            var why = WhyStale(registration, decision);
            if (why is null) await effects.ApplyAsync(registration, decision, await effects.PrepareAsync(registration, decision.Kind, now, ct), now, ct);
            else Drop(decision, why, now);
        }
        catch (RuleViolationException changed)
        {
            Drop(decision, changed.Message, now);
        }
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }

    private void Drop(ReviewDecision decision, string why, DateTime now)
    {
        decision.Drop(why, now);
        db.Audit(Operation.BySystem(now), "review.dropped", decision.RegistrationId);
    }

    private static string? WhyStale(Registration registration, ReviewDecision decision) =>
        registration.Version == decision.SeenVersion ? null
        : decision.IsOfChange && !registration.ChangeWaits ? "考生撤回了变更申请，或报名状态已变"
        : registration.WaitsForReview ? "考生在此期间重新提交，请按新的内容审核"
        : $"报名在此期间变为“{registration.Words.ForStaff}”";
}

/// <summary>Decisions are over within seconds; what they said stands in the registration's own history, so the rows go after a day.</summary>
public sealed class ReviewDecisionRows(PortalContext db) : IExpiringRows
{
    public static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    public async Task<int> SweepAsync(DateTime now, CancellationToken ct)
    {
        var before = now - Kept;
        return await db.ReviewDecisions.Where(d => d.State != DecisionState.Pending && d.DecidedAt < before).ExecuteDeleteAsync(ct)
            + await db.ReviewBatches.Where(b => b.At < before).ExecuteDeleteAsync(ct)
            + await db.ReviewClaims.Where(c => c.LapsesAt < before).ExecuteDeleteAsync(ct);
    }
}
