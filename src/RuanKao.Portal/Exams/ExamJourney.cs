using RuanKao.Portal.Web;

namespace RuanKao.Portal.Exams;

/// <summary>What every page of a round says of the round itself: its name, and the pages that anyone may read.</summary>
public sealed class ExamJourney(RoundPlaces places) : IJourneyContributor
{
    public async Task ContributeAsync(RoundPlace place, Journey journey, CancellationToken ct)
    {
        if (await places.FindAsync(place.RoundCode, place.InstitutionCode, ct) is not { } view) return;
        journey.RoundName ??= view.Title;
        journey.RegionName ??= view.Institution.Name;
        journey.Add(new JourneyMenuItem(20, "考生须知", "round-notice", null));
        journey.Add(new JourneyMenuItem(30, "考试计划", "round-plan", null));
        journey.Add(new JourneyMenuItem(40, "政策文件", "round-policy", null));
    }
}
