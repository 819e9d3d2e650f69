namespace RuanKao.Portal.Photos;

/// <summary>The numbers by which a photo is judged and made, each with where it comes from.</summary>
public static class PhotoRules
{
    /// <summary>Manual (云南 2023), photo requirements: a JPG of more than 30 KB.</summary>
    public const int MoreThanBytes = 30 * 1024;

    /// <summary>Manual, photo requirements: not smaller than 295×413 pixels.</summary>
    public const int MinimumWidth = 295;
    public const int MinimumHeight = 413;

    /// <summary>Manual, photo tool: what it saves has 295×413 pixels and about 10 KB.</summary>
    public const int ResultWidth = 295;
    public const int ResultHeight = 413;
    public const int ResultBytes = 10 * 1024;

    /// <summary>Below this quality a face shows blocks: the result is rather larger than worse.</summary>
    public const int LowestQuality = 20;
    public const int HighestQuality = 95;

    /// <summary>Own limits, against files that are small on disk and gigabytes in memory.</summary>
    public const int MaximumBytes = 10 * 1024 * 1024;
    public const int MaximumSide = 8_000;
    public const long MaximumPixels = 40_000_000;
    public const int MaximumMaskBytes = 1024 * 1024;
    public const int MaximumMaskSide = 2_048;

    /// <summary>How often an account may have a photo processed within an hour: every new crop counts, so this is far above what a patient person needs.</summary>
    public const int AllowanceRuns = 60;
    public static readonly TimeSpan AllowancePeriod = TimeSpan.FromHours(1);

    /// <summary>A run of the tool that nobody finished is over after this time.</summary>
    public static readonly TimeSpan DraftLife = TimeSpan.FromHours(24);

    /// <summary>A processed photo has about 10 KB; saved anew at the highest quality it stays below this.</summary>
    public const int MaximumCopyBytes = 400 * 1024;

    /// <summary>Measured on 35 pictures: a pixel is white when its darkest part reaches 225 and its parts differ by at most 18;
    /// white and off-white walls gave shares of 0.99 and more, windows and shadows at most 0.83.</summary>
    public const int WhiteLevel = 225;
    public const int WhiteSpread = 18;
    public const double WhiteShare = 0.97;
    public const double DoubtfulWhiteShare = 0.90;

    /// <summary>Where the wall is looked for: the upper 8 percent, and 8 percent at each side down to 45 percent of the height.</summary>
    public const double StripShare = 0.08;
    public const double StripDepth = 0.45;

    /// <summary>Measured: a pixel has colour when its parts differ by more than 12; grey photos have a share of 0.00, colour photos 0.62 and more.</summary>
    public const int ColourSpread = 12;
    public const double GreyShare = 0.02;
    public const double DoubtfulColourShare = 0.15;

    /// <summary>When more is cut off in height than in width, this part of it goes from above, the rest from below: the head stays.</summary>
    public const double CutAbove = 0.3;
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
}
