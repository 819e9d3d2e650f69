using System.ComponentModel.DataAnnotations;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc.Rendering;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Registrations;

/// <summary>报名首页.</summary>
public sealed record RoundHomePage(RoundHomeFacts Facts, RegistrationPaper? Paper, string? Name, string? ElsewhereInstitutionCode);

/// <summary>考生报名 as it is typed; empty boxes are null.</summary>
public sealed class AnswersForm
{
    /// <summary>The version of the form that the page was made from; null where there was none yet.</summary>
    public int? Version { get; set; }

    [Display(Name = "报名市")]
    public string? PrefectureCode { get; set; }

    [Display(Name = "考试考区")]
    public string? ExamRegionCode { get; set; }

    /// <summary>Asked for its own sake as on the paper form, and not kept: it follows from the qualification.</summary>
    [Display(Name = "报考级别")]
    public Level? Level { get; set; }

    [Display(Name = "报考资格")]
    public string? QualificationCode { get; set; }

    [Display(Name = "现有职称（资格）")]
    public string? Title { get; set; }

    [Display(Name = "取得职称（资格）时间")]
    public DateOnly? TitleObtainedOn { get; set; }

    [Display(Name = "在职情况")]
    public string? Employment { get; set; }

    [Display(Name = "工作单位")]
    public string? Employer { get; set; }

    [Display(Name = "参加工作时间")]
    public DateOnly? WorkingSince { get; set; }

    [Display(Name = "本专业工作时间")]
    public DateOnly? InProfessionSince { get; set; }

    [Display(Name = "所在学校")]
    public string? School { get; set; }

    [Display(Name = "所学专业")]
    public string? MajorRelation { get; set; }

    [Display(Name = "毕业时间")]
    public DateOnly? GraduatedOn { get; set; }

    [Display(Name = "专业名称")]
    public string? Major { get; set; }

    [Display(Name = "在学/已有学历")]
    public string? Education { get; set; }

    [Display(Name = "学制")]
    public decimal? YearsOfStudy { get; set; }

    [Display(Name = "学位")]
    public string? Degree { get; set; }

    [Display(Name = "通讯地址")]
    public string? Address { get; set; }

    [Display(Name = "Email")]
    public string? Email { get; set; }

    [Display(Name = "手机号码")]
    public string? Mobile { get; set; }

    [Display(Name = "固定电话")]
    public string? Telephone { get; set; }

    [Display(Name = "邮政编码")]
    public string? Postcode { get; set; }

    [Display(Name = "照片")]
    public string? Photo => null;

    public RegistrationAnswers ToAnswers() => new(PrefectureCode, ExamRegionCode, QualificationCode, new()
    {
        Title = Title, TitleObtainedOn = TitleObtainedOn, Employment = Employment, Employer = Employer, WorkingSince = WorkingSince,
        InProfessionSince = InProfessionSince, School = School, MajorRelation = MajorRelation, GraduatedOn = GraduatedOn, Major = Major,
        Education = Education, YearsOfStudy = YearsOfStudy, Degree = Degree, Address = Address, Email = Email, Mobile = Mobile,
        Telephone = Telephone, Postcode = Postcode,
    });

    public static AnswersForm Of(RegistrationAnswers answers, Level? level, int? version)
    {
        var form = answers.Form;
        return new()
        {
            Version = version, PrefectureCode = answers.PrefectureCode, ExamRegionCode = answers.ExamRegionCode, Level = level, QualificationCode = answers.QualificationCode,
            Title = form.Title, TitleObtainedOn = form.TitleObtainedOn, Employment = form.Employment, Employer = form.Employer, WorkingSince = form.WorkingSince,
            InProfessionSince = form.InProfessionSince, School = form.School, MajorRelation = form.MajorRelation, GraduatedOn = form.GraduatedOn, Major = form.Major,
            Education = form.Education, YearsOfStudy = form.YearsOfStudy is { } years ? years / 1.0m : null, Degree = form.Degree, Address = form.Address, Email = form.Email, Mobile = form.Mobile,
            Telephone = form.Telephone, Postcode = form.Postcode,
        };
    }
}

/// <summary>A page with the boxes of the paper form.</summary>
public interface IFormPage
{
    AnswersForm Form { get; }

    FormChoices Choices { get; }
}

public static class FormPageOptions
{
    /// <summary>What can be chosen from a list; what was chosen before and retired since stands there too, and says so.</summary>
    public static IEnumerable<SelectListItem> Options(this IFormPage page, OptionList list)
    {
        var options = page.Choices.Options;
        var chosen = options.Find(list, page.Form.ToAnswers().Form.Chosen(list));
        return options.Open(list).Select(o => new SelectListItem(o.Words, o.Code))
            .Concat(chosen is not null && !options.IsOpen(chosen) ? [new SelectListItem(chosen.Words + "（已停用）", chosen.Code)] : []);
    }

    /// <summary>The answers to 在职情况 that ask for 工作单位, as the script that shows these boxes has them.</summary>
    public static string AsksForWork(this IFormPage page) =>
        "Form.Employment=" + string.Join('|', page.Choices.Options.All.Where(o => o.List == OptionList.Employment && o.Meaning == OptionMeaning.AsksForWork).Select(o => o.Code));
}

