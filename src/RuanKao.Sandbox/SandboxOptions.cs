namespace RuanKao.Sandbox;

/// <summary>The public key (merchants of today), platform certificates (those of before), or both while a merchant changes over.</summary>
public enum WeChatPayKeyMode { PublicKey, Certificate, Both }

/// <summary>Where the sandbox keeps its keys and books, and where it listens (always on 127.0.0.1).</summary>
public sealed record SandboxOptions
{
    /// <summary>Folder of <c>keys.json</c> and <c>sandbox.db</c>; created on first start, reused afterwards.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Port of pages and gateways; 0 takes any free one.</summary>
    public int HttpPort { get; init; }

    /// <summary>Port of the mail server; 0 takes any free one.</summary>
    public int SmtpPort { get; init; }

    public TimeProvider? TimeProvider { get; init; }

    /// <summary>The merchant accounts that Alipay and WeChat Pay have opened, named as in the portal's settings.</summary>
    public IReadOnlyList<string> MerchantAccounts { get; init; } = ["default"];

    /// <summary>What WeChat Pay's merchants have to verify it with.</summary>
    public WeChatPayKeyMode WeChatPayKeys { get; init; }

    /// <summary>Whether the merchants have a 服务号 and with it payment inside WeChat. A browser that is not WeChat's can only be led there, so it is off unless asked for.</summary>
    public bool InWeChat { get; init; }

    /// <summary>The pause before each sending of a payment notice; the channels wait minutes and hours here.</summary>
    public IReadOnlyList<TimeSpan> NoticePauses { get; init; } = [.. new[] { 0, 1, 2, 5, 10, 30, 60, 60 }.Select(s => TimeSpan.FromSeconds(s))];

    /// <summary>How late a notice is that was ordered late from the menu.</summary>
    public TimeSpan Lateness { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How payment notices travel; a test that hosts the portal in memory passes its handler here.</summary>
    public HttpMessageHandler? NoticeHandler { get; init; }
}
