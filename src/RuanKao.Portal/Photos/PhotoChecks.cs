using System.Globalization;
using SkiaSharp;

namespace RuanKao.Portal.Photos;

/// <summary>The checks of the finished picture, each a pure judgement with words that a candidate can act on.</summary>
public static class PhotoChecks
{
    private static readonly PhotoFinding Whole = PhotoFinding.Pass(PhotoCheck.Whole, "完整", "可以完整打开");

    /// <param name="picture">The finished picture.</param>
    /// <param name="detail">Measured on the upload.</param>
    /// <param name="pixels">The width of the chosen part in pixels of the upload.</param>
    public static IReadOnlyList<PhotoFinding> Of(SKBitmap picture, PhotoDetail detail, int pixels, PhotoSettings settings)
    {
        var wall = PhotoWall.Of(picture, PhotoRules.WallDistance);
        var (light, head) = (PhotoLight.Of(picture, wall), PhotoHead.Find(wall));
        List<PhotoFinding> findings = [Whole, Enlarged(detail, pixels), Colour(light)];
        if (settings.WhiteBackground) findings.Add(Background(light));
        findings.Add(Sharpness(EdgesOf(picture)));
        // Between two heads lies wall, where a face should be.
        findings.Add(head is { Heads: > 1 } && Exposure(light) is { Verdict: PhotoVerdict.Refuse } doubtful ? doubtful with { Verdict = PhotoVerdict.Warn } : Exposure(light));
        findings.Add(Head(head, light));
        return [.. findings.Select(settings.Judge)];
    }

    public static PhotoFinding Enlarged(PhotoDetail detail, int pixels)
    {
        var demanded = $"不小于 {PhotoRules.ResultWidth}×{PhotoRules.ResultHeight} 像素，不放大";
        var measured = string.Create(CultureInfo.InvariantCulture, $"约 {detail.Width}×{detail.Width * 7 / 5} 像素");
        var traced = detail.Period > PhotoRules.EnlargedPeriod && detail.Softness < PhotoRules.EnlargedPeriodSoftness && pixels >= PhotoRules.EnlargedPeriodWidth;
        return traced || detail.Softness < PhotoRules.EnlargedSoftness
            ? new(PhotoCheck.Enlarged, PhotoVerdict.Refuse, $"照片的有效清晰度只有{measured}，像是由小照片放大的，或没有对准焦；请使用未放大的原照片，或靠近一些、对准面部重拍。", measured, demanded)
            : detail.Softness < PhotoRules.DoubtfulSoftness
            ? new(PhotoCheck.Enlarged, PhotoVerdict.Warn, $"照片的细节偏少（{measured}），可能放大过或没有对准焦；有更清楚的原照片请换用。", measured, demanded)
            : PhotoFinding.Pass(PhotoCheck.Enlarged, detail.Width >= PhotoRules.ResultWidth ? "足够" : measured, demanded);
    }

    public static PhotoFinding Sharpness(double edges)
    {
        const string demanded = "五官清晰可辨";
        var measured = string.Create(CultureInfo.InvariantCulture, $"面部边缘 {edges:0}");
        return edges < PhotoRules.BlurredEdges
            ? new(PhotoCheck.Sharpness, PhotoVerdict.Refuse, $"照片模糊（{measured}，需 {PhotoRules.BlurredEdges} 以上）；请擦净镜头、拿稳手机、对准面部重拍。", measured, demanded)
            : edges < PhotoRules.DoubtfulEdges
            ? new(PhotoCheck.Sharpness, PhotoVerdict.Warn, $"照片不够锐利（{measured}，一般 {PhotoRules.DoubtfulEdges} 以上）；请确认五官清楚，必要时重拍。", measured, demanded)
            : PhotoFinding.Pass(PhotoCheck.Sharpness, $"清晰（{measured}）", demanded);
    }

    public static PhotoFinding Exposure(PhotoLight light)
    {
        const string demanded = "不过暗、不过亮";
        var measured = string.Create(CultureInfo.InvariantCulture, $"面部亮部 {light.FaceHighlight}，过亮 {Percent(light.FaceBurnt)}，反差 {light.FaceContrast}");
        PhotoFinding With(PhotoVerdict verdict, string words) => new(PhotoCheck.Exposure, verdict, words, measured, demanded);
        return light switch
        {
            { FaceHighlight: < PhotoRules.DarkHighlight } => With(PhotoVerdict.Refuse, "面部太暗，看不清五官；请面向光线重拍，不要背对窗户或灯。"),
            { FaceBurnt: > PhotoRules.BurntShare } => With(PhotoVerdict.Refuse, $"面部有 {Percent(light.FaceBurnt)} 过亮发白；请关闭闪光灯、避开直射光重拍。"),
            { FaceContrast: < PhotoRules.FlatContrast } => With(PhotoVerdict.Refuse, "照片发灰，面部几乎没有明暗；请擦净镜头，在光线充足处重拍。"),
            { FaceHighlight: < PhotoRules.DoubtfulHighlight } => With(PhotoVerdict.Warn, "面部偏暗；请确认五官清楚，必要时面向光线重拍。"),
            { FaceBurnt: > PhotoRules.DoubtfulBurntShare } => With(PhotoVerdict.Warn, "面部有些过亮；请确认五官清楚，必要时避开直射光重拍。"),
            { FaceContrast: < PhotoRules.DoubtfulContrast } => With(PhotoVerdict.Warn, "照片有些发灰；请确认五官清楚，必要时重拍。"),
            _ => PhotoFinding.Pass(PhotoCheck.Exposure, measured, demanded),
        };
    }

