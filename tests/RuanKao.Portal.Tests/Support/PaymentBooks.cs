using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Payments;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;

namespace RuanKao.Portal.Tests.Support;

/// <summary>One attempt as the portal has booked it.</summary>
public sealed record BookedAttempt(string Number, Channel Channel, PaymentState State, int Fen, int? Received, DateTime? PaidAt, DateTime ExpiresAt, Guid Registration, FeeOrderState Order, IReadOnlyList<(string Number, int Fen, RefundState State)> Refunds)
{
    public bool IsUndecided => PaymentLifecycle.Undecided.Contains(State);
}

/// <summary>What the portal's books say at one moment, and whether they can be true.</summary>
public sealed record PaymentBooks(IReadOnlyDictionary<string, BookedAttempt> Attempts, IReadOnlyDictionary<Guid, RegistrationState> Registrations, DateTime PaidUp)
{
    public static Task<PaymentBooks> ReadAsync(PortalFactory factory, Guid roundInstitution, IReadOnlyCollection<Guid> registrations) => factory.WithAsync(async place =>
    {
        var db = place.GetRequiredService<PortalContext>();
        var attempts = await db.PaymentAttempts.AsNoTracking().Include(a => a.Order).Include(a => a.Refunds).Where(a => registrations.Contains(a.Order.SubjectId)).OrderBy(a => a.CreatedAt).ToListAsync();
        var states = await db.Registrations.Where(r => registrations.Contains(r.Id)).Select(r => new { r.Id, r.State }).ToDictionaryAsync(r => r.Id, r => r.State);
        var until = await db.RoundInstitutions.Where(p => p.Id == roundInstitution).Select(p => p.Payment.To).SingleAsync();
        return new PaymentBooks(attempts.Select(a => new BookedAttempt(a.Number, a.Channel, a.State, a.AmountFen, a.ReceivedFen, a.PaidAt, a.ExpiresAt, a.Order.SubjectId, a.Order.State,
            [.. a.Refunds.Select(r => (r.Number, r.AmountFen, r.State))])).ToDictionary(a => a.Number), states, until!.Value);
    });

    /// <summary>What holds at every moment; null where all of it does.</summary>
    public string? Fault(Func<string, Channel, BankTrade?> bank)
    {
        foreach (var attempt in Attempts.Values)
        {
            if (attempt.Received is not null != attempt.State is PaymentState.Paid or PaymentState.Surplus or PaymentState.Incident) return $"{attempt.Number} is {attempt.State} with {attempt.Received} fen";
            var trade = bank(attempt.Number, attempt.Channel);
            if (attempt.Received is not null && (attempt.Received, attempt.PaidAt) != (trade?.PaidFen, trade?.PaidAt)) return $"{attempt.Number}: {attempt.Received} fen are booked, {trade?.PaidFen} came";
            if (attempt.Refunds.Count > 0 && attempt.State != PaymentState.Surplus) return $"{attempt.Number} is {attempt.State} and goes back";
            foreach (var refund in attempt.Refunds.Where(r => r.State == RefundState.Succeeded))
                if (trade!.Refunds.GetValueOrDefault(refund.Number).Answer != RefundAnswer.Succeeded) return $"{refund.Number} is booked as given back, and is not";
        }
        foreach (var order in Attempts.Values.GroupBy(a => a.Registration))
        {
            int Sum(PaymentState state) => order.Where(a => a.State == state).Sum(a => a.Received!.Value);
            var (known, goingBack) = (order.Sum(a => a.Received ?? 0), order.SelectMany(a => a.Refunds).Sum(r => r.Fen));
            if (known != Sum(PaymentState.Paid) + Sum(PaymentState.Incident) + goingBack) return $"{known} fen came, {Sum(PaymentState.Paid)} settled, {Sum(PaymentState.Incident)} wait for a person, {goingBack} go back";
            var paid = order.Count(a => a.State == PaymentState.Paid);
            var isSettled = order.First().Order == FeeOrderState.Settled;
            if (paid > 1 || (paid == 1) != isSettled || isSettled != (Registrations[order.Key] == RegistrationState.Paid))
                return $"{paid} paid attempts, the order is {order.First().Order}, the registration {Registrations[order.Key]}";
        }
        return Registrations.Where(r => r.Value == RegistrationState.Paid && Attempts.Values.All(a => a.Registration != r.Key)).Select(_ => "paid without any attempt").FirstOrDefault();
    }

    /// <summary>What must have become of money that is news since the books before; null where it did.</summary>
    public string? UnlikeModel(PaymentBooks before)
    {
        foreach (var (number, was) in before.Attempts)
            if (was.Received is not null && (was.State, was.Received) != (Attempts[number].State, Attempts[number].Received)) return $"{number} was {was.State} and is {Attempts[number].State}";
        foreach (var news in Attempts.Values.Where(a => a.Received is not null && before.Attempts.GetValueOrDefault(a.Number)?.Received is null).GroupBy(a => a.Registration))
        {
            foreach (var attempt in news.Where(a => a.Received != a.Fen))
                if (attempt.State != PaymentState.Incident) return $"{attempt.Number}: a wrong amount became {attempt.State}";
            var right = news.Where(a => a.Received == a.Fen).ToList();
            if (right.FirstOrDefault(a => a.State == PaymentState.Incident) is { } lost) return $"{lost.Number}: the right amount became an incident";
            // A lapsed registration is revived by money that came in time; one that was cancelled or voided is not.
            var isOwed = before.Registrations[news.Key] is RegistrationState.Approved or RegistrationState.Lapsed
                && Registrations[news.Key] is not (RegistrationState.Cancelled or RegistrationState.Voided)
                && before.Attempts.Values.Where(a => a.Registration == news.Key).All(a => a.Order == FeeOrderState.Open);
            var expected = isOwed && right.Any(a => a.PaidAt < PaidUp) ? 1 : 0;
            if (right.Count(a => a.State == PaymentState.Paid) != expected) return $"{string.Join(", ", right.Select(a => $"{a.Number} {a.State}"))}: the model has {expected} of them settle";
            if (right.FirstOrDefault(a => a.State == PaymentState.Paid && a.PaidAt >= PaidUp) is { } late) return $"{late.Number} settled after the deadline";
        }
        return null;
    }

    /// <summary>What holds besides when nothing is under way any more.</summary>
    public string? FaultAtRest(IEnumerable<BankTrade> trades)
    {
        if (Attempts.Values.FirstOrDefault(a => a.IsUndecided) is { } open) return $"{open.Number} is still {open.State}";
        foreach (var trade in trades.Where(t => t.PaidAt is not null))
        {
            if (Attempts.GetValueOrDefault(trade.Number) is not { Received: not null } attempt) return $"{trade.PaidFen} fen of {trade.Number} came and nobody knows";
            if (attempt.State == PaymentState.Surplus && (attempt.Refunds.Count != 1 || trade.Refunds.Count != 1)) return $"{trade.Number}: {attempt.Refunds.Count} refunds, {trade.Refunds.Count} at the channel";
            if (attempt.Refunds.FirstOrDefault(r => r.State is RefundState.Requested or RefundState.Processing or RefundState.Stuck) is { Number: { } pending }) return $"{pending} is still on its way";
            if (attempt.State != PaymentState.Surplus && trade.Refunds.Count > 0) return $"{trade.Number} was kept and given back";
            if (attempt.State == PaymentState.Surplus && trade.Refunds.Values.Single().Answer == RefundAnswer.Succeeded != (attempt.Refunds[0].State == RefundState.Succeeded)) return $"{trade.Number}: the books and the channel disagree about the refund";
        }
        return null;
    }
}
