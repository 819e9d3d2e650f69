using SkiaSharp;

namespace RuanKao.Portal.Documents;

/// <summary>Makes of an uploaded scan of a document a picture of its own: upright, no larger than is needed to read it, JPEG, with nothing of the file but its pixels.</summary>
public static class ScanPicture
{
    /// <summary>The longer side of the result; an identity card at this size shows every digit.</summary>
    public const int LongestSide = 2400;

    /// <summary>More is no camera's picture of a card but a bomb: 64 megapixels decode to 256 MB.</summary>
    public const int MostPixels = 64_000_000;

    public const int ShortestSide = 300;
    private const int Quality = 85;

    // One at a time: a scan may need a quarter of a gigabyte while it is decoded.
    private static readonly SemaphoreSlim Gate = new(1);

    /// <summary>It begins as a JPEG or PNG does.</summary>
    public static bool IsOne(ReadOnlySpan<byte> file) => file.StartsWith<byte>([0xFF, 0xD8, 0xFF]) || file.StartsWith<byte>([0x89, (byte)'P', (byte)'N', (byte)'G']);

    /// <summary>The JPEG, or null and what is wrong in words. Judges by content; the name and the stated type of the file count for nothing.</summary>
    public static async Task<(byte[]? Jpeg, string? Fault)> MakeAsync(byte[] file, CancellationToken ct)
    {
        await Gate.WaitAsync(ct);
        try
        {
            return await Task.Run(() => (Make(file, out var fault), fault), ct);
        }
        finally
        {
            Gate.Release();
        }
    }

    private static byte[]? Make(byte[] file, out string? fault)
    {
        fault = null;
        if (!IsOne(file))
        {
            fault = file.Length == 0 ? "文件是空的，请重新选择" : "只能上传 JPG 或 PNG 图片；其他格式请拍照或截图后再上传";
            return null;
        }
        using var data = SKData.CreateCopy(file);
        using var codec = SKCodec.Create(data);
        if (codec is null || codec.EncodedFormat is not (SKEncodedImageFormat.Jpeg or SKEncodedImageFormat.Png))
        {
            fault = "图片打不开，请重新拍照或另存后再上传";
            return null;
        }
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        if ((long)width * height > MostPixels)
        {
            fault = $"图片太大（{width}×{height} 像素），请缩小后再上传";
            return null;
        }
        if (Math.Min(width, height) < ShortestSide)
        {
            fault = $"图片太小（{width}×{height} 像素），看不清证件，请上传原图";
            return null;
        }
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Premul));
        if (codec.GetPixels(bitmap.Info, bitmap.GetPixels()) != SKCodecResult.Success)
        {
            fault = "图片不完整或已损坏，请重新拍照或另存后再上传";
            return null;
        }
        return Draw(bitmap, codec.EncodedOrigin);
    }

    private static byte[] Draw(SKBitmap bitmap, SKEncodedOrigin origin)
    {
        var lies = origin is SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom or SKEncodedOrigin.LeftBottom;
        var (width, height) = lies ? (bitmap.Height, bitmap.Width) : (bitmap.Width, bitmap.Height);
        var scale = Math.Min(1f, LongestSide / (float)Math.Max(width, height));
        using var picture = new SKBitmap(new SKImageInfo(Math.Max(1, (int)(width * scale)), Math.Max(1, (int)(height * scale)), SKColorType.Rgba8888, SKAlphaType.Opaque));
        using (var canvas = new SKCanvas(picture))
        {
            canvas.Clear(SKColors.White);
            canvas.Scale(scale);
            canvas.Concat(Upright(origin, bitmap.Width, bitmap.Height));
            bitmap.SetImmutable();
            using var image = SKImage.FromBitmap(bitmap);
            canvas.DrawImage(image, 0, 0, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        }
        using var pixels = picture.PeekPixels();
        using var jpeg = pixels.Encode(new SKJpegEncoderOptions(Quality, SKJpegEncoderDownsample.Downsample420, SKJpegEncoderAlphaOption.Ignore))
            ?? throw new InvalidOperationException("The scan could not be encoded.");
        return jpeg.ToArray();
    }

    // From stored to seen, by the eight orientations of EXIF 2.3, 4.6.4.
    private static SKMatrix Upright(SKEncodedOrigin origin, int width, int height) => origin switch
    {
        SKEncodedOrigin.TopRight => new SKMatrix(-1, 0, width, 0, 1, 0, 0, 0, 1),
        SKEncodedOrigin.BottomRight => new SKMatrix(-1, 0, width, 0, -1, height, 0, 0, 1),
        SKEncodedOrigin.BottomLeft => new SKMatrix(1, 0, 0, 0, -1, height, 0, 0, 1),
        SKEncodedOrigin.LeftTop => new SKMatrix(0, 1, 0, 1, 0, 0, 0, 0, 1),
        SKEncodedOrigin.RightTop => new SKMatrix(0, -1, height, 1, 0, 0, 0, 0, 1),
        SKEncodedOrigin.RightBottom => new SKMatrix(0, -1, height, -1, 0, width, 0, 0, 1),
        SKEncodedOrigin.LeftBottom => new SKMatrix(0, 1, 0, -1, 0, width, 0, 0, 1),
        _ => SKMatrix.Identity,
    };
}
