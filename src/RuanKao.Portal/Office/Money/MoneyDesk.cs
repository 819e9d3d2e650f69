using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Payments;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Office.Money;

/// <summary>What waits at the money desk, and what is looked for there.</summary>
public sealed class MoneyDesk(PortalContext db, TimeProvider clock)
{
    /// <summary>How many lines of each kind are shown, the oldest first.</summary>
    public const int Most = 100;

    /// <summary>Channels give money back within days; for a refund that takes longer somebody has to ask them.</summary>
    public static readonly TimeSpan LongUnderway = TimeSpan.FromDays(5);

    public async Task<MoneyQueue> QueueAsync(MoneyScope scope, CancellationToken ct)
    {
        var (registrations, at) = (db.Registrations, scope.Everywhere);
        var incidents = Incidents(at);
        var odd = await incidents.OrderBy(a => a.CreatedAt).Take(Most).Select(a => new MoneyLine(a.OrderId, a.Id,
            registrations.Where(r => r.Id == a.Order.SubjectId).Select(r => r.Number).FirstOrDefault(), a.Channel, a.ReceivedFen ?? a.AmountFen, a.AmountFen, a.PaidAt ?? a.CreatedAt, a.Number)).ToListAsync(ct);
        return new(odd, await incidents.CountAsync(ct),
            await LinesAsync(Waiting(at), ct), await Waiting(at).CountAsync(ct),
            await LinesAsync(HeldUp(at), ct), await HeldUp(at).CountAsync(ct));
    }

    /// <summary>What waits for this person: incidents and refunds that are held up for a cashier, other people's proposals for the second approver.</summary>
    public async Task<int> WaitingAsync(MoneyScope scope, Guid userId, CancellationToken ct)
    {
        var count = 0;
        if (scope.CashierAt.Count > 0) count += await Incidents(scope.CashierAt).CountAsync(ct) + await HeldUp(scope.CashierAt).CountAsync(ct);
        if (scope.ApproverAt.Count > 0) count += await Waiting(scope.ApproverAt).CountAsync(r => r.State == RefundState.Proposed ? r.ProposedBy != userId : r.OfflineBy != userId, ct);
        return count;
    }

    /// <summary>Orders by our number or the channel's, a refund's, or the registration's.</summary>
    public async Task<IReadOnlyList<FoundOrder>> SearchAsync(MoneyScope scope, string typed, CancellationToken ct)
    {
        var text = string.Concat(typed.Where(c => !char.IsWhiteSpace(c)));
        if (text.Length is 0 or > PaymentAttempt.TransactionIdLength) return [];
        var (ours, channels) = (text.ToUpperInvariant(), Enum.GetValues<Channel>());
        var (attempts, refunds, registrations) = (db.PaymentAttempts, db.Refunds, db.Registrations);
        List<Guid> orders =
        [
            .. await attempts.Where(a => channels.Contains(a.Channel) && (a.Number == ours || a.TransactionId == text)).Select(a => a.OrderId).ToListAsync(ct),
            .. await refunds.Where(r => channels.Contains(r.Channel) && r.Number == ours).Select(r => r.Attempt.OrderId).ToListAsync(ct),
            .. await registrations.Where(r => r.Number == text).Join(db.FeeOrders.Where(o => o.Purpose == FeePurpose.Registration), r => r.Id, o => o.SubjectId, (_, o) => o.Id).ToListAsync(ct),
        ];
        return await scope.Within(db.FeeOrders).Where(o => orders.Contains(o.Id)).OrderByDescending(o => o.CreatedAt)
            .Select(o => new FoundOrder(o.Id, registrations.Where(r => r.Id == o.SubjectId).Select(r => r.Number).FirstOrDefault(), o.Title, o.AmountFen, o.State)).ToListAsync(ct);
    }

    private IQueryable<PaymentAttempt> Incidents(IReadOnlyList<string> at) =>
        db.PaymentAttempts.Where(a => a.State == PaymentState.Incident && at.Contains(a.Order.InstitutionCode) && !a.Refunds.Any(r => r.State != RefundState.Declined));

    private IQueryable<Refund> Waiting(IReadOnlyList<string> at) =>
        db.Refunds.Where(r => RefundLifecycle.Waiting.Contains(r.State) && at.Contains(r.Attempt.Order.InstitutionCode));

    /// <summary>Stuck or failed; at the channel for days; or declined although the exam was suspended, so that the money is owed and nothing sends it.</summary>
    private IQueryable<Refund> HeldUp(IReadOnlyList<string> at)
    {
        var (longAgo, registrations) = (clock.Now() - LongUnderway, db.Registrations);
        return db.Refunds.Where(r => at.Contains(r.Attempt.Order.InstitutionCode) && (RefundLifecycle.HeldUp.Contains(r.State)
            || (r.State == RefundState.Processing && (r.DecidedAt ?? r.CreatedAt) < longAgo)
            || (r.State == RefundState.Declined && r.Attempt.State == PaymentState.Paid
                && !r.Attempt.Refunds.Any(other => other.State != RefundState.Declined || other.CreatedAt > r.CreatedAt)
                && registrations.Any(g => g.Id == r.Attempt.Order.SubjectId && g.State == RegistrationState.Suspended && g.RefundDueFen != null))));
    }

    private Task<List<MoneyLine>> LinesAsync(IQueryable<Refund> refunds, CancellationToken ct)
    {
        var registrations = db.Registrations;
        return refunds.OrderBy(r => r.CreatedAt).Take(Most).Select(r => new MoneyLine(r.Attempt.OrderId, r.Id,
            registrations.Where(g => g.Id == r.Attempt.Order.SubjectId).Select(g => g.Number).FirstOrDefault(), r.Channel, r.AmountFen, r.Attempt.AmountFen, r.CreatedAt,
            r.State == RefundState.OfflineProposed ? "线下退款，凭证号 " + r.OfflineVoucher
            : r.State == RefundState.Processing ? "支付平台处理超过 5 天，请在商户平台查明"
            : r.State == RefundState.Declined ? "停考应退，复核未同意：" + r.DecisionReason
            : r.Fault ?? r.Reason)).ToListAsync(ct);
    }
}
