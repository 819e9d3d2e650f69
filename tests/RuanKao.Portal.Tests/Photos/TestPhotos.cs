using RuanKao.Portal.Photos;
using RuanKao.Sandbox.People;
using SkiaSharp;

namespace RuanKao.Portal.Tests.Photos;

/// <summary>Drawn portraits, bent to break one rule each.</summary>
internal static class TestPhotos
{
    public static readonly byte[] Good = DrawnPortrait.Jpeg(3);

    public static byte[] Before(SKColor wall, int seed = 3)
    {
        using var picture = DrawnPortrait.Draw(seed, wall: wall);
        return Jpeg(picture);
    }

    public static byte[] Sized(int width, int height, int quality = 96)
    {
        using var picture = DrawnPortrait.Draw(3, width, height);
        return Jpeg(picture, quality);
    }

    /// <summary>The portrait after something was done to its pixels, each given with its place in parts of width and height.</summary>
    public static byte[] Changed(Func<SKColor, float, float, SKColor> change)
    {
        using var picture = DrawnPortrait.Draw(3);
        var pixels = picture.Pixels;
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = change(pixels[i], i % picture.Width / (float)picture.Width, i / picture.Width / (float)picture.Height);
        }

        picture.Pixels = pixels;
        return Jpeg(picture);
    }

    public static byte[] Grey() => Changed((pixel, _, _) =>
    {
        var grey = (byte)((pixel.Red + pixel.Green + pixel.Blue) / 3);
        return new SKColor(grey, grey, grey);
    });

    public static byte[] As(SKEncodedImageFormat format)
    {
        using var picture = DrawnPortrait.Draw(3);
        using var data = picture.Encode(format, 90);
        return data.ToArray();
    }

    /// <summary>A drawn person stored as a camera held that way stores it.</summary>
    public static byte[] Turned(int seed, int orientation)
    {
        using var upright = DrawnPortrait.Draw(seed, 420, 588);
        using var stored = orientation >= 5 ? new SKBitmap(588, 420) : new SKBitmap(420, 588);
        using (var canvas = new SKCanvas(stored))
        {
            canvas.Concat(PhotoComposer.Upright(orientation, stored.Width, stored.Height).Invert());
            canvas.DrawImage(SKImage.FromBitmap(upright), 0, 0, SKSamplingOptions.Default);
        }

        return WithOrientation(Jpeg(stored, 95), orientation);
    }

    /// <summary>A mask over the whole result: an 8-bit grey PNG of what stands before a wall of this colour in the same drawing.</summary>
    public static byte[] Mask(int seed, int width = 295, int height = 413)
    {
        using var green = DrawnPortrait.Draw(seed, width, height, new SKColor(0, 255, 0));
        using var mask = new SKBitmap(new SKImageInfo(width, height, SKColorType.Gray8, SKAlphaType.Opaque));
        var (from, to) = (green.Pixels, new byte[width * height]);
        for (var i = 0; i < to.Length; i++) to[i] = from[i].Green > 200 && from[i].Red < 90 && from[i].Blue < 90 ? (byte)0 : (byte)255;
        to.CopyTo(mask.GetPixelSpan());
        using var data = mask.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    /// <summary>The file with an EXIF segment that gives this orientation.</summary>
    public static byte[] WithOrientation(byte[] jpeg, int orientation)
    {
        byte[] exif =
        [
            0xFF, 0xE1, 0x00, 0x22, .. "Exif\0\0"u8, .. "MM"u8, 0x00, 0x2A, 0x00, 0x00, 0x00, 0x08,
            0x00, 0x01, 0x01, 0x12, 0x00, 0x03, 0x00, 0x00, 0x00, 0x01, 0x00, (byte)orientation, 0x00, 0x00,
            0x00, 0x00, 0x00, 0x00,
        ];
        return [.. jpeg[..2], .. exif, .. jpeg[2..]];
    }

    /// <summary>A file that claims these dimensions in its header.</summary>
    public static byte[] Claiming(int width, int height)
    {
        var bytes = Good.ToArray();
        for (var i = 2; i < bytes.Length - 9; i++)
        {
            if (bytes[i] == 0xFF && bytes[i + 1] is 0xC0 or 0xC2)
            {
                (bytes[i + 5], bytes[i + 6]) = ((byte)(height >> 8), (byte)height);
                (bytes[i + 7], bytes[i + 8]) = ((byte)(width >> 8), (byte)width);
                return bytes;
            }
        }

        throw new InvalidOperationException("No frame header.");
    }

    /// <summary>The file made exactly this long by bytes after its end, which decoders ignore.</summary>
    public static byte[] OfLength(byte[] jpeg, int length)
    {
        Array.Resize(ref jpeg, length);
        return jpeg;
    }

    /// <summary>At least this long.</summary>
    public static byte[] Padded(byte[] jpeg, int length) => jpeg.Length >= length ? jpeg : OfLength(jpeg, length);

    public static byte[] Jpeg(SKBitmap picture, int quality = 94)
    {
        using var data = picture.Encode(SKEncodedImageFormat.Jpeg, quality);
        return data.ToArray();
    }
}
