using SkiaSharp;

namespace RuanKao.Portal.Photos;

/// <summary>Writes the finished picture as a JPEG of about 10 KB without metadata.</summary>
public static class PhotoEncoder
{
    /// <summary>The JPEG, and whether noise had to be taken out of it to make it fit.</summary>
    public static (byte[] Jpeg, bool Denoised) Encode(SKBitmap picture)
    {
        var jpeg = Search(picture);
        if (jpeg.Length <= PhotoRules.ResultBytes) return (jpeg, false);
        using var calm = PhotoNoise.Reduced(picture);
        var smaller = Search(calm);
        return smaller.Length < jpeg.Length ? (smaller, true) : (jpeg, false);
    }

    /// <summary>The best quality that fits, or the lowest bearable one when none does.</summary>
    private static byte[] Search(SKBitmap picture)
    {
        using var pixels = picture.PeekPixels();
        var (low, high) = (PhotoRules.LowestQuality, PhotoRules.HighestQuality);
        var best = Encode(pixels, low);
        while (best.Length <= PhotoRules.ResultBytes && low < high)
        {
            var middle = (low + high + 1) / 2;
            var tried = Encode(pixels, middle);
            if (tried.Length <= PhotoRules.ResultBytes)
            {
                (best, low) = (tried, middle);
            }
            else
            {
                high = middle - 1;
            }
        }

        return best;
    }

    private static byte[] Encode(SKPixmap pixels, int quality)
    {
        using var jpeg = pixels.Encode(new SKJpegEncoderOptions(quality, SKJpegEncoderDownsample.Downsample420, SKJpegEncoderAlphaOption.Ignore))
            ?? throw new InvalidOperationException("The photo could not be encoded.");
        return jpeg.ToArray();
    }
}
