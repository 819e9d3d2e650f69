using System.Text.RegularExpressions;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Institutions;

namespace RuanKao.Portal.Registrations;

/// <summary>Everything that a candidate answers: where, for what, and the paper form.</summary>
public sealed record RegistrationAnswers(string? PrefectureCode, string? ExamRegionCode, string? QualificationCode, RegistrationForm Form)
{
    public bool IsEmpty => SameAs(new(null, null, null, new()));

    public bool SameAs(RegistrationAnswers other) =>
        (PrefectureCode, ExamRegionCode, QualificationCode) == (other.PrefectureCode, other.ExamRegionCode, other.QualificationCode) && Form.SameAs(other.Form);
}

/// <summary>What there is to choose from in this round at this institution.</summary>
public sealed record FormChoices(IReadOnlyList<Prefecture> Prefectures, IReadOnlyList<ExamRegion> Regions, IReadOnlyList<Qualification> Qualifications, FormOptions Options);

/// <summary>What a form must be like, field by field: the one place of these rules, for the page, the service and whoever brings forms in.</summary>
public static partial class RegistrationFormRules
{
    public const decimal ShortestStudy = 0.5m;
    public const decimal LongestStudy = 10;

    /// <summary>How far ahead a student's 毕业时间 may lie.</summary>
    public const int YearsToGraduation = 10;

    private static readonly string[] NoTitle = ["无", "没有"];

    public static bool HasTitle(this RegistrationForm form) => form.Title is { Length: > 0 } title && !NoTitle.Contains(title);

    /// <summary>Trims, empties blanks, brings numbers into the one spelling, chooses where there is no choice.</summary>
    public static RegistrationAnswers Normalise(RegistrationAnswers typed, FormChoices choices)
    {
        var form = new RegistrationForm();
        form.Take(typed.Form);
        form.Title = Text(form.Title);
        (form.Employment, form.MajorRelation, form.Education, form.Degree) = (Text(form.Employment), Text(form.MajorRelation), Text(form.Education), Text(form.Degree));
        form.Employer = Text(form.Employer);
        form.School = Text(form.School);
        form.Major = Text(form.Major);
        form.Address = Text(form.Address);
        form.Telephone = Text(ContactAddress.Narrow(form.Telephone));
        form.Postcode = Text(ContactAddress.Narrow(form.Postcode));
        form.Mobile = Text(form.Mobile) is { } mobile ? ContactAddress.ParseMobile(mobile, out _)?.Text ?? mobile : null;
        form.Email = Text(form.Email) is { } email ? ContactAddress.ParseEmail(email, out _)?.Text ?? email : null;
        if (form.Title is not null && !form.HasTitle()) form.TitleObtainedOn = null;
        return new(Text(typed.PrefectureCode), choices.Regions is [var only] ? only.Code : Text(typed.ExamRegionCode), Text(typed.QualificationCode), form);
    }

