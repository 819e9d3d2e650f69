using SkiaSharp;

namespace RuanKao.Portal.Photos;

/// <summary>Makes of an uploaded file the picture that goes on form and ticket: upright, 295×413, about 10 KB, without metadata; and judges it on the way.</summary>
public static class PhotoProcessor
{
    public static ExaminedPhoto Examine(byte[] file, PhotoSettings settings) => Make(file, PhotoRecipe.Plain, settings);

    /// <param name="file">The upload, or the copy of it that was kept without metadata.</param>
    /// <param name="recipe">How the photo is made; its frame is sensible.</param>
    /// <param name="settings">The institution's rules.</param>
    /// <param name="uploadedBytes">The length of the upload where the file is the kept copy.</param>
    public static ExaminedPhoto Make(byte[] file, PhotoRecipe recipe, PhotoSettings settings, int? uploadedBytes = null)
    {
        var header = JpegInspection.Read(file);
        var found = recipe is { FindHead: true, Frame: null } && PhotoFileChecks.MayDecode(header, file.Length) ? Propose(file, header) : null;
        if (found is not null) recipe = recipe with { Frame = found };
        var (width, height) = (header.UprightWidth, header.UprightHeight);
        var given = header.HasFrame ? recipe.Frame ?? PhotoFrame.Of(width, height) : new PhotoFrame(0, 0, 1, 1);
        var frame = header.HasFrame ? given.Shaped(width, height) : given;
        var findings = PhotoFileChecks.Of(header, uploadedBytes ?? file.Length, settings, recipe.Frame is null ? null : frame.PixelsIn(width, height)).ToList();
        if (!PhotoFileChecks.MayDecode(header, file.Length)) return new ExaminedPhoto(findings, null, []);

        using var decoded = PhotoDecoder.Decode(file, header, frame, out var fault);
        if (decoded is null)
        {
            findings.Add(PhotoFileChecks.Broken(fault));
            return new ExaminedPhoto(findings, null, []);
        }

        var detail = PhotoDetail.Measure(decoded, header.Orientation, frame, decoded.Width == header.Width && decoded.Height == header.Height);
        using var picture = PhotoComposer.Cut(decoded, header.Orientation, frame);
        var changes = new List<string>();
        if (recipe.Frame is not null) changes.Add(found is null ? PhotoRecipe.WordsOf(frame) : "已自动裁剪，使头部约占画面 2/3");
        if (recipe.WhiteBackground && settings.Replacement && Whiten(picture, recipe.Mask, given, frame) is { } words) changes.Add(words);
        findings.AddRange(PhotoChecks.Of(picture, detail, frame.PixelsIn(width, height).Width, settings));
        var (jpeg, denoised) = PhotoEncoder.Encode(picture);
        if (denoised) changes.Add("已轻度降噪，使文件约为 10 KB");
        findings.Add(PhotoFileChecks.ResultSize(jpeg.Length));
        return new ExaminedPhoto(findings, jpeg, changes) { Frame = recipe.Frame };
    }

    /// <summary>The frame around the head of a picture before an even wall; null where no head stands out.</summary>
    public static PhotoFrame? Propose(byte[] file, JpegInspection header)
    {
        var whole = new PhotoFrame(0, 0, 1, 1);
        using var decoded = PhotoDecoder.Decode(file, header, whole, out _);
        if (decoded is null) return null;
        using var upright = PhotoComposer.Upright(decoded, header.Orientation, PhotoRules.ResultHeight);
        return PhotoHead.Find(PhotoWall.Of(upright, PhotoRules.WallDistance)) is { Heads: 1, Height: > 0.05 } head
            ? head.Frame(header.UprightWidth, header.UprightHeight) : null;
    }

    private static string? Whiten(SKBitmap picture, byte[]? mask, PhotoFrame given, PhotoFrame frame) =>
        mask is null ? PhotoGround.Clean(picture) : PhotoMask.Read(mask, given, frame) is { } person ? PhotoGround.Replace(picture, person) : null;
}
