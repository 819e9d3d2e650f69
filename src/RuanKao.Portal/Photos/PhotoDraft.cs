namespace RuanKao.Portal.Photos;

/// <summary>
/// One run of the photo tool: the upload, how it was made into a photo, and the outcome. An account has one, the next replaces it, and it expires;
/// it lies in the database so that whichever instance answers next can go on with it.
/// </summary>
public sealed class PhotoDraft
{
    /// <summary>Another with every result, so that a page never uses a picture it does not show.</summary>
    public Guid Id { get; init; } = Guid.NewGuid();

    /// <summary>Stays the same while the same upload is worked on.</summary>
    public required Guid SourceId { get; init; }

    public required Guid UserId { get; init; }

    public required DateTime MadeAt { get; init; }

    /// <summary>The upload without its metadata.</summary>
    public required byte[] Original { get; init; }

    /// <summary>The length of the upload with its metadata, in bytes: the rule speaks of that.</summary>
    public required int UploadedBytes { get; init; }

    /// <summary>As JSON: <see cref="PhotoRecipe"/> without its mask.</summary>
    public required string Recipe { get; init; }

    public required byte[] Processed { get; init; }

    /// <summary>Nothing was refused.</summary>
    public required bool Accepted { get; init; }

    /// <summary>As JSON: <see cref="PhotoFindings"/>.</summary>
    public required string Findings { get; init; }

    /// <summary>The rules it was judged by, as JSON: <see cref="PhotoSettings"/>; empty for the manual's.</summary>
    public string Rules { get; init; } = "";

    /// <summary>What was done to the upload, in words, one a line.</summary>
    public required string Changes { get; init; }

    public required string ConsentVersion { get; init; }
}
