using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Mvc.Rendering;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Office.Plans;

/// <summary>What a person may do with plans.</summary>
public sealed record PlanPosts(bool IsNational, IReadOnlyList<string> Institutions)
{
    public bool Covers(string institution) => Institutions.Contains(institution);

    public static PlanPosts Of(ClaimsPrincipal person) => new(person.Holds(Role.NationalAdministrator),
        [.. WindowDoors.PostsOf(person).Select(p => p.InstitutionCode).OfType<string>().Distinct()]);
}

/// <summary>One round in the list; <paramref name="Own"/> the institutions of the person's posts.</summary>
public sealed record PlanLine(ExamRound Round, int Published, IReadOnlyList<InstitutionInRound> Own);

/// <summary>考试计划: every round there is for this person.</summary>
public sealed record PlansPage(IReadOnlyList<PlanLine> Lines, PlanPosts Posts);

/// <summary>One round: how it stands, what is missing, who holds it.</summary>
public sealed record PlanRoundPage(ExamRound Round, PlanPosts Posts, IReadOnlyList<PlanFault> Faults, IReadOnlyList<InstitutionInRound> Institutions, IReadOnlyList<PlanCorrection> Corrections)
{
    public bool MayEdit => Posts.IsNational && Round.State != RoundState.Closed;

    public IEnumerable<IGrouping<Level, RoundOffering>> ByLevel => Round.Offerings.OrderBy(o => o.Qualification.Order).GroupBy(o => o.Qualification.Level).OrderByDescending(g => g.Key);
}

/// <summary>Every form that edits a plan: the version it was made from; and once it is published why it is corrected, after a look at whom that touches.</summary>
public abstract class PlanForm
{
    public int Version { get; set; }

    [Display(Name = "更正原因")]
    public string? Why { get; set; }

    /// <summary>The mark of the preview that was looked at; null before there was one.</summary>
    public string? Shown { get; set; }
}

/// <summary>How many registrations hold a place of what is corrected, and how many of them have paid.</summary>
public sealed record Touched(int Live, int Paid);

/// <summary>What a correction would change, whom it touches, and how many of them will hear of it because their exam moves.</summary>
public sealed record CorrectionPreview(IReadOnlyList<PlanChange> Changes, Touched Touched, int Told)
{
    /// <summary>Whoever confirms has seen exactly this: other changes, or another number of people, are looked at anew.</summary>
    public string Mark => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Touched.Live}\n{Text}")))[..16];

    /// <summary>One change a line.</summary>
    public string Text => string.Join('\n', Changes.Select(c => $"{c.What}：{c.Before.ReplaceLineEndings(" ")} → {c.After.ReplaceLineEndings(" ")}"));
}

/// <summary>What the foot of every edit page needs.</summary>
public interface IPlanEdit
{
    PlanForm Form { get; }

    bool IsPublished { get; }

    CorrectionPreview? Preview { get; }

    string Back { get; }
}

/// <summary>An edit page of a round.</summary>
public sealed record RoundEditPage<TForm>(ExamRound Round, TForm Form, CorrectionPreview? Preview, string Back, IReadOnlyList<Qualification> Qualifications) : IPlanEdit where TForm : PlanForm
{
    PlanForm IPlanEdit.Form => Form;

    public bool IsPublished => Round.State == RoundState.Published;
}

/// <summary>A new round: which half-year, from which pattern, when.</summary>
public sealed class NewPlanForm
{
    [Display(Name = "年份")]
    public int? Year { get; set; }

    [Display(Name = "上半年或下半年")]
    public int? Half { get; set; }

    [Display(Name = "复制自")]
    public string? From { get; set; }

    [Display(Name = "考试第一天")]
    public DateOnly? ExamFrom { get; set; }
}

public sealed record NewPlanPage(NewPlanForm Form, IReadOnlyList<ExamRound> Patterns)
{
    public static IEnumerable<SelectListItem> Halves => [new("上半年", "1"), new("下半年", "2")];

    public IEnumerable<SelectListItem> From => [.. Patterns.Select(r => new SelectListItem($"{r.Name}（{r.ExamDays()}）", r.Code)), new("不复制，从空白开始", "none")];
}

/// <summary>考试时间和说明.</summary>
public sealed class DaysForm : PlanForm
{
    [Display(Name = "考试第一天")]
    public DateOnly? ExamFrom { get; set; }

    [Display(Name = "考试最后一天")]
    public DateOnly? ExamTo { get; set; }

    [Display(Name = "考试计划说明"), DataType(DataType.MultilineText)]
    public string? Remark { get; set; }
}

/// <summary>One sitting as it is typed; a row without day, times and papers is none.</summary>
public sealed class SittingRow
{
    [Display(Name = "批次")]
    public int? Batch { get; set; }

    [Display(Name = "日期")]
    public DateOnly? Day { get; set; }

    [Display(Name = "哪一天考尚未公布")]
    public bool DayUnpublished { get; set; }

    [Display(Name = "开始")]
    public string? From { get; set; }

    [Display(Name = "结束")]
    public string? To { get; set; }

    [Display(Name = "科目")]
    public string? Papers { get; set; }

    public bool IsEmpty => string.IsNullOrWhiteSpace(From) && string.IsNullOrWhiteSpace(To) && string.IsNullOrWhiteSpace(Papers);
}

/// <summary>The sittings of one or more qualifications together.</summary>
public sealed class SittingsForm : PlanForm
{
    public List<string> Codes { get; set; } = [];

    public List<SittingRow> Rows { get; set; } = [];

    /// <summary>save or remove.</summary>
    public string? Then { get; set; }
}

/// <summary>Closing a round, after a look at what still hangs on it.</summary>
public sealed record ClosePage(ExamRound Round, Touched Touched, int Unpublished, string? WhyNot);

/// <summary>What a candidate would see of it: notice, plan or policy.</summary>
public sealed record PreviewPage(string Sheet, object Page, string Title, string Back, string? Institution, string RoundCode)
{
    public static readonly IReadOnlyList<(string Sheet, string Title)> Sheets = [("plan", "考试计划"), ("notice", "考生须知"), ("policy", "政策文件")];
}
