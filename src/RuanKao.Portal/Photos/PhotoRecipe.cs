using System.Globalization;
using System.Text.Json;

namespace RuanKao.Portal.Photos;

/// <summary>
/// The part of a picture that becomes the photo: a rectangle in fractions of the upright picture (after EXIF orientation, before turning), and
/// by how many degrees the picture is turned clockwise about the rectangle's centre before it is cut. It may reach beyond the edge; what lies there is white.
/// </summary>
public sealed record PhotoFrame(double X, double Y, double Width, double Height, double Turn = 0)
{
    private const double Shape = PhotoRules.ResultWidth / (double)PhotoRules.ResultHeight;

    /// <summary>Numbers a person could mean: a rectangle of some size that touches the picture, turned at most half round.</summary>
    public bool IsSensible =>
        X is >= -1 and <= 2 && Y is >= -1 and <= 2 && Width is >= 0.01 and <= 3 && Height is >= 0.01 and <= 3 && Turn is >= -180 and <= 180
        && X < 1 && Y < 1 && X + Width > 0 && Y + Height > 0;

    /// <summary>The largest part of the right shape: as much from both sides, from above less than from below, because the head is above.</summary>
    public static PhotoFrame Of(int width, int height)
    {
        var (across, down) = width > height * Shape ? (height * Shape / width, 1.0) : (1.0, width / Shape / height);
        return new((1 - across) / 2, (1 - down) * PhotoRules.CutAbove, across, down);
    }

    /// <summary>The same place in exactly the shape of the result: cut at the longer side, never stretched.</summary>
    public PhotoFrame Shaped(int width, int height)
    {
        var (across, down) = (Width * width, Height * height);
        var (newWidth, newHeight) = across > down * Shape ? (down * Shape / width, Height) : (Width, across / Shape / height);
        return this with { X = X + (Width - newWidth) / 2, Y = Y + (Height - newHeight) / 2, Width = newWidth, Height = newHeight };
    }

    /// <summary>Its size in pixels of a picture of this size.</summary>
    public (int Width, int Height) PixelsIn(int width, int height) => ((int)Math.Round(Width * width), (int)Math.Round(Height * height));
}

/// <summary>How an upload becomes a photo. Nothing else may change it.</summary>
/// <param name="Frame">The part to cut out; null for the largest of the right shape.</param>
/// <param name="Mask">An 8-bit grey PNG over exactly the frame, white where the person is: it says where white goes and nothing more. Null for a clean-up of a nearly white wall.</param>
/// <param name="WhiteBackground">Whether the ground is made white.</param>
/// <param name="FindHead">Whether, where no frame is given, the head is looked for before an even wall and the frame drawn around it.</param>
public sealed record PhotoRecipe(PhotoFrame? Frame, byte[]? Mask, bool WhiteBackground, bool FindHead = false)
{
    /// <summary>The picture as it is, cut to shape.</summary>
    public static readonly PhotoRecipe Plain = new(null, null, false);

    /// <summary>The recipe as it is stored, without the mask, which has done its work.</summary>
    public string Write() => JsonSerializer.Serialize(this with { Mask = null }, JsonSerializerOptions.Web);

    public static PhotoRecipe Read(string json) => JsonSerializer.Deserialize<PhotoRecipe>(json, JsonSerializerOptions.Web)!;

    /// <summary>What was done to the picture, in words for candidate and reviewer.</summary>
    public static string WordsOf(PhotoFrame frame) => Math.Abs(frame.Turn) < 0.05 ? "按您选定的范围裁剪"
        : string.Create(CultureInfo.InvariantCulture, $"按您选定的范围裁剪，{(frame.Turn > 0 ? "顺时针" : "逆时针")}旋转 {Math.Abs(frame.Turn):0.#}°");
}
