using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc.Rendering;
using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Candidates;

/// <summary>The dates on a document.</summary>
public class ValidityForm
{
    [Display(Name = "证件生效期")]
    public DateOnly? ValidFrom { get; set; }

    [Display(Name = "证件失效期")]
    public DateOnly? ValidTo { get; set; }

    [Display(Name = "长期（证件上写着“长期”）")]
    public bool IsLongTerm { get; set; }

    public string? ReturnUrl { get; set; }
}

/// <summary>A document as its holder types it.</summary>
public class DocumentForm : ValidityForm
{
    [Display(Name = "证件类型")]
    public DocumentKind Kind { get; set; }

    [Display(Name = "护照签发国家码")]
    public string? Issuer { get; set; }

    [Display(Name = "真实姓名"), Required(ErrorMessage = "请填写真实姓名"), StringLength(PersonName.MaxLength)]
    public string? Name { get; set; }

    [Display(Name = "证件号码"), Required(ErrorMessage = "请填写证件号码"), StringLength(40)]
    public string? Number { get; set; }

    [Display(Name = "性别")]
    public Sex? Sex { get; set; }

    [Display(Name = "出生日期")]
    public DateOnly? BirthDate { get; set; }

    [Display(Name = "监护人姓名"), StringLength(PersonName.MaxLength)]
    public string? GuardianName { get; set; }

    [Display(Name = "监护人与考生的关系")]
    public GuardianRelation? GuardianRelation { get; set; }

    [Display(Name = "监护人同意")]
    public bool GuardianAgreed { get; set; }

    public IdentityClaim ToClaim() => new(Kind, Name, Number, ValidFrom, ValidTo, IsLongTerm)
    {
        Issuer = Issuer, Sex = Sex, BirthDate = BirthDate, Guardian = new(GuardianName, GuardianRelation, GuardianAgreed),
    };

    public static IReadOnlyList<SelectListItem> Relations { get; } = [new("父亲", "Father"), new("母亲", "Mother"), new("其他监护人", "Other")];

    /// <summary>The kinds one may hold, 军官证 among them so that its holders are told.</summary>
    public static IReadOnlyList<SelectListItem> Kinds { get; } = [.. new[]
    {
        DocumentKind.ResidentIdCard, DocumentKind.HongKongMacaoPermit, DocumentKind.TaiwanPermit, DocumentKind.ResidencePermit,
        DocumentKind.ForeignerPermanentResidence, DocumentKind.Passport, DocumentKind.MilitaryOfficerCard,
    }.Select(kind => new SelectListItem(kind == DocumentKind.ResidentIdCard ? "身份证" : kind.Word(), kind.ToString()))];

    public static IReadOnlyList<SelectListItem> Sexes { get; } = [.. Enum.GetValues<Sex>().Select(sex => new SelectListItem(sex.Word(), sex.ToString()))];
}

public sealed class IdentityForm : DocumentForm
{
    /// <summary>The date of the text in <see cref="ConsentText"/>; raise it whenever the text changes.</summary>
    public const string ConsentVersion = "2026-11-24";

    public const string ConsentText = "我同意将我的姓名和证件号码提交给实名认证机构核验，并加密保存用于本考试的报名、准考证、成绩和证书";

    [Display(Name = "同意")]
    public bool Agreed { get; set; }
}

/// <summary>我的信息. The number is masked already.</summary>
public sealed record MePage(string? Mobile, string? Email, IdentityOnPage? Identity, IdentityCase? Case);

public sealed record IdentityOnPage(string Name, string Document, string Number, string Sex, string BirthDate, string ValidFrom, string ValidTo);

public sealed record IdentityDonePage(string? ReturnUrl);
