using RuanKao.Portal.Foundation;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Admission;

/// <summary>The last step of the candidate's way, and its two menu lines.</summary>
public sealed class AdmissionJourney(TicketService tickets) : IJourneyContributor
{
    public async Task ContributeAsync(RoundPlace place, Journey journey, CancellationToken ct)
    {
        if (await tickets.StandingAsync(place.UserId, place.RoundCode, place.InstitutionCode, ct) is not { } standing) return;
        var opens = standing.Window.IsPublished ? $"{AdmissionWords.ShortDay(standing.Window.From!.Value)}起打印" : "打印时间未公布";
        var (state, when) = standing.State switch
        {
            TicketState.Open => (JourneyStepState.Current, $"{Until(standing.Window)}前可打印"),
            TicketState.NotSeated => (JourneyStepState.Waiting, "等待编排座位"),
            TicketState.Closed => (standing.TicketId is null ? JourneyStepState.Later : JourneyStepState.Done, "打印已截止"),
            _ => (JourneyStepState.Later, opens),
        };
        journey.Add(new JourneyStep(50, "准考证", state, when));

        var reason = standing.State switch
        {
            TicketState.Open => null,
            TicketState.NotSeated => "座位正在编排",
            TicketState.Closed => "打印已截止",
            TicketState.NotPublished => "打印时间未公布",
            TicketState.Before => $"{Beijing.Sentence(standing.Window.From!.Value)} 开放",
            _ => standing.Window.IsPublished ? $"报名成功后，{opens}" : "报名成功后开放",
        };
        journey.Add(new JourneyMenuItem(80, "打印准考证", "ticket", reason));
        journey.Add(new JourneyMenuItem(90, "考试安排", "arrangement", standing.ShowsArrangement ? null : standing.State == TicketState.Closed ? "没有编排座位" : "随准考证公布"));
    }

    private static string Until(TimeWindow window) => $"{AdmissionWords.ShortDay(window.To!.Value.AddTicks(-1))}{(window.To == Beijing.Start(Beijing.Day(window.To.Value)) ? " 24:00" : $" {AdmissionWords.Time(TimeOnly.FromDateTime(Beijing.WallClock(window.To.Value)))}")}";
}
