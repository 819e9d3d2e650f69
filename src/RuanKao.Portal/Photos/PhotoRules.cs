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
    /// <summary>A decoder goes over every pixel once a scan; 200 million take half a second. Ten scans of a 20-megapixel picture fit; a scan repeated a hundred times does not.</summary>
    public const long MaximumScannedPixels = 200_000_000;

    /// <summary>However small the chosen part, no more is decoded than this: 64 MB in memory.</summary>
    public const int MaximumDecodedPixels = 16_000_000;
    public const int MaximumScans = 64;

    /// <summary>Waiting for a place to decode: how long, how many in all, how many of one account.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(20);
    public const int MostWaiting = 200;
    public const int MostWaitingOfOne = 3;

    public const int MaximumMaskBytes = 1024 * 1024;
    public const int MaximumMaskSide = 2_048;

    /// <summary>How often an account may have a photo processed within an hour: every new crop counts, so this is far above what a patient person needs.</summary>
    public const int AllowanceRuns = 60;
    public static readonly TimeSpan AllowancePeriod = TimeSpan.FromHours(1);

    /// <summary>A run of the tool that nobody finished is over after this time.</summary>
    public static readonly TimeSpan DraftLife = TimeSpan.FromHours(24);

    /// <summary>A photo that hangs on no registration is erased this long after it was kept or used last.</summary>
    public static readonly TimeSpan UnusedLife = TimeSpan.FromDays(180);

    /// <summary>A copy saved anew differs from its photo, at a quarter of the size, by at most this much light in the mean; another photo of the same person by 10 and more.</summary>
    public const double CopyDifference = 3;

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

    /// <summary>
    /// Enlargement and softness, measured on 132 natural cuts (23 pictures, qualities 92, 80, 65) and 1,188 enlarged ones (1.5, 2 and 3 times, three kinds):
    /// natural -0.29 in the middle and -0.57 at the softest twentieth, none of the portrait-like below -0.50; of those enlarged twice 77 % lie below -0.62
    /// (portrait-like 96 %), three times 93 % (100 %), one and a half times 34 % (48 %), which nobody asks for.
    /// </summary>
    public const double EnlargedSoftness = -0.62;
    public const double DoubtfulSoftness = -0.50;

    /// <summary>The trace of regular enlarging: natural pictures 1.6 to 4.8, enlarged three times 5 to 30. With it a little softness is enough, where the pixels are many.</summary>
    public const double EnlargedPeriod = 6;
    public const double EnlargedPeriodSoftness = -0.45;
    public const int EnlargedPeriodWidth = 500;

    /// <summary>Up to these sizes a picture is decoded pixel by pixel, so that traces of enlarging are not lost.</summary>
    public const int UnscaledWidth = 900;
    public const int UnscaledPixels = 2_500_000;

    /// <summary>Sharpness in the head box at 295×413: natural portraits 400 and more, blurred over one pixel 30 to 120, over two pixels below 20.</summary>
    public const double BlurredEdges = 20;
    public const double DoubtfulEdges = 90;

    /// <summary>The head box: where the face is when the head has two thirds of the frame, in fractions of the result.</summary>
    public const double HeadLeft = 0.22, HeadRight = 0.78, HeadTop = 0.12, HeadBottom = 0.72;
    public const double FaceLeft = 0.32, FaceRight = 0.68, FaceTop = 0.30, FaceBottom = 0.62;

    /// <summary>Exposure of the face box. Dark skin rightly exposed has highlights above 75; a face against the light has none. Burnt out is luma from 252.</summary>
    public const int DarkHighlight = 45;
    public const int DoubtfulHighlight = 75;
    public const int BurntLevel = 252;
    public const double BurntShare = 0.25;
    public const double DoubtfulBurntShare = 0.08;
    public const double LeastFace = 0.4;
    public const int FlatContrast = 25;
    public const int DoubtfulContrast = 45;

    /// <summary>Manual: the head has 2/3 of the frame. Measured from crown to neck on 25 drawn heads within -5 to +7 points, so that 0.5 to 0.8 passes.</summary>
    public const double HeadShare = 0.66;
    public const double SmallestHead = 0.50;
    public const double LargestHead = 0.80;
    public const double OffCentre = 0.08;
    public const double AboveHead = 0.09;

    /// <summary>The head is looked for only where at least so much of the wall's strips is of one colour.</summary>
    public const int WallDistance = 30;

    /// <summary>A nearly white wall that may be cleaned up without a mask: at least this light, at most this coloured, and this far from its own middle colour.</summary>
    public const int CleanLevel = 185;
    public const int CleanSpread = 40;
    public const int CleanDistance = 42;
}
