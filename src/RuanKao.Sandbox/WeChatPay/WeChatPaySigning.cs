using System.Security.Cryptography;
using System.Text;

namespace RuanKao.Sandbox.WeChatPay;

/// <summary>WECHATPAY2-SHA256-RSA2048 and AEAD_AES_256_GCM as the platform does them.</summary>
internal static class WeChatPaySigning
{
    public const string Scheme = "WECHATPAY2-SHA256-RSA2048";

    /// <summary>Five lines, each ended: what a merchant signs.</summary>
    public static string RequestText(string method, string target, string timestamp, string nonce, string body) =>
        $"{method}\n{target}\n{timestamp}\n{nonce}\n{body}\n";

    /// <summary>Three lines, each ended: what the platform signs.</summary>
    public static string AnswerText(string timestamp, string nonce, string body) => $"{timestamp}\n{nonce}\n{body}\n";

    public static bool Verify(string text, string signature, string publicKey)
    {
        var bytes = new byte[signature.Length];
        if (!Convert.TryFromBase64String(signature, bytes, out var length))
            return false;
        using var rsa = RSA.Create();
        rsa.ImportFromPem(publicKey);
        return rsa.VerifyData(Encoding.UTF8.GetBytes(text), bytes.AsSpan(0, length), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    /// <summary>The headers that prove an answer or a notice.</summary>
    public static Dictionary<string, string> Headers(string platformKey, string serial, long unixSeconds, string body)
    {
        using var rsa = RSA.Create();
        rsa.ImportFromPem(platformKey);
        var (timestamp, nonce) = (unixSeconds.ToString(), Nonce(32));
        var text = Encoding.UTF8.GetBytes(AnswerText(timestamp, nonce, body));
        return new Dictionary<string, string>
        {
            ["Wechatpay-Timestamp"] = timestamp,
            ["Wechatpay-Nonce"] = nonce,
            ["Wechatpay-Signature"] = Convert.ToBase64String(rsa.SignData(text, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)),
            ["Wechatpay-Serial"] = serial,
            ["Wechatpay-Signature-Type"] = Scheme,
        };
    }

    /// <summary>Encrypted bytes followed by the 16 bytes of the tag, in Base64.</summary>
    public static string Encrypt(string plain, string apiV3Key, string nonce, string associatedData)
    {
        var input = Encoding.UTF8.GetBytes(plain);
        var output = new byte[input.Length + 16];
        using var gcm = new AesGcm(Encoding.UTF8.GetBytes(apiV3Key), 16);
        gcm.Encrypt(Encoding.UTF8.GetBytes(nonce), input, output.AsSpan(0, input.Length), output.AsSpan(input.Length),
            Encoding.UTF8.GetBytes(associatedData));
        return Convert.ToBase64String(output);
    }

    public static string Nonce(int length) =>
        RandomNumberGenerator.GetString("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", length);
}
