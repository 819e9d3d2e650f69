using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc.Rendering;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Candidates;

/// <summary>The claim of a manual check: the document, and where the person means to register.</summary>
public sealed class ClaimForm : DocumentForm
{
    [Display(Name = "准备报名的考区")]
    public string? InstitutionCode { get; set; }

    [Display(Name = "报名市")]
    public string? PrefectureCode { get; set; }

    [Display(Name = "补充说明（选填）"), StringLength(IdentityCase.WordsLength), DataType(DataType.MultilineText)]
    public string? Words { get; set; }

    public static ClaimForm Of(IdentityCase file, string number, GuardianConsent? guardian) => new()
    {
        Kind = file.DocumentKind, Issuer = file.IssuerCode, Name = file.Name, Number = number, Sex = file.Sex, BirthDate = file.BirthDate,
        ValidFrom = file.ValidFrom, ValidTo = file.ValidTo, IsLongTerm = file.ValidTo is null,
        InstitutionCode = file.InstitutionCode, PrefectureCode = file.PrefectureCode, Words = file.Words,
        GuardianName = guardian?.GuardianName, GuardianRelation = guardian?.Relation, GuardianAgreed = guardian is not null,
    };
}

/// <summary>What stands around the boxes of 申请人工核验, first step: they keep the names they have on the page of the authority, so that a button there can bring them along.</summary>
public sealed record ClaimPage(IReadOnlyList<SelectListItem> Institutions, IReadOnlyList<SelectListItem> Prefectures, int WorkingDays, IdentityCase? Case, bool IsVerified);

/// <summary>The pictures of the document.</summary>
public sealed class ScansForm
{
    /// <summary>The date of the text in <see cref="ConsentText"/>; raise it whenever the text changes.</summary>
    public const string ConsentVersion = "2026-11-25";

    public const string ConsentText = "我同意提交证件照片，供所选考区的审核人员核对本人身份；照片加密保存，核验结束后30天内删除";

    [Display(Name = "证件照片")]
    public List<IFormFile>? Files { get; set; }

    [Display(Name = "同意")]
    public bool Agreed { get; set; }
}

/// <summary>申请人工核验, second step; and 人工核验 while it is under way.</summary>
public sealed record ScansPage(ScansForm Form, CaseOnPage Case, IReadOnlyList<KeptScan> Scans, int WorkingDays);

public sealed record CaseOnPage(IdentityCase Case, string Number, string Place);

/// <summary>The queue of manual checks.</summary>
public sealed record IdentityQueuePage(IReadOnlyList<IdentityQueueLine> Lines, IdentityCaseState? State, int Total, ListPart Part, DateOnly Today)
{
    public int Pages => Part.Pages(Total);

    public IEnumerable<SelectListItem> States =>
    [
        .. Enum.GetValues<IdentityCaseState>().Where(s => s != IdentityCaseState.Draft)
            .Select(s => new SelectListItem(IdentityCaseLifecycle.Table.Words(s).ForStaff, s.ToString(), s == State)),
        new("全部", "all", State is null),
    ];
}

public sealed record IdentityQueueLine(IdentityCase Case, string Place);

/// <summary>A decision on one manual check.</summary>
public sealed class IdentityDecisionForm
{
    /// <summary>The version that the reviewer saw.</summary>
    public int Version { get; set; }

    public List<ConfirmedField> Confirmed { get; set; } = [];

    [Display(Name = "材料足以证明申请人就是证件持有人，把该身份移到申请人的账号")]
    public bool Moves { get; set; }

    public List<string> Reasons { get; set; } = [];

    [Display(Name = "补充说明"), DataType(DataType.MultilineText)]
    public string? Words { get; set; }
}

/// <summary>Another account that holds the number, as far as a reviewer needs to know it.</summary>
public sealed record HolderOnPage(string Name, string Document, DateTime VerifiedAt, string VerifiedBy, string? WhyNot);

public sealed record IdentityCasePage(CaseOnPage Of, IReadOnlyList<KeptScan> Scans, HolderOnPage? Holder, IReadOnlyList<string> MissingGlyphs, IdentityDecisionForm Form, int Waiting, Guid? Next, DateOnly Today)
{
    public bool IsWaiting => Of.Case.State == IdentityCaseState.Waiting;
}

public static class IdentityCaseTones
{
    public static Tone ToneOf(this IdentityCase file) => Enum.Parse<Tone>(file.StateWords.Tone, ignoreCase: true);
}
