using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace RuanKao.Portal.Payments.WeChatPay;

/// <summary>WECHATPAY2-SHA256-RSA2048: lines each ended by a line feed, the last one too.</summary>
public static class WeChatPaySignature
{
    public const string Scheme = "WECHATPAY2-SHA256-RSA2048";

    /// <summary>A message older or newer than this is a replay or comes from a wrong clock.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(300);

    /// <summary>The Authorization header of one request; the body must be the very text that is sent.</summary>
    public static string Authorization(WeChatPayAccount merchant, string method, string pathAndQuery, string body, DateTime now, string nonce)
    {
        var timestamp = new DateTimeOffset(now).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = Sign(merchant, $"{method}\n{pathAndQuery}\n{timestamp}\n{nonce}\n{body}\n");
        return $"{Scheme} mchid=\"{merchant.MchId}\",nonce_str=\"{nonce}\",signature=\"{signature}\",timestamp=\"{timestamp}\",serial_no=\"{merchant.MerchantSerialNumber}\"";
    }

    public static string Sign(WeChatPayAccount merchant, string text)
    {
        using var key = MerchantKey.Private(merchant.PrivateKeyText);
        return Convert.ToBase64String(key.SignData(Encoding.UTF8.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    /// <summary>Whether an answer or a notice is WeChat Pay's. Rubbish (their signature probes too) is simply not.</summary>
    public static bool Verify(IReadOnlyDictionary<string, string> keys, Func<string, string?> header, ReadOnlySpan<byte> body, DateTime now)
    {
        var (timestamp, nonce, signature, serial) = (header("Wechatpay-Timestamp"), header("Wechatpay-Nonce"), header("Wechatpay-Signature"), header("Wechatpay-Serial"));
        if (header("Wechatpay-Signature-Type") is { Length: > 0 } scheme && scheme != Scheme) return false;
        if (nonce is null || signature is null || serial is null || !keys.TryGetValue(serial, out var publicKey)) return false;
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) return false;
        if (Math.Abs(new DateTimeOffset(now).ToUnixTimeSeconds() - seconds) > Window.TotalSeconds) return false;
        var bytes = new byte[1024];
        if (!Convert.TryFromBase64String(signature, bytes, out var length)) return false;
        byte[] message = [.. Encoding.UTF8.GetBytes($"{timestamp}\n{nonce}\n"), .. body, (byte)'\n'];
        return MerchantKey.Verify(publicKey, message, bytes.AsSpan(0, length));
    }
}
