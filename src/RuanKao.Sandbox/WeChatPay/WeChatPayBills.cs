using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using RuanKao.Sandbox.Bills;
using RuanKao.Sandbox.Menu;

namespace RuanKao.Sandbox.WeChatPay;

/// <summary>One line of a bill: a payment, or one refund of it.</summary>
internal sealed record WeChatPayBillLine(WeChatPayOrder Order, WeChatPayRefund? Refund, DateTimeOffset At)
{
    public int PaidFen => Refund is null ? Order.TotalFen : 0;

    public int RefundedFen => Refund?.Fen ?? 0;
}

/// <summary>The trade bill of a day (/v3/bill/tradebill): UTF-8, every cell behind a backtick, the totals below.</summary>
internal sealed class WeChatPayBills(WeChatPayDoor door, WeChatPayOrders orders, BillShelf shelf, SandboxClock clock, MisbehaviourRules rules)
{
    private static readonly TimeSpan AddressLife = TimeSpan.FromMinutes(5);

    private const string Columns = "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,"
        + "微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注";

    private const string TotalColumns = "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额";

    public void Map(IEndpointRouteBuilder v3)
    {
        v3.MapGet("/bill/tradebill", (HttpContext http) => door.EnterAsync(http, call => Ask(call, http.Request)));
        v3.MapGet("/billdownload/file", (HttpContext http) => door.HandOutAsync(http, merchant =>
            shelf.Find(http.Request.Query["token"]) is { } bill && bill.Owner == merchant.MchId ? bill.Content : null));
    }

    private JsonObject Ask(WeChatPayCall call, HttpRequest request)
    {
        if (!BillShelf.TryReadDay(request.Query["bill_date"], out var day) || day >= clock.Today || day < clock.Today.AddMonths(-3))
            throw WeChatPayRefusal.Parameter("参数错误：bill_date 须为三个月内、今天以前的日期");
        var type = request.Query["bill_type"].ToString();
        if (type is not ("" or "ALL"))
            throw WeChatPayRefusal.Parameter("参数错误：bill_type（模拟环境只有 ALL）");
        var tar = request.Query["tar_type"].ToString();
        if (tar is not ("" or "GZIP"))
            throw WeChatPayRefusal.Parameter("参数错误：tar_type 只支持 GZIP");
        var lines = orders.BillLines(call.Merchant.MchId, day)
            .Where(l => !rules.Take(Misbehaviour.BillLineMissing, l.Order.OutTradeNo, Touch.Bill)).ToList();
        if (lines.Count == 0)
            throw new WeChatPayRefusal(400, "NO_STATEMENT_EXIST", "账单文件不存在");

        var text = Encoding.UTF8.GetBytes(Text(lines));
        var token = shelf.Put(call.Merchant.MchId, tar == "GZIP" ? Zip(text) : text, AddressLife);
        return new JsonObject
        {
            ["hash_type"] = "SHA1",
            ["hash_value"] = Convert.ToHexStringLower(SHA1.HashData(text)),
            ["download_url"] = $"{request.Scheme}://{request.Host}/wechatpay/v3/billdownload/file?token={token}",
        };
    }

    private static string Text(IReadOnlyList<WeChatPayBillLine> lines)
    {
        var (paid, refunded) = (Yuan.Text(lines.Sum(l => l.PaidFen)), Yuan.Text(lines.Sum(l => l.RefundedFen)));
        string[] all =
        [
            Columns, .. lines.Select(Line),
            TotalColumns, Cells(lines.Count.ToString(), paid, refunded, "0.00", "0.00000", paid, refunded),
        ];
        return "\uFEFF" + string.Concat(all.Select(l => l + "\r\n"));
    }

    private static string Line(WeChatPayBillLine line)
    {
        var (order, refund) = (line.Order, line.Refund);
        return Cells(
            SandboxClock.Text(line.At), order.AppId, order.MchId, "0", "", order.TransactionId!, order.OutTradeNo, WeChatPayPayer.OpenId,
            order.TradeType, refund is null ? "SUCCESS" : "REFUND", WeChatPayPayer.Bank, "CNY", Yuan.Text(line.PaidFen), "0.00",
            refund?.RefundId ?? "0", refund?.OutRefundNo ?? "0", Yuan.Text(line.RefundedFen), "0.00",
            refund is null ? "" : "ORIGINAL", refund is null ? "" : refund.Status == WeChatPayRefund.Success ? "SUCCESS" : "FAIL", order.Description, order.Attach ?? "",
            "0.00000", "0.00%", Yuan.Text(line.PaidFen), Yuan.Text(line.RefundedFen), "");
    }

    // A comma in a name would begin another cell.
    private static string Cells(params IEnumerable<string> cells) => string.Join(',', cells.Select(c => "`" + c.Replace(',', '，')));

    private static byte[] Zip(byte[] text)
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Optimal))
            gzip.Write(text);
        return zipped.ToArray();
    }
}
