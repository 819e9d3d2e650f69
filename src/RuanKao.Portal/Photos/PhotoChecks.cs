using System.Globalization;
using SkiaSharp;

namespace RuanKao.Portal.Photos;

/// <summary>The checks of a photo, each a pure judgement with words that a candidate can act on.</summary>
public static class PhotoChecks
{
    /// <summary>What the file and its header show. Where this refuses the format or the limits, nothing may be decoded.</summary>
    /// <param name="cut">The size of the chosen part in pixels of the upload; null where nothing was chosen.</param>
    public static IReadOnlyList<PhotoFinding> OfFile(JpegInspection photo, int bytes, PhotoSettings settings, (int Width, int Height)? cut = null)
    {
        if (photo.Format != PhotoFormat.Jpeg)
        {
            return [Format(photo.Format)];
        }

        var jpeg = Pass(PhotoCheck.Format, "JPG", "JPG");
        return photo.HasFrame
            ? [jpeg, FileSize(bytes, settings), Dimensions(photo, settings, cut)]
            : [jpeg, Broken("读不出照片的尺寸")];
    }

    /// <summary>Whether the file may be decoded: a JPEG within the limits.</summary>
    public static bool MayDecode(JpegInspection photo, int bytes) =>
        photo is { Format: PhotoFormat.Jpeg, HasFrame: true } && bytes <= PhotoRules.MaximumBytes && !IsTooLarge(photo);

    /// <summary>What the finished picture shows.</summary>
    public static IReadOnlyList<PhotoFinding> OfPicture(SKBitmap picture, PhotoSettings settings)
    {
        var findings = new List<PhotoFinding> { Pass(PhotoCheck.Whole, "完整", "可以完整打开"), Colour(picture) };
        if (settings.WhiteBackground)
        {
            findings.Add(Background(picture));
        }

        return findings;
    }

    public static PhotoFinding Broken(string why) => new(PhotoCheck.Whole, PhotoVerdict.Refuse,
        $"照片文件不完整或已损坏（{why}），请从相机或照相馆重新取得原文件后再上传。", why, "可以完整打开");

    public static PhotoFinding ResultSize(int bytes) => bytes <= PhotoRules.ResultBytes
        ? Pass(PhotoCheck.ResultSize, Size(bytes), "约 10 KB")
        : new(PhotoCheck.ResultSize, PhotoVerdict.Warn,
            $"处理后为 {Size(bytes)}，略大于 10 KB，通常因为照片噪点较多；可以使用，光线充足时重拍会更好。", Size(bytes), "约 10 KB");

    private static PhotoFinding Format(PhotoFormat format)
    {
        var (found, mend) = format switch
        {
            PhotoFormat.Empty => ("空文件", "请重新选择照片文件"),
            PhotoFormat.Heic => ("HEIC 或视频文件", "请在手机“设置—相机—格式”中选择“兼容性最佳”后重拍，或把照片另存为 JPG"),
            PhotoFormat.Png or PhotoFormat.Gif or PhotoFormat.Bmp or PhotoFormat.WebP =>
                ($"{format.ToString().ToUpperInvariant()} 图片", "请用图片软件打开后另存为 JPG，只改文件名不行"),
            PhotoFormat.Pdf => ("PDF 文件", "请上传照片本身，格式为 JPG"),
            _ => ("无法识别的文件", "请上传 JPG 格式的照片"),
        };
        return new(PhotoCheck.Format, PhotoVerdict.Refuse, $"照片须为 JPG 格式，您上传的是{found}；{mend}。", found, "JPG");
    }

    private static PhotoFinding FileSize(int bytes, PhotoSettings settings)
    {
        var demanded = $"大于 {Size(settings.MoreThanBytes)}";
        return bytes > PhotoRules.MaximumBytes
            ? new(PhotoCheck.FileSize, PhotoVerdict.Refuse, $"照片文件 {Size(bytes)}，不能超过 10 MB，请另存为较小的 JPG 后再上传。", Size(bytes), "不超过 10 MB")
            : bytes <= settings.MoreThanBytes
            ? new(PhotoCheck.FileSize, PhotoVerdict.Refuse, $"照片文件 {Size(bytes)}，须{demanded}；请使用未经压缩的原照片，不要用聊天软件转发过的。", Size(bytes), demanded)
            : Pass(PhotoCheck.FileSize, Size(bytes), demanded);
    }

