using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace RuanKao.Portal.Audit;

/// <summary>Configuration section Audit: 256-bit keys in Base64, apart from those of personal data. Old keys stay listed so that old links can be checked.</summary>
public sealed class AuditOptions : IValidatableObject
{
    public const string Section = "Audit";

    [Required, StringLength(AuditLink.KeyLength)]
    public string ActiveKey { get; init; } = "";

    public Dictionary<string, string> Keys { get; init; } = [];

    /// <summary>Whether this process seals; any number of processes may.</summary>
    public bool Seals { get; init; } = true;

    public IEnumerable<ValidationResult> Validate(ValidationContext context)
    {
        if (!Keys.ContainsKey(ActiveKey)) yield return new("Audit:ActiveKey must name one of Audit:Keys.");
        foreach (var (name, key) in Keys)
            if (!Convert.TryFromBase64String(key, new byte[64], out var length) || length != 32) yield return new($"Audit:Keys:{name} must be 32 bytes in Base64.");
    }
}

/// <summary>Makes the keyed hashes of the chain. A plain hash could be counted anew by whoever can write to the database; without the key nobody can.</summary>
public sealed class AuditSeal(IOptions<AuditOptions> options)
{
    /// <summary>What stands before the first link.</summary>
    public static readonly string Beginning = new('0', AuditLink.HashLength);

    public string ActiveKey => options.Value.ActiveKey;

    public bool Knows(string key) => options.Value.Keys.ContainsKey(key);

    public string LinkOf(string key, long sequence, string before, DateTime sealedAt, AuditEntry entry) =>
        Hash(key, [.. Encoding.ASCII.GetBytes($"link\n{sequence}\n{before}\n{sealedAt.Ticks}\n"), .. BytesOf(entry)]);

    public string EndOf(string key, long sequence, string hash) => Hash(key, Encoding.ASCII.GetBytes($"end\n{sequence}\n{hash}"));

    /// <summary>Every field of an entry with its length before it: no two entries have the same bytes.</summary>
    public static byte[] BytesOf(AuditEntry entry)
    {
        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory, Encoding.UTF8);
        foreach (var field in new[]
                 {
                     "1", entry.Id.ToString(CultureInfo.InvariantCulture), entry.At.Ticks.ToString(CultureInfo.InvariantCulture), entry.UserId?.ToString("N") ?? "",
                     entry.Role.ToString(), entry.Action, entry.Subject, entry.Why is null ? "" : "=" + entry.Why,
                 }) writer.Write(field);
        writer.Flush();
        return memory.ToArray();
    }

    private string Hash(string key, byte[] bytes) => Convert.ToHexStringLower(HMACSHA256.HashData(Convert.FromBase64String(options.Value.Keys[key]), bytes));
}
