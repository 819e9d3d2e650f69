using System.Globalization;

namespace RuanKao.Portal.Photos;

/// <summary>What a file and its header show, before a pixel is decoded.</summary>
public static class PhotoFileChecks
{
    /// <summary>Where this refuses the format or the limits, nothing may be decoded.</summary>
    /// <param name="cut">The size of the chosen part in pixels of the upload; null where nothing was chosen.</param>
    public static IReadOnlyList<PhotoFinding> Of(JpegInspection photo, int bytes, PhotoSettings settings, (int Width, int Height)? cut = null)
    {
        if (photo.Format != PhotoFormat.Jpeg)
        {
            return [Format(photo.Format)];
        }

        var jpeg = PhotoFinding.Pass(PhotoCheck.Format, "JPG", "JPG");
        if (IsTooManyScans(photo)) return [jpeg, photo.Scans > PhotoRules.MaximumScans ? Broken($"编码异常，同一画面重复了 {photo.Scans} 遍") : new(PhotoCheck.Whole, PhotoVerdict.Refuse,
            $"照片用渐进方式编码（{photo.Scans} 遍）且尺寸很大（{photo.UprightWidth}×{photo.UprightHeight}），处理不了；请用图片软件另存为普通 JPG，或缩小后再上传。", $"渐进编码 {photo.Scans} 遍", "可以完整打开")];
        return photo.HasFrame
            ? [jpeg, FileSize(bytes, settings), Dimensions(photo, settings, cut)]
            : [jpeg, Broken("读不出照片的尺寸")];
    }

    /// <summary>Whether the file may be decoded: a JPEG within the limits.</summary>
    public static bool MayDecode(JpegInspection photo, int bytes) =>
        photo is { Format: PhotoFormat.Jpeg, HasFrame: true } && bytes <= PhotoRules.MaximumBytes && !IsTooLarge(photo) && !IsTooManyScans(photo);

    public static PhotoFinding Broken(string why) => new(PhotoCheck.Whole, PhotoVerdict.Refuse,
        $"照片文件不完整或已损坏（{why}），请从相机或照相馆重新取得原文件后再上传。", why, "可以完整打开");

    public static PhotoFinding ResultSize(int bytes) => bytes <= PhotoRules.ResultBytes
        ? PhotoFinding.Pass(PhotoCheck.ResultSize, Size(bytes), "约 10 KB")
        : new(PhotoCheck.ResultSize, PhotoVerdict.Warn,
            $"处理后为 {Size(bytes)}，略大于 10 KB，通常因为照片噪点较多；可以使用，光线充足时重拍会更好。", Size(bytes), "约 10 KB");

    private static PhotoFinding Format(PhotoFormat format)
    {
        var (found, mend) = format switch
        {
            PhotoFormat.Empty => ("空文件", "请重新选择照片文件"),
            PhotoFormat.Heic => ("HEIC 图片（苹果手机的默认格式）", "请在 iPhone 的“设置—相机—格式”中选择“兼容性最佳”后重新拍摄；已拍好的照片，请在手机上打开本页，从“照片图库”中选择，手机会自动转换为 JPG"),
            PhotoFormat.Avif => ("AVIF 图片", "请上传相机或照相馆的原照片；网页上保存的图片通常太小，不能使用"),
            PhotoFormat.WebP => ("WEBP 图片", "请上传相机或照相馆的原照片；没有原照片时用图片软件打开后另存为 JPG，只改文件名不行"),
            PhotoFormat.Gif => ("GIF 图片", "GIF 的颜色太少，不能使用，请上传相机或照相馆的原照片"),
            PhotoFormat.Png or PhotoFormat.Bmp or PhotoFormat.Tiff =>
                ($"{format.ToString().ToUpperInvariant()} 图片", "请用图片软件打开后另存为 JPG，只改文件名不行；截图请改用原照片"),
            PhotoFormat.Video => ("视频文件", "请上传照片，视频截图不能通过审核"),
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
            : PhotoFinding.Pass(PhotoCheck.FileSize, Size(bytes), demanded);
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
            : PhotoFinding.Pass(PhotoCheck.Dimensions, measured, demanded);
    }

    private static bool IsTooManyScans(JpegInspection photo) =>
        photo.Scans > PhotoRules.MaximumScans || (photo.Scans > 1 && !IsTooLarge(photo) && photo.Scans * (long)photo.Width * photo.Height > PhotoRules.MaximumScannedPixels);

    private static bool IsTooLarge(JpegInspection photo) =>
        Math.Max(photo.Width, photo.Height) > PhotoRules.MaximumSide || (long)photo.Width * photo.Height > PhotoRules.MaximumPixels;

    // One decimal where whole kilobytes would show a file just over a limit as the limit itself.
    private static string Size(int bytes) => bytes >= 1024 * 1024
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.##} MB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.#} KB");
}
