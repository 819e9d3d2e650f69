using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Registrations;

/// <summary>填写报名表 and 审核 on the track; 报名首页, 考生报名 and 报名审核 in the menu.</summary>
public sealed class RegistrationsJourney(RoundPlaces places, RegistrationService registrations, TimeProvider clock) : IJourneyContributor
{
    public async Task ContributeAsync(RoundPlace place, Journey journey, CancellationToken ct)
    {
        if (await places.FindAsync(place.RoundCode, place.InstitutionCode, ct) is not { } at) return;
        var mine = await registrations.FindMineAsync(place.UserId, at.Round.Id, place.InstitutionCode, ct);
        if (mine?.IsEnded == true) mine = null;
        var (window, now) = (at.Place.Registration, clock.Now());
        journey.RoundName ??= at.Title;
        journey.RegionName ??= mine?.ExamRegionCode is { } code && at.Place.Regions.FirstOrDefault(r => r.Code == code) is { } region
            ? $"{at.Institution.Name} · {region.Name}考区" : at.Institution.Name;

        var handedIn = mine is { State: not RegistrationState.Draft };
        var returned = mine?.State == RegistrationState.Returned;
        var until = at.Place.HandInUntil(mine?.State ?? RegistrationState.Draft, mine?.DecidedAt, now);
        journey.Add(new JourneyStep(20, "填写报名表",
            handedIn && !returned ? JourneyStepState.Done : until is not null ? JourneyStepState.Current : JourneyStepState.Later,
            handedIn && !returned ? $"{Beijing.Date(mine!.SubmittedAt!.Value)} 已提交" : until is { } end ? $"{Day(end)} 前提交" : Closed(window, now)));
        journey.Add(new JourneyStep(30, "审核", mine?.State switch
        {
            RegistrationState.Submitted => JourneyStepState.Waiting,
            RegistrationState.Returned => JourneyStepState.Problem,
            RegistrationState.Approved or RegistrationState.Lapsed or RegistrationState.Paid => mine.ChangeWaits ? JourneyStepState.Waiting : JourneyStepState.Done,
            _ => JourneyStepState.Later,
        }, mine?.State switch
        {
            RegistrationState.Submitted => "等待审核",
            RegistrationState.Returned => "未通过",
            RegistrationState.Approved or RegistrationState.Paid when mine.ChangeWaits => "变更待审核",
            RegistrationState.Approved or RegistrationState.Lapsed or RegistrationState.Paid => $"{Beijing.Date(mine.DecidedAt!.Value)} 通过",
            _ => at.Place.ReviewUntil is { } judged ? $"{Day(judged)} 前" : "提交后",
        }));

        journey.Add(new JourneyMenuItem(10, "报名首页", "round-home", null));
        journey.Add(new JourneyMenuItem(50, "考生报名", "form", mine is not null || window.Contains(now) ? null : Closed(window, now)));
        if (mine?.State is RegistrationState.Approved or RegistrationState.Paid) journey.Add(new JourneyMenuItem(55, "申请变更", "change", null));
        journey.Add(new JourneyMenuItem(58, "合理便利申请", "accommodation", mine is not null ? null : "保存报名表后"));
        journey.Add(new JourneyMenuItem(60, "报名审核", "review-status", handedIn ? null : "提交报考信息后"));
    }

    private static string Closed(TimeWindow window, DateTime now) =>
        !window.IsPublished ? "时间未公布" : window.IsBefore(now) ? $"{Beijing.Sentence(window.From!.Value)[5..]} 开始" : "报名已截止";

    private static string Day(DateTime utc) => Beijing.Deadline(utc)[5..];
}
