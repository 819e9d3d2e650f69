using Microsoft.Extensions.Options;

namespace RuanKao.Portal.Payments.Alipay;

/// <summary>Configuration section Alipay: merchant accounts by name, "default" or an institution's code.</summary>
public sealed class AlipayOptions
{
    public const string Section = "Alipay";

    public Dictionary<string, AlipayAccount> Accounts { get; init; } = [];
}

/// <summary>One merchant account in public key mode. Keys are PEM or Base64, as text or as a file.</summary>
public sealed class AlipayAccount
{
    public string AppId { get; init; } = "";

    public string SellerId { get; init; } = "";

    public string? PrivateKey { get; init; }

    public string? PrivateKeyFile { get; init; }

    public string? AlipayPublicKey { get; init; }

    public string? AlipayPublicKeyFile { get; init; }

    public string Gateway { get; init; } = "https://openapi.alipay.com/gateway.do";

    /// <summary>Whether 当面付 is contracted: without it there is no code to scan, only the cashier page.</summary>
    public bool QrProduct { get; init; } = true;

    public string PrivateKeyText => MerchantKey.TextOf(PrivateKey, PrivateKeyFile)!;

    public string AlipayPublicKeyText => MerchantKey.TextOf(AlipayPublicKey, AlipayPublicKeyFile)!;
}

/// <summary>Says at start what is wrong with an account, never showing a key.</summary>
public sealed class AlipayOptionsRules : IValidateOptions<AlipayOptions>
{
    public ValidateOptionsResult Validate(string? name, AlipayOptions options)
    {
        var faults = options.Accounts.SelectMany(a => Faults($"{AlipayOptions.Section}:Accounts:{a.Key}", a.Value)).ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Faults(string at, AlipayAccount account)
    {
        if (account.AppId.Length == 0) yield return $"{at}:AppId is missing.";
        if (account.SellerId.Length == 0) yield return $"{at}:SellerId is missing.";
        if (!Uri.TryCreate(account.Gateway, UriKind.Absolute, out _)) yield return $"{at}:Gateway is not an address.";
        if (MerchantKey.Fault($"{at}:PrivateKey", MerchantKey.TextOf(account.PrivateKey, account.PrivateKeyFile), true) is { } one) yield return one;
        if (MerchantKey.Fault($"{at}:AlipayPublicKey", MerchantKey.TextOf(account.AlipayPublicKey, account.AlipayPublicKeyFile), false) is { } two) yield return two;
    }
}
