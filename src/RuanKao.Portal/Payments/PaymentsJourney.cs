using RuanKao.Portal.Foundation;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Payments;

/// <summary>缴费 on the track, 网上缴费 in the menu.</summary>
public sealed class PaymentsJourney(FeeDesk desk, Exams.RoundPlaces places, TimeProvider clock) : IJourneyContributor
{
    public async Task ContributeAsync(RoundPlace place, Journey journey, CancellationToken ct)
    {
        var fee = await desk.FindAsync(place.UserId, place.RoundCode, place.InstitutionCode, ct);
        var where = fee?.Where ?? await places.FindAsync(place.RoundCode, place.InstitutionCode, ct);
        if (where is null) return;
        var now = clock.Now();
        var window = where.Place.Payment;
        var until = window.IsPublished ? $"{Beijing.Deadline(window.To!.Value)[5..]} 前" : "时间未公布";
        var (state, when) = fee?.Standing(now) switch
        {
            PayStanding.Paid => (JourneyStepState.Done, $"{Beijing.Date(fee.Registration.PaidAt!.Value)} 已缴费"),
            PayStanding.Open or PayStanding.LastMinutes => (JourneyStepState.Current, until),
            PayStanding.NotYet => (JourneyStepState.Waiting, $"{Beijing.Sentence(window.From!.Value)[5..]} 开始"),
            PayStanding.ChangeWaits => (JourneyStepState.Waiting, "变更审核后"),
            PayStanding.Expired => (JourneyStepState.Waiting, "暂停收费"),
            PayStanding.Over => (JourneyStepState.Problem, "已截止"),
            _ => (JourneyStepState.Later, window.IsOver(now) ? "已截止" : until),
        };
        journey.Add(new JourneyStep(40, "缴费", state, when));
        var opens = fee?.Registration.State is RegistrationState.Approved or RegistrationState.Paid or RegistrationState.Lapsed;
        journey.Add(new JourneyMenuItem(70, "网上缴费", "pay", opens ? null : "审核通过后"));
    }
}
