using System.Globalization;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Payments;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;

namespace RuanKao.Portal.Office.Receipts;

/// <summary>Which paid orders have no fiscal receipt yet.</summary>
public sealed class ReceiptDesk(PortalContext db)
{
    public async Task<ReceiptCounts> CountAsync(MoneyScope scope, CancellationToken ct) =>
        new(await db.FiscalReceipts.CountAsync(r => r.ReplacedAt == null && scope.CashierAt.Contains(r.InstitutionCode), ct), await Missing(scope).CountAsync(ct));

    /// <summary>The oldest of them as the file to be filled in: what the finance department needs to issue one, then the columns that come back.</summary>
    public async Task<IReadOnlyList<IReadOnlyList<object>>> ListAsync(MoneyScope scope, Operation operation, CancellationToken ct)
    {
        var missing = await Missing(scope).OrderBy(a => a.PaidAt).Take(ReceiptImport.MostRows)
            .Join(db.Registrations, a => a.Order.SubjectId, r => r.Id, (a, r) => new { a.Number, a.PaidAt, Fen = a.ReceivedFen ?? a.AmountFen, a.Order.Title, Registration = r.Number, r.Person!.Name }).ToListAsync(ct);
        db.Audit(operation with { Why = $"{missing.Count} 笔" }, "receipt.missing-listed", operation.UserId!.Value);
        await db.SaveChangesAsync(ct);
        return
        [
            ["姓名", "报名号", "项目", "缴费日期", .. ReceiptCells.All],
            .. missing.Select(m => (IReadOnlyList<object>)[m.Name ?? "", m.Registration ?? "", m.Title, m.PaidAt is { } at ? Beijing.Date(at) : "", m.Number, "", "", "", "", (m.Fen / 100m).ToString("0.00", CultureInfo.InvariantCulture), ""]),
        ];
    }

    private IQueryable<PaymentAttempt> Missing(MoneyScope scope)
    {
        var receipts = db.FiscalReceipts;
        return db.PaymentAttempts.AsNoTracking().Where(a => a.State == PaymentState.Paid && scope.CashierAt.Contains(a.Order.InstitutionCode)
            && !a.Refunds.Any(r => r.State != RefundState.Declined) && !receipts.Any(r => r.OrderId == a.OrderId && r.ReplacedAt == null));
    }
}
