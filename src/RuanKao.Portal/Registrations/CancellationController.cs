using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Registrations;

/// <summary>取消报名, with what it means said before it is done.</summary>
[Authorize(Policy = Doors.Candidate)]
[Route("/exams/{round}/{institution}/cancel")]
public sealed class CancellationController(
    RoundPlaces places, RegistrationService registrations, RegistrationDepartures departures, RegistrationPapers papers, TimeProvider clock) : Controller
{
    [HttpGet("", Name = "registration-cancel")]
    public async Task<IActionResult> Cancel(string round, string institution, CancellationToken ct)
    {
        if (await FindAsync(round, institution, ct) is not var (place, mine)) return NotFound();
        return RegistrationDepartures.CanCancel(mine) ? await PageAsync(place, mine, ct) : RedirectToRoute("review-status", new { round, institution });
    }

    [HttpPost("")]
    public async Task<IActionResult> CancelNow(string round, string institution, CancellationToken ct)
    {
        if (await FindAsync(round, institution, ct) is not var (place, mine)) return NotFound();
        if (mine.IsEnded) return RedirectToRoute("round-home", new { round, institution });
        try
        {
            await departures.CancelAsync(mine.Id, User.Does(Role.Candidate, clock), ct);
        }
        catch (RuleViolationException e)
        {
            ModelState.Add(e);
            return await PageAsync(place, mine, ct);
        }
        this.Notice("已取消报名");
        return RedirectToRoute("round-home", new { round, institution });
    }

    private async Task<(RoundPlaceView Place, Registration Mine)?> FindAsync(string round, string institution, CancellationToken ct) =>
        await places.FindAsync(round, institution, ct) is { } place
        && await registrations.FindMineAsync(User.UserId, place.Round.Id, institution, ct) is { State: not RegistrationState.Draft } mine ? (place, mine) : null;

    private async Task<IActionResult> PageAsync(RoundPlaceView place, Registration mine, CancellationToken ct) => View("Cancel", new CancelPage(
        new(mine, await papers.OfAsync(mine, Beijing.Today(clock), ct: ct), place),
        place.Place.Registration.Contains(clock.Now()), await departures.WhyNotAsync(mine.Id, ct)));
}
