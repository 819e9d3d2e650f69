namespace RuanKao.Sandbox.Alipay;

/// <summary>An order at Alipay; it is a trade only from the moment somebody scans it or signs in to pay it.</summary>
public sealed class AlipayTrade
{
    public const string WaitBuyerPay = "WAIT_BUYER_PAY";
    public const string Success = "TRADE_SUCCESS";
    public const string Closed = "TRADE_CLOSED";

    public const string QrProduct = "FACE_TO_FACE_PAYMENT";
    public const string PageProduct = "FAST_INSTANT_TRADE_PAY";
    public const string WapProduct = "QUICK_WAP_WAY";

    public required string AppId { get; init; }
    public required string OutTradeNo { get; init; }

    /// <summary>The secret part of the QR code's and the cashier's address.</summary>
    public required string Code { get; init; }

    public required string Subject { get; init; }
    public required int TotalFen { get; init; }
    public required string Product { get; set; }

    /// <summary>When it was last ordered: a QR code lives from here.</summary>
    public required DateTimeOffset OrderedAt { get; set; }

    /// <summary>Nobody can pay from this instant on.</summary>
    public required DateTimeOffset Deadline { get; set; }

    public string? NotifyUrl { get; set; }
    public string? ReturnUrl { get; set; }
    public string? QuitUrl { get; set; }
    public string? PassbackParams { get; set; }

    /// <summary>Alipay's number; null until the order became a trade.</summary>
    public string? TradeNo { get; set; }

    public string? Status { get; set; }
    public DateTimeOffset? CreatedAt { get; set; }
    public DateTimeOffset? PaidAt { get; set; }
    public DateTimeOffset? ClosedAt { get; set; }
    public List<AlipayRefund> Refunds { get; init; } = [];

    public string Key => KeyOf(AppId, OutTradeNo);

    public int RefundedFen => Refunds.Sum(r => r.Fen);

    public static string KeyOf(string appId, string outTradeNo) => $"{appId}/{outTradeNo}";
}

/// <summary>One refund of a trade, known by the merchant's own request number.</summary>
public sealed record AlipayRefund(string OutRequestNo, int Fen, string? Reason, DateTimeOffset At);

/// <summary>Who pays everything here.</summary>
internal static class AlipayBuyer
{
    public const string Id = "2088000000000000";
    public const string LogonId = "159****0000";
}

/// <summary>Somebody else's application.</summary>
internal static class AlipayStranger
{
    public const string AppId = "2021000000000000";
    public const string SellerId = "2088999999999999";
}

/// <summary>What a gateway answer says instead of success.</summary>
internal sealed class AlipayRefusal(string code, string subCode, string subMessage) : Exception(subMessage)
{
    public string Code => code;

    public string Text => code switch
    {
        "20000" => "Service Currently Unavailable",
        "40001" => "Missing Required Arguments",
        "40002" => "Invalid Arguments",
        "40006" => "Insufficient Permissions",
        _ => "Business Failed",
    };

    public string SubCode => subCode;

    public static AlipayRefusal Business(string subCode, string subMessage) => new("40004", "ACQ." + subCode, subMessage);

    public static AlipayRefusal Invalid(string subCode, string subMessage) => new("40002", "isv." + subCode, subMessage);
}
