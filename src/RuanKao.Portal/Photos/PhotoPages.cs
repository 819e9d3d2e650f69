using System.ComponentModel.DataAnnotations;

namespace RuanKao.Portal.Photos;

/// <summary>What a candidate sends: the file, the consent to its use, and where they came from.</summary>
public sealed class PhotoForm
{
    [Display(Name = "照片文件")]
    [Required(ErrorMessage = "请选择照片文件")]
    public IFormFile? File { get; init; }

    [Display(Name = PhotoConsent.Tick)]
    [Range(typeof(bool), "true", "true", ErrorMessage = "请勾选同意后再上传照片")]
    public bool Consent { get; init; }

    public string? ReturnUrl { get; init; }
}

/// <summary>The photo page: what is asked, what is kept, and what was wrong with the last attempt.</summary>
public sealed record PhotoPage(PhotoForm Form, KeptPhoto? Current, IReadOnlyList<PhotoFinding> Refused)
{
    /// <summary>Where the candidate came from, if that lies in the house.</summary>
    public string? Back { get; init; }
}
