using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace RuanKao.Portal.Payments;

/// <summary>Reads a key of a merchant account as the channels' tools give it: PEM, or bare Base64 of PKCS#8, PKCS#1 or SPKI, as text or as a file.</summary>
public static class MerchantKey
{
    // By the text of a key: those of the settings and the certificates of the channels, a handful.
    private static readonly ConcurrentDictionary<string, ConcurrentBag<RSA>> Resting = new();

    public static string? TextOf(string? text, string? file) =>
        !string.IsNullOrWhiteSpace(text) ? text : !string.IsNullOrWhiteSpace(file) && File.Exists(file) ? File.ReadAllText(file) : null;

    /// <summary>A key of its own for each call: instances are not documented as safe for many threads.</summary>
    public static RSA Private(string text) => Read(text, isPrivate: true);

    public static RSA Public(string text) => Read(text, isPrivate: false);

    /// <summary>RSASSA-PKCS1-v1_5 with SHA-256, with a key that was read before where one rests: reading takes longer than verifying. A key serves one call at a time.</summary>
    public static bool Verify(string publicKey, ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature)
    {
        var keys = Resting.GetOrAdd(publicKey, _ => []);
        if (!keys.TryTake(out var key)) key = Public(publicKey);
        var holds = key.VerifyData(text, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        keys.Add(key);
        return holds;
    }

    /// <summary>Null when the key reads well; otherwise what is wrong, without the key.</summary>
    public static string? Fault(string setting, string? text, bool isPrivate)
    {
        if (text is null) return $"{setting} (or {setting}File) is missing.";
        try
        {
            using var key = Read(text, isPrivate);
            return key.KeySize < 2048 ? $"{setting} is an RSA key of {key.KeySize} bits; 2048 are needed." : null;
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException or FormatException)
        {
            return $"{setting} is not an RSA {(isPrivate ? "private" : "public")} key in PEM or Base64.";
        }
    }

    private static RSA Read(string text, bool isPrivate)
    {
        var key = RSA.Create();
        try
        {
            if (text.Contains("-----BEGIN", StringComparison.Ordinal))
            {
                key.ImportFromPem(text);
                if (isPrivate && !HasPrivate(key)) throw new CryptographicException("A public key where a private one is needed.");
                return key;
            }
            var bytes = Convert.FromBase64String(string.Concat(text.Where(c => !char.IsWhiteSpace(c))));
            if (isPrivate) Try(() => key.ImportPkcs8PrivateKey(bytes, out _), () => key.ImportRSAPrivateKey(bytes, out _));
            else Try(() => key.ImportSubjectPublicKeyInfo(bytes, out _), () => key.ImportRSAPublicKey(bytes, out _));
            return key;
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    private static bool HasPrivate(RSA key)
    {
        try
        {
            return key.ExportParameters(true).D is not null;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static void Try(Action first, Action second)
    {
        try
        {
            first();
        }
        catch (CryptographicException)
        {
            second();
        }
    }
}
