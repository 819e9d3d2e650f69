using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using RuanKao.Sandbox.Bills;
using RuanKao.Sandbox.Menu;

namespace RuanKao.Sandbox.Alipay;

/// <summary>One line of a bill: a payment, or one refund of it.</summary>
internal sealed record AlipayBillLine(AlipayTrade Trade, AlipayRefund? Refund, DateTimeOffset At)
{
    public int Fen => Refund is null ? Trade.TotalFen : -Refund.Fen;
}

/// <summary>The trade bill of a day (alipay.data.dataservice.bill.downloadurl.query): a ZIP of two GBK files, details and summary.</summary>
internal sealed class AlipayBills(AlipayTrades trades, BillShelf shelf, SandboxClock clock, MisbehaviourRules rules)
{
    private static readonly TimeSpan AddressLife = TimeSpan.FromSeconds(30);
    private static readonly Encoding Gbk = CodePagesEncodingProvider.Instance.GetEncoding("GBK")!;

    private const string Columns = "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,商家实收（元）,"
        + "支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注";

    private const string SummaryColumns = "门店编号,门店名称,交易订单总笔数,退款订单总笔数,订单金额（元）,商家实收（元）,支付宝优惠（元）,商家优惠（元）,卡消费金额（元）,服务费（元）,分润（元）,实收净额（元）";

    public void Map(IEndpointRouteBuilder app) => app.MapGet("/alipay/bill", DownloadAsync);

    public JsonObject Ask(AlipayCall call, Uri sandbox)
    {
        if (call.Needed("bill_type") != "trade")
            throw AlipayRefusal.Business("INVALID_PARAMETER", "参数有误bill_type无效（模拟环境只有 trade）");
        if (!BillShelf.TryReadDay(call.Needed("bill_date"), out var day))
            throw AlipayRefusal.Business("INVALID_PARAMETER", "参数有误bill_date无效（模拟环境只有日账单）");
        if (day >= clock.Today)
            throw new AlipayRefusal("40004", "isp.bill_not_exist", "账单不存在");

        var lines = trades.BillLines(call.Merchant.AppId, day)
            .Where(l => !rules.Take(Misbehaviour.BillLineMissing, l.Trade.OutTradeNo, Touch.Bill)).ToList();
        var token = shelf.Put(call.Merchant.AppId, Zip(call.Merchant.SellerId, day, lines), AddressLife);
        var answer = new JsonObject { ["bill_download_url"] = new Uri(sandbox, $"alipay/bill?token={token}").ToString() };
        if (lines.Count == 0)
            answer["bill_file_code"] = "EMPTY_DATA_WITH_BILL_FILE";
        return answer;
    }

    /// <summary>Whoever has the address has the file, as long as it lives.</summary>
    private async Task DownloadAsync(HttpContext http)
    {
        if (shelf.Find(http.Request.Query["token"]) is not { } bill)
        {
            http.Response.StatusCode = 404;
            await http.Response.WriteAsync("download url expired");
            return;
        }

        http.Response.ContentType = "application/zip";
        await http.Response.Body.WriteAsync(bill.Content);
    }

    private byte[] Zip(string seller, DateOnly day, IReadOnlyList<AlipayBillLine> lines)
    {
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true, Gbk))
        {
            Add(zip, $"{seller}_{day:yyyyMMdd}_业务明细.csv", Details(seller, day, lines));
            Add(zip, $"{seller}_{day:yyyyMMdd}_业务明细(汇总).csv", Summary(seller, day, lines));
        }

        return file.ToArray();
    }

    private static void Add(ZipArchive zip, string name, IEnumerable<string> lines)
    {
        using var entry = zip.CreateEntry(name).Open();
        entry.Write(Gbk.GetBytes(string.Concat(lines.Select(l => l + "\r\n"))));
    }

    private IEnumerable<string> Details(string seller, DateOnly day, IReadOnlyList<AlipayBillLine> lines)
    {
        var (paid, refunded) = (lines.Where(l => l.Refund is null).ToList(), lines.Where(l => l.Refund is not null).ToList());
        return
        [
            "#支付宝业务明细查询", .. Head(seller, day),
            "#-----------------------------------------业务明细列表----------------------------------------",
            Columns,
            .. lines.Select(Line),
            "#-----------------------------------------业务明细列表结束------------------------------------",
            $"#交易合计：{paid.Count}笔，商家实收共{Sum(paid)}元，商家优惠共0.00元",
            $"#退款合计：{refunded.Count}笔，商家实收退款共{Sum(refunded)}元，商家优惠退款共0.00元",
            Foot(),
        ];
    }

    private IEnumerable<string> Summary(string seller, DateOnly day, IReadOnlyList<AlipayBillLine> lines) =>
    [
        "#支付宝业务汇总查询", .. Head(seller, day),
        "#-----------------------------------------业务汇总列表----------------------------------------",
        SummaryColumns,
        $"合计\t,\t,{lines.Count(l => l.Refund is null)},{lines.Count(l => l.Refund is not null)},{Sum(lines)},{Sum(lines)},0.00,0.00,0.00,0.00,0.00,{Sum(lines)}",
        "#-----------------------------------------业务汇总列表结束------------------------------------",
        Foot(),
    ];

    private static string[] Head(string seller, DateOnly day) =>
    [
        $"#账号：[{seller}0156]",
        $"#起始日期：[{day:yyyy年MM月dd日} 00:00:00]   终止日期：[{day.AddDays(1):yyyy年MM月dd日} 00:00:00]",
    ];

    private string Foot() => $"#导出时间：[{clock.Now.ToString("yyyy年MM月dd日 HH:mm:ss", CultureInfo.InvariantCulture)}]";

    private static string Sum(IEnumerable<AlipayBillLine> lines) => Yuan.Text(lines.Sum(l => l.Fen));

    // A comma in a name would begin another cell; numbers carry a tab so that a spreadsheet leaves them whole.
    private static string Line(AlipayBillLine line) => string.Join(',',
        line.Trade.TradeNo + "\t", line.Trade.OutTradeNo + "\t", line.Refund is null ? "交易" : "退款", line.Trade.Subject.Replace(',', '，'),
        SandboxClock.Text(line.Trade.CreatedAt!.Value), SandboxClock.Text(line.At), "", "", "", "", AlipayBuyer.LogonId + "\t",
        Yuan.Text(line.Fen), Yuan.Text(line.Fen), "0.00", "0.00", "0.00", "0.00", "0.00", "", "0.00", "0.00",
        line.Refund is null ? "" : line.Refund.OutRequestNo + "\t", "0.00", "0.00", line.Refund?.Reason?.Replace(',', '，') ?? "");
}
