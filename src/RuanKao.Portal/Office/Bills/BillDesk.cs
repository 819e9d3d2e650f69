using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Payments;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Office.Bills;

/// <summary>A bill in the list: its sums only on an account that is the institution's own, since a shared one holds everybody's.</summary>
public sealed record BillRow(Guid Id, Channel Channel, string Account, DateOnly Day, BillState State, string? Fault, int Payments, long ReceivedFen, int Refunds, long RefundedFen, int Open, bool ShowsSums);

/// <summary>One bill with the differences that concern the reader.</summary>
public sealed record BillPage(BillRow Bill, DateTime? AppliedAt, string? Hash, IReadOnlyList<BillDifference> Differences, IReadOnlyDictionary<Guid, string> Names, CloseForm Form, bool MayAct);

/// <summary>对账 for a cashier: which bills there are, what differs, what a month came to.</summary>
public sealed class BillDesk(PortalContext db)
{
    private const int Listed = 62;

    public async Task<IReadOnlyList<BillRow>> ListAsync(IReadOnlyList<string> institutions, CancellationToken ct) =>
        await Rows(Seen(institutions).OrderByDescending(b => b.Day).ThenBy(b => b.Channel).ThenBy(b => b.MerchantAccount).Take(Listed), institutions).ToListAsync(ct);

    /// <summary>Null outside what the institutions may see.</summary>
    public async Task<BillPage?> FindAsync(Guid id, IReadOnlyList<string> institutions, CloseForm form, bool mayAct, CancellationToken ct)
    {
        if (await Rows(Seen(institutions).Where(b => b.Id == id), institutions).SingleOrDefaultAsync(ct) is not { } row) return null;
        var kept = await db.Bills.Where(b => b.Id == id).Select(b => new { b.AppliedAt, b.Hash }).SingleAsync(ct);
        var differences = await Theirs(institutions).AsNoTracking().Where(d => d.BillId == id).OrderBy(d => d.Outcome != DifferenceOutcome.Open).ThenBy(d => d.Kind).ThenBy(d => d.Number).ToListAsync(ct);
        var people = differences.Select(d => d.ClosedBy).OfType<Guid>().Distinct().ToList();
        var names = await db.Users.Where(u => people.Contains(u.Id) && u.DisplayName != null).ToDictionaryAsync(u => u.Id, u => u.DisplayName!, ct);
        return new(row, kept.AppliedAt, kept.Hash, differences, names, form, mayAct);
    }

    /// <summary>How many differences wait for a cashier of the institutions.</summary>
    public async Task<int> OpenAsync(IReadOnlyList<string> institutions, CancellationToken ct) =>
        institutions.Count == 0 ? 0 : await Theirs(institutions).CountAsync(d => d.Outcome == DifferenceOutcome.Open, ct);

    /// <summary>A person explains one. False outside the scope or where somebody has done so.</summary>
    public async Task<bool> CloseAsync(Guid id, IReadOnlyList<string> institutions, Operation operation, CancellationToken ct)
    {
        var note = operation.Why?.Trim() ?? "";
        if (note.Length == 0) throw new RuleViolationException(nameof(CloseForm.Note), "请写明核实的结果，其他人以后也能看到");
        if (note.Length > BillDifference.NoteLength) throw new RuleViolationException(nameof(CloseForm.Note), $"说明最多{BillDifference.NoteLength}个字，现在有{note.Length}个");
        if (await Theirs(institutions).SingleOrDefaultAsync(d => d.Id == id, ct) is not { } difference) return false;
        if (!difference.IsOpen) throw new RuleViolationException("", "这条差异刚才已有结果，您的说明没有保存");
        difference.CloseByPerson(note, operation.UserId!.Value, operation.At);
        db.Audit(operation, "bill.difference-closed", id);
        await db.SaveChangesAsync(ct);
        return true;
    }

