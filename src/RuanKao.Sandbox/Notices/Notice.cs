namespace RuanKao.Sandbox.Notices;

/// <summary>One message that a channel owes a merchant, kept until it was accepted or given up.</summary>
public sealed class Notice
{
    public required string Id { get; init; }

    /// <summary><c>alipay</c> or <c>wechatpay</c>.</summary>
    public required string Channel { get; init; }

    /// <summary>The merchant account in whose name it is signed.</summary>
    public required string Account { get; init; }

    /// <summary>The merchant's number of the trade.</summary>
    public required string OutTradeNo { get; init; }

    public required string Url { get; init; }

    /// <summary>What is said, before the signature that each sending makes afresh.</summary>
    public required string Content { get; init; }

    public int Sendings { get; set; }

    public bool Accepted { get; set; }

    public bool GivenUp { get; set; }

    /// <summary>The address at which another account of the same merchant takes its notices: the account's name is its end.</summary>
    public static string AddressFor(string url, string account, string other) =>
        url.EndsWith("/" + account, StringComparison.Ordinal) ? url[..^account.Length] + other : url;
}

/// <summary>How one channel signs its notices and reads the answers.</summary>
internal interface INoticeWriter
{
    HttpRequestMessage Write(Notice notice);

    Task<bool> AcceptedAsync(HttpResponseMessage answer, CancellationToken ct);
}
