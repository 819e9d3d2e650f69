using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace RuanKao.Sandbox;

/// <summary>One application at Alipay with both key pairs: the application's own and the one Alipay signs with.</summary>
public sealed record AlipayMerchant(
    string Account, string AppId, string SellerId,
    string AppPrivateKey, string AppPublicKey, string AlipayPrivateKey, string AlipayPublicKey);

/// <summary>One merchant at WeChat Pay with both key pairs; the platform signs with its public-key pair or, as before that, with its certificate.</summary>
public sealed record WeChatPayMerchant(
    string Account, string MchId, string AppId, string ApiV3Key,
    string MerchantSerialNumber, string MerchantPrivateKey, string MerchantPublicKey,
    string PublicKeyId, string PlatformPrivateKey, string PlatformPublicKey)
{
    /// <summary>The platform's certificate in PEM.</summary>
    public string? Certificate { get; init; }

    public string? CertificateSerial { get; init; }

    public string? CertificatePrivateKey { get; init; }

    /// <summary>The key that signs, and the id by which a merchant finds it.</summary>
    internal (string Key, string Serial) Signer(bool byCertificate) =>
        byCertificate ? (CertificatePrivateKey!, CertificateSerial!) : (PlatformPrivateKey, PublicKeyId);
}

/// <summary>
/// Every key and secret of the sandbox, made on first start and kept in the data folder.
/// Each carries <see cref="Mark"/>, so that a portal in Production can refuse it.
/// </summary>
public sealed record SandboxKeys
{
    public const string Mark = "RuanKao.Sandbox";

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public required string AccessKeySecret { get; init; }
    public required string MailPassword { get; init; }
    public required string PersonalDataKey { get; init; }
    public required string PersonalDataLookupKey { get; init; }
    /// <summary>The secret of every client at the government's login platform.</summary>
    public string? GovernmentSecret { get; init; }

    /// <summary>The key with which that platform signs identity tokens.</summary>
    public string? GovernmentKey { get; init; }

    public string AuditKey { get; init; } = "";
    public IReadOnlyList<AlipayMerchant> Alipay { get; init; } = [];
    public IReadOnlyList<WeChatPayMerchant> WeChatPay { get; init; } = [];

    public static SandboxKeys LoadOrMake(string dataFolder, IEnumerable<string> merchantAccounts)
    {
        var file = Path.Combine(Directory.CreateDirectory(dataFolder).FullName, "keys.json");
        var old = File.Exists(file) ? JsonSerializer.Deserialize<SandboxKeys>(File.ReadAllText(file)) : null;
        var keys = old ?? new SandboxKeys
        {
            AccessKeySecret = Secret(24),
            MailPassword = Secret(16),
            PersonalDataKey = Key32(),
            PersonalDataLookupKey = Key32(),
        };
        if (keys.GovernmentKey is null)
        {
            using var platform = RSA.Create(2048);
            keys = keys with { GovernmentSecret = Secret(24), GovernmentKey = PrivatePem(platform) };
        }
        // Keys of before the audit log was sealed lack this one.
        if (keys.AuditKey.Length == 0) keys = keys with { AuditKey = Key32() };
        foreach (var account in merchantAccounts)
        {
            if (keys.Alipay.All(m => m.Account != account))
                keys = keys with { Alipay = [.. keys.Alipay, NewAlipayMerchant(account)] };
            if (keys.WeChatPay.All(m => m.Account != account))
                keys = keys with { WeChatPay = [.. keys.WeChatPay, NewWeChatPayMerchant(account)] };
        }

        // Keys of before the certificates lack them.
        if (keys.WeChatPay.Any(m => m.Certificate is null))
            keys = keys with { WeChatPay = [.. keys.WeChatPay.Select(m => m.Certificate is null ? Certified(m) : m)] };

        if (keys != old)
            Save(file, keys);
        return keys;
    }

    private static void Save(string file, SandboxKeys keys)
    {
        var fresh = file + ".new";
        File.WriteAllText(fresh, JsonSerializer.Serialize(keys, Json));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(fresh, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.Move(fresh, file, overwrite: true);
    }

    private static AlipayMerchant NewAlipayMerchant(string account)
    {
        using var app = RSA.Create(2048);
        using var alipay = RSA.Create(2048);
        return new AlipayMerchant(account, "2021" + Digits(12), "2088" + Digits(12),
            PrivatePem(app), PublicPem(app), PrivatePem(alipay), PublicPem(alipay));
    }

    private static WeChatPayMerchant NewWeChatPayMerchant(string account)
    {
        using var merchant = RSA.Create(2048);
        using var platform = RSA.Create(2048);
        return new WeChatPayMerchant(account, "19" + Digits(8), "wx" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)),
            Secret(16), Convert.ToHexString(RandomNumberGenerator.GetBytes(20)), PrivatePem(merchant), PublicPem(merchant),
            $"PUB_KEY_ID_{Mark}.{Digits(8)}", PrivatePem(platform), PublicPem(platform));
    }

    private static WeChatPayMerchant Certified(WeChatPayMerchant merchant)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={Mark}, O=Tenpay.com", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new(2049, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return merchant with { Certificate = certificate.ExportCertificatePem(), CertificateSerial = Convert.ToHexString(certificate.SerialNumberBytes.Span.TrimStart((byte)0)), CertificatePrivateKey = PrivatePem(key) };
    }

    private static string PrivatePem(RSA key) => Marked(key.ExportPkcs8PrivateKeyPem());

    private static string PublicPem(RSA key) => Marked(key.ExportSubjectPublicKeyInfoPem());

    // Text before the BEGIN line is a comment by RFC 7468.
    private static string Marked(string pem) => $"{Mark}: for development only\n{pem}\n";

    private static string Secret(int length) =>
        $"{Mark}." + RandomNumberGenerator.GetString("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789", length);

    private static string Key32() =>
        Convert.ToBase64String([.. Encoding.ASCII.GetBytes(Mark + "."), .. RandomNumberGenerator.GetBytes(16)]);

    private static string Digits(int length) => RandomNumberGenerator.GetString("0123456789", length);
}
