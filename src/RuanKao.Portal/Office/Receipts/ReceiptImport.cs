using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Payments;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Web;
using Yuan = RuanKao.Portal.Foundation.Money;

namespace RuanKao.Portal.Office.Receipts;

/// <summary>导入财政电子票据: every row is judged and shown before anything is entered, and then all rows are entered or none.</summary>
public sealed class ReceiptImport(PortalContext db, CheckedFiles checks)
{
    public const int LargestFile = 1024 * 1024;
    public const int MostRows = 2000;

    private const string Purpose = "receipts-import";

    /// <exception cref="RuleViolationException">The file is no table of receipts at all.</exception>
    public async Task<ReceiptFile> ReadAsync(byte[] file, MoneyScope scope, Operation operation, CancellationToken ct)
    {
        if (file.Length == 0) throw new RuleViolationException("File", "请选择 XLSX 或 CSV 文件");
        if (file.Length > LargestFile) throw new RuleViolationException("File", $"文件不能超过 {LargestFile / 1024} KB");
        var lines = Table(UploadedTable.Read(file, MostRows + 100));
        var rows = await JudgeAsync(lines, scope, operation, ct);
        return new(rows, rows.Any(r => r.Effect == ReceiptEffect.Refused) ? null : checks.Close(Purpose, JsonSerializer.Serialize(lines), operation));
    }

    /// <summary>Enters what the token stands for; every row is judged once more.</summary>
    public async Task<ReceiptFile> EnterAsync(string? token, MoneyScope scope, Operation operation, CancellationToken ct)
    {
        var lines = JsonSerializer.Deserialize<List<ReceiptLine>>(checks.Open(Purpose, token, operation))!;
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var file = new ReceiptFile(await JudgeAsync(lines, scope, operation, ct), null);
        if (file.Count(ReceiptEffect.Refused) > 0) throw Changed();
        try
        {
            // The old ones first: two receipts may change places within a file.
            foreach (var row in file.Rows.Where(r => r.Effect == ReceiptEffect.Replaces)) row.Before!.Replace(operation.At);
            await db.SaveChangesAsync(ct);
            foreach (var row in file.Rows)
            {
                if (row.Effect == ReceiptEffect.Same) continue;
                db.FiscalReceipts.Add(row.Receipt!);
                if (row.Effect == ReceiptEffect.Replaces) db.Audit(operation, "receipt.replaced", row.Receipt!.OrderId);
                else db.Audit(operation, "receipt.entered", row.Receipt!.OrderId);
            }
            db.Audit(operation with { Why = $"新增 {file.Count(ReceiptEffect.New)} 张，更换 {file.Count(ReceiptEffect.Replaces)} 张" }, "receipt.imported", operation.UserId!.Value);
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
        }
        catch (DbUpdateException)
        {
            // Somebody else entered one of them meanwhile.
            throw Changed();
        }
        return file;

        static RuleViolationException Changed() => new("File", "核对以后，记录有了变化，请重新上传文件核对");
    }

    private static List<ReceiptLine> Table(IReadOnlyList<CsvLine> lines)
    {
        if (lines.Count == 0) throw new RuleViolationException("File", "文件里没有内容");
        var header = lines[0].Cells.Select(c => c.Trim()).ToList();
        var missing = ReceiptCells.All.Except(ReceiptCells.Optional).Where(c => !header.Contains(c)).ToList();
        if (missing.Count > 0) throw new RuleViolationException("File", $"第一行应为列名，缺少：{string.Join("、", missing)}");
        var twice = header.GroupBy(c => c).Where(c => c.Count() > 1 && ReceiptCells.All.Contains(c.Key)).Select(c => c.Key).ToList();
        if (twice.Count > 0) throw new RuleViolationException("File", $"第一行的列名重复：{string.Join("、", twice)}");
        var body = lines.Skip(1).Where(l => l.Cells.Any(c => c.Trim().Length > 0))
            .Select(l => new ReceiptLine(l.Line, [.. ReceiptCells.All.Select(c => header.IndexOf(c) is >= 0 and var at && at < l.Cells.Count ? l.Cells[at].Trim() : "")])).ToList();
        if (body.Count == 0) throw new RuleViolationException("File", "文件里只有列名，没有票据");
        if (body.Count > MostRows) throw new RuleViolationException("File", $"一次最多导入{MostRows}张，请分几个文件");
        return body;
    }

