using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Office.Plans;

/// <summary>考试计划 for reading: which rounds there are, how each stands, and how a candidate would see it.</summary>
[Authorize(Policy = Doors.Plans)]
[Route("/desk/plans")]
public sealed class PlansController(PlanDesk desk) : Controller
{
    private PlanPosts Posts => PlanPosts.Of(User);

    [HttpGet("", Name = "plans")]
    public async Task<IActionResult> Plans(CancellationToken ct) => View(new PlansPage(await desk.LinesAsync(Posts, ct), Posts));

    [HttpGet("{round}", Name = "plan-round")]
    public async Task<IActionResult> Round(string round, CancellationToken ct) => await desk.RoundAsync(round, Posts, ct) is { } found
        ? View("PlanRound", new PlanRoundPage(found, Posts, found.State == RoundState.Closed ? [] : PlanChecks.Of(found), await desk.InstitutionsAsync(found, Posts, ct), await desk.CorrectionsAsync(found.Id, null, ct)))
        : NotFound();

    /// <summary>The plan as a candidate reads it; what institutions add is not there yet.</summary>
    [HttpGet("{round}/preview", Name = "plan-round-preview")]
    public async Task<IActionResult> Preview(string round, CancellationToken ct)
    {
        if (await desk.RoundAsync(round, Posts, ct) is not { } found) return NotFound();
        var nowhere = new Institution { Code = "", Name = "各机构", FullName = "", Operator = "各机构", Telephones = "", Order = 0 };
        var view = new RoundPlaceView(found, new() { RoundId = found.Id, Round = found, InstitutionCode = "" }, nowhere);
        return View("PlanPreview", new PreviewPage("plan", PlanPage.Of(view), $"预览 {found.Name}", Url.RouteUrl("plan-round", new { round })!, null, round));
    }
}

/// <summary>The tab 考试计划.</summary>
public sealed class PlanDeskMenu : IDeskMenuContributor
{
    public Task<IReadOnlyList<DeskMenuItem>> ItemsAsync(ClaimsPrincipal person, CancellationToken ct) => Task.FromResult<IReadOnlyList<DeskMenuItem>>(
        PlanPosts.Of(person) is { IsNational: false, Institutions.Count: 0 } ? [] : [new(28, "考试计划", "plans")]);
}
