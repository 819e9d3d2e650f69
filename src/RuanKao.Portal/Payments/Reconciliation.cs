using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Payments;

/// <summary>
/// 对账: a day's bill against our books. What the bill has and we lack is asked of the channel, whose signed word is booked by the one transition
/// function; what remains stands as a difference until another day's bill or a person explains it. Doing a day again changes nothing.
/// </summary>
public sealed class Reconciliation(PortalContext db, AttemptWatch watch, RefundSender refunds, IEnumerable<IBillSource> sources, TimeProvider clock, ILogger<Reconciliation> log)
{
    private const int AtOnce = 500;

    /// <summary>Compares, asks, notes what differs. How many differences are open now.</summary>
    public async Task<int> ApplyAsync(Guid billId, BillReading reading, Operation operation, CancellationToken ct)
    {
        var bill = await db.Bills.AsNoTracking().SingleAsync(b => b.Id == billId, ct);
        await AskAboutAsync(bill, reading.Lines, ct);
        var found = await CompareAsync(bill, reading.Lines, ct);
        var near = reading.Lines.Select(KeyOf).ToHashSet();

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var now = clock.Now();
        var kept = await db.Bills.SingleAsync(b => b.Id == billId, ct);
        kept.Apply(reading, now);
        var known = await db.BillDifferences.Where(d => d.BillId == billId).ToListAsync(ct);
        foreach (var difference in found.Where(f => !known.Any(k => IsSame(k, f)))) db.BillDifferences.Add(difference);
        foreach (var gone in known.Where(k => k.IsOpen && !found.Any(f => IsSame(k, f)))) gone.CloseByItself("再次核对时已一致", now);
        // What a neighbouring day missed may stand on this day's bill.
        var (before, after) = (bill.Day.AddDays(-1), bill.Day.AddDays(1));
        foreach (var missed in await db.BillDifferences.Where(d => d.Outcome == DifferenceOutcome.Open && (d.Kind == DifferenceKind.PaymentMissing || d.Kind == DifferenceKind.RefundMissing)
            && d.Bill.Channel == bill.Channel && d.Bill.MerchantAccount == bill.MerchantAccount && (d.Bill.Day == before || d.Bill.Day == after)).ToListAsync(ct))
            if (near.Contains((missed.Number, missed.RefundNumber))) missed.CloseByItself($"在 {bill.Day:yyyy-MM-dd} 的账单里", now);
        db.Audit(operation, "bill.applied", billId);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        var open = await db.BillDifferences.CountAsync(d => d.BillId == billId && d.Outcome == DifferenceOutcome.Open, ct);
        if (open > 0) log.LogError(new EventId(6010, "BillDiffers"), "The bill of {Channel} {Account} of {Day} has {Count} open differences", bill.Channel, bill.MerchantAccount, bill.Day, open);
        return open;
    }

    // The file is a hint, the channel's signed answer is the word: it is booked like any other.
    private async Task AskAboutAsync(Bill bill, IReadOnlyList<BillLine> lines, CancellationToken ct)
    {
        foreach (var part in lines.Where(l => !l.IsRefund).Chunk(AtOnce))
        {
            var numbers = part.Select(l => l.Number).ToList();
            foreach (var attempt in await db.PaymentAttempts.AsNoTracking()
                .Where(a => a.Channel == bill.Channel && a.MerchantAccount == bill.MerchantAccount && numbers.Contains(a.Number) && a.ReceivedFen == null).ToListAsync(ct))
                await watch.AskAsync(attempt, ct);
        }
        foreach (var part in lines.Where(l => l.IsRefund).Chunk(AtOnce))
        {
            var numbers = part.Select(l => l.RefundNumber).ToList();
            foreach (var refund in await db.Refunds.AsNoTracking().Include(r => r.Attempt)
                .Where(r => r.Channel == bill.Channel && numbers.Contains(r.Number) && r.State != RefundState.Succeeded && r.NextTryAt != null).ToListAsync(ct))
                await refunds.AskAsync(refund, ct);
        }
    }

