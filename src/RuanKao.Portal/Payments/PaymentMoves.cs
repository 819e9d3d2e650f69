using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Payments;

/// <summary>The one way a stored state moves: a conditional update from the states that the lifecycle names. No row moved means that somebody else was first.</summary>
internal static class PaymentMoves
{
    public static async Task<bool> MoveAsync(this PortalContext db, PaymentAttempt attempt, PaymentEvent on,
        Action<UpdateSettersBuilder<PaymentAttempt>>? facts, CancellationToken ct)
    {
        var (from, to) = (PaymentLifecycle.From(on), PaymentLifecycle.To(on));
        var (id, decided) = (attempt.Id, !PaymentLifecycle.Undecided.Contains(to));
        return await db.PaymentAttempts.Where(a => a.Id == id && from.Contains(a.State)).ExecuteUpdateAsync(row =>
        {
            row.SetProperty(a => a.State, to);
            if (decided) row.SetProperty(a => a.NextAskAt, (DateTime?)null);
            facts?.Invoke(row);
        }, ct) == 1;
    }

    public static async Task<bool> MoveAsync(this PortalContext db, Refund refund, RefundEvent on,
        Action<UpdateSettersBuilder<Refund>>? facts, CancellationToken ct)
    {
        var (from, to) = (RefundLifecycle.From(on), RefundLifecycle.To(on));
        var (id, done) = (refund.Id, to is RefundState.Abnormal or RefundState.OfflineProposed || RefundLifecycle.Ended.Contains(to));
        return await db.Refunds.Where(r => r.Id == id && from.Contains(r.State)).ExecuteUpdateAsync(row =>
        {
            row.SetProperty(r => r.State, to);
            if (done) row.SetProperty(r => r.NextTryAt, (DateTime?)null);
            facts?.Invoke(row);
        }, ct) == 1;
    }
}
