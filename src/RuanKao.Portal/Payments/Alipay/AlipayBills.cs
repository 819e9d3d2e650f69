using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace RuanKao.Portal.Payments.Alipay;

/// <summary>
/// The trade bill (业务明细): a ZIP of GBK files behind an address that lives 30 seconds. No real file was ever seen here: the names of its columns
/// stand in this one place, and a file that lacks one is refused.
/// </summary>
public sealed partial class AlipayBills(AlipayGateway gateway) : IBillSource
{
    private const string Number = "商户订单号", Transaction = "支付宝交易号", Kind = "业务类型", Amount = "订单金额（元）", RefundNumber = "退款批次号/请求号";

    private static readonly Encoding Gbk = CodePagesEncodingProvider.Instance.GetEncoding("GBK")!;

    public Channel Channel => Channel.Alipay;

    public IReadOnlyList<string> Accounts => [.. gateway.Accounts.Keys];

    public async Task<BillReading> ReadAsync(string account, DateOnly day, CancellationToken ct)
    {
        var answer = await gateway.CallAsync(account, "alipay.data.dataservice.bill.downloadurl.query",
            new() { ["bill_type"] = "trade", ["bill_date"] = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) }, ct);
        if (answer is { SubCode: "isp.bill_not_exist" }) return BillReading.NotReady;
        if (answer is not { IsSuccess: true } || answer["bill_download_url"] is not { } address) return BillReading.Unknown;
        if (answer["bill_file_code"] == "EMPTY_DATA_WITH_BILL_FILE") return BillReading.Empty;
        return await gateway.DownloadAsync(account, address, ct) is { } file ? Read(file) : BillReading.Unknown;
    }

    public BillReading Reread(byte[] file) => Read(file);

    /// <summary>Lines of a file; faulty where anything in it does not add up.</summary>
    public static BillReading Read(byte[] file)
    {
        try
        {
            using var zip = new ZipArchive(new MemoryStream(file), ZipArchiveMode.Read, leaveOpen: false, Gbk);
            var details = zip.Entries.SingleOrDefault(e => e.Name.EndsWith("业务明细.csv", StringComparison.Ordinal)) ?? throw new FormatException("压缩包里没有业务明细");
            using var reader = new StreamReader(details.Open(), Gbk);
            var text = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd('\r')).ToList();
            var table = text.Where(line => !line.StartsWith('#')).Select(line => line.Split(',').Select(cell => cell.Trim()).ToArray()).ToList();
            if (table.Count == 0) throw new FormatException("业务明细没有标题行");
            var lines = new BillSheet(table[0], table[1..], Number, Transaction, Kind, Amount, RefundNumber).Lines
                .Select(cell => new BillLine(cell(Number), cell(Transaction), cell(Kind) == "退款" ? cell(RefundNumber) : "", BillSheet.Fen(cell(Amount)))).ToList();
            // The foot counts what stands above it: a file that was cut off has none.
            foreach (var (word, count) in new[] { ("交易", lines.Count(l => !l.IsRefund)), ("退款", lines.Count(l => l.IsRefund)) })
                if (!text.Any(line => Total().Match(line) is { Success: true } total && total.Groups[1].Value == word && total.Groups[2].Value == count.ToString(CultureInfo.InvariantCulture)))
                    throw new FormatException($"{word}笔数与账单的合计不符");
            return new(BillAnswer.Read, lines, file);
        }
        catch (Exception fault) when (fault is FormatException or InvalidDataException or InvalidOperationException)
        {
            return BillReading.Faulty(fault is FormatException ? fault.Message : "账单文件打不开");
        }
    }

    [GeneratedRegex(@"^#(交易|退款)合计：(\d+)笔")]
    private static partial Regex Total();
}
