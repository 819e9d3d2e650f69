using SkiaSharp;

namespace RuanKao.Portal.Photos;

/// <summary>Makes of an uploaded file the picture that goes on form and ticket: upright, 295×413, about 10 KB, without metadata; and judges it on the way.</summary>
public static class PhotoProcessor
{
    /// <summary>Decoding at twice the size needed would be finer to no visible end; below this factor detail is lost.</summary>
    private const float DecodeFactor = 1.5f;

    public static ExaminedPhoto Examine(byte[] file, PhotoSettings settings)
    {
        var header = JpegInspection.Read(file);
        var findings = PhotoChecks.OfFile(header, file.Length, settings).ToList();
        if (!PhotoChecks.MayDecode(header, file.Length))
        {
            return new ExaminedPhoto(findings, null);
        }

        using var decoded = Decode(file, header, out var fault);
        if (decoded is null)
        {
            findings.Add(PhotoChecks.Broken(fault));
            return new ExaminedPhoto(findings, null);
        }

        using var picture = Frame(decoded, header.Orientation);
        findings.AddRange(PhotoChecks.OfPicture(picture, settings));
        if (findings.Any(finding => finding.Verdict == PhotoVerdict.Refuse))
        {
            return new ExaminedPhoto(findings, null);
        }

        var jpeg = Encode(picture);
        findings.Add(PhotoChecks.ResultSize(jpeg.Length));
        return new ExaminedPhoto(findings, jpeg);
    }

    private static SKBitmap? Decode(byte[] file, JpegInspection header, out string fault)
    {
        fault = "打不开";
        using var data = SKData.CreateCopy(file);
        using var codec = SKCodec.Create(data);
        if (codec is null || codec.EncodedFormat != SKEncodedImageFormat.Jpeg)
        {
            return null;
        }

        var size = DecodeSize(codec, header.Orientation >= 5);
        // Camera colours become sRGB here, because the result carries no profile (one would be 5 percent of it).
        using var srgb = SKColorSpace.CreateSrgb();
        var bitmap = new SKBitmap();
        if (bitmap.TryAllocPixels(new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Opaque, srgb)))
        {
            var outcome = codec.GetPixels(bitmap.Info, bitmap.GetPixels());
            if (outcome == SKCodecResult.Success)
            {
                return bitmap;
            }

            fault = outcome == SKCodecResult.IncompleteInput ? "后半部分缺失" : fault;
        }

        bitmap.Dispose();
        return null;
    }

    /// <summary>The smallest eighth of the picture that still has enough pixels: a JPEG is decoded at such a size in a fraction of the time.</summary>
    private static SKSizeI DecodeSize(SKCodec codec, bool lying)
    {
        for (var eighths = 1; eighths < 8; eighths++)
        {
            var size = codec.GetScaledDimensions(eighths / 8f);
            var (width, height) = lying ? (size.Height, size.Width) : (size.Width, size.Height);
            if (width >= PhotoRules.ResultWidth * DecodeFactor && height >= PhotoRules.ResultHeight * DecodeFactor)
            {
                return size;
            }
        }

        return new SKSizeI(codec.Info.Width, codec.Info.Height);
    }

    /// <summary>Turns the picture upright and cuts it to the shape of the result: from both sides alike, from above less than from below.</summary>
    private static SKBitmap Frame(SKBitmap decoded, int orientation)
    {
        var (width, height) = orientation >= 5 ? (decoded.Height, decoded.Width) : (decoded.Width, decoded.Height);
        var scale = Math.Max(PhotoRules.ResultWidth / (float)width, PhotoRules.ResultHeight / (float)height);
        var picture = new SKBitmap(new SKImageInfo(PhotoRules.ResultWidth, PhotoRules.ResultHeight, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(picture);
        canvas.Clear(SKColors.White);
        canvas.Translate(
            (PhotoRules.ResultWidth - width * scale) / 2,
            (PhotoRules.ResultHeight - height * scale) * PhotoRules.CutAbove);
        canvas.Scale(scale);
        canvas.Concat(Upright(orientation, decoded.Width, decoded.Height));
        decoded.SetImmutable();
        using var image = SKImage.FromBitmap(decoded);
        canvas.DrawImage(image, 0, 0, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        return picture;
    }

    /// <summary>From stored to seen, by the eight orientations of EXIF 2.3, 4.6.4.</summary>
    private static SKMatrix Upright(int orientation, int width, int height) => orientation switch
    {
        2 => new SKMatrix(-1, 0, width, 0, 1, 0, 0, 0, 1),
        3 => new SKMatrix(-1, 0, width, 0, -1, height, 0, 0, 1),
        4 => new SKMatrix(1, 0, 0, 0, -1, height, 0, 0, 1),
        5 => new SKMatrix(0, 1, 0, 1, 0, 0, 0, 0, 1),
        6 => new SKMatrix(0, -1, height, 1, 0, 0, 0, 0, 1),
        7 => new SKMatrix(0, -1, height, -1, 0, width, 0, 0, 1),
        8 => new SKMatrix(0, 1, 0, -1, 0, width, 0, 0, 1),
        _ => SKMatrix.Identity,
    };

    /// <summary>The best quality that fits, or the lowest bearable one when none does.</summary>
    private static byte[] Encode(SKBitmap picture)
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
