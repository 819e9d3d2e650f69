namespace RuanKao.Portal.Photos;

/// <summary>What becomes of a finding: as the rule says, never more than a warning, or only measured.</summary>
public enum PhotoStrictness
{
    Refuse,
    Warn,
    Measure,
}

/// <summary>What an institution may set for itself; the defaults are the manual's.</summary>
public sealed record PhotoSettings
{
    public static readonly PhotoSettings Default = new();

    public int MoreThanBytes { get; init; } = PhotoRules.MoreThanBytes;

    public int MinimumWidth { get; init; } = PhotoRules.MinimumWidth;

    public int MinimumHeight { get; init; } = PhotoRules.MinimumHeight;

    /// <summary>Off where an institution takes photos before another ground.</summary>
    public bool WhiteBackground { get; init; } = true;

    /// <summary>Whether the tool may make the ground white.</summary>
    public bool Replacement { get; init; } = true;

    public PhotoStrictness Enlarged { get; init; }

    public PhotoStrictness Colour { get; init; }

    public PhotoStrictness Sharpness { get; init; }

    public PhotoStrictness Exposure { get; init; }

    /// <summary>The head is never more than a hint; it can be switched to a measurement.</summary>
    public PhotoStrictness Head { get; init; } = PhotoStrictness.Warn;

    /// <summary>What the file must be, for the hint above the upload.</summary>
    public string FileWords => "JPG 格式，" + (MoreThanBytes > 0 ? $"大于 {MoreThanBytes / 1024} KB，" : "") + SizeWords;

    public string SizeWords => $"不小于 {MinimumWidth}×{MinimumHeight} 像素";

    /// <summary>白底 where a white ground is asked.</summary>
    public string GroundWords => WhiteBackground ? "白底彩色证件照" : "彩色证件照";

    /// <summary>The finding as this institution takes it.</summary>
    public PhotoFinding Judge(PhotoFinding finding) => StrictnessOf(finding.Code) switch
    {
        PhotoStrictness.Warn when finding.Verdict == PhotoVerdict.Refuse => finding with { Verdict = PhotoVerdict.Warn },
        PhotoStrictness.Measure when finding.Verdict != PhotoVerdict.Pass => finding with { Verdict = PhotoVerdict.Pass, Words = "" },
        _ => finding,
    };

    /// <summary>Whether what passed under these settings would pass under the others.</summary>
    public bool IsAtLeast(PhotoSettings others) =>
        MoreThanBytes >= others.MoreThanBytes && MinimumWidth >= others.MinimumWidth && MinimumHeight >= others.MinimumHeight
        && (WhiteBackground || !others.WhiteBackground) && (!Replacement || others.Replacement)
        && Enlarged <= others.Enlarged && Colour <= others.Colour && Sharpness <= others.Sharpness && Exposure <= others.Exposure;

    private PhotoStrictness StrictnessOf(PhotoCheck check) => check switch
    {
        PhotoCheck.Enlarged => Enlarged,
        PhotoCheck.Colour => Colour,
        PhotoCheck.Sharpness => Sharpness,
        PhotoCheck.Exposure => Exposure,
        PhotoCheck.Head => Head,
        _ => PhotoStrictness.Refuse,
    };
}
