using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Candidates;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Registrations;

/// <summary>A line of the paper form; <paramref name="Field"/> is the question's name on the form page, null where it cannot be changed there.</summary>
public sealed record PaperRow(string Question, string Answer, string? Field = null);

public sealed record PaperGroup(string Title, IReadOnlyList<PaperRow> Rows);

/// <summary>A registration written out as the paper form has it, group by group: for checking, for the reviewer, for print.</summary>
public sealed record RegistrationPaper(string Name, string IdNumber, string Qualification, string Level, string Papers, string Region, IReadOnlyList<PaperGroup> Groups);

/// <summary>Writes registrations out.</summary>
public sealed class RegistrationPapers(PortalContext db, VerifiedPeople people, PersonalDataSeal seal, FormOptionService formOptions)
{
    private FormOptions? options;

    /// <param name="whole">The document number in full, as print needs it; masked otherwise.</param>
    public Task<RegistrationPaper> OfAsync(Registration registration, DateOnly today, bool whole = false, CancellationToken ct = default) =>
        OfAsync(registration, registration.Answers, today, whole, ct);

    /// <summary>The same registration with other answers: what a change would make of it.</summary>
    public async Task<RegistrationPaper> OfAsync(Registration registration, RegistrationAnswers answers, DateOnly today, bool whole = false, CancellationToken ct = default)
    {
        var institution = await db.Institutions.AsNoTracking().SingleAsync(i => i.Code == registration.InstitutionCode, ct);
        var prefecture = await db.Prefectures.Where(p => p.Code == answers.PrefectureCode).Select(p => p.Name).SingleOrDefaultAsync(ct);
        var region = await db.RoundInstitutions.Where(p => p.RoundId == registration.RoundId && p.InstitutionCode == registration.InstitutionCode)
            .SelectMany(p => p.Regions).Where(r => r.Code == answers.ExamRegionCode).Select(r => r.Name).SingleOrDefaultAsync(ct);
        var qualification = registration.Qualification?.Code == answers.QualificationCode ? registration.Qualification
            : await db.Qualifications.AsNoTracking().SingleOrDefaultAsync(q => q.Code == answers.QualificationCode, ct);
        var person = registration.Person is { } registered
            ? new VerifiedPerson(registration.UserId, registered.DocumentKind, registered.Name, seal.Open(registered.NumberSealed), registered.NumberHash, registered.Sex, registered.BirthDate)
            : await people.FindOrClaimedAsync(registration.UserId, ct) ?? throw new InvalidOperationException("A form belongs to a person who is verified or waits for it.");
        return Of(registration, answers.Form, options ??= await formOptions.AllAsync(ct: ct), person, institution, prefecture, region, qualification, today, whole);
    }

    private static RegistrationPaper Of(Registration registration, RegistrationForm form, FormOptions options, VerifiedPerson person, Institution institution, string? prefecture, string? region,
        Qualification? qualification, DateOnly today, bool whole)
    {
        var number = whole ? person.Number : Mask.IdNumber(person.Number);
        var papers = qualification is null ? "" : string.Join("、", qualification.PaperList);
        return new(person.Name, number, qualification?.Name ?? "", qualification?.Level.Word ?? "", papers, region ?? "",
        [
            new("基本信息",
            [
                new("姓名", person.Name), new("证件类型", person.DocumentKind.Word()), new("证件号码", number),
                new("性别", person.Sex.Word()), new("出生日期", Day(person.BirthDate)), new("年龄", AgeOn(person.BirthDate, today).ToString(System.Globalization.CultureInfo.InvariantCulture)),
            ]),
            new("报名省市与考试考区",
            [
                new("报名省", institution.FullName), new("报名市", prefecture ?? "", nameof(registration.PrefectureCode)), new("考试考区", region ?? "", nameof(registration.ExamRegionCode)),
            ]),
            new("报考信息",
            [
                new("报考级别", qualification?.Level.Word ?? "", nameof(AnswersForm.Level)), new("报考资格", qualification?.Name ?? "", nameof(registration.QualificationCode)), new("报考科目", papers),
                new("现有职称（资格）", form.Title ?? "", nameof(form.Title)), new("取得职称（资格）时间", Day(form.TitleObtainedOn), nameof(form.TitleObtainedOn)),
            ]),
            new("在职情况",
            [
                new("在职情况", options.Word(OptionList.Employment, form.Employment), nameof(form.Employment)), new("工作单位", form.Employer ?? "", nameof(form.Employer)),
                new("参加工作时间", Day(form.WorkingSince), nameof(form.WorkingSince)), new("本专业工作时间", Day(form.InProfessionSince), nameof(form.InProfessionSince)),
            ]),
            new("学习情况",
            [
                new("所在学校", form.School ?? "", nameof(form.School)), new("专业名称", form.Major ?? "", nameof(form.Major)), new("所学专业", options.Word(OptionList.MajorRelation, form.MajorRelation), nameof(form.MajorRelation)),
                new("毕业时间", Day(form.GraduatedOn), nameof(form.GraduatedOn)), new("在学/已有学历", options.Word(OptionList.Education, form.Education), nameof(form.Education)),
                new("学制", form.YearsOfStudy is { } years ? FormattableString.Invariant($"{years:0.#} 年") : "", nameof(form.YearsOfStudy)), new("学位", options.Word(OptionList.Degree, form.Degree), nameof(form.Degree)),
            ]),
            new("联络方式",
            [
                new("通讯地址", form.Address ?? "", nameof(form.Address)), new("手机号码", form.Mobile ?? "", nameof(form.Mobile)), new("Email", form.Email ?? "", nameof(form.Email)),
                new("固定电话", form.Telephone ?? "", nameof(form.Telephone)), new("邮政编码", form.Postcode ?? "", nameof(form.Postcode)),
            ]),
        ]);
    }

    /// <summary>Whole years; whoever was born on 29 February grows older on 1 March of a common year.</summary>
    public static int AgeOn(DateOnly birthDate, DateOnly today) =>
        today.Year - birthDate.Year - (today.Month * 100 + today.Day < birthDate.Month * 100 + birthDate.Day ? 1 : 0);

    private static string Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) ?? "";
}
