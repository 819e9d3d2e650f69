using System.Security.Cryptography;
using System.Text;

namespace RuanKao.Portal.Payments.WeChatPay;

/// <summary>AEAD_AES_256_GCM with the APIv3 key: what notices carry inside.</summary>
public static class WeChatPayCipher
{
    public const int KeyLength = 32;
    private const int TagLength = 16;
    private const int NonceLength = 12;

    /// <summary>Null where it was not sealed with this key, or was changed on the way.</summary>
    public static string? Open(string apiV3Key, string? nonce, string? associatedData, string? ciphertext)
    {
        var box = new byte[(ciphertext?.Length ?? 0) * 3 / 4 + 3];
        if (nonce is null || Encoding.UTF8.GetByteCount(nonce) != NonceLength || ciphertext is null
            || !Convert.TryFromBase64String(ciphertext, box, out var length) || length < TagLength) return null;
        var plain = new byte[length - TagLength];
        using var aes = new AesGcm(Encoding.UTF8.GetBytes(apiV3Key), TagLength);
        try
        {
            aes.Decrypt(Encoding.UTF8.GetBytes(nonce), box.AsSpan(0, length - TagLength), box.AsSpan(length - TagLength, TagLength), plain, Encoding.UTF8.GetBytes(associatedData ?? ""));
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
        return Encoding.UTF8.GetString(plain);
    }
}
