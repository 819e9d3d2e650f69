using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace RuanKao.Portal.Accounts;

/// <summary>Time-based one-time passwords as authenticator apps make them: RFC 6238 with SHA-1, six digits, steps of 30 seconds.</summary>
public static class Totp
{
    public const int Digits = 6;
    public const int StepSeconds = 30;

    /// <summary>How many steps the phone's clock may be off in either direction.</summary>
    public const int Drift = 1;

    /// <summary>160 bits, as RFC 4226 section 4 recommends.</summary>
    public const int SecretLength = 20;


    public static byte[] NewSecret() => RandomNumberGenerator.GetBytes(SecretLength);

    public static long StepAt(DateTime utc) => (long)(utc - DateTime.UnixEpoch).TotalSeconds / StepSeconds;

    public static string CodeAt(ReadOnlySpan<byte> secret, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> mac = stackalloc byte[HMACSHA1.HashSizeInBytes];
        // RFC 6238 as every authenticator app speaks it; HMAC does not rest on SHA-1 being free of collisions.
#pragma warning disable CA5350
        HMACSHA1.HashData(secret, counter, mac);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadUInt32BigEndian(mac[(mac[^1] & 0xf)..]) & 0x7fff_ffff;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    /// <summary>The step whose code this is, looked for around <paramref name="now"/> among those after <paramref name="lastUsed"/>; null when it is none of them.</summary>
    public static long? StepOf(string code, ReadOnlySpan<byte> secret, DateTime now, long lastUsed)
    {
        long? found = null;
        for (var step = StepAt(now) - Drift; step <= StepAt(now) + Drift; step++)
            if (CryptographicOperations.FixedTimeEquals(System.Text.Encoding.ASCII.GetBytes(CodeAt(secret, step)), System.Text.Encoding.ASCII.GetBytes(code)) && step > lastUsed)
                found ??= step;
        return found;
    }

    /// <summary>What a person types into the app.</summary>
    public static string Base32(ReadOnlySpan<byte> bytes) => Foundation.Base32.Of(bytes);

    /// <summary>What the QR code says: https://github.com/google/google-authenticator/wiki/Key-Uri-Format.</summary>
    public static string Address(ReadOnlySpan<byte> secret, string issuer, string account) =>
        $"otpauth://totp/{Uri.EscapeDataString(issuer)}:{Uri.EscapeDataString(account)}?secret={Base32(secret)}&issuer={Uri.EscapeDataString(issuer)}&algorithm=SHA1&digits={Digits}&period={StepSeconds}";
}
