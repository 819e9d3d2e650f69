using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc.Rendering;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Candidates;

/// <summary>One line of the list; the number is masked already.</summary>
public sealed record BanLine(ExamBan Ban, BanState State, string MaskedNumber, string By);

/// <summary>What is searched for; posted, because names and numbers do not belong in an address.</summary>
public sealed class BanSearchForm
{
    [Display(Name = "查找")]
    public string? Text { get; set; }
}

public sealed record BansPage(BanSearchForm Search, IReadOnlyList<BanLine> Lines, BanState? State, int Total, ListPart Part)
{
    public bool IsSearch => Search.Text is not null;

    public int Pages => Part.Pages(Total);

    public IEnumerable<SelectListItem> States =>
    [
        .. Enum.GetValues<BanState>().Select(s => new SelectListItem(s.Word(), s.ToString(), s == State)),
        new("全部", "all", State is null),
    ];
}

/// <summary>登记禁考.</summary>
public sealed class BanForm
{
    [Display(Name = "姓名"), Required(ErrorMessage = "请填写姓名"), StringLength(PersonName.MaxLength)]
    public string? Name { get; set; }

    [Display(Name = "证件类型")]
    public DocumentKind Kind { get; set; }

    [Display(Name = "护照签发国家码")]
    public string? Issuer { get; set; }

    [Display(Name = "证件号码"), Required(ErrorMessage = "请填写证件号码"), StringLength(40)]
    public string? Number { get; set; }

    [Display(Name = "开始日期")]
    public DateOnly? From { get; set; }

    [Display(Name = "截止日期")]
    public DateOnly? Until { get; set; }

    [Display(Name = "长期")]
    public bool IsPermanent { get; set; }

    [Display(Name = "依据"), StringLength(ExamBan.BasisLength), DataType(DataType.MultilineText)]
    public string? Basis { get; set; }

    public BanEntry ToEntry() => new(Name, Kind, Issuer, Number, From, Until, IsPermanent, Basis);

    public static IEnumerable<SelectListItem> Kinds => DocumentForm.Kinds.Where(k => k.Value != nameof(DocumentKind.MilitaryOfficerCard));
}

/// <summary>解除禁考.</summary>
public sealed class BanEndForm
{
    public int Version { get; set; }

    [Display(Name = "解除原因"), DataType(DataType.MultilineText)]
    public string? Reason { get; set; }
}

public sealed record BanPage(BanLine Line, BanEndForm Form);

public sealed class BanImportForm
{
    [Display(Name = "CSV 文件")]
    public IFormFile? File { get; set; }
}

/// <summary>导入禁考: the form, and what the file holds once it was read.</summary>
public sealed record BanImportPage(BanImportForm Form, BanFile? File);
