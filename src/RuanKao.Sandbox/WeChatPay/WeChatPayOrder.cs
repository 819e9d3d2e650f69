namespace RuanKao.Sandbox.WeChatPay;

/// <summary>An order at WeChat Pay; it exists from the moment it was placed.</summary>
public sealed class WeChatPayOrder
{
    public const string NotPaid = "NOTPAY";
    public const string Success = "SUCCESS";
    public const string Refunded = "REFUND";
    public const string Closed = "CLOSED";

    public const string Native = "NATIVE";
    public const string H5 = "MWEB";
    public const string InApp = "JSAPI";

    public required string MchId { get; init; }
    public required string AppId { get; init; }
    public required string OutTradeNo { get; init; }
    public required string TradeType { get; init; }
    public required string Description { get; init; }
    public required int TotalFen { get; init; }
    public required string NotifyUrl { get; init; }
    public string? Attach { get; init; }
    public required DateTimeOffset PlacedAt { get; init; }

    /// <summary>Nobody can pay from this instant on; the order stays NOTPAY all the same.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The secret of the current code_url or h5_url; a new call replaces it.</summary>
    public required string Code { get; set; }

    public required DateTimeOffset CodeExpiresAt { get; set; }
    public string State { get; set; } = NotPaid;
    public string? TransactionId { get; set; }
    public DateTimeOffset? PaidAt { get; set; }
    public List<WeChatPayRefund> Refunds { get; init; } = [];

    public string Key => KeyOf(MchId, OutTradeNo);

    public string PrepayId => "wx" + Code;

    public string CodeUrl => $"weixin://wxpay/bizpayurl?pr={Code}";

    public string StateText => State switch
    {
        NotPaid => "订单未支付",
        Success => "支付成功",
        Refunded => "转入退款",
        _ => "订单已关闭",
    };

    public static string KeyOf(string mchId, string outTradeNo) => $"{mchId}/{outTradeNo}";
}

/// <summary>One refund of an order, known by the merchant's own number.</summary>
public sealed record WeChatPayRefund(
    string RefundId, string OutRefundNo, int Fen, string? Reason, string? NotifyUrl, DateTimeOffset CreatedAt, string Status = WeChatPayRefund.Success)
{
    public const string Success = "SUCCESS";

    /// <summary>The money cannot reach the payer: a person must act.</summary>
    public const string Abnormal = "ABNORMAL";
}

/// <summary>Somebody else's merchant number and app.</summary>
internal static class WeChatPayStranger
{
    public const string MchId = "1900000000";
    public const string AppId = "wx0000000000000000";
}

/// <summary>Who pays everything here.</summary>
internal static class WeChatPayPayer
{
    public const string OpenId = "oRuanKaoSandboxPayer0000001";
    public const string Bank = "OTHERS";
}

/// <summary>An answer other than 2xx.</summary>
internal sealed class WeChatPayRefusal(int status, string code, string message) : Exception(message)
{
    public int Status => status;

    public string Code => code;

    public static WeChatPayRefusal Parameter(string message) => new(400, "PARAM_ERROR", message);

    public static WeChatPayRefusal Request(string message) => new(400, "INVALID_REQUEST", message);
}
