using System.Text.Json;
using System.Text.Json.Nodes;

namespace RuanKao.Portal.Payments.WeChatPay;

/// <summary>Reads a callback: signature and time first, then the sealed resource.</summary>
internal static class WeChatPayNotice
{
    public static NoticeReading Read(WeChatPayGateway gateway, string account, InboundMessage message)
    {
        if (!gateway.Accounts.TryGetValue(account, out var merchant)) return NoticeReading.Forged;
        string? Header(string name) => message.Headers.TryGetValue(name, out var value) ? value.ToString() : null;
        if (!WeChatPaySignature.Verify(gateway.KeysFor(account, Header(WeChatPayGateway.SerialHeader)), Header, message.Body, gateway.Now)) return NoticeReading.Forged;
        if (Parse(message.Body) is not { } notice || notice["resource"] is not JsonObject resource) return NoticeReading.Forged;
        var plain = WeChatPayCipher.Open(merchant.ApiV3Key, WeChatPayAnswer.TextOf(resource, "nonce"),
            WeChatPayAnswer.TextOf(resource, "associated_data"), WeChatPayAnswer.TextOf(resource, "ciphertext"));
        if (plain is null || Parse(System.Text.Encoding.UTF8.GetBytes(plain)) is not { } told) return NoticeReading.Forged;

        var id = WeChatPayAnswer.TextOf(notice, "id");
        var isPayment = WeChatPayAnswer.TextOf(notice, "event_type") == "TRANSACTION.SUCCESS";
        return new(true, id, WeChatPayAnswer.TextOf(told, "out_trade_no"), isPayment ? ReportOf(merchant, told) : null);
    }

    /// <summary>The same object comes from a query and inside a notice. The total counts, not what was left after coupons.</summary>
    public static ChannelReport ReportOf(WeChatPayAccount merchant, JsonObject told)
    {
        var ours = WeChatPayAnswer.TextOf(told, "mchid") == merchant.MchId && WeChatPayAnswer.TextOf(told, "appid") == merchant.AppId;
        var isYuan = (told["amount"] as JsonObject)?["currency"] is null || WeChatPayAnswer.TextOf((JsonObject)told["amount"]!, "currency") == "CNY";
        var fen = isYuan ? WeChatPayAnswer.FenOf(told, "total") : null;
        var state = WeChatPayAnswer.TextOf(told, "trade_state") switch
        {
            "SUCCESS" => ChannelState.Paid,
            "NOTPAY" or "USERPAYING" => ChannelState.Unpaid,
            "CLOSED" or "REVOKED" => ChannelState.Closed,
            "REFUND" => ChannelState.Refunded,
            _ => ChannelState.Unknown,
        };
        return new(state, WeChatPayAnswer.TextOf(told, "transaction_id"), fen, WeChatPayGateway.Instant(WeChatPayAnswer.TextOf(told, "success_time")), ours);
    }

    private static JsonObject? Parse(byte[] text)
    {
        try
        {
            return JsonNode.Parse(text, documentOptions: WeChatPayAnswer.Strict) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
