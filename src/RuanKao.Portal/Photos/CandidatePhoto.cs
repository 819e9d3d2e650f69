namespace RuanKao.Portal.Photos;

/// <summary>A photo that passed the checks: the 295×413 JPEG that goes on form and ticket, and the original it was made from. The one used last is the person's current one.</summary>
public sealed class CandidatePhoto
{
    public Guid Id { get; init; } = Guid.NewGuid();

    public required Guid UserId { get; init; }

    public required DateTime KeptAt { get; init; }

    /// <summary>When the person last chose it for registrations; null while it is only kept.</summary>
    public DateTime? UsedAt { get; set; }

    /// <summary>295×413 pixels, about 10 KB, without metadata.</summary>
    public required byte[] Processed { get; init; }

    /// <summary>The upload without its metadata.</summary>
    public required byte[] Original { get; init; }

    /// <summary>SHA-256 of <see cref="Processed"/>, lower-case hex.</summary>
    public required string Sha256 { get; init; }

    /// <summary>What the machine measured, as JSON: <see cref="PhotoFindings"/>.</summary>
    public required string Findings { get; init; }

    /// <summary>The rules it was judged by, as JSON: <see cref="PhotoSettings"/>; empty for the manual's.</summary>
    public string Rules { get; init; } = "";

    /// <summary>What was done to the original, in words, one a line.</summary>
    public string Changes { get; init; } = "";

    /// <summary>The version of the text the person consented to, at <see cref="KeptAt"/> (PIPL art. 29).</summary>
    public required string ConsentVersion { get; init; }
}