    /// <summary>What an institution took in and gave back on each day of a month, by channel, in fen.</summary>
    public async Task<Statement> StatementAsync(string institution, DateOnly month, CancellationToken ct)
    {
        var (from, to) = (Beijing.Start(month), Beijing.Start(month.AddMonths(1)));
        var paid = await db.PaymentAttempts.Where(a => a.Order.InstitutionCode == institution && a.PaidAt >= from && a.PaidAt < to && a.ReceivedFen != null)
            .GroupBy(a => new { a.Channel, Day = a.PaidAt!.Value.AddHours(Beijing.HoursAhead).Date }).Select(g => new { g.Key, Count = g.Count(), Fen = g.Sum(a => (long)a.ReceivedFen!.Value) }).ToListAsync(ct);
        var refunded = await db.Refunds.Where(r => r.Attempt.Order.InstitutionCode == institution && r.RefundedAt >= from && r.RefundedAt < to && r.State == RefundState.Succeeded)
            .GroupBy(r => new { r.Channel, Day = r.RefundedAt!.Value.AddHours(Beijing.HoursAhead).Date }).Select(g => new { g.Key, Count = g.Count(), Fen = g.Sum(r => (long)r.AmountFen) }).ToListAsync(ct);
        var next = month.AddMonths(1);
        var offline = db.Refunds.Where(r => r.Attempt.Order.InstitutionCode == institution && r.State == RefundState.Offline && r.OfflineOn >= month && r.OfflineOn < next);
        var days = new List<StatementDay>();
        for (var day = month; day < month.AddMonths(1); day = day.AddDays(1))
        {
            days.Add(new(day, Sum(Channel.Alipay), Sum(Channel.WeChatPay)));

            StatementSum Sum(Channel channel)
            {
                var key = new { Channel = channel, Day = day.ToDateTime(TimeOnly.MinValue) };
                var (came, went) = (paid.Find(p => p.Key.Equals(key)), refunded.Find(r => r.Key.Equals(key)));
                return new(came?.Count ?? 0, came?.Fen ?? 0, went?.Count ?? 0, went?.Fen ?? 0);
            }
        }
        return new(month, days, await offline.CountAsync(ct), await offline.SumAsync(r => (long)r.AmountFen, ct));
    }

    private IQueryable<Bill> Seen(IReadOnlyList<string> institutions) =>
        db.Bills.AsNoTracking().Where(b => b.MerchantAccount == Bill.SharedAccount || institutions.Contains(b.MerchantAccount));

    // What nobody can be named for on a shared account is shown to all who share it: it holds a number and an amount.
    private IQueryable<BillDifference> Theirs(IReadOnlyList<string> institutions) =>
        db.BillDifferences.Where(d => d.InstitutionCode == null || institutions.Contains(d.InstitutionCode));

    private IQueryable<BillRow> Rows(IQueryable<Bill> bills, IReadOnlyList<string> institutions)
    {
        var differences = Theirs(institutions).Where(d => d.Outcome == DifferenceOutcome.Open);
        return bills.Select(b => new BillRow(b.Id, b.Channel, b.MerchantAccount, b.Day, b.State, b.Fault, b.Payments, b.ReceivedFen, b.Refunds, b.RefundedFen,
            differences.Count(d => d.BillId == b.Id), b.MerchantAccount != Bill.SharedAccount));
    }
}

public sealed record StatementSum(int Payments, long ReceivedFen, int Refunds, long RefundedFen)
{
    public long NetFen => ReceivedFen - RefundedFen;

    public static StatementSum operator +(StatementSum one, StatementSum other) =>
        new(one.Payments + other.Payments, one.ReceivedFen + other.ReceivedFen, one.Refunds + other.Refunds, one.RefundedFen + other.RefundedFen);
}

public sealed record StatementDay(DateOnly Day, StatementSum Alipay, StatementSum WeChatPay)
{
    public StatementSum Both => Alipay + WeChatPay;
}

/// <summary>月报: a month by day. Days without money stand in the picture and not in the table; what was given back without the channels stands beside.</summary>
public sealed record Statement(DateOnly Month, IReadOnlyList<StatementDay> Days, int Offline, long OfflineFen)
{
    public static readonly IReadOnlyList<string> Heads =
        ["支付宝收款笔数", "支付宝收款（元）", "支付宝退款笔数", "支付宝退款（元）", "微信支付收款笔数", "微信支付收款（元）", "微信支付退款笔数", "微信支付退款（元）", "净收（元）"];

    public IReadOnlyList<StatementDay> Moved => [.. Days.Where(d => d.Both.Payments + d.Both.Refunds > 0)];

    public StatementSum Sum(Func<StatementDay, StatementSum> of) => Days.Select(of).Aggregate(new StatementSum(0, 0, 0, 0), (sofar, next) => sofar + next);

    /// <summary>Heading, a line for each day with money, and what it came to; amounts in yuan as numbers.</summary>
    public IEnumerable<IReadOnlyList<object>> Cells =>
    [
        ["日期", .. Heads],
        .. Moved.Select(d => (IReadOnlyList<object>)[d.Day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), .. Numbers(d.Alipay, d.WeChatPay)]),
        ["合计", .. Numbers(Sum(d => d.Alipay), Sum(d => d.WeChatPay))],
    ];

    private static IEnumerable<object> Numbers(StatementSum alipay, StatementSum wechat) =>
        [alipay.Payments, Yuan(alipay.ReceivedFen), alipay.Refunds, Yuan(alipay.RefundedFen), wechat.Payments, Yuan(wechat.ReceivedFen), wechat.Refunds, Yuan(wechat.RefundedFen), Yuan(alipay.NetFen + wechat.NetFen)];

    public static decimal Yuan(long fen) => fen / 100m;
}

/// <summary>A person's answer to a difference.</summary>
public sealed class CloseForm
{
    public Guid Id { get; set; }

    [System.ComponentModel.DataAnnotations.Display(Name = "核实结果")]
    public string? Note { get; set; }
}
