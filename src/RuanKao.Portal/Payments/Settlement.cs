using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Payments;

/// <summary>What a channel's word changed in our books.</summary>
public enum Booking { NothingNew, Settled, Surplus, Closed, WrongAmount, WrongMerchant, UnknownNumber }

/// <summary>
/// The one transition function: notice, return page, 立即核查 and poller all bring the channel's word here. Facts only grow:
/// money that came stays booked; an order is settled once; what is too much goes back by itself.
/// </summary>
public sealed class Settlement(IServiceScopeFactory scopes, TimeProvider clock, ILogger<Settlement> log)
{
    private static readonly EventId Incident = new(6001, "PaymentIncident");

    /// <summary>Books in a transaction of its own, together with the verdict on the kept notice that is the evidence. Safe to call any number of times, also at once.</summary>
    public async Task<Booking> BookAsync(Channel channel, string account, string number, ChannelReport report, PaymentNotice? evidence = null)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await TryAsync(channel, account, number, report, evidence);
            }
            catch (DbUpdateException) when (tries < 4)
            {
                // Somebody else was first (a unique index or a version said so): look again.
            }
        }
    }

    private async Task<Booking> TryAsync(Channel channel, string account, string number, ChannelReport report, PaymentNotice? evidence)
    {
        // Money is booked to the end, whoever closes a browser: no cancellation from here on.
        var ct = CancellationToken.None;
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PortalContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var attempt = await db.PaymentAttempts.AsNoTracking().Include(a => a.Order).SingleOrDefaultAsync(a => a.Channel == channel && a.Number == number, ct);
        var booking = attempt is null ? Booking.UnknownNumber
            : !report.MerchantIsOurs || attempt.MerchantAccount != account ? Booking.WrongMerchant
            : report.State switch
            {
                ChannelState.Paid => await BookPaidAsync(scope.ServiceProvider, db, attempt, report, ct),
                ChannelState.Refunded => await DisputeAsync(db, attempt, report, ct),
                ChannelState.Closed => await db.MoveAsync(attempt, PaymentEvent.ConfirmClose, null, ct) ? Booking.Closed : Booking.NothingNew,
                _ => Booking.NothingNew,
            };
        if (booking != Booking.NothingNew)
            db.Audit(Operation.BySystem(clock.Now()), "payment." + Verb(booking), attempt?.Id.ToString() ?? $"{channel}:{number}");
        await JudgeAsync(db, evidence, attempt, booking, ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        if (booking is Booking.WrongAmount or Booking.WrongMerchant or Booking.UnknownNumber)
            log.LogError(Incident, "Payment incident {Booking}: {Channel} {Account} {Number}", booking, channel, account, number);
        return booking;
    }

    private async Task<Booking> BookPaidAsync(IServiceProvider place, PortalContext db, PaymentAttempt attempt, ChannelReport report, CancellationToken ct)
    {
        if (report.AmountFen != attempt.AmountFen || await IsTakenAsync(db, attempt, report.TransactionId, ct))
            return await DisputeAsync(db, attempt, report, ct);
        if (!PaymentLifecycle.From(PaymentEvent.Settle).Contains(attempt.State)) return Booking.NothingNew;

        var (now, paidAt) = (clock.Now(), report.PaidAt ?? clock.Now());
        var reason = await SettleOrderAsync(place, db, attempt, paidAt, now, ct);
        var moved = await db.MoveAsync(attempt, reason is null ? PaymentEvent.Settle : PaymentEvent.Exceed, row => row
            .SetProperty(a => a.TransactionId, report.TransactionId)
            .SetProperty(a => a.ReceivedFen, report.AmountFen)
            .SetProperty(a => a.PaidAt, paidAt), ct);
        if (!moved && reason is null) throw new DbUpdateConcurrencyException("The attempt was decided by somebody else.");
        if (!moved) return Booking.NothingNew;
        if (reason is null) return Booking.Settled;
        db.Refunds.Add(Refund.Of(attempt, reason, now));
        return Booking.Surplus;
    }

    /// <summary>Null when this payment settles the order; otherwise why the money goes back, in the payer's words.</summary>
    private static async Task<string?> SettleOrderAsync(IServiceProvider place, PortalContext db, PaymentAttempt attempt, DateTime paidAt, DateTime now, CancellationToken ct)
    {
        var order = attempt.Order;
        if (paidAt >= order.Deadline) return "超过缴费期限，原路退回";
        // Taking the order's row decides between two payments that come at once.
        var taken = await db.FeeOrders.Where(o => o.Id == order.Id && o.State == FeeOrderState.Open && o.AmountFen == attempt.AmountFen)
            .ExecuteUpdateAsync(row => row.SetProperty(o => o.State, FeeOrderState.Settled).SetProperty(o => o.SettledAt, now), ct) == 1;
        if (!taken) return order switch
        {
            { State: FeeOrderState.Withdrawn } => "报名已取消，原路退回",
            { State: FeeOrderState.Open } when order.AmountFen != attempt.AmountFen => "考试费已变化，原路退回",
            _ => "重复缴费，原路退回",
        };
        var owner = place.GetServices<IFeeOwner>().First(o => o.Purpose == order.Purpose);
        if (await owner.SettleAsync(order, paidAt, ct)) return null;
        await db.FeeOrders.Where(o => o.Id == order.Id).ExecuteUpdateAsync(row => row
            .SetProperty(o => o.State, FeeOrderState.Withdrawn).SetProperty(o => o.SettledAt, (DateTime?)null), ct);
        return "报名已取消，原路退回";
    }

    // A wrong amount settles nothing and is not sent back by itself: a person looks first.
    private static async Task<Booking> DisputeAsync(PortalContext db, PaymentAttempt attempt, ChannelReport report, CancellationToken ct)
    {
        var transaction = await IsTakenAsync(db, attempt, report.TransactionId, ct) ? null : report.TransactionId;
        await db.MoveAsync(attempt, PaymentEvent.Dispute, row => row
            .SetProperty(a => a.TransactionId, transaction)
            .SetProperty(a => a.ReceivedFen, report.AmountFen)
            .SetProperty(a => a.PaidAt, report.PaidAt), ct);
        return Booking.WrongAmount;
    }

    private static Task<bool> IsTakenAsync(PortalContext db, PaymentAttempt attempt, string? transactionId, CancellationToken ct) =>
        db.PaymentAttempts.AnyAsync(a => a.Channel == attempt.Channel && a.TransactionId == transactionId && transactionId != null && a.Id != attempt.Id, ct);

    private static async Task JudgeAsync(PortalContext db, PaymentNotice? notice, PaymentAttempt? attempt, Booking booking, CancellationToken ct)
    {
        if (notice is null) return;
        var verdict = booking switch
        {
            Booking.Settled or Booking.Closed => NoticeVerdict.Booked,
            Booking.Surplus => NoticeVerdict.Surplus,
            Booking.WrongAmount => NoticeVerdict.WrongAmount,
            Booking.WrongMerchant => NoticeVerdict.WrongMerchant,
            Booking.UnknownNumber => NoticeVerdict.UnknownNumber,
            _ => NoticeVerdict.Repeated,
        };
        var told = attempt?.Id;
        // Another portal on the same database may have been first: its verdict stays.
        await db.PaymentNotices.Where(n => n.Id == notice.Id && n.Verdict == NoticeVerdict.Waiting).ExecuteUpdateAsync(row => row.SetProperty(n => n.Verdict, verdict).SetProperty(n => n.AttemptId, told), ct);
    }

    private static string Verb(Booking booking) => booking switch
    {
        Booking.Settled => "settled",
        Booking.Surplus => "surplus",
        Booking.Closed => "closed",
        Booking.WrongAmount => "wrong-amount",
        Booking.WrongMerchant => "wrong-merchant",
        _ => "unknown-number",
    };
}
