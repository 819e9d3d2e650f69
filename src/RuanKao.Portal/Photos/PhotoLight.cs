using SkiaSharp;

namespace RuanKao.Portal.Photos;

/// <summary>Light and colour of a finished picture, measured in one pass. Shares are 0 to 1, light is luma 0 to 255.</summary>
public sealed record PhotoLight
{
    /// <summary>The share of pixels that have colour.</summary>
    public double Coloured { get; init; }

    /// <summary>The share of the wall's strips (above, and at both sides) that is white.</summary>
    public double WallWhite { get; init; }

    /// <summary>The share of the wall's strips that is close to their mean colour.</summary>
    public double WallEven { get; init; }

    public (double Red, double Green, double Blue) WallMean { get; init; }

    /// <summary>The luma that a tenth of the face box exceeds.</summary>
    public int FaceHighlight { get; init; }

    /// <summary>The share of the face box that is burnt out.</summary>
    public double FaceBurnt { get; init; }

    /// <summary>From the darkest twentieth of the face box to the lightest.</summary>
    public int FaceContrast { get; init; }

    /// <param name="picture">The finished picture.</param>
    /// <param name="behind">The wall behind the head: a head beside the middle must not be taken for burnt out because of it.</param>
    public static PhotoLight Of(SKBitmap picture, PhotoWall behind)
    {
        var (width, height) = (picture.Width, picture.Height);
        var pixels = picture.GetPixelSpan();
        var (top, depth, side) = ((int)(height * PhotoRules.StripShare), (int)(height * PhotoRules.StripDepth), (int)(width * PhotoRules.StripShare));
        var face = new SKRectI((int)(width * PhotoRules.FaceLeft), (int)(height * PhotoRules.FaceTop), (int)(width * PhotoRules.FaceRight), (int)(height * PhotoRules.FaceBottom));
        var (coloured, wall, white, red, green, blue) = (0, 0, 0, 0L, 0L, 0L);
        Span<int> lumas = stackalloc int[256], all = stackalloc int[256];
        lumas.Clear();
        all.Clear();
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var pixel = pixels.Slice((y * width + x) * 4, 3);
                var (low, high) = (Math.Min(pixel[0], Math.Min(pixel[1], pixel[2])), Math.Max(pixel[0], Math.Max(pixel[1], pixel[2])));
                if (high - low > PhotoRules.ColourSpread) coloured++;
                if (IsWall(x, y))
                {
                    wall++;
                    if (low >= PhotoRules.WhiteLevel && high - low <= PhotoRules.WhiteSpread) white++;
                    (red, green, blue) = (red + pixel[0], green + pixel[1], blue + pixel[2]);
                }

                if (!face.Contains(x, y)) continue;
                var luma = (int)PhotoPlane.Luma(pixel[0], pixel[1], pixel[2]);
                all[luma]++;
                if (!behind.Is(x, y)) lumas[luma]++;
            }
        }

        (double Red, double Green, double Blue) mean = (red / (double)wall, green / (double)wall, blue / (double)wall);
        // Hardly anything before the wall: then the face itself has run into it.
        if (Sum(lumas, 0) < Sum(all, 0) * PhotoRules.LeastFace) all.CopyTo(lumas);
        var (burnt, count) = (Sum(lumas, PhotoRules.BurntLevel), (double)Sum(lumas, 0));
        return new()
        {
            Coloured = coloured / (double)(width * height), WallWhite = white / (double)wall, WallMean = mean, WallEven = Even(pixels, mean) / (double)wall,
            FaceHighlight = Reached(lumas, count * 0.90), FaceBurnt = burnt / count, FaceContrast = Reached(lumas, count * 0.95) - Reached(lumas, count * 0.05),
        };

        bool IsWall(int x, int y) => y < depth && (y < top || x < side || x >= width - side);

        int Even(ReadOnlySpan<byte> from, (double Red, double Green, double Blue) around)
        {
            var even = 0;
            for (var y = 0; y < depth; y++)
            {
                for (var x = 0; x < width; x++)
                {
                    if (!IsWall(x, y)) continue;
                    var pixel = from.Slice((y * width + x) * 4, 3);
                    var (r, g, b) = (pixel[0] - around.Red, pixel[1] - around.Green, pixel[2] - around.Blue);
                    if (r * r + g * g + b * b <= PhotoRules.WallDistance * PhotoRules.WallDistance) even++;
                }
            }

            return even;
        }
    }

    private static int Sum(ReadOnlySpan<int> histogram, int from)
    {
        var sum = 0;
        foreach (var count in histogram[from..]) sum += count;
        return sum;
    }

    private static int Reached(ReadOnlySpan<int> histogram, double count)
    {
        double seen = 0;
        for (var luma = 0; luma < 256; luma++)
        {
            seen += histogram[luma];
            if (seen >= count) return luma;
        }

        return 255;
    }
}
