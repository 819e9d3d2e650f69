namespace RuanKao.Portal;

/// <summary>What Production refuses: keys and addresses of the development sandbox, test gateways, plain http, this machine as a counterpart.</summary>
public static class ProductionSettings
{
    private const string SandboxMark = "RuanKao.Sandbox";

    private static readonly string[] Sections = ["Site", "PersonalData", "Audit", "Sms", "Mail", "RealName", "GovernmentLogin", "Alipay", "WeChatPay"];

    // Alipay's own test gateway: https://openapi-sandbox.dl.alipaydev.com/gateway.do
    private static readonly string[] TestHosts = ["alipaydev.com"];

    /// <summary>Throws with every fault found, so that an operator mends them in one go.</summary>
    public static void ThrowIfUnsafe(IConfiguration configuration)
    {
        var faults = Faults(configuration).ToList();
        if (faults.Count > 0)
            throw new InvalidOperationException("The portal does not start in Production:" + string.Concat(faults.Select(f => "\n  " + f)));
    }

    public static IEnumerable<string> Faults(IConfiguration configuration)
    {
        foreach (var (key, value) in Sections.SelectMany(s => configuration.GetSection(s).AsEnumerable()))
        {
            if (string.IsNullOrEmpty(value)) continue;
            if (value.Contains(SandboxMark, StringComparison.Ordinal) || IsMarkedFile(key, value))
                yield return $"{key} holds a key or name of the development sandbox.";
            if (!Uri.TryCreate(value, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https")) continue;
            if (address.Scheme != "https") yield return $"{key} must be an https address.";
            if (address.IsLoopback) yield return $"{key} leads back to this machine.";
            if (TestHosts.Any(h => address.Host.EndsWith(h, StringComparison.OrdinalIgnoreCase))) yield return $"{key} is a test gateway.";
        }
        if (string.Equals(configuration["Mail:Security"], "None", StringComparison.OrdinalIgnoreCase))
            yield return "Mail:Security must be StartTls or SslOnConnect.";
        if (configuration[Accounts.SecondFactors.Setting] is { Length: > 0 } rule && !string.Equals(rule, nameof(Accounts.SecondFactorRule.Required), StringComparison.OrdinalIgnoreCase))
            yield return $"{Accounts.SecondFactors.Setting} cannot be turned off: staff sign in with a second factor.";
    }

    private static bool IsMarkedFile(string key, string value) => key.EndsWith("File", StringComparison.Ordinal)
        && File.Exists(value) && File.ReadAllText(value).Contains(SandboxMark, StringComparison.Ordinal);
}
