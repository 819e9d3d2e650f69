using System.Security.Cryptography;
using System.Text;

namespace RuanKao.Portal.Payments.Alipay;

/// <summary>RSA2: RSASSA-PKCS1-v1_5 with SHA-256 over name=value pairs sorted by their bytes.</summary>
public static class AlipaySignature
{
    /// <summary>Of a request: everything sent but sign; sign_type counts. Empty values are neither signed nor sent.</summary>
    public static string Sign(IEnumerable<KeyValuePair<string, string>> parameters, string privateKey)
    {
        using var key = MerchantKey.Private(privateKey);
        return Convert.ToBase64String(key.SignData(Encoding.UTF8.GetBytes(TextOf(parameters)), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    public static bool Verify(ReadOnlySpan<byte> text, string? signature, string publicKey)
    {
        var bytes = new byte[1024];
        if (string.IsNullOrEmpty(signature) || !Convert.TryFromBase64String(signature, bytes, out var length)) return false;
        return MerchantKey.Verify(publicKey, text, bytes.AsSpan(0, length));
    }

    /// <summary>
    /// A notification or a returning browser's address: neither sign nor sign_type counts, and the received sign_type never chooses
    /// the algorithm. Alipay's SDKs disagree on empty values (Java keeps them, .NET drops them), so both readings are tried.
    /// </summary>
    public static bool VerifyMessage(IReadOnlyCollection<KeyValuePair<string, string>> fields, string publicKey)
    {
        var signature = fields.FirstOrDefault(f => f.Key == "sign").Value;
        var signed = fields.Where(f => f.Key is not ("sign" or "sign_type")).ToList();
        if (Verify(Encoding.UTF8.GetBytes(TextOf(signed, keepEmpty: true)), signature, publicKey)) return true;
        return signed.Any(f => f.Value.Length == 0) && Verify(Encoding.UTF8.GetBytes(TextOf(signed)), signature, publicKey);
    }

    private static string TextOf(IEnumerable<KeyValuePair<string, string>> parameters, bool keepEmpty = false) => string.Join('&', parameters
        .Where(p => keepEmpty || p.Value.Length > 0).OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}={p.Value}"));
}