    /// <summary>What is wrong with normalised answers, in the order of the paper. A draft may lack anything, but what it has must be right.</summary>
    public static IReadOnlyList<RuleViolation> Check(RegistrationAnswers answers, FormChoices choices, DateOnly birthDate, DateOnly today, bool complete)
    {
        var (form, faults) = (answers.Form, new List<RuleViolation>());
        if (choices.Prefectures.Count > 0) Choice(nameof(answers.PrefectureCode), answers.PrefectureCode, choices.Prefectures.Any(p => p.Code == answers.PrefectureCode), "报名市");
        Choice(nameof(answers.ExamRegionCode), answers.ExamRegionCode, choices.Regions.Any(r => r.Code == answers.ExamRegionCode), "考试考区");
        Choice(nameof(answers.QualificationCode), answers.QualificationCode, choices.Qualifications.Any(q => q.Code == answers.QualificationCode), "报考资格");
        Words(nameof(form.Title), form.Title, "现有职称（资格），没有的填“无”", RegistrationForm.TextLength);
        if (form.HasTitle()) Day(nameof(form.TitleObtainedOn), form.TitleObtainedOn, "您填写了职称，请填写取得时间");
        Chosen(OptionList.Employment, nameof(form.Employment));

        var employed = choices.Options.Means(OptionList.Employment, form.Employment, OptionMeaning.AsksForWork);
        Words(nameof(form.Employer), form.Employer, "工作单位", RegistrationForm.TextLength, employed);
        var began = Day(nameof(form.WorkingSince), form.WorkingSince, "请填写参加工作时间", employed);
        if (Day(nameof(form.InProfessionSince), form.InProfessionSince, "请填写本专业工作时间", employed) && began && form.InProfessionSince < form.WorkingSince)
            Fault(nameof(form.InProfessionSince), $"不能早于参加工作时间（{Beijing.DaySentence(form.WorkingSince!.Value)}）");

        Words(nameof(form.School), form.School, "所在学校", RegistrationForm.TextLength);
        Words(nameof(form.Major), form.Major, "专业名称", RegistrationForm.TextLength);
        Chosen(OptionList.MajorRelation, nameof(form.MajorRelation));
        Graduation();
        Chosen(OptionList.Education, nameof(form.Education));
        if (form.YearsOfStudy is null) Missing(nameof(form.YearsOfStudy), "请填写学制，例如 4");
        else if (form.YearsOfStudy is < ShortestStudy or > LongestStudy || form.YearsOfStudy * 2 % 1 != 0)
            Fault(nameof(form.YearsOfStudy), $"学制应在 {ShortestStudy:0.#} 到 {LongestStudy:0} 年之间，可以有半年，例如 2.5");
        Chosen(OptionList.Degree, nameof(form.Degree));
        Words(nameof(form.Address), form.Address, "通讯地址", RegistrationForm.AddressLength);
        if (form.Email is null) Missing(nameof(form.Email), "请填写 Email");
        else if (ContactAddress.ParseEmail(form.Email, out var notEmail) is null) Fault(nameof(form.Email), notEmail!);
        if (form.Mobile is null) Missing(nameof(form.Mobile), "请填写手机号码");
        else if (ContactAddress.ParseMobile(form.Mobile, out var notMobile) is null) Fault(nameof(form.Mobile), notMobile!);
        if (form.Telephone is not null && !Telephone().IsMatch(form.Telephone)) Fault(nameof(form.Telephone), "固定电话应像 0871-64312910，分机写在后面，例如 0871-64312910 转 835");
        if (form.Postcode is not null && !Postcode().IsMatch(form.Postcode)) Fault(nameof(form.Postcode), $"邮政编码应为6位数字，您输入了{form.Postcode.Length}位");
        return faults;

        void Fault(string field, string message) => faults.Add(new(field, message));

        void Missing(string field, string message)
        {
            if (complete) Fault(field, message);
        }

        void Choice(string field, string? code, bool known, string name)
        {
            if (code is null) Missing(field, $"请选择{name}");
            else if (!known) Fault(field, $"所选的{name}在本考区本次考试中没有，请重新选择");
        }

        void Chosen(OptionList list, string field)
        {
            var code = form.Chosen(list);
            if (code is null) Missing(field, $"请选择{list.Word()}");
            else if (choices.Options.Find(list, code) is not { } option) Fault(field, $"所选的{list.Word()}不在可选范围内，请重新选择");
            else if (!choices.Options.IsOpen(option)) Fault(field, $"“{option.Words}”已停用，请重新选择{list.Word()}");
        }

        void Words(string field, string? text, string name, int longest, bool required = true)
        {
            if (text is null && required) Missing(field, $"请填写{name}");
            else if (text?.Length > longest) Fault(field, $"最多{longest}个字，您填写了{text.Length}个");
            else if (text?.Any(char.IsControl) == true) Fault(field, "其中有不能显示的字符，请重新输入");
        }

        // True when there is a date and nothing is wrong with it.
        bool Day(string field, DateOnly? day, string missing, bool required = true)
        {
            if (day is null && required) Missing(field, missing);
            if (day > today) Fault(field, $"不能晚于今天（{Beijing.DaySentence(today)}），您填的是{Beijing.DaySentence(day.Value)}");
            if (day < birthDate) Fault(field, $"不能早于出生日期（{Beijing.DaySentence(birthDate)}）");
            return day is not null && day <= today && day >= birthDate;
        }

        void Graduation()
        {
            if (form.GraduatedOn is null) Missing(nameof(form.GraduatedOn), "请填写毕业时间，在校的填预计毕业时间");
            else if (form.GraduatedOn < birthDate) Fault(nameof(form.GraduatedOn), $"不能早于出生日期（{Beijing.DaySentence(birthDate)}）");
            else if (form.GraduatedOn > today && choices.Options.Find(OptionList.Employment, form.Employment) is { Meaning: not OptionMeaning.StillStudies })
                Fault(nameof(form.GraduatedOn), choices.Options.Quoted(OptionList.Employment, OptionMeaning.StillStudies) is { Length: > 0 } studying
                    ? $"毕业时间晚于今天：在校的，在职情况请选{studying}；已工作的，请填写已有学历的毕业时间" : "毕业时间晚于今天，请填写已有学历的毕业时间");
            else if (form.GraduatedOn > today.AddYears(YearsToGraduation)) Fault(nameof(form.GraduatedOn), $"不能晚于{YearsToGraduation}年以后");
        }
    }

    /// <summary>The form asks for 报考级别 beside 报考资格: it has to be given, and the qualification has to be of that level.</summary>
    public static IReadOnlyList<RuleViolation> CheckLevel(Level? level, string? qualificationCode, FormChoices choices, bool complete)
    {
        if (level is null) return complete ? [new(nameof(AnswersForm.Level), "请选择报考级别")] : [];
        return choices.Qualifications.FirstOrDefault(q => q.Code == Text(qualificationCode)) is { } chosen && chosen.Level != level
            ? [new(nameof(AnswersForm.QualificationCode), $"{chosen.Name}属于{chosen.Level.Word}，您选的报考级别是{level.Value.Word}，请改选其中一项")] : [];
    }

    private static string? Text(string? typed) => typed?.Trim() is { Length: > 0 } text ? text : null;

    [GeneratedRegex("^(?=.{5,20}$)[+(0-9（][0-9（）() -]*[0-9)）](\\s?(转|-)\\s?[0-9]{1,6})?$")]
    private static partial Regex Telephone();

    [GeneratedRegex("^[0-9]{6}$")]
    private static partial Regex Postcode();
}