    private static PhotoFinding Dimensions(JpegInspection photo, PhotoSettings settings, (int Width, int Height)? cut)
    {
        var measured = string.Create(CultureInfo.InvariantCulture, $"{photo.UprightWidth}×{photo.UprightHeight} 像素");
        var demanded = $"不小于 {settings.MinimumWidth}×{settings.MinimumHeight} 像素";
        return IsTooLarge(photo)
            ? new(PhotoCheck.Dimensions, PhotoVerdict.Refuse, $"照片尺寸 {measured}，边长不能超过 8000 像素，总数不能超过 4000 万像素；请缩小后再上传。", measured, "边长不超过 8000 像素")
            : photo.UprightWidth < settings.MinimumWidth || photo.UprightHeight < settings.MinimumHeight
            ? new(PhotoCheck.Dimensions, PhotoVerdict.Refuse, $"照片尺寸 {measured}，需{demanded}；请换用更清楚的原照片，不要把小照片放大。", measured, demanded)
            : cut is { } part && (part.Width < PhotoRules.ResultWidth || part.Height < PhotoRules.ResultHeight)
            ? new(PhotoCheck.Dimensions, PhotoVerdict.Refuse,
                $"选定的范围只有 {part.Width}×{part.Height} 像素，需不小于 {PhotoRules.ResultWidth}×{PhotoRules.ResultHeight} 像素；请扩大选定的范围，或靠近一些重拍，不要把小照片放大。",
                $"{measured}，选定 {part.Width}×{part.Height}", demanded)
            : Pass(PhotoCheck.Dimensions, measured, demanded);
    }

    private static bool IsTooLarge(JpegInspection photo) =>
        Math.Max(photo.Width, photo.Height) > PhotoRules.MaximumSide || (long)photo.Width * photo.Height > PhotoRules.MaximumPixels;

    private static PhotoFinding Colour(SKBitmap picture)
    {
        var share = Share(picture.Pixels, pixel => Spread(pixel) > PhotoRules.ColourSpread);
        return share switch
        {
            < PhotoRules.GreyShare => new(PhotoCheck.Colour, PhotoVerdict.Refuse, "照片是黑白的，须为彩色；请上传彩色证件照。", "黑白", "彩色"),
            < PhotoRules.DoubtfulColourShare => new(PhotoCheck.Colour, PhotoVerdict.Warn, $"照片颜色很淡（有色部分占 {Percent(share)}），请确认是彩色证件照。", $"有色部分 {Percent(share)}", "彩色"),
            _ => Pass(PhotoCheck.Colour, "彩色", "彩色"),
        };
    }

    private static PhotoFinding Background(SKBitmap picture)
    {
        var wall = Wall(picture);
        var share = Share(wall, IsWhite);
        const string demanded = "白色，无阴影和杂物";
        var measured = $"白色占 {Percent(share)}";
        return share >= PhotoRules.WhiteShare ? Pass(PhotoCheck.Background, $"白色（{Percent(share)}）", demanded)
            : share >= PhotoRules.DoubtfulWhiteShare ? new(PhotoCheck.Background, PhotoVerdict.Warn, $"背景边缘{measured}，略有阴影或杂物；审核时可能被退回，建议换一张背景更均匀的。", measured, demanded)
            : new(PhotoCheck.Background, PhotoVerdict.Refuse, $"背景{Description(wall, share)}，头部上方和两侧{measured}，需 97% 以上；请在白墙或白幕前、光线均匀处重拍，或到照相馆拍白底证件照。", measured, demanded);
    }

    private static string Description(IReadOnlyList<SKColor> wall, double whiteShare)
    {
        var (red, green, blue) = (wall.Average(pixel => pixel.Red), wall.Average(pixel => pixel.Green), wall.Average(pixel => pixel.Blue));
        return whiteShare > 0.2 ? "有阴影或杂物"
            : Math.Max(red, Math.Max(green, blue)) - Math.Min(red, Math.Min(green, blue)) <= PhotoRules.WhiteSpread ? "偏灰，不是白色"
            : blue > red && blue >= green ? "偏蓝，不是白色"
            : red > green && red > blue ? "偏红，不是白色"
            : "不是白色";
    }

    private static List<SKColor> Wall(SKBitmap picture)
    {
        var pixels = picture.Pixels;
        var top = (int)(picture.Height * PhotoRules.StripShare);
        var depth = (int)(picture.Height * PhotoRules.StripDepth);
        var side = (int)(picture.Width * PhotoRules.StripShare);
        var wall = new List<SKColor>();
        for (var y = 0; y < depth; y++)
        {
            for (var x = 0; x < picture.Width; x++)
            {
                if (y < top || x < side || x >= picture.Width - side)
                {
                    wall.Add(pixels[y * picture.Width + x]);
                }
            }
        }

        return wall;
    }

    private static double Share(IReadOnlyCollection<SKColor> pixels, Func<SKColor, bool> has) => pixels.Count(has) / (double)pixels.Count;

    private static bool IsWhite(SKColor pixel) =>
        Math.Min(pixel.Red, Math.Min(pixel.Green, pixel.Blue)) >= PhotoRules.WhiteLevel && Spread(pixel) <= PhotoRules.WhiteSpread;

    private static int Spread(SKColor pixel) =>
        Math.Max(pixel.Red, Math.Max(pixel.Green, pixel.Blue)) - Math.Min(pixel.Red, Math.Min(pixel.Green, pixel.Blue));

    private static PhotoFinding Pass(PhotoCheck code, string measured, string demanded) => new(code, PhotoVerdict.Pass, "", measured, demanded);

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(share * 100):0}%");

    // One decimal where whole kilobytes would show a file just over a limit as the limit itself.
    private static string Size(int bytes) => bytes >= 1024 * 1024
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.##} MB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.#} KB");
}
