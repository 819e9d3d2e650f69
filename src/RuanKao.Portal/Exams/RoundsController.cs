using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Exams;

/// <summary>The way from the table of institutions to a round: 进入 remembers the institution and leads to what is open there.</summary>
public sealed class RoundsController(RoundPlaces places, ICurrentInstitution current, TimeProvider clock) : Controller
{
    [AllowAnonymous, HttpGet("/institutions/{institution}", Name = "institution-enter")]
    public async Task<IActionResult> Enter(CancellationToken ct)
    {
        if (await current.GetAsync(HttpContext, ct) is not { } facts) return NotFound();
        CurrentInstitution.Remember(HttpContext, facts.Code);
        var page = await PageAsync(facts, ct);
        return page.Current.FirstOrDefault(r => r.Place.Registration.Contains(page.Now)) is { } open
            && Url.Existing("round-home", new { round = open.Round.Code, institution = facts.Code }) is { } home
            ? Redirect(home)
            : View(page);
    }

    [Authorize, HttpGet("/rounds", Name = "rounds")]
    public async Task<IActionResult> Rounds(CancellationToken ct) =>
        View(await current.GetAsync(HttpContext, ct) is { } facts ? await PageAsync(facts, ct) : new RoundsPage(null, [], [], clock.Now()));

    private async Task<RoundsPage> PageAsync(InstitutionFacts facts, CancellationToken ct)
    {
        var (rounds, now) = (await places.AtAsync(facts.Code, ct), clock.Now());
        var today = Beijing.Day(now);
        return new(facts,
            [.. rounds.Where(r => r.Round.ExamTo >= today).OrderBy(r => Place(r.Place.Registration, now)).ThenBy(r => r.Round.ExamFrom)],
            [.. rounds.Where(r => r.Round.ExamTo < today)],
            now);
    }

    // What one can register for comes first, then what one will be able to.
    private static int Place(TimeWindow registration, DateTime now) =>
        registration.Contains(now) ? 0 : registration.IsBefore(now) ? 1 : 2;
}
