using System.Security.Cryptography;
using System.Text;

namespace RuanKao.Sandbox.Aliyun;

/// <summary>ACS3-HMAC-SHA256 as the gateway computes it from what arrived.</summary>
internal static class AliyunSigning
{
    public const string Scheme = "ACS3-HMAC-SHA256";

    public static string CanonicalQuery(IEnumerable<KeyValuePair<string, string>> parameters) =>
        string.Join('&', parameters
            .Select(p => (Name: Uri.EscapeDataString(p.Key), Value: Uri.EscapeDataString(p.Value)))
            .OrderBy(p => p.Name, StringComparer.Ordinal)
            .Select(p => $"{p.Name}={p.Value}"));

    public static string StringToSign(
        string method, string path, string query, IEnumerable<(string Name, string Value)> headers, string bodyHash)
    {
        var sorted = headers.OrderBy(h => h.Name, StringComparer.Ordinal).ToList();
        var block = string.Concat(sorted.Select(h => $"{h.Name}:{h.Value.Trim()}\n"));
        var canonical = string.Join('\n', method, path, query, block, string.Join(';', sorted.Select(h => h.Name)), bodyHash);
        return $"{Scheme}\n{Hash(Encoding.UTF8.GetBytes(canonical))}";
    }

    public static string Sign(string stringToSign, string secret) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(stringToSign)));

    public static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    public static bool Same(string a, string b) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(a), Encoding.UTF8.GetBytes(b));
}
