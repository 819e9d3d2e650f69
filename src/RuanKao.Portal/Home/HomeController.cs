using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Home;

/// <summary>The pages that everybody may read.</summary>
[AllowAnonymous]
public sealed class HomeController(RoundPlaces rounds, ICurrentInstitution current, TimeProvider clock) : Controller
{
    [HttpGet("/", Name = "home")]
    public async Task<IActionResult> Home(string? round, string? q, CancellationToken ct)
    {
        var now = clock.Now();
        var institution = await current.GetAsync(HttpContext, ct);
        return View(RoundBoard.Page(await rounds.CurrentRoundsAsync(now, ct), round, institution?.Code, q, now));
    }

    [HttpGet("/help", Name = "help")]
    public IActionResult Help() => View();

    [HttpGet("/privacy", Name = "privacy")]
    public IActionResult Privacy() => View();

    [HttpGet("/accessibility", Name = "accessibility")]
    public IActionResult Accessibility() => View();
}
