using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace RuanKao.Portal.Persistence;

/// <summary>Configuration section PersonalData: 256-bit keys in Base64. Old keys stay listed so that old rows still open.</summary>
public sealed class PersonalDataOptions : IValidatableObject
{
    public const string Section = "PersonalData";

    [Required]
    public string ActiveKey { get; init; } = "";

    public Dictionary<string, string> Keys { get; init; } = [];

    [Required]
    public string LookupKey { get; init; } = "";

    public IEnumerable<ValidationResult> Validate(ValidationContext context)
    {
        if (!Keys.ContainsKey(ActiveKey)) yield return new("PersonalData:ActiveKey must name one of PersonalData:Keys.");
        foreach (var (name, key) in Keys)
            if (!Is256Bits(key)) yield return new($"PersonalData:Keys:{name} must be 32 bytes in Base64.");
        if (!Is256Bits(LookupKey)) yield return new("PersonalData:LookupKey must be 32 bytes in Base64.");
    }

    private static bool Is256Bits(string text) => Convert.TryFromBase64String(text, new byte[64], out var length) && length == 32;
}

/// <summary>
/// Seals identity numbers and scans at rest (AES-256-GCM, the key's name in front) and makes the keyed hash by which numbers are found again.
/// Every column that holds a sealed value has a name that ends in Sealed.
/// </summary>
public sealed class PersonalDataSeal(IOptions<PersonalDataOptions> options)
{
    /// <summary>Room for a sealed text of up to 100 bytes in the database.</summary>
    public const int SealedLength = 260;

    public const int HashLength = 64;

    private const int NonceLength = 12;
    private const int TagLength = 16;

    /// <summary>What every value sealed by the active key begins with.</summary>
    public string ActivePrefix => options.Value.ActiveKey + ".";

    public string Seal(string text) => options.Value.ActiveKey + "." + Convert.ToBase64String(Close(Encoding.UTF8.GetBytes(text)));

    public string Open(string sealedText)
    {
        var dot = sealedText.IndexOf('.');
        return Encoding.UTF8.GetString(Reopen(sealedText[..dot], Convert.FromBase64String(sealedText[(dot + 1)..])));
    }

    /// <summary>Seals a file: the key's name, a dot, and the box without Base64.</summary>
    public byte[] SealBytes(byte[] file) => [.. Encoding.ASCII.GetBytes(options.Value.ActiveKey + "."), .. Close(file)];

    public byte[] OpenBytes(byte[] sealedFile)
    {
        var dot = sealedFile.AsSpan().IndexOf((byte)'.');
        return Reopen(Encoding.ASCII.GetString(sealedFile, 0, dot), sealedFile.AsSpan(dot + 1));
    }

    /// <summary>The same text and purpose always give the same 64 hex characters; without the key nobody can try numbers against it.</summary>
    public string Hash(string purpose, string text) => Convert.ToHexStringLower(HMACSHA256.HashData(
        Convert.FromBase64String(options.Value.LookupKey), Encoding.UTF8.GetBytes(purpose + "\n" + text)));

    // Nonce, cipher text, tag.
    private byte[] Close(byte[] plain)
    {
        var box = new byte[NonceLength + plain.Length + TagLength];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceLength));
        using var aes = new AesGcm(Key(options.Value.ActiveKey), TagLength);
        aes.Encrypt(box.AsSpan(0, NonceLength), plain, box.AsSpan(NonceLength, plain.Length), box.AsSpan(NonceLength + plain.Length));
        return box;
    }

    private byte[] Reopen(string key, ReadOnlySpan<byte> box)
    {
        var plain = new byte[box.Length - NonceLength - TagLength];
        using var aes = new AesGcm(Key(key), TagLength);
        aes.Decrypt(box[..NonceLength], box.Slice(NonceLength, plain.Length), box[(NonceLength + plain.Length)..], plain);
        return plain;
    }

    private byte[] Key(string name) => options.Value.Keys.TryGetValue(name, out var key) ? Convert.FromBase64String(key)
        : throw new CryptographicException($"No personal data key is named {name}.");
}
