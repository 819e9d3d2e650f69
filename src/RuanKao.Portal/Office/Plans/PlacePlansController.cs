using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Office.Plans;

/// <summary>An institution's part of a round as its exam office and administrator make it; never another's.</summary>
[Authorize(Policy = Doors.Windows)]
[Route("/desk/plans/{round}/{institution}")]
public sealed class PlacePlansController(PlaceDesk desk, PlanDesk rounds, PlacePlans plans, PortalContext db, TimeProvider clock) : Controller
{
    private const string Prefix = "Form";
    private const string What = "本机构的安排";

    [HttpPost("join", Name = "plan-join")]
    public async Task<IActionResult> Join(string round, string institution, CancellationToken ct)
    {
        if (!Own.Covers(institution) || await rounds.RoundAsync(round, Own, ct) is not { } found || await desk.InstitutionAsync(institution, ct) is not { } own) return NotFound();
        if (await this.RefusedAsync(db, "", What, async () => { await plans.JoinAsync(found, institution, Does(institution), ct); return true; },
            async () => View("PlanJoin", new JoinPage(found, own, await desk.PatternAsync(found, institution, ct)))) is { } refused) return refused;
        this.Notice("已参加，请逐项核对");
        return RedirectToRoute("plan-place", new { round, institution });
    }

    [HttpGet("windows", Name = "plan-windows")]
    public Task<IActionResult> Windows(string round, string institution, CancellationToken ct) => ShowAsync("PlanWindows", round, institution, view => WindowsForm.Of(view.Place), ct);

    [HttpPost("windows")]
    public Task<IActionResult> Windows(string round, string institution, [Bind(Prefix = Prefix)] WindowsForm form, CancellationToken ct) =>
        SaveAsync("PlanWindows", round, institution, form, view => plans.WindowsAsync(view.Place.Id, form, Does(institution), ct), ct);

    [HttpGet("fees", Name = "plan-fees")]
    public async Task<IActionResult> Fees(string round, string institution, CancellationToken ct)
    {
        var qualifications = await rounds.QualificationsAsync(ct);
        return await ShowAsync("PlanFees", round, institution, view => FeesForm.Of(view.Place.Fee, qualifications), ct);
    }

    [HttpPost("fees")]
    public Task<IActionResult> Fees(string round, string institution, [Bind(Prefix = Prefix)] FeesForm form, CancellationToken ct) =>
        SaveAsync("PlanFees", round, institution, form, view => plans.FeesAsync(view.Place.Id, form, Does(institution), ct), ct);

    [HttpGet("regions", Name = "plan-regions")]
    public Task<IActionResult> Regions(string round, string institution, CancellationToken ct) =>
        ShowAsync("PlanRegions", round, institution, view => new RegionsForm { Codes = [.. view.Place.Regions.Select(r => r.Code)] }, ct);

    [HttpPost("regions")]
    public Task<IActionResult> Regions(string round, string institution, [Bind(Prefix = Prefix)] RegionsForm form, CancellationToken ct) =>
        SaveAsync("PlanRegions", round, institution, form, async view => await plans.RegionsAsync(view.Place.Id, form, await desk.RegionsAsync(view.Institution, ct), Does(institution), ct), ct);

    [HttpGet("texts", Name = "plan-texts")]
    public Task<IActionResult> Texts(string round, string institution, CancellationToken ct) =>
        ShowAsync("PlanTexts", round, institution, view => new TextsForm { Notice = view.Place.Notice, Pledge = view.Place.Pledge, Policy = view.Place.Policy }, ct);

    [HttpPost("texts")]
    public Task<IActionResult> Texts(string round, string institution, [Bind(Prefix = Prefix)] TextsForm form, CancellationToken ct) =>
        SaveAsync("PlanTexts", round, institution, form, view => plans.TextsAsync(view.Place.Id, form, Does(institution), ct), ct);

    [HttpPost("publish", Name = "plan-place-publish")]
    public async Task<IActionResult> Publish(string round, string institution, int version, CancellationToken ct)
    {
        if (await FindAsync(round, institution, ct) is not { } view) return NotFound();
        if (await this.RefusedAsync(db, "", What, async () => { await plans.PublishAsync(view.Place.Id, version, Does(institution), ct); return true; },
            async () => View("PlanPlace", await PlacesController.PageAsync(desk, rounds, (await FindAsync(round, institution, ct))!, Own, ct))) is { } refused) return refused;
        this.Notice("已发布，考生可以看到");
        return RedirectToRoute("plan-place", new { round, institution });
    }

    private PlanPosts Own => PlanPosts.Of(User) with { IsNational = false };

    private Operation Does(string institution) => User.DoesWindows(institution, clock, null);

    private Task<RoundPlaceView?> FindAsync(string round, string institution, CancellationToken ct) => desk.FindAsync(round, institution, Own, ct);

    private async Task<IActionResult> ShowAsync<TForm>(string page, string round, string institution, Func<RoundPlaceView, TForm> form, CancellationToken ct) where TForm : PlanForm =>
        await FindAsync(round, institution, ct) is { } view ? await EditAsync(page, view, form(view), null, ct) : NotFound();

    private async Task<IActionResult> SaveAsync<TForm>(string page, string round, string institution, TForm form, Func<RoundPlaceView, Task<CorrectionPreview?>> change, CancellationToken ct) where TForm : PlanForm
    {
        if (await FindAsync(round, institution, ct) is not { } view) return NotFound();
        CorrectionPreview? preview = null;
        if (await this.RefusedAsync(db, Prefix, What, async () => { preview = await change(view); return true; },
            async () => await EditAsync(page, (await FindAsync(round, institution, ct))!, form, null, ct)) is { } refused) return refused;
        if (preview is not null) return await EditAsync(page, view, form, preview, ct);
        this.Notice(view.Place.State == PlaceState.Published ? "已更正，考生看到的就是新的内容" : "已保存");
        return RedirectToRoute("plan-place", new { round, institution });
    }

    private async Task<IActionResult> EditAsync<TForm>(string page, RoundPlaceView view, TForm form, CorrectionPreview? preview, CancellationToken ct) where TForm : PlanForm
    {
        (form.Version, form.Shown) = (view.Place.Version, preview?.Mark);
        ModelState.Remove($"{Prefix}.Version");
        ModelState.Remove($"{Prefix}.Shown");
        return View(page, new PlaceEditPage<TForm>(view, form, preview, Url.RouteUrl("plan-place", new { round = view.Round.Code, institution = view.Institution.Code })!,
            await rounds.QualificationsAsync(ct), await desk.RegionsAsync(view.Institution, ct)));
    }
}
