using System.Globalization;
using System.Reflection;
using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Registrations;

/// <summary>The form was saved in another place since the page was made: the person chooses, field by field.</summary>
public sealed class SavedElsewhereException() : RuleViolationException("", "这份报名表刚在另一处保存或提交过，请对照两处的内容并选择");

/// <summary>What of a half-typed form can be saved, and moving answers from one form to another.</summary>
public static class DraftAnswers
{
    private static readonly Dictionary<string, PropertyInfo> Boxes = typeof(AnswersForm).GetProperties()
        .Where(p => p.CanWrite && p.Name is not (nameof(AnswersForm.Version) or nameof(AnswersForm.Level))).ToDictionary(p => p.Name);

    /// <summary>The answers with every wrong one as it was saved before, or empty where even that no longer fits beside the others; and what is wrong.</summary>
    public static (RegistrationAnswers Answers, IReadOnlyList<RuleViolation> Unsaved) Savable(
        AnswersForm typed, IReadOnlyList<RuleViolation> unread, RegistrationAnswers? saved, FormChoices choices, DateOnly birthDate, DateOnly today)
    {
        var before = AnswersForm.Of(saved ?? new(null, null, null, new()), null, null);
        List<RuleViolation> wrong = [.. unread, .. Faults(typed)];
        wrong = [.. wrong.DistinctBy(f => f.Field)];
        var savable = Copy(typed);
        foreach (var fault in wrong) Put(savable, fault.Field, before);
        // What stood there before can contradict what is new beside it.
        foreach (var fault in Faults(savable)) Put(savable, fault.Field, new());
        return (RegistrationFormRules.Normalise(savable.ToAnswers(), choices), wrong);

        IReadOnlyList<RuleViolation> Faults(AnswersForm form) =>
        [
            .. RegistrationFormRules.CheckLevel(form.Level, form.QualificationCode, choices, complete: false),
            .. RegistrationFormRules.Check(RegistrationFormRules.Normalise(form.ToAnswers(), choices), choices, birthDate, today, complete: false),
        ];
    }

    /// <summary>Takes one box over from another form; the level goes with the qualification.</summary>
    public static void Put(AnswersForm to, string box, AnswersForm from)
    {
        if (!Boxes.TryGetValue(box, out var property)) return;
        property.SetValue(to, property.GetValue(from));
        if (box == nameof(AnswersForm.QualificationCode)) to.Level = from.Level;
    }

    /// <summary>Everything typed, by the name of its box, to be sent along hidden.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Typed(AnswersForm form, Func<string, string?> unread) => typeof(AnswersForm).GetProperties().Where(p => p.CanWrite)
        .Select(p => KeyValuePair.Create(p.Name, unread(p.Name) ?? p.GetValue(form) switch
        {
            DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
            var value => value?.ToString() ?? "",
        })).Where(pair => pair.Value.Length > 0);

    private static AnswersForm Copy(AnswersForm form)
    {
        var copy = new AnswersForm { Version = form.Version, Level = form.Level };
        foreach (var box in Boxes.Values) box.SetValue(copy, box.GetValue(form));
        return copy;
    }
}
