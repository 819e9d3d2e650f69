using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Home;

/// <summary>The street side of the portal: the own institution's round, then everybody's windows.</summary>
public sealed record HomePage(RoundHero? Hero, CurrentRound? Round, IReadOnlyList<CurrentRound> Rounds, IReadOnlyList<InstitutionRow> Rows, string Query)
{
    /// <summary>How many institutions there are before the search narrows them.</summary>
    public int Total => Round?.Institutions.Count ?? 0;
}

/// <summary>A state in a word with its colour.</summary>
public sealed record StateWord(string Word, Tone Tone);

/// <summary>The round at the visitor's institution, said in one sentence; the countdown goes to what comes next.</summary>
public sealed record RoundHero(
    Institution Institution, ExamRound Round, RoundInstitution? Place, StateWord State, string Sentence, Countdown? Next, int? DaysToExam, IReadOnlyList<KeyDate> Dates)
{
    public bool IsOpen => State.Tone is Tone.Done;
}

public sealed record Countdown(string Words, DateTime Until);

/// <summary>One of the five dates; lit while it runs.</summary>
public sealed record KeyDate(string Title, bool IsNow, IReadOnlyList<string> Lines);

/// <summary>One line of 各考区报名时间.</summary>
public sealed record InstitutionRow(Institution Institution, string Registration, string Payment, StateWord State, bool IsOpen, bool IsOwn);
