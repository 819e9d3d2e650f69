using SkiaSharp;

namespace RuanKao.Portal.Photos;

/// <summary>Cuts the photo out of a decoded picture.</summary>
public static class PhotoComposer
{
    /// <summary>Turns the picture upright and by the frame's turn, and cuts the frame out at the size of the result.</summary>
    public static SKBitmap Cut(SKBitmap decoded, int orientation, PhotoFrame frame)
    {
        var (width, height) = orientation >= 5 ? (decoded.Height, decoded.Width) : (decoded.Width, decoded.Height);
        var picture = new SKBitmap(new SKImageInfo(PhotoRules.ResultWidth, PhotoRules.ResultHeight, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(picture);
        canvas.Clear(SKColors.White);
        canvas.Translate(PhotoRules.ResultWidth / 2f, PhotoRules.ResultHeight / 2f);
        canvas.Scale((float)(PhotoRules.ResultWidth / (frame.Width * width)), (float)(PhotoRules.ResultHeight / (frame.Height * height)));
        canvas.RotateDegrees((float)frame.Turn);
        canvas.Translate((float)(-(frame.X + frame.Width / 2) * width), (float)(-(frame.Y + frame.Height / 2) * height));
        canvas.Concat(Upright(orientation, decoded.Width, decoded.Height));
        decoded.SetImmutable();
        using var image = SKImage.FromBitmap(decoded);
        canvas.DrawImage(image, 0, 0, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        return picture;
    }

    /// <summary>The whole picture upright, no higher or wider than this.</summary>
    public static SKBitmap Upright(SKBitmap decoded, int orientation, int longest)
    {
        var (width, height) = orientation >= 5 ? (decoded.Height, decoded.Width) : (decoded.Width, decoded.Height);
        var scale = Math.Min(1f, longest / (float)Math.Max(width, height));
        var picture = new SKBitmap(new SKImageInfo(Math.Max(1, (int)(width * scale)), Math.Max(1, (int)(height * scale)), SKColorType.Rgba8888, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(picture);
        canvas.Scale(scale);
        canvas.Concat(Upright(orientation, decoded.Width, decoded.Height));
        decoded.SetImmutable();
        using var image = SKImage.FromBitmap(decoded);
        canvas.DrawImage(image, 0, 0, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        return picture;
    }

    /// <summary>From stored to seen, by the eight orientations of EXIF 2.3, 4.6.4.</summary>
    public static SKMatrix Upright(int orientation, int width, int height) => orientation switch
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
}
