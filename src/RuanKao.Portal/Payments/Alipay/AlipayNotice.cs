using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Payments.Alipay;

/// <summary>Reads an asynchronous notification: a form whose every field but sign and sign_type is signed.</summary>
internal static class AlipayNotice
{
    public static NoticeReading Read(AlipayGateway gateway, string account, byte[] body)
    {
        if (!gateway.Accounts.TryGetValue(account, out var merchant)) return NoticeReading.Forged;
        var fields = Fields(body);
        if (fields is null || !AlipaySignature.VerifyMessage(fields, merchant.AlipayPublicKeyText)) return NoticeReading.Forged;

        string? Of(string name) => fields.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;
        var ours = Of("app_id") == merchant.AppId && Of("seller_id") == merchant.SellerId;
        var (fen, paidAt) = (Money.Fen(Of("total_amount")), AlipayGateway.Instant(Of("gmt_payment")));
        // A partial refund sends TRADE_SUCCESS again, a whole one TRADE_CLOSED: with refund fields it is never news of a payment.
        var isRefund = Of("refund_fee") is { } fee && Money.Fen(fee) != 0 || Of("gmt_refund") is not null || Of("out_biz_no") is not null;
        ChannelReport? report = Of("trade_status") switch
        {
            _ when isRefund => null,
            "TRADE_SUCCESS" or "TRADE_FINISHED" => new(ChannelState.Paid, Of("trade_no"), fen, paidAt, ours),
            "TRADE_CLOSED" => new(ChannelState.Closed, MerchantIsOurs: ours),
            _ => null,
        };
        return new(true, Of("notify_id"), Of("out_trade_no"), report);
    }

    private static Dictionary<string, string>? Fields(byte[] body)
    {
        try
        {
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(body);
            var fields = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var (name, values) in QueryHelpers.ParseQuery(text))
            {
                // A field twice has no one meaning; the channel never does that.
                if (values.Count != 1) return null;
                fields[name] = values.ToString();
            }
            return fields;
        }
        catch (Exception fault) when (fault is ArgumentException or InvalidDataException or FormatException)
        {
            return null;
        }
    }
}