    private async Task<IReadOnlyList<ReceiptRow>> JudgeAsync(IReadOnlyList<ReceiptLine> lines, MoneyScope scope, Operation operation, CancellationToken ct)
    {
        var (numbers, channels) = (lines.Select(l => l[ReceiptCells.OrderNumber].ToUpperInvariant()).Distinct().ToList(), Enum.GetValues<Channel>());
        var attempts = await db.PaymentAttempts.AsNoTracking().Include(a => a.Order).Include(a => a.Refunds).Where(a => channels.Contains(a.Channel) && numbers.Contains(a.Number)).ToListAsync(ct);
        var orders = attempts.Select(a => a.OrderId).Distinct().ToList();
        var standing = await db.FiscalReceipts.Where(r => orders.Contains(r.OrderId) && r.ReplacedAt == null).ToDictionaryAsync(r => r.OrderId, ct);
        var printed = lines.Select(l => l[ReceiptCells.Number]).Distinct().ToList();
        var taken = await db.FiscalReceipts.AsNoTracking().Where(r => printed.Contains(r.Number) && r.ReplacedAt == null && scope.CashierAt.Contains(r.InstitutionCode)).ToListAsync(ct);
        var (today, rows, lineOf) = (Beijing.Day(operation.At), new List<ReceiptRow>(), new Dictionary<string, int>());
        // A number that stands at another order is free when this very file gives that order another one.
        var renamed = lines.GroupBy(l => l[ReceiptCells.OrderNumber].ToUpperInvariant()).ToDictionary(l => l.Key, l => (l.First()[ReceiptCells.Code], l.First()[ReceiptCells.Number]));
        var freed = attempts.Where(a => standing.TryGetValue(a.OrderId, out var old) && renamed[a.Number] != (old.Code, old.Number)).Select(a => a.OrderId).ToHashSet();

        foreach (var line in lines)
        {
            var faults = new List<string>();
            var attempt = attempts.FirstOrDefault(a => a.Number == line[ReceiptCells.OrderNumber].ToUpperInvariant());
            if (Order(line[ReceiptCells.OrderNumber], attempt, scope) is { } fault) faults.Add(fault);
            var code = ReceiptCells.Figures(line[ReceiptCells.Code], ReceiptCells.Code, FiscalReceipt.CodeLength, true, faults);
            var number = ReceiptCells.Figures(line[ReceiptCells.Number], ReceiptCells.Number, FiscalReceipt.NumberLength, true, faults);
            var check = ReceiptCells.Figures(line[ReceiptCells.CheckCode], ReceiptCells.CheckCode, FiscalReceipt.CheckCodeLength, false, faults);
            var day = ReceiptCells.Day(line[ReceiptCells.IssuedOn], attempt?.PaidAt is { } paid ? Beijing.Day(paid) : DateOnly.MinValue, today, faults);
            var fen = ReceiptCells.Fen(line[ReceiptCells.Amount], faults);
            if (faults.Count == 0 && fen != attempt!.TakenFen) faults.Add($"金额不符：这一笔实收 {Yuan.Yuan(attempt.TakenFen)} 元，票据上是 {Yuan.Yuan(fen)} 元");
            var link = ReceiptCells.Https(line[ReceiptCells.Link], faults);
            if (attempt is not null && !lineOf.TryAdd("订单" + attempt.OrderId, line.Line)) faults.Add($"与第{lineOf["订单" + attempt.OrderId]}行是同一个订单");
            if (number.Length > 0 && !lineOf.TryAdd($"票据{attempt?.Order.InstitutionCode} {code} {number}", line.Line)) faults.Add($"票据号码与第{lineOf[$"票据{attempt?.Order.InstitutionCode} {code} {number}"]}行重复");
            if (attempt is not null && taken.Any(r => r.InstitutionCode == attempt.Order.InstitutionCode && (r.Code, r.Number) == (code, number) && r.OrderId != attempt.OrderId && !freed.Contains(r.OrderId)))
                faults.Add("票据号码已登记在另一个订单上");
            var receipt = faults.Count > 0 ? null : new FiscalReceipt
            {
                OrderId = attempt!.OrderId, InstitutionCode = attempt.Order.InstitutionCode, Code = code, Number = number, CheckCode = check, IssuedOn = day,
                AmountFen = fen, Link = link, ImportedAt = operation.At, ImportedBy = operation.UserId!.Value,
            };
            rows.Add(new(line.Line, line[ReceiptCells.OrderNumber], code, number, line[ReceiptCells.Amount], receipt, attempt is null ? null : standing.GetValueOrDefault(attempt.OrderId), faults));
        }
        return rows;
    }

    /// <summary>What keeps an order from having a receipt.</summary>
    private static string? Order(string typed, PaymentAttempt? attempt, MoneyScope scope) => attempt switch
    {
        _ when typed.Length == 0 => "没有填写订单号",
        // Another institution's order is as unknown as one that never was.
        null => $"您的机构没有订单号 {typed}",
        _ when !scope.CashierAt.Contains(attempt.Order.InstitutionCode) => $"您的机构没有订单号 {typed}",
        { State: PaymentState.Surplus } => "这一笔是多付的，已原路退回，不开票据",
        { State: not PaymentState.Paid } => $"这一笔没有缴费（{attempt.Words.ForStaff}）",
        _ when attempt.FindRefund() is { State: RefundState.Succeeded or RefundState.Offline or RefundState.Elsewhere } => "这一笔已退款",
        _ => null,
    };
}

/// <summary>A row's cells in the order of <see cref="ReceiptCells.All"/>, with its line in the file.</summary>
public sealed record ReceiptLine(int Line, IReadOnlyList<string> Cells)
{
    public string this[string column] => Cells[ReceiptCells.All.Index().First(c => c.Item == column).Index];
}
