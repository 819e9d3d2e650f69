using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;

namespace RuanKao.Portal.Reviews;

/// <summary>
/// Judges registrations. A decision is bound to the version that the reviewer saw; anything newer makes it stale. It waits for the seconds in which it
/// can be undone and takes effect by <see cref="ReviewEffects"/>; where there are none it takes effect at once.
/// </summary>
public sealed class ReviewService(PortalContext db, ReviewEffects effects, ReviewClaims claims, IOptions<ReviewsOptions> options)
{
    /// <summary>审核通过. False where the scope holds no such registration.</summary>
    public Task<bool> ApproveAsync(ReviewScope scope, Guid id, int version, Operation operation, CancellationToken ct = default, Guid? batchId = null) =>
        DecideAsync(scope, id, version, ReviewKind.Approve, _ => null, operation, batchId, ct);

    /// <summary>退回修改 with a reason that the candidate reads. False where the scope holds no such registration.</summary>
    public Task<bool> ReturnAsync(ReviewScope scope, Guid id, int version, IEnumerable<string>? reasons, string? words, Operation operation, CancellationToken ct = default) =>
        DecideAsync(scope, id, version, ReviewKind.Return, offered => Reason(offered, reasons, words), operation, null, ct);

    /// <summary>申请变更 comes into force as a whole. False where the scope holds no such registration.</summary>
    public Task<bool> ApproveChangeAsync(ReviewScope scope, Guid id, int version, Operation operation, CancellationToken ct = default) =>
        DecideAsync(scope, id, version, ReviewKind.ApproveChange, _ => null, operation, null, ct);

    /// <summary>The change does not come into force, for a reason that the candidate reads; what was approved stays. False where the scope holds no such registration.</summary>
    public Task<bool> ReturnChangeAsync(ReviewScope scope, Guid id, int version, IEnumerable<string>? reasons, string? words, Operation operation, CancellationToken ct = default) =>
        DecideAsync(scope, id, version, ReviewKind.ReturnChange, offered => Reason(offered, reasons, words), operation, null, ct);

    /// <summary>撤销: the decision on this registration, if it still waits and is this reviewer's own, and the reason that was given. Null where it has taken effect or there is none.</summary>
    public async Task<Undone?> UndoAsync(Guid registrationId, Operation operation, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.HoldAsync(registrationId, ct);
        if (await db.ReviewDecisions.SingleOrDefaultAsync(d => d.RegistrationId == registrationId && d.State == DecisionState.Pending && d.ReviewerId == operation.UserId, ct) is not { } decision
            || decision.EffectiveAt <= operation.At) return null;
        var undone = new Undone(decision.Reason);
        decision.Undo(operation.At);
        db.Audit(operation, "review.undone", registrationId);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return undone;
    }

    /// <summary>Undoes what still waits of a batch of this reviewer; how many.</summary>
    public async Task<int> UndoBatchAsync(Guid batchId, Operation operation, CancellationToken ct)
    {
        var undone = 0;
        foreach (var id in await db.ReviewDecisions.Where(d => d.BatchId == batchId && d.State == DecisionState.Pending && d.ReviewerId == operation.UserId).Select(d => d.RegistrationId).ToListAsync(ct))
        {
            db.ChangeTracker.Clear();
            if (await UndoAsync(id, operation, ct) is not null) undone++;
        }
        return undone;
    }

    private async Task<bool> DecideAsync(ReviewScope scope, Guid id, int version, ReviewKind kind, Func<IReadOnlyList<ReturnReason>, string?> why, Operation operation, Guid? batchId, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.HoldAsync(id, ct);
        var registration = await scope.Within(db.Registrations).SingleOrDefaultAsync(r => r.Id == id, ct);
        if (registration is null) return false;
        if (registration.Version != version || !(kind is ReviewKind.Approve or ReviewKind.Return ? registration.State == RegistrationState.Submitted : registration.ChangeWaits))
            throw new DbUpdateConcurrencyException("The registration was changed after the reviewer opened it.");
        await ThrowIfNotTheirsAsync(id, operation, ct);
        var decision = new ReviewDecision
        {
            RegistrationId = id, SeenVersion = version, Kind = kind, ReviewerId = operation.UserId, DecidedAt = operation.At,
            EffectiveAt = operation.At.AddSeconds(options.Value.UndoSeconds), BatchId = batchId,
        }.Because(why(kind is ReviewKind.Return or ReviewKind.ReturnChange ? await db.ReasonsAtAsync(registration.InstitutionCode, ct) : []));
        // What cannot be so when it takes effect is refused now, while the reviewer is there to read why.
        var effect = await effects.PrepareAsync(registration, kind, decision.EffectiveAt, ct);
        db.Add(decision);
        if (operation.UserId is { } reviewer) await claims.ReleaseAsync(reviewer, id, null, ct);
        if (options.Value.UndoSeconds == 0) await effects.ApplyAsync(registration, decision, effect, operation.At, ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return true;
    }

    private async Task ThrowIfNotTheirsAsync(Guid id, Operation operation, CancellationToken ct)
    {
        if (await db.ReviewDecisions.AsNoTracking().SingleOrDefaultAsync(d => d.RegistrationId == id && d.State == DecisionState.Pending, ct) is { } pending)
            throw new RuleViolationException("", pending.ReviewerId == operation.UserId
                ? $"您刚才已决定“{pending.Words}”。要改决定，请先撤销" : $"{await db.NameOfAsync(pending.ReviewerId, ct)}刚才已决定“{pending.Words}”，您的决定没有保存");
        if (await claims.HeldByOtherAsync(id, operation.UserId, operation.At, ct) is { } held)
            throw new RuleViolationException("", $"{held.Who}正在审核这份报名，您的决定没有保存。请审核下一件");
        if (operation.UserId is not null && await db.SecondReviews.AnyAsync(s => s.RegistrationId == id && s.AskedBy == operation.UserId, ct))
            throw new RuleViolationException("", "您已请人复审这份报名，由其他审核人员决定。要自己决定，请先收回复审请求");
    }

    private static string Reason(IReadOnlyList<ReturnReason> offered, IEnumerable<string>? reasons, string? words)
    {
        var reason = ReturnReasons.Compose(offered, reasons, words);
        if (reason.Length == 0) throw new RuleViolationException(nameof(DecisionForm.Words), "请选择或写明退回原因，考生按它修改");
        if (reason.Length > Registration.ReasonLength) throw new RuleViolationException(nameof(DecisionForm.Words), $"退回原因最多{Registration.ReasonLength}个字，现在有{reason.Length}个");
        return reason;
    }
}