    private async Task<List<BillDifference>> CompareAsync(Bill bill, IReadOnlyList<BillLine> lines, CancellationToken ct)
    {
        var (found, now) = (new List<BillDifference>(), clock.Now());
        var (from, to) = (Beijing.Start(bill.Day), Beijing.Start(bill.Day.AddDays(1)));
        var attempts = (await ByNumberAsync(lines.Select(l => l.Number), numbers => db.PaymentAttempts.Include(a => a.Order).Where(a => a.Channel == bill.Channel && a.MerchantAccount == bill.MerchantAccount && numbers.Contains(a.Number)), ct))
            .ToDictionary(a => a.Number);
        var given = (await ByNumberAsync(lines.Where(l => l.IsRefund).Select(l => l.RefundNumber), numbers => db.Refunds.Include(r => r.Attempt.Order).Where(r => r.Channel == bill.Channel && numbers.Contains(r.Number)), ct))
            .ToDictionary(r => r.Number);

        foreach (var line in lines.Where(l => !l.IsRefund))
        {
            var attempt = attempts.GetValueOrDefault(line.Number);
            if (attempt is null) Note(DifferenceKind.PaymentUnknown, line, null, null);
            else if (attempt.ReceivedFen is null) Note(DifferenceKind.PaymentNotBooked, line, attempt.Order, null);
            else if (attempt.ReceivedFen != line.Fen) Note(DifferenceKind.PaymentAmount, line, attempt.Order, attempt.ReceivedFen);
        }
        foreach (var line in lines.Where(l => l.IsRefund))
        {
            var refund = given.GetValueOrDefault(line.RefundNumber);
            if (refund is null) Note(DifferenceKind.RefundUnknown, line, attempts.GetValueOrDefault(line.Number)?.Order, null);
            else if (refund.State != RefundState.Succeeded) Note(DifferenceKind.RefundNotBooked, line, refund.Attempt.Order, null);
            else if (refund.AmountFen != line.Fen) Note(DifferenceKind.RefundAmount, line, refund.Attempt.Order, refund.AmountFen);
        }

        // Ours of that day: on this bill, or, near midnight, on a neighbour's.
        var (seen, nearby) = (lines.Select(KeyOf).ToHashSet(), await NeighboursAsync(bill, ct));
        foreach (var attempt in await db.PaymentAttempts.AsNoTracking().Include(a => a.Order)
            .Where(a => a.Channel == bill.Channel && a.MerchantAccount == bill.MerchantAccount && a.PaidAt >= from && a.PaidAt < to && a.ReceivedFen != null).ToListAsync(ct))
            Missing(DifferenceKind.PaymentMissing, (attempt.Number, ""), attempt.Order, attempt.ReceivedFen!.Value);
        foreach (var refund in await db.Refunds.AsNoTracking().Include(r => r.Attempt.Order)
            .Where(r => r.Channel == bill.Channel && r.Attempt.MerchantAccount == bill.MerchantAccount && r.RefundedAt >= from && r.RefundedAt < to && r.State == RefundState.Succeeded).ToListAsync(ct))
            Missing(DifferenceKind.RefundMissing, (refund.Attempt.Number, refund.Number), refund.Attempt.Order, refund.AmountFen);
        return found;

        void Note(DifferenceKind kind, BillLine line, FeeOrder? order, int? ours) => found.Add(Of(kind, KeyOf(line), order, line.Fen, ours));

        void Missing(DifferenceKind kind, (string Number, string Refund) key, FeeOrder order, int ours)
        {
            if (!seen.Contains(key) && !nearby.Contains(key)) found.Add(Of(kind, key, order, null, ours));
        }

        BillDifference Of(DifferenceKind kind, (string Number, string Refund) key, FeeOrder? order, int? theirs, int? ours) => new()
        {
            BillId = bill.Id, Kind = kind, Number = Cut(key.Number), RefundNumber = Cut(key.Refund), FoundAt = now, TheirsFen = theirs, OursFen = ours, OrderId = order?.Id,
            InstitutionCode = order?.InstitutionCode ?? (bill.MerchantAccount == Bill.SharedAccount ? null : bill.MerchantAccount),
        };
    }

    private async Task<HashSet<(string, string)>> NeighboursAsync(Bill bill, CancellationToken ct)
    {
        var (before, after) = (bill.Day.AddDays(-1), bill.Day.AddDays(1));
        var files = await db.Bills.AsNoTracking().Where(b => b.Channel == bill.Channel && b.MerchantAccount == bill.MerchantAccount && (b.Day == before || b.Day == after) && b.File != null)
            .Select(b => b.File!).ToListAsync(ct);
        return [.. files.SelectMany(file => sources.First(s => s.Channel == bill.Channel).Reread(file).Lines).Select(KeyOf)];
    }

    private static async Task<List<T>> ByNumberAsync<T>(IEnumerable<string> numbers, Func<IReadOnlyList<string>, IQueryable<T>> ask, CancellationToken ct) where T : class
    {
        var all = new List<T>();
        foreach (var part in numbers.Distinct().Chunk(AtOnce)) all.AddRange(await ask(part).AsNoTracking().ToListAsync(ct));
        return all;
    }

    private static (string Number, string Refund) KeyOf(BillLine line) => (line.Number, line.RefundNumber);

    private static bool IsSame(BillDifference one, BillDifference other) => one.Kind == other.Kind && one.Number == other.Number && one.RefundNumber == other.RefundNumber;

    private static string Cut(string text) => text.Length <= BillDifference.NumberLength ? text : text[..BillDifference.NumberLength];
}