/// <summary>考生报名 with what stands around the boxes.</summary>
public sealed record RegistrationFormPage(
    AnswersForm Form, RoundPlaceView Place, FormChoices Choices, PaperGroup Person, Registration? Registration, Guid? PhotoId, DateTime? Until) : IFormPage
{
    /// <summary>Already handed in: saved only as a whole.</summary>
    public bool IsHandedIn => Registration?.State == RegistrationState.Submitted;

    public IEnumerable<SelectListItem> Prefectures => Choices.Prefectures.Select(p => new SelectListItem(p.Name, p.Code));

    public IEnumerable<SelectListItem> Regions => Choices.Regions.Select(r => new SelectListItem(r.Name, r.Code));

    /// <summary>The levels in which anything is open, the highest first.</summary>
    public IEnumerable<SelectListItem> Levels => Choices.Qualifications.Select(q => q.Level).Distinct().OrderDescending().Select(level => new SelectListItem(level.Word, level.ToString()));

    /// <summary>Grouped by 报考级别, the highest first.</summary>
    public IEnumerable<SelectListItem> Qualifications
    {
        get
        {
            var groups = Enum.GetValues<Level>().ToDictionary(level => level, level => new SelectListGroup { Name = level.Word });
            return Choices.Qualifications.OrderByDescending(q => q.Level).ThenBy(q => q.Order).Select(q => new SelectListItem(q.Name, q.Code) { Group = groups[q.Level] });
        }
    }

    /// <summary>报考科目 and fee of the qualification that is chosen; empty while none is.</summary>
    public string PapersLine => Choices.Qualifications.FirstOrDefault(q => q.Code == Form.QualificationCode) is { } chosen ? PapersOf(chosen) : "";

    /// <summary>The same for every qualification by its code, for the script that follows the choice.</summary>
    public string PapersLines => JsonSerializer.Serialize(Choices.Qualifications.ToDictionary(q => q.Code, PapersOf), Readable);

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private string PapersOf(Qualification qualification) => $"报考科目：{string.Join("、", qualification.PaperList)}。"
        + (Place.Place.Fee.AmountFen(qualification) switch { null => "考试费未公布。", 0 => "不收考试费。", { } fen => $"考试费 {Money.Yuan(fen)} 元，审核通过后缴纳。" });
}

/// <summary>The registration written out, with its place: for pages that show or confirm it.</summary>
public sealed record RegistrationPage(Registration Registration, RegistrationPaper Paper, RoundPlaceView Place)
{
    public Tone Tone => Registration.Words.ToneOf();
}

/// <summary>检查报考信息: the pledge is the one thing to tick.</summary>
public sealed class PledgeForm
{
    /// <summary>The version of the form that is pledged.</summary>
    public int? Version { get; set; }

    /// <summary>How often it had been handed in when it was read.</summary>
    public int HandedIn { get; set; }

    [Display(Name = "我已阅读并同意报考承诺书，确认以上信息真实、准确")]
    public bool Pledged { get; set; }
}

public sealed record FormCheckPage(PledgeForm Form, RegistrationPage Of, Guid? PhotoId, DateTime? Until, bool IsVerified);

/// <summary>取消报名 before it is done: what it means.</summary>
public sealed record CancelPage(RegistrationPage Of, bool CanRegisterAgain, string? WhyNot);

/// <summary>申请变更 being filled in: what is locked stands as text.</summary>
public sealed record ChangeFormPage(
    AnswersForm Form, RegistrationPage Of, FormChoices Choices, Guid? PhotoId, DateTime Until, ChangePaper? Returned) : IFormPage
{
    public bool IsLocked => ChangeRules.IsLocked(Of.Registration.State);

    public bool ChangesPhoto => PhotoId != Of.Registration.PhotoId;

    public IEnumerable<SelectListItem> Prefectures => Choices.Prefectures.Select(p => new SelectListItem(p.Name, p.Code));

    public IEnumerable<SelectListItem> Regions => Choices.Regions.Select(r => new SelectListItem(r.Name, r.Code));

    public IEnumerable<SelectListItem> Qualifications => ChangeRules.Choices(Of.Registration, Choices).Select(q => new SelectListItem(q.Name, q.Code));
}

/// <summary>The change before it is handed in: before and after, and what was typed to carry on with.</summary>
public sealed record ChangeCheckPage(AnswersForm Form, RegistrationPage Of, ChangePaper Change, DateTime Until)
{
    /// <summary>What was typed, as hidden boxes; nothing is stored before it is handed in.</summary>
    public IEnumerable<KeyValuePair<string, string>> Typed => DraftAnswers.Typed(Form, _ => null).Select(box => KeyValuePair.Create($"{nameof(Form)}.{box.Key}", box.Value));
}

/// <summary>A change that was handed in, or why none can be.</summary>
public sealed record ChangeShownPage(RegistrationPage Of, ChangePaper? Change, string? WhyNot, DateTime Now);

/// <summary>打印报名表, or why and from when.</summary>
public sealed record PrintedFormPage(RegistrationPage? Of, string? NotYet);

/// <summary>One registration of 我的报考 with what its round's page says of it.</summary>
public sealed record MyRegistrationLine(Registration Registration, RoundHomeFacts Facts)
{
    public string Round => Facts.Place.Title;

    public string RoundCode => Facts.Place.Round.Code;

    public string Institution => Facts.Place.Institution.Name;
}

/// <summary>我的报考.</summary>
public sealed record MyRegistrationsPage(IReadOnlyList<MyRegistrationLine> Lines);

public static class RegistrationTones
{
    public static Tone ToneOf(this StateWords words) => Enum.Parse<Tone>(words.Tone, ignoreCase: true);
}
