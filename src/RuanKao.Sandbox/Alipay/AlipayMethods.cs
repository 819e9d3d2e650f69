using System.Security.Cryptography;
using System.Text.Json.Nodes;
using RuanKao.Sandbox.Menu;

namespace RuanKao.Sandbox.Alipay;

/// <summary>The methods of the gateway, each from a verified call to the fields of its answer.</summary>
internal sealed class AlipayMethods(AlipayTrades trades, AlipayBills bills, SandboxClock clock, MisbehaviourRules rules)
{
    private static readonly TimeSpan UsualQrTimeout = TimeSpan.FromHours(3);
    private static readonly TimeSpan UsualPageTimeout = TimeSpan.FromDays(15);

    public JsonObject Answer(AlipayCall call, Uri sandbox) => call.Method switch
    {
        "alipay.trade.precreate" => Precreate(call, sandbox),
        "alipay.trade.query" => Query(call),
        "alipay.trade.close" => Close(call),
        "alipay.trade.refund" => Refund(call),
        "alipay.trade.fastpay.refund.query" => RefundQuery(call),
        "alipay.data.dataservice.bill.downloadurl.query" => bills.Ask(call, sandbox),
        _ => throw AlipayRefusal.Invalid("invalid-method", "不存在的方法名"),
    };

    public static Touch TouchOf(string method) => method switch
    {
        "alipay.trade.precreate" or "alipay.trade.page.pay" or "alipay.trade.wap.pay" => Touch.Order,
        "alipay.trade.query" => Touch.Query,
        "alipay.trade.close" => Touch.Close,
        "alipay.trade.refund" => Touch.Refund,
        "alipay.trade.fastpay.refund.query" => Touch.RefundQuery,
        _ => Touch.Bill,
    };

    /// <summary>The order of a browser that was sent to the cashier, or null for a server's method.</summary>
    public AlipayTrade? CashierOrder(AlipayCall call)
    {
        var product = call.Method switch
        {
            "alipay.trade.page.pay" => AlipayTrade.PageProduct,
            "alipay.trade.wap.pay" => AlipayTrade.WapProduct,
            _ => null,
        };
        if (product is null)
            return null;
        if (call.Needed("product_code") != product)
            throw AlipayRefusal.Business("INVALID_PARAMETER", "参数有误product_code无效");
        return Order(call, product, UsualPageTimeout);
    }

    private JsonObject Precreate(AlipayCall call, Uri sandbox)
    {
        var trade = Order(call, AlipayTrade.QrProduct, UsualQrTimeout);
        return new JsonObject
        {
            ["out_trade_no"] = trade.OutTradeNo,
            ["qr_code"] = new Uri(sandbox, $"alipay/cashier/{trade.Code}").ToString(),
        };
    }

    private JsonObject Query(AlipayCall call)
    {
        var trade = Find(call);
        var answer = new JsonObject
        {
            ["trade_no"] = trade.TradeNo,
            ["out_trade_no"] = trade.OutTradeNo,
            ["buyer_logon_id"] = AlipayBuyer.LogonId,
            ["trade_status"] = trade.Status,
            ["total_amount"] = Yuan.Text(trade.TotalFen + (rules.Take(Misbehaviour.WrongAmount, trade.OutTradeNo, Touch.Query) ? 1 : 0)),
            ["buyer_user_id"] = AlipayBuyer.Id,
            ["point_amount"] = "0.00",
            ["invoice_amount"] = "0.00",
            ["receipt_amount"] = "0.00",
            ["buyer_pay_amount"] = "0.00",
        };
        if (trade.PaidAt is { } paid)
        {
            answer["send_pay_date"] = SandboxClock.Text(paid);
            foreach (var name in new[] { "invoice_amount", "receipt_amount", "buyer_pay_amount" })
                answer[name] = Yuan.Text(trade.TotalFen);
        }

        return answer;
    }

    private JsonObject Close(AlipayCall call)
    {
        var trade = Find(call);
        if (rules.Take(Misbehaviour.CloseRefused, trade.OutTradeNo, Touch.Close))
            throw AlipayRefusal.Business("TRADE_STATUS_ERROR", "交易状态不合法");
        if (!rules.Take(Misbehaviour.PaidAfterClose, trade.OutTradeNo, Touch.Close))
            trades.Close(trade);
        return new JsonObject { ["trade_no"] = trade.TradeNo, ["out_trade_no"] = trade.OutTradeNo };
    }

    private JsonObject Refund(AlipayCall call)
    {
        var trade = Find(call);
        if (rules.Take(Misbehaviour.RefundAbnormal, trade.OutTradeNo, Touch.Refund))
            throw AlipayRefusal.Business("SELLER_BALANCE_NOT_ENOUGH", "卖家余额不足");
        var moved = trades.Refund(trade, call.Text("out_request_no"), call.Fen("refund_amount"), call.Text("refund_reason"));
        var answer = new JsonObject
        {
            ["trade_no"] = trade.TradeNo,
            ["out_trade_no"] = trade.OutTradeNo,
            ["buyer_logon_id"] = AlipayBuyer.LogonId,
            ["fund_change"] = moved ? "Y" : "N",
            ["refund_fee"] = Yuan.Text(trade.RefundedFen),
            ["buyer_user_id"] = AlipayBuyer.Id,
        };
        if (moved)
            answer["gmt_refund_pay"] = SandboxClock.Text(clock.Now);
        return answer;
    }

    private JsonObject RefundQuery(AlipayCall call)
    {
        var trade = Find(call);
        var number = call.Text("out_request_no") ?? trade.OutTradeNo;
        var answer = new JsonObject();
        // A refund that never came is an empty success, not an error.
        if (trade.Refunds.FirstOrDefault(r => r.OutRequestNo == number) is { } refund)
        {
            answer["trade_no"] = trade.TradeNo;
            answer["out_trade_no"] = trade.OutTradeNo;
            answer["out_request_no"] = refund.OutRequestNo;
            answer["total_amount"] = Yuan.Text(trade.TotalFen);
            answer["refund_amount"] = Yuan.Text(refund.Fen);
            answer["refund_status"] = "REFUND_SUCCESS";
            answer["gmt_refund_pay"] = SandboxClock.Text(refund.At);
        }

        return answer;
    }

    private AlipayTrade Find(AlipayCall call)
    {
        var (tradeNo, outTradeNo) = (call.Text("trade_no"), call.Text("out_trade_no"));
        return tradeNo is null && outTradeNo is null
            ? throw AlipayRefusal.Business("INVALID_PARAMETER", "参数有误out_trade_no和trade_no不能同时为空")
            : trades.Find(call.Merchant.AppId, tradeNo, outTradeNo);
    }

    private AlipayTrade Order(AlipayCall call, string product, TimeSpan usual)
    {
        if (call.Text("seller_id") is { } seller && seller != call.Merchant.SellerId)
            throw AlipayRefusal.Business("INVALID_PARAMETER", "参数有误seller_id无效");
        return trades.Order(new AlipayTrade
        {
            AppId = call.Merchant.AppId,
            OutTradeNo = call.OutTradeNo(),
            Code = RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyz23456789", 24),
            Subject = call.Subject(),
            TotalFen = call.Fen("total_amount"),
            Product = product,
            OrderedAt = clock.Now,
            Deadline = call.Deadline(clock.Now, usual),
            NotifyUrl = call.Address("notify_url"),
            ReturnUrl = call.Address("return_url"),
            QuitUrl = call.Text("quit_url"),
            PassbackParams = call.Text("passback_params"),
        });
    }
}
