using System.Text;
using Microsoft.Extensions.Options;

namespace RuanKao.Portal.Payments.WeChatPay;

/// <summary>Configuration section WeChatPay: merchant accounts by name, "default" or an institution's code.</summary>
public sealed class WeChatPayOptions
{
    public const string Section = "WeChatPay";

    public Dictionary<string, WeChatPayAccount> Accounts { get; init; } = [];
}

/// <summary>One merchant account of API v3, with the WeChat Pay public key, with platform certificates, or with both while it changes over.</summary>
public sealed class WeChatPayAccount
{
    public string MchId { get; init; } = "";

    public string AppId { get; init; } = "";

    /// <summary>APIv3 密钥: 32 ASCII characters; opens notices.</summary>
    public string ApiV3Key { get; init; } = "";

    public string MerchantSerialNumber { get; init; } = "";

    public string? PrivateKey { get; init; }

    public string? PrivateKeyFile { get; init; }

    /// <summary>PUB_KEY_ID_…; empty for an account that has platform certificates only.</summary>
    public string PublicKeyId { get; init; } = "";

    public string? PublicKey { get; init; }

    public string? PublicKeyFile { get; init; }

    /// <summary>Whether this account has platform certificates (merchants of before the public key): they are fetched and kept fresh.</summary>
    public bool PlatformCertificates { get; init; }

    public string Gateway { get; init; } = "https://api.mch.weixin.qq.com";

    /// <summary>Whether H5 payment is contracted.</summary>
    public bool H5 { get; init; } = true;

    /// <summary>AppSecret of the 服务号 whose AppId this account uses; with it payment inside WeChat (JSAPI) is offered.</summary>
    public string? OfficialAccountSecret { get; init; }

    public string? OfficialAccountSecretFile { get; init; }

    public string AuthorizeAddress { get; init; } = "https://open.weixin.qq.com/connect/oauth2/authorize";

    public string TokenAddress { get; init; } = "https://api.weixin.qq.com/sns/oauth2/access_token";

    public string? OfficialAccountSecretText => MerchantKey.TextOf(OfficialAccountSecret, OfficialAccountSecretFile)?.Trim();

    public bool TakesInWeChat => OfficialAccountSecretText is { Length: > 0 };

    public string PrivateKeyText => MerchantKey.TextOf(PrivateKey, PrivateKeyFile)!;

    /// <summary>The WeChat Pay public key by its id, where there is one.</summary>
    public IReadOnlyDictionary<string, string> PublicKeys => PublicKeyId.Length == 0 ? new Dictionary<string, string>() : new Dictionary<string, string> { [PublicKeyId] = MerchantKey.TextOf(PublicKey, PublicKeyFile)! };
}

/// <summary>Says at start what is wrong with an account, never showing a key.</summary>
public sealed class WeChatPayOptionsRules : IValidateOptions<WeChatPayOptions>
{
    public ValidateOptionsResult Validate(string? name, WeChatPayOptions options)
    {
        var faults = options.Accounts.SelectMany(a => Faults($"{WeChatPayOptions.Section}:Accounts:{a.Key}", a.Value)).ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Faults(string at, WeChatPayAccount account)
    {
        if (account.MchId.Length == 0) yield return $"{at}:MchId is missing.";
        if (account.AppId.Length == 0) yield return $"{at}:AppId is missing.";
        if (account.MerchantSerialNumber.Length == 0) yield return $"{at}:MerchantSerialNumber is missing.";
        if (Encoding.UTF8.GetByteCount(account.ApiV3Key) != WeChatPayCipher.KeyLength) yield return $"{at}:ApiV3Key must be 32 ASCII characters.";
        var hasPublicKey = account.PublicKeyId.Length > 0 || !account.PlatformCertificates;
        if (hasPublicKey && !account.PublicKeyId.StartsWith("PUB_KEY_ID_", StringComparison.Ordinal)) yield return $"{at}:PublicKeyId must begin with PUB_KEY_ID_.";
        if (!Uri.TryCreate(account.Gateway, UriKind.Absolute, out _)) yield return $"{at}:Gateway is not an address.";
        foreach (var (key, address) in new[] { ("AuthorizeAddress", account.AuthorizeAddress), ("TokenAddress", account.TokenAddress) })
            if (account.TakesInWeChat && !Uri.TryCreate(address, UriKind.Absolute, out _)) yield return $"{at}:{key} is not an address.";
        if (MerchantKey.Fault($"{at}:PrivateKey", MerchantKey.TextOf(account.PrivateKey, account.PrivateKeyFile), true) is { } one) yield return one;
        if (hasPublicKey && MerchantKey.Fault($"{at}:PublicKey", MerchantKey.TextOf(account.PublicKey, account.PublicKeyFile), false) is { } two) yield return two;
    }
}
