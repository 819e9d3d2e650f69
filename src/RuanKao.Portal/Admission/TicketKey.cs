namespace RuanKao.Portal.Admission;

/// <summary>A pair of keys that signs the codes of tickets (ECDSA P-256). The newest that is not revoked signs; the door trusts all that are not.</summary>
public sealed class TicketKey
{
    public const int NameLength = 6;
    public const int PublicKeyLength = 200;

    /// <summary>1, 2, 3 …; stands in every code that the key signed.</summary>
    public required string Name { get; init; }

    /// <summary>PKCS#8 in Base64, sealed by the personal data key.</summary>
    public required string PrivateKeySealed { get; init; }

    /// <summary>SubjectPublicKeyInfo in Base64, as browsers import it.</summary>
    public required string PublicKey { get; init; }

    public required DateTime CreatedAt { get; init; }

    /// <summary>From then on no door takes what this key signed: those tickets are printed again.</summary>
    public DateTime? RevokedAt { get; set; }
}