    /// <summary>Never a refusal: hair, scarves and white shirts mislead the measurement.</summary>
    public static PhotoFinding Head(PhotoHead? head, PhotoLight light)
    {
        const string demanded = "一人，约占画面高度 2/3，居中";
        PhotoFinding Hint(string words, string measured) => new(PhotoCheck.Head, PhotoVerdict.Warn, words, measured, demanded);
        if (head is null || light.WallEven < PhotoRules.DoubtfulWhiteShare) return PhotoFinding.Pass(PhotoCheck.Head, "未能自动测量，请对照要求查看", demanded);
        if (head.Heads > 1) return Hint("画面中可能不止一人；报名照片只能有本人。", "可能不止一人");
        var measured = $"占 {Percent(head.Height)}，{(Math.Abs(head.Centre - 0.5) <= PhotoRules.OffCentre ? "居中" : head.Centre < 0.5 ? "偏左" : "偏右")}";
        return head.Height < PhotoRules.SmallestHead ? Hint($"头部约占画面高度 {Percent(head.Height)}，偏小，应约占 2/3；请裁剪得紧一些，或靠近一些重拍。", measured)
            : head.Height > PhotoRules.LargestHead ? Hint($"头部约占画面高度 {Percent(head.Height)}，偏大，应约占 2/3；请裁剪得松一些，或离远一些重拍。", measured)
            : Math.Abs(head.Centre - 0.5) > PhotoRules.OffCentre ? Hint($"头部{(head.Centre < 0.5 ? "偏左" : "偏右")}；请调整裁剪范围，让头部居中。", measured)
            : PhotoFinding.Pass(PhotoCheck.Head, measured, demanded);
    }

    private static PhotoFinding Colour(PhotoLight light) => light.Coloured switch
    {
        < PhotoRules.GreyShare => new(PhotoCheck.Colour, PhotoVerdict.Refuse, "照片是黑白的，须为彩色；请上传彩色证件照。", "黑白", "彩色"),
        < PhotoRules.DoubtfulColourShare => new(PhotoCheck.Colour, PhotoVerdict.Warn, $"照片颜色很淡（有色部分占 {Percent(light.Coloured)}），请确认是彩色证件照。", $"有色部分 {Percent(light.Coloured)}", "彩色"),
        _ => PhotoFinding.Pass(PhotoCheck.Colour, "彩色", "彩色"),
    };

    private static PhotoFinding Background(PhotoLight light)
    {
        const string demanded = "白色，无阴影和杂物";
        var share = light.WallWhite;
        var measured = $"白色占 {Percent(share)}";
        return share >= PhotoRules.WhiteShare ? PhotoFinding.Pass(PhotoCheck.Background, $"白色（{Percent(share)}）", demanded)
            : share >= PhotoRules.DoubtfulWhiteShare ? new(PhotoCheck.Background, PhotoVerdict.Warn, $"背景边缘{measured}，略有阴影或杂物；审核时可能被退回，建议换一张背景更均匀的。", measured, demanded)
            : new(PhotoCheck.Background, PhotoVerdict.Refuse, $"背景{Description(light)}，头部上方和两侧{measured}，需 97% 以上；请在白墙或白幕前、光线均匀处重拍，或到照相馆拍白底证件照。", measured, demanded);
    }

    private static string Description(PhotoLight light)
    {
        var (red, green, blue) = light.WallMean;
        return light.WallWhite > 0.2 ? "有阴影或杂物"
            : Math.Max(red, Math.Max(green, blue)) - Math.Min(red, Math.Min(green, blue)) <= PhotoRules.WhiteSpread ? "偏灰，不是白色"
            : blue > red && blue >= green ? "偏蓝，不是白色"
            : red > green && red > blue ? "偏红，不是白色"
            : "不是白色";
    }

    private static double EdgesOf(SKBitmap picture) => PhotoPlane.Of(picture, new SKRectI(
        (int)(picture.Width * PhotoRules.HeadLeft), (int)(picture.Height * PhotoRules.HeadTop),
        (int)(picture.Width * PhotoRules.HeadRight), (int)(picture.Height * PhotoRules.HeadBottom))).LaplacianVariance();

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(share * 100):0}%");
}
