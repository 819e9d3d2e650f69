using RuanKao.Portal.Exams;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Office.Plans;

/// <summary>How plans stand, as status tags say it.</summary>
public static class PlanStateWords
{
    public static string Word(this RoundState state) => RoundLifecycle.Table.Words(state).ForStaff;

    public static Tone ToneOf(this RoundState state) => Of(RoundLifecycle.Table.Words(state).Tone);

    /// <summary>未参加 where the institution has not joined.</summary>
    public static string Word(this RoundInstitution? place) => place is null ? "未参加" : PlaceLifecycle.Table.Words(place.State).ForStaff;

    public static Tone ToneOf(this RoundInstitution? place) => place is null ? Tone.Quiet : Of(PlaceLifecycle.Table.Words(place.State).Tone);

    private static Tone Of(string tone) => Enum.Parse<Tone>(tone, ignoreCase: true);
}
