using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Registrations;

/// <summary>An answer that two places have differently; <paramref name="Chosen"/> is here, there or not chosen yet.</summary>
public sealed record ChoiceRow(string Box, string Question, string Here, string There, string? Chosen);

/// <summary>The form as it is here beside what was saved in the other place.</summary>
/// <param name="Typed">Everything typed here by box, to carry on with.</param>
public sealed record FormChoicePage(RoundPlaceView Place, AnswersForm Form, AnswersForm There, IReadOnlyList<ChoiceRow> Rows, IReadOnlyList<KeyValuePair<string, string>> Typed, string? Then, bool IsHandedIn);

/// <summary>Sets two states of one form side by side.</summary>
public sealed class FormChoicePages(RegistrationService registrations, RegistrationPapers papers, TimeProvider clock)
{
    public const string Here = "here";
    public const string There = "there";

    /// <param name="unread">What was typed into a box and could not be read; null where it could.</param>
    public async Task<FormChoicePage> OfAsync(RoundPlaceView place, Registration mine, AnswersForm form, Func<string, string?> unread, IReadOnlyDictionary<string, string>? choice, string? then, CancellationToken ct)
    {
        var choices = await registrations.ChoicesAsync(place, ct, mine.KeptForm);
        var typed = RegistrationFormRules.Normalise(form.ToAnswers(), choices);
        var (here, there) = (AnswersForm.Of(typed, form.Level, mine.Version), AnswersForm.Of(mine.Answers, mine.Qualification?.Level, mine.Version));
        var (today, rows) = (Beijing.Today(clock), new List<ChoiceRow>());
        var (atHere, atThere) = (Rows(await papers.OfAsync(mine, typed, today, ct: ct)), Rows(await papers.OfAsync(mine, today, ct: ct)));
        foreach (var (box, row) in atHere)
        {
            var (mineHere, savedThere) = (unread(box) ?? row.Answer, atThere[box].Answer);
            if (mineHere == savedThere) continue;
            // Where only one place has an answer, that one is proposed.
            var proposed = mineHere.Length == 0 ? There : savedThere.Length == 0 ? Here : null;
            rows.Add(new(box, row.Question, mineHere, savedThere, choice is null ? proposed : choice.GetValueOrDefault(box) ?? proposed));
        }
        return new(place, here, there, rows, [.. DraftAnswers.Typed(form, unread)], then, mine.State == RegistrationState.Submitted);
    }

    // The level follows from the qualification, and what has no box cannot differ.
    private static Dictionary<string, PaperRow> Rows(RegistrationPaper paper) =>
        paper.Groups.SelectMany(g => g.Rows).Where(r => r.Field is not null and not nameof(AnswersForm.Level)).ToDictionary(r => r.Field!);
}
