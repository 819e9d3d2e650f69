using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Office.Plans;

/// <summary>An institution's part of a round for reading: how it stands, and how a candidate would see it.</summary>
[Authorize(Policy = Doors.Plans)]
[Route("/desk/plans/{round}/{institution}")]
public sealed class PlacesController(PlaceDesk desk, PlanDesk rounds, TimeProvider clock) : Controller
{
    private PlanPosts Posts => PlanPosts.Of(User);

    [HttpGet("", Name = "plan-place")]
    public async Task<IActionResult> Place(string round, string institution, CancellationToken ct)
    {
        if (await desk.FindAsync(round, institution, Posts, ct) is { } view) return View("PlanPlace", await PageAsync(view, ct));
        if (!Posts.Covers(institution) || await rounds.RoundAsync(round, Posts, ct) is not { State: RoundState.Published } found || await desk.InstitutionAsync(institution, ct) is not { } own) return NotFound();
        return View("PlanJoin", new JoinPage(found, own, await desk.PatternAsync(found, institution, ct)));
    }

    [HttpGet("preview/{sheet}", Name = "plan-preview")]
    public async Task<IActionResult> Preview(string round, string institution, string sheet, CancellationToken ct)
    {
        if (await desk.FindAsync(round, institution, Posts, ct) is not { } view) return NotFound();
        object? page = sheet switch
        {
            "plan" => PlanPage.Of(view),
            "notice" => new NoticePage(view, RoundText.Paragraphs(view.Place.Notice, view), RoundText.Paragraphs(view.Place.Pledge, view), clock.Now()),
            "policy" => new PolicyPage(view, RoundText.Paragraphs(view.Place.Policy, view), (await desk.FilesAsync(view.Place.Id, ct)).FirstOrDefault()),
            _ => null,
        };
        return page is null ? NotFound() : View("PlanPreview", new PreviewPage(sheet, page, $"预览 {view.Title}", Url.RouteUrl("plan-place", new { round, institution })!, institution, round));
    }

    [HttpGet("policy-files/{number:int}", Name = "plan-policy-file")]
    public async Task<IActionResult> PolicyFile(string round, string institution, int number, CancellationToken ct) =>
        await desk.FindAsync(round, institution, Posts, ct) is { } view && await desk.FileAsync(view.Place.Id, number, ct) is { } file
            ? File(file.File, "application/pdf", $"{file.Name}（第 {file.Number} 版）.pdf") : NotFound();

    internal async Task<PlanPlacePage> PageAsync(RoundPlaceView view, CancellationToken ct) => await PageAsync(desk, rounds, view, Posts, ct);

    internal static async Task<PlanPlacePage> PageAsync(PlaceDesk desk, PlanDesk rounds, RoundPlaceView view, PlanPosts posts, CancellationToken ct)
    {
        var files = await desk.FilesAsync(view.Place.Id, ct);
        var open = view.Round.State == RoundState.Published;
        return new(view, posts.Covers(view.Institution.Code) && open, open ? PlanChecks.Of(view.Place, view.Round, files.Count) : [], files,
            await rounds.CorrectionsAsync(view.Round.Id, view.Institution.Code, ct), await rounds.QualificationsAsync(ct));
    }
}
