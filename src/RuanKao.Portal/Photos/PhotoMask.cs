using System.Buffers.Binary;
using SkiaSharp;

namespace RuanKao.Portal.Photos;

/// <summary>Where the person is in the cut-out picture, from 0 (wall) to 255 (person), one byte a pixel of the result.</summary>
public static class PhotoMask
{
    /// <summary>The first 29 bytes of a PNG: signature, then length, name and body of IHDR (PNG 11.2.2).</summary>
    private const int HeaderLength = 29;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, (byte)'I', (byte)'H', (byte)'D', (byte)'R'];

    /// <summary>Whether a file is a mask by its header: an 8-bit grey PNG of sensible size.</summary>
    public static bool IsMask(ReadOnlySpan<byte> file)
    {
        if (file.Length is < HeaderLength or > PhotoRules.MaximumMaskBytes || !file.StartsWith(Signature)) return false;
        var (width, height) = (BinaryPrimitives.ReadUInt32BigEndian(file[16..]), BinaryPrimitives.ReadUInt32BigEndian(file[20..]));
        return width is >= 16 and <= PhotoRules.MaximumMaskSide && height is >= 16 and <= PhotoRules.MaximumMaskSide && file[24] == 8 && file[25] == 0;
    }

    /// <summary>The mask at the size of the result; null when the file is no mask or does not open.</summary>
    public static byte[]? Read(byte[] file, PhotoFrame given, PhotoFrame cut)
    {
        if (!IsMask(file)) return null;
        using var data = SKData.CreateCopy(file);
        using var codec = SKCodec.Create(data);
        if (codec is null || codec.EncodedFormat != SKEncodedImageFormat.Png) return null;
        using var mask = new SKBitmap(new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Gray8, SKAlphaType.Opaque));
        if (codec.GetPixels(mask.Info, mask.GetPixels()) != SKCodecResult.Success) return null;
        using var fitted = new SKBitmap(new SKImageInfo(PhotoRules.ResultWidth, PhotoRules.ResultHeight, SKColorType.Gray8, SKAlphaType.Opaque));
        using (var canvas = new SKCanvas(fitted))
        {
            // The mask covers the frame as it was given; the cut may be a little narrower, to keep the shape.
            canvas.Scale((float)(PhotoRules.ResultWidth / cut.Width), (float)(PhotoRules.ResultHeight / cut.Height));
            canvas.Translate((float)(given.X - cut.X), (float)(given.Y - cut.Y));
            using var image = SKImage.FromBitmap(mask);
            canvas.DrawImage(image, new SKRect(0, 0, (float)given.Width, (float)given.Height), new SKSamplingOptions(SKCubicResampler.Mitchell));
        }

        return fitted.GetPixelSpan().ToArray();
    }
}
