using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace RuanKao.Portal.Payments.WeChatPay;

/// <summary>The trade bill (交易账单, ALL): gzip behind an address that wants our signature; the file itself is unsigned and held by the hash in the signed answer.</summary>
public sealed class WeChatPayBills(WeChatPayGateway gateway) : IBillSource
{
    // pay.weixin.qq.com, products/bill-download/format-trade. A refund's line stands at the moment it was begun.
    private const string Number = "商户订单号", Transaction = "微信订单号", State = "交易状态", Paid = "订单金额", RefundNumber = "商户退款单号", Refunded = "申请退款金额";
    private const string Count = "总交易单数", PaidTotal = "订单总金额", RefundedTotal = "申请退款总金额";

    public Channel Channel => Channel.WeChatPay;

    public IReadOnlyList<string> Accounts => [.. gateway.Accounts.Keys];

    public async Task<BillReading> ReadAsync(string account, DateOnly day, CancellationToken ct)
    {
        var answer = await gateway.CallAsync(account, HttpMethod.Get, $"/v3/bill/tradebill?bill_date={day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}&bill_type=ALL&tar_type=GZIP", null, ct);
        if (answer is { IsSuccess: false, Code: "NO_STATEMENT_EXIST" }) return BillReading.Empty;
        if (answer is { IsSuccess: false, Code: "STATEMENT_CREATING" }) return BillReading.NotReady;
        if (answer is not { IsSuccess: true } || answer.Text("download_url") is not { } address || answer.Text("hash_type") != "SHA1" || answer.Text("hash_value") is not { } hash) return BillReading.Unknown;
        return await gateway.DownloadAsync(account, address, ct) is { } file ? Read(file, hash) : BillReading.Unknown;
    }

    public BillReading Reread(byte[] file) => Read(file, null);

    /// <summary>Lines of a file; faulty where it is not the one the hash names or does not add up.</summary>
    /// <param name="sha1">Of the unpacked text, hex; null for a file that was held against it before.</param>
    public static BillReading Read(byte[] file, string? sha1)
    {
        try
        {
            using var unpacked = new MemoryStream();
            using (var gzip = new GZipStream(new MemoryStream(file), CompressionMode.Decompress)) gzip.CopyTo(unpacked);
            var bytes = unpacked.ToArray();
            if (sha1 is not null && !Convert.ToHexString(SHA1.HashData(bytes)).Equals(sha1, StringComparison.OrdinalIgnoreCase)) throw new FormatException("账单文件与支付平台给出的校验值不符");
            var table = Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF').Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => Cells(line.TrimEnd('\r'))).ToList();
            if (table.Count < 3) throw new FormatException("账单不完整");
            var lines = new BillSheet(table[0], table[1..^2], Number, Transaction, State, Paid, RefundNumber, Refunded).Lines
                .Select(cell => cell(State) == "REFUND" ? new BillLine(cell(Number), cell(Transaction), cell(RefundNumber), BillSheet.Fen(cell(Refunded)))
                    : new BillLine(cell(Number), cell(Transaction), "", BillSheet.Fen(cell(Paid)))).ToList();
            var total = new BillSheet(table[^2], [table[^1]], Count, PaidTotal, RefundedTotal).Lines.Single();
            if (total(Count) != lines.Count.ToString(CultureInfo.InvariantCulture)
                || BillSheet.Fen(total(PaidTotal)) != lines.Where(l => !l.IsRefund).Sum(l => (long)l.Fen) || BillSheet.Fen(total(RefundedTotal)) != lines.Where(l => l.IsRefund).Sum(l => (long)l.Fen))
                throw new FormatException("账单的合计与各行之和不符");
            return new(BillAnswer.Read, lines, file);
        }
        catch (Exception fault) when (fault is FormatException or InvalidDataException)
        {
            return BillReading.Faulty(fault is FormatException ? fault.Message : "账单文件打不开");
        }
    }

    // Every cell of a line is led by a backtick, those of the headings are not.
    private static string[] Cells(string line) => line.StartsWith('`') ? line[1..].Split(",`") : line.Split(',');
}
