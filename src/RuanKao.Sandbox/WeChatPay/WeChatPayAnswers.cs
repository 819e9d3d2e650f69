using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace RuanKao.Sandbox.WeChatPay;

/// <summary>Orders and refunds as the platform tells them.</summary>
internal static class WeChatPayAnswers
{
    public static JsonSerializerOptions Json { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static JsonObject Order(WeChatPayOrder order, bool wrongAmount = false, bool wrongMerchant = false)
    {
        var answer = new JsonObject
        {
            ["appid"] = wrongMerchant ? WeChatPayStranger.AppId : order.AppId,
            ["mchid"] = wrongMerchant ? WeChatPayStranger.MchId : order.MchId,
            ["out_trade_no"] = order.OutTradeNo,
            ["trade_state"] = order.State,
            ["trade_state_desc"] = order.StateText,
            ["attach"] = order.Attach ?? "",
            ["amount"] = new JsonObject { ["total"] = order.TotalFen + (wrongAmount ? 1 : 0), ["currency"] = "CNY" },
        };
        if (order.PaidAt is { } paid)
        {
            answer["transaction_id"] = order.TransactionId;
            answer["trade_type"] = order.TradeType;
            answer["bank_type"] = WeChatPayPayer.Bank;
            answer["success_time"] = SandboxClock.Rfc3339(paid);
            answer["payer"] = new JsonObject { ["openid"] = WeChatPayPayer.OpenId };
            answer["amount"]!["payer_total"] = order.TotalFen;
            answer["amount"]!["payer_currency"] = "CNY";
        }

        return answer;
    }

    /// <summary>A refund; the answer to the call that started it says PROCESSING, every later one what became of it.</summary>
    public static JsonObject Refund(WeChatPayOrder order, WeChatPayRefund refund, bool justStarted)
    {
        var answer = new JsonObject
        {
            ["refund_id"] = refund.RefundId,
            ["out_refund_no"] = refund.OutRefundNo,
            ["transaction_id"] = order.TransactionId,
            ["out_trade_no"] = order.OutTradeNo,
            ["channel"] = "ORIGINAL",
            ["user_received_account"] = "支付用户零钱",
            ["create_time"] = SandboxClock.Rfc3339(refund.CreatedAt),
            ["status"] = justStarted ? "PROCESSING" : refund.Status,
            ["amount"] = new JsonObject
            {
                ["total"] = order.TotalFen,
                ["refund"] = refund.Fen,
                ["payer_total"] = order.TotalFen,
                ["payer_refund"] = refund.Fen,
                ["settlement_refund"] = refund.Fen,
                ["settlement_total"] = order.TotalFen,
                ["discount_refund"] = 0,
                ["currency"] = "CNY",
            },
        };
        if (!justStarted && refund.Status == WeChatPayRefund.Success)
            answer["success_time"] = SandboxClock.Rfc3339(refund.CreatedAt);
        return answer;
    }
}
