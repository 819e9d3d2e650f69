using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Registrations;

/// <summary>What 申请变更 may change. The level never: another level is another registration (考生须知, item 5). After payment nothing that decides reviewer, seat, paper or fee.</summary>
public static class ChangeRules
{
    public const string LevelLocked = "报考级别不能变更。要改报考级别，请在报名截止前取消报名，再重新报名";

    public static bool IsLocked(RegistrationState state) => state == RegistrationState.Paid;

    /// <summary>The qualifications among which a change may choose.</summary>
    public static IReadOnlyList<Qualification> Choices(Registration registration, FormChoices choices) =>
        [.. choices.Qualifications.Where(q => q.Level == registration.Qualification!.Level)];

    /// <summary>What is wrong with normalised answers beyond the rules of the form itself.</summary>
    public static IReadOnlyList<RuleViolation> Check(Registration registration, RegistrationAnswers wanted, Guid? photoId, FormChoices choices)
    {
        var (now, faults) = (registration.Answers, new List<RuleViolation>());
        if (IsLocked(registration.State))
        {
            if (wanted.PrefectureCode != now.PrefectureCode) faults.Add(new(nameof(wanted.PrefectureCode), "缴费后不能更改报名省市"));
            if (wanted.ExamRegionCode != now.ExamRegionCode) faults.Add(new(nameof(wanted.ExamRegionCode), "缴费后不能更改考试考区"));
            if (wanted.QualificationCode != now.QualificationCode) faults.Add(new(nameof(wanted.QualificationCode), "缴费后不能更改报考级别和报考资格"));
        }
        else if (choices.Qualifications.FirstOrDefault(q => q.Code == wanted.QualificationCode) is { } other && other.Level != registration.Qualification!.Level)
            faults.Add(new(nameof(wanted.QualificationCode), LevelLocked));
        if (now.SameAs(wanted) && photoId == registration.PhotoId) faults.Add(new("", "没有任何改动，请先修改要变更的内容"));
        return faults;
    }
}
