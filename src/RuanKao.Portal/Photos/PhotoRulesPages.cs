using System.ComponentModel.DataAnnotations;

namespace RuanKao.Portal.Photos;

/// <summary>The photo rules of an institution as its office fills them in.</summary>
public sealed class PhotoRulesForm
{
    [Display(Name = "原照片文件大于")]
    public int MoreThanBytes { get; init; } = PhotoRules.MoreThanBytes / 1024;

    [Display(Name = "原照片宽度不小于")]
    public int MinimumWidth { get; init; } = PhotoRules.MinimumWidth;

    [Display(Name = "原照片高度不小于")]
    public int MinimumHeight { get; init; } = PhotoRules.MinimumHeight;

    [Display(Name = "须为白色背景")]
    public bool WhiteBackground { get; init; } = true;

    [Display(Name = "考生可以用处理工具把背景替换为白色")]
    public bool Replacement { get; init; } = true;

    [Display(Name = "小照片放大")]
    public PhotoStrictness Enlarged { get; init; }

    [Display(Name = "黑白照片")]
    public PhotoStrictness Colour { get; init; }

    [Display(Name = "模糊")]
    public PhotoStrictness Sharpness { get; init; }

    [Display(Name = "过暗、过亮、发灰")]
    public PhotoStrictness Exposure { get; init; }

    [Display(Name = "头部大小和位置")]
    public PhotoStrictness Head { get; init; } = PhotoStrictness.Warn;

    public int? Version { get; init; }

    public static PhotoRulesForm Of(PhotoSettings settings, int? version) => new()
    {
        MoreThanBytes = settings.MoreThanBytes / 1024, MinimumWidth = settings.MinimumWidth, MinimumHeight = settings.MinimumHeight,
        WhiteBackground = settings.WhiteBackground, Replacement = settings.Replacement, Enlarged = settings.Enlarged, Colour = settings.Colour,
        Sharpness = settings.Sharpness, Exposure = settings.Exposure, Head = settings.Head, Version = version,
    };

    public PhotoSettings ToSettings() => new()
    {
        MoreThanBytes = Math.Clamp(MoreThanBytes, -1, 1_000_000) * 1024, MinimumWidth = MinimumWidth, MinimumHeight = MinimumHeight,
        WhiteBackground = WhiteBackground, Replacement = Replacement, Enlarged = Enlarged, Colour = Colour, Sharpness = Sharpness, Exposure = Exposure, Head = Head,
    };
}

/// <summary>The settings page of one institution.</summary>
public sealed record PhotoRulesPage(string Code, string Institution, PhotoRulesForm Form);
