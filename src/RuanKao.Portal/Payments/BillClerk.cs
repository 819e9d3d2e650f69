using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Payments;

/// <summary>Fetches the bills of the days that are over and has them compared. Safe to run at several portals and to be killed at any moment.</summary>
public sealed class BillClerk(PortalContext db, IEnumerable<IBillSource> sources, Reconciliation reconciliation, TimeProvider clock)
{
    /// <summary>From this Beijing hour on the day before is asked for; both channels have their bills ready by ten.</summary>
    private static readonly TimeSpan Ready = TimeSpan.FromHours(10);

    /// <summary>A day missed is made up for this long; WeChat Pay keeps bills for three months.</summary>
    private const int DaysBack = 14;

    /// <summary>How long one fetch may take before another portal tries.</summary>
    private static readonly TimeSpan Claim = TimeSpan.FromMinutes(10);

    /// <summary>One round: opens a row for every day that is due, fetches those whose time has come. How many were tried.</summary>
    public async Task<int> WorkAsync(CancellationToken ct, int most = 10)
    {
        await OpenAsync(ct);
        var now = clock.Now();
        var due = await db.Bills.AsNoTracking().Where(b => b.NextTryAt != null && b.NextTryAt <= now).OrderBy(b => b.Day).ThenBy(b => b.Id)
            .Select(b => new { b.Id, b.NextTryAt }).Take(most).ToListAsync(ct);
        foreach (var bill in due)
            if (await db.Bills.Where(b => b.Id == bill.Id && b.NextTryAt == bill.NextTryAt).ExecuteUpdateAsync(row => row.SetProperty(b => b.NextTryAt, now + Claim), ct) == 1)
                await FetchAsync(bill.Id, Operation.BySystem(now), ct);
        return due.Count;
    }

    /// <summary>Fetches a bill and compares it, now; also one that was compared before. What stood in the way, null where nothing did.</summary>
    public async Task<string?> FetchAsync(Guid id, Operation operation, CancellationToken ct)
    {
        var bill = await db.Bills.AsNoTracking().SingleAsync(b => b.Id == id, ct);
        var source = sources.FirstOrDefault(s => s.Channel == bill.Channel && s.Accounts.Contains(bill.MerchantAccount));
        var reading = source is null ? BillReading.Faulty("设置里没有这个商户号") : await source.ReadAsync(bill.MerchantAccount, bill.Day, ct);
        if (reading.Answer == BillAnswer.Read)
        {
            await reconciliation.ApplyAsync(id, reading, operation, ct);
            return null;
        }
        var kept = await db.Bills.SingleAsync(b => b.Id == id, ct);
        if (kept.State == BillState.Waiting) kept.Postpone(reading.Fault!, clock.Now());
        await db.SaveChangesAsync(ct);
        return reading.Fault;
    }

    // Only accounts over which something was ever tried have anything to compare, from the first such day on.
    private async Task OpenAsync(CancellationToken ct)
    {
        var now = clock.Now();
        var last = Beijing.Day(now - Ready).AddDays(-1);
        var earliest = last.AddDays(1 - DaysBack);
        foreach (var source in sources)
            foreach (var account in source.Accounts)
            {
                if (await db.PaymentAttempts.Where(a => a.Channel == source.Channel && a.MerchantAccount == account).MinAsync(a => (DateTime?)a.CreatedAt, ct) is not { } began) continue;
                var first = Beijing.Day(began) > earliest ? Beijing.Day(began) : earliest;
                var known = await db.Bills.Where(b => b.Channel == source.Channel && b.MerchantAccount == account && b.Day >= first).Select(b => b.Day).ToListAsync(ct);
                for (var day = first; day <= last; day = day.AddDays(1))
                    if (!known.Contains(day)) await AddAsync(Bill.Due(source.Channel, account, day, now), ct);
            }
    }

    private async Task AddAsync(Bill bill, CancellationToken ct)
    {
        db.Bills.Add(bill);
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException)
        {
            // Another portal opened the same day at the same moment.
            db.Entry(bill).State = EntityState.Detached;
        }
    }
}
