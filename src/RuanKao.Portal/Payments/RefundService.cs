using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;

namespace RuanKao.Portal.Payments;

/// <summary>Refunds by people: a cashier gives money back, above a limit a second person decides. Always the whole of what was received.</summary>
public sealed class RefundService(PortalContext db, OrderFiles files, IOptions<PaymentsOptions> options)
{
    public const string ReasonField = "Reason";

    public bool NeedsSecond(PaymentAttempt attempt) => attempt.TakenFen > options.Value.SecondPersonAboveFen;

    public int LimitFen => options.Value.SecondPersonAboveFen;

    /// <summary>Why an attempt is not to be given back by a person, in the office's words; null where it may be. Needs the refunds.</summary>
    public static string? WhyNot(PaymentAttempt attempt, Registration registration) => (attempt.FindRefund(), attempt.State, registration.State) switch
    {
        ({ } refund, _, _) => $"这一笔已有退款（{refund.Words.ForStaff}）",
        (_, PaymentState.Incident, _) => null,
        (_, PaymentState.Paid, RegistrationState.Voided or RegistrationState.Suspended) => null,
        (_, PaymentState.Paid, _) => $"这份报名现在是“{registration.Words.ForStaff}”，考试费不能退。作废或停考以后才能退费",
        (_, PaymentState.Surplus, _) => "多付的款项由系统自动退回",
        _ => "这一笔没有收到款项",
    };

    /// <summary>False where there is no such attempt at the cashier's institutions.</summary>
    /// <param name="seen">What the cashier saw (<see cref="OrderFile.Seen"/>).</param>
    public async Task<bool> ProposeAsync(MoneyScope scope, Guid attemptId, string? seen, string? reason, Operation operation, CancellationToken ct = default)
    {
        var words = Words(reason, ReasonField, Refund.ReasonLength, "请写明退款原因，付款人会看到");
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await files.OpenAsync(db.FeeOrders.Where(o => scope.CashierAt.Contains(o.InstitutionCode) && o.Attempts.Any(a => a.Id == attemptId)), seen, ct) is not { } file) return false;
        var attempt = file.Attempt(attemptId);
        if (WhyNot(attempt, file.Registration) is { } why) throw new RuleViolationException("", why);
        var refund = Refund.Of(attempt, words, operation, NeedsSecond(attempt));
        db.Refunds.Add(refund);
        if (refund.State == RefundState.Proposed) db.Audit(operation, "refund.proposed", refund.Id);
        else db.Audit(operation, "refund.requested", refund.Id);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return true;
    }

    /// <summary>The second person agrees: the refund is sent. False where there is no such refund at the person's institutions.</summary>
    public Task<bool> ApproveAsync(MoneyScope scope, Guid refundId, string? seen, Operation operation, CancellationToken ct = default) =>
        DecideAsync(scope, refundId, seen, RefundEvent.Approve, null, operation, ct);

    /// <summary>The second person does not agree: nothing is sent, and it may be proposed anew.</summary>
    public Task<bool> DeclineAsync(MoneyScope scope, Guid refundId, string? seen, string? why, Operation operation, CancellationToken ct = default) =>
        DecideAsync(scope, refundId, seen, RefundEvent.Decline, Words(why, ReasonField, Refund.DecisionLength, "请写明不同意的原因"), operation, ct);

    private async Task<bool> DecideAsync(MoneyScope scope, Guid refundId, string? seen, RefundEvent on, string? why, Operation operation, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await files.OpenAsync(db.FeeOrders.Where(o => scope.ApproverAt.Contains(o.InstitutionCode) && o.Attempts.Any(a => a.Refunds.Any(r => r.Id == refundId))), seen, ct) is not { } file) return false;
        var refund = file.Refund(refundId);
        if (!RefundLifecycle.Table.Allows(refund.State, on, operation.Role)) throw new RuleViolationException("", $"这笔退款现在是“{refund.Words.ForStaff}”，不需要复核");
        if (refund.ProposedBy == operation.UserId) throw new RuleViolationException("", "这笔退款是您提出的，须由另一位财务复核人员决定");
        var (at, by) = ((DateTime?)operation.At, operation.UserId);
        var moved = await db.MoveAsync(refund, on, row =>
        {
            row.SetProperty(r => r.DecidedBy, by).SetProperty(r => r.DecidedAt, at).SetProperty(r => r.DecisionReason, why);
            if (on == RefundEvent.Approve) row.SetProperty(r => r.NextTryAt, at);
        }, ct);
        if (!moved) throw new DbUpdateConcurrencyException("Somebody else decided first.");
        if (on == RefundEvent.Approve) db.Audit(operation, "refund.approved", refund.Id);
        else db.Audit(operation, "refund.declined", refund.Id);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return true;
    }

    internal static string Words(string? typed, string field, int most, string missing)
    {
        var words = typed?.Trim() ?? "";
        if (words.Length == 0) throw new RuleViolationException(field, missing);
        if (words.Length > most) throw new RuleViolationException(field, $"原因最多{most}个字，现在有{words.Length}个");
        return words;
    }
}
