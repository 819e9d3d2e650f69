using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Photos;

/// <summary>处理: the file (or the upload of this run), how to make a photo of it, the consent, and where the candidate came from.</summary>
public sealed class PhotoForm : IValidatableObject
{
    [Display(Name = "照片文件")]
    public IFormFile? File { get; init; }

    /// <summary>The upload of this run, where the file need not travel again.</summary>
    public Guid? SourceId { get; init; }

    /// <summary>The frame in fractions of the upright picture, with a decimal point whatever the server's language.</summary>
    public string? CropX { get; init; }

    public string? CropY { get; init; }

    public string? CropWidth { get; init; }

    public string? CropHeight { get; init; }

    /// <summary>Degrees clockwise about the frame's centre.</summary>
    public string? Turn { get; init; }

    public IFormFile? Mask { get; init; }

    /// <summary>keep or white.</summary>
    public string? Background { get; init; }

    /// <summary>manual or automatic.</summary>
    public string? Help { get; init; }

    [Display(Name = PhotoConsent.Tick)]
    public bool Consent { get; init; }

    public string? ReturnUrl { get; init; }

    /// <summary>The institution whose rules hold.</summary>
    public string? Institution { get; init; }

    public bool WantsWhite => Background == "white";

    /// <summary>The chosen part, null where none was chosen.</summary>
    public PhotoFrame? Frame()
    {
        string?[] given = [CropX, CropY, CropWidth, CropHeight];
        if (given.All(string.IsNullOrWhiteSpace)) return null;
        return new PhotoFrame(Number(CropX), Number(CropY), Number(CropWidth), Number(CropHeight), string.IsNullOrWhiteSpace(Turn) ? 0 : Number(Turn)) is { IsSensible: true } frame
            ? frame : throw new RuleViolationException(nameof(File), "选定的范围不在照片内，请重新选择");
    }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (File is null && SourceId is null) yield return new("请选择照片文件", [nameof(File)]);
        if (SourceId is null && !Consent) yield return new("请勾选同意后再上传照片", [nameof(Consent)]);
        if (Mask?.Length > PhotoRules.MaximumMaskBytes) yield return new("自动处理的结果过大，请重新点“自动处理”", [nameof(File)]);
    }

    private static double Number(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN;
}

/// <summary>使用 or 保存: the result shown on the page, or a photo kept before.</summary>
public sealed class PhotoChoiceForm
{
    public Guid? DraftId { get; init; }

    public Guid? PhotoId { get; init; }

    public string? ReturnUrl { get; init; }
}

/// <summary>The photo page: what is asked, the run that is going on, what is kept, and what was wrong with a file that did not open.</summary>
public sealed record PhotoPage(PhotoForm Form, PhotoRun? Run, KeptPhoto? Current, IReadOnlyList<PhotoFinding> Refused)
{
    /// <summary>Where the candidate came from, if that lies in the house.</summary>
    public string? Back { get; init; }

    /// <summary>What is asked here.</summary>
    public PhotoSettings Settings { get; init; } = PhotoSettings.Default;

    /// <summary>Kept after the current one and not used yet.</summary>
    public KeptPhoto? Waiting { get; init; }

    /// <summary>The kept photo of which the last upload was an altered copy.</summary>
    public KeptPhoto? Recognised { get; init; }

    /// <summary>Whether the institution lets the ground be made white.</summary>
    public bool MayWhiten => Settings.Replacement;

    /// <summary>How many of the steps 添加照片, 处理, 保存报名照片 and 上传 are done.</summary>
    public int Step => Run is { Accepted: true } ? 2 : Run is not null || Refused.Count > 0 ? 1 : Waiting is not null ? 3 : Current is not null ? 4 : 0;

    /// <summary>The limits a browser can hold a file against before it is sent.</summary>
    public string Rules => JsonSerializer.Serialize(new
    {
        PhotoRules.MaximumBytes, Settings.MoreThanBytes, PhotoRules.MaximumSide, PhotoRules.MaximumPixels,
    }, JsonSerializerOptions.Web);

    /// <summary>The frame of the run, for the script that lets it be changed.</summary>
    public string? Frame => Run?.Recipe.Frame is { } frame ? JsonSerializer.Serialize(frame, JsonSerializerOptions.Web) : null;
}
