using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Payments;

/// <summary>Payments as a person's data: vouchers of public money, kept as such.</summary>
public sealed class PaymentHoldings(PortalContext db) : IPersonalDataSource
{
    public string Title => "缴费";

    public int Order => 50;

    public IReadOnlyList<DataKind> Kinds { get; } =
    [
        new("订单号、金额、时间、支付平台流水号、退款（不含银行卡号）", "确认缴费、对账和退款，会计凭证", RetentionWords.Payment),
        new("财政电子票据的代码、号码、校验码和下载链接", "缴费凭据，会计凭证", RetentionWords.Payment),
    ];

    public async Task ExportAsync(Guid userId, PersonalDataExport export, CancellationToken ct)
    {
        foreach (var order in await MineAsync(userId, ct))
        {
            foreach (var receipt in await db.FiscalReceipts.AsNoTracking().Where(r => r.OrderId == order.Id).OrderBy(r => r.ImportedAt).ToListAsync(ct))
                export.Add("财政电子票据", ("项目", order.Title), ("票据代码", receipt.Code), ("票据号码", receipt.Number), ("校验码", receipt.CheckCode),
                    ("开票日期", receipt.IssuedOn), ("金额（元）", Money.Yuan(receipt.AmountFen)), ("下载链接", receipt.Link), ("更换时间", receipt.ReplacedAt));
            foreach (var attempt in order.Attempts.OrderBy(a => a.CreatedAt))
            {
                export.Add("缴费", ("项目", order.Title), ("支付方式", attempt.Channel.Word()), ("订单号", attempt.Number), ("金额（元）", Money.Yuan(attempt.AmountFen)),
                    ("状态", attempt.Words.ForCandidate), ("支付平台流水号", attempt.TransactionId), ("下单时间", attempt.CreatedAt), ("支付时间", attempt.PaidAt));
                foreach (var refund in attempt.Refunds)
                    export.Add("退款", ("退款号", refund.Number), ("订单号", attempt.Number), ("金额（元）", Money.Yuan(refund.AmountFen)), ("原因", refund.Reason),
                        ("状态", refund.Words.ForCandidate), ("退款时间", refund.RefundedAt));
            }
        }
    }

    public async Task<IReadOnlyList<string>> ObstaclesAsync(Guid userId, CancellationToken ct)
    {
        var attempts = (await MineAsync(userId, ct)).SelectMany(o => o.Attempts).ToList();
        var obstacles = new List<string>();
        if (attempts.Any(a => a.IsUndecided)) obstacles.Add("您有一笔付款还没有结束，请在网上缴费页取消它，或等它失效");
        if (attempts.Any(a => a.State == PaymentState.Incident && a.FindRefund() is null)) obstacles.Add("您有一笔款项正在由工作人员核对，请等核对完毕");
        if (attempts.SelectMany(a => a.Refunds).Any(r => !RefundLifecycle.Ended.Contains(r.State))) obstacles.Add("您有一笔退款还没有到账，请等退款完成");
        return obstacles;
    }

    public async Task<IReadOnlyList<DataKind>> KeptAsync(Guid userId, CancellationToken ct) =>
        (await MineAsync(userId, ct)).Any(o => o.Attempts.Count > 0) ? [new("缴费、退款和财政票据记录（不含姓名和证件号码）", "会计凭证", RetentionWords.Payment)] : [];

    public Task EraseAsync(Guid userId, Operation operation, CancellationToken ct) => Task.CompletedTask;

    private Task<List<FeeOrder>> MineAsync(Guid userId, CancellationToken ct) =>
        db.Set<FeeOrder>().AsNoTracking().AsSplitQuery().Include(o => o.Attempts).ThenInclude(a => a.Refunds).Where(o => o.PayerId == userId).OrderBy(o => o.CreatedAt).ToListAsync(ct);
}
