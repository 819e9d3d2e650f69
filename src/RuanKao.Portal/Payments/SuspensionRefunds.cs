using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;

namespace RuanKao.Portal.Payments;

/// <summary>停考: whoever has paid gets it back without asking. One transaction each, because a region is thousands; what is interrupted goes on by itself.</summary>
public sealed class SuspensionRefunds(PortalContext db, TimeProvider clock)
{
    public const string Reason = "停考，原路退回";

    /// <summary>One round of the poller's work: how many refunds it requested.</summary>
    public async Task<int> RequestDueAsync(CancellationToken ct, int most = 200)
    {
        var requested = 0;
        foreach (var attempt in await Due(db).Take(most).Select(a => new { a.Id, a.Order.SubjectId }).ToListAsync(ct))
        {
            db.ChangeTracker.Clear();
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            await db.HoldAsync(attempt.SubjectId, ct);
            // Looked at again with the row in hand: a cashier, or another portal, may have been first.
            if (await Due(db).AsNoTracking().SingleOrDefaultAsync(a => a.Id == attempt.Id, ct) is not { } due) continue;
            var refund = Refund.Of(due, Reason, clock.Now());
            db.Refunds.Add(refund);
            db.Audit(Operation.BySystem(refund.CreatedAt), "refund.by-rule", refund.Id);
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            requested++;
        }
        return requested;
    }

    /// <summary>What is to be given back by rule; what a second person has declined is not asked for again. Begins with the few registrations that are owed something: the attempts are all that were ever made.</summary>
    public static IQueryable<PaymentAttempt> Due(PortalContext db) =>
        from registration in db.Registrations
        where registration.State == RegistrationState.Suspended && registration.RefundDueFen != null
        join order in db.FeeOrders on new { Purpose = FeePurpose.Registration, SubjectId = registration.Id } equals new { order.Purpose, order.SubjectId }
        join attempt in db.PaymentAttempts on order.Id equals attempt.OrderId
        where attempt.State == PaymentState.Paid && !attempt.Refunds.Any()
        orderby registration.Id
        select attempt;
}
