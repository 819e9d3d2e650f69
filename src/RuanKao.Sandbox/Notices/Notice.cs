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
}

/// <summary>When a notice is sent: the pause before each sending. One plan may differ from trade to trade.</summary>
public sealed record DeliveryPlan(IReadOnlyList<TimeSpan> Pauses)
{
    /// <summary>At once, then again while unaccepted; the channels wait minutes and hours here.</summary>
    public static DeliveryPlan Obedient { get; } =
        new([.. new[] { 0, 1, 2, 5, 10, 30, 60, 60 }.Select(s => TimeSpan.FromSeconds(s))]);
}

/// <summary>How one channel signs its notices and reads the answers.</summary>
internal interface INoticeWriter
{
    HttpRequestMessage Write(Notice notice);

    Task<bool> AcceptedAsync(HttpResponseMessage answer, CancellationToken ct);
}
