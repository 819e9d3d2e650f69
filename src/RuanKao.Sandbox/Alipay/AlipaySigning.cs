using System.Security.Cryptography;
using System.Text;

namespace RuanKao.Sandbox.Alipay;

/// <summary>RSA2 as the gateway does it: SHA-256 with RSA, PKCS#1 v1.5, Base64.</summary>
internal static class AlipaySigning
{
    /// <summary>A request's string to sign: everything but <c>sign</c>, without empty values, in byte order.</summary>
    public static string RequestText(IReadOnlyDictionary<string, string> parameters) => Join(parameters, "sign");

    /// <summary>A notice's or return's string to sign: <c>sign_type</c> is left out too.</summary>
    public static string NoticeText(IReadOnlyDictionary<string, string> parameters) => Join(parameters, "sign", "sign_type");

    public static string Sign(string text, string privateKey)
    {
        using var rsa = RSA.Create();
        rsa.ImportFromPem(privateKey);
        return Convert.ToBase64String(rsa.SignData(Encoding.UTF8.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    public static bool Verify(string text, string signature, string publicKey)
    {
        var bytes = new byte[signature.Length];
        if (!Convert.TryFromBase64String(signature, bytes, out var length))
            return false;
        using var rsa = RSA.Create();
        rsa.ImportFromPem(publicKey);
        return rsa.VerifyData(Encoding.UTF8.GetBytes(text), bytes.AsSpan(0, length), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    private static string Join(IReadOnlyDictionary<string, string> parameters, params string[] except) =>
        string.Join('&', parameters
            .Where(p => p.Value.Length > 0 && !except.Contains(p.Key))
            .OrderBy(p => p.Key, StringComparer.Ordinal)
            .Select(p => $"{p.Key}={p.Value}"));
}
