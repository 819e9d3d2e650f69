using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Office.Plans;

/// <summary>考试计划 of a round as the national administration makes it.</summary>
[Authorize(Policy = Doors.NationalAdministrator)]
[Route("/desk/plans")]
public sealed class RoundPlansController(PlanDesk desk, RoundPlans plans, PlanCorrections corrections, PortalContext db, TimeProvider clock) : Controller
{
    private const string Prefix = "Form";

    private Operation Operation => User.Does(Role.NationalAdministrator, clock);

    [HttpGet("new", Name = "plan-new")]
    public async Task<IActionResult> New(CancellationToken ct)
    {
        var today = Beijing.Today(clock);
        var (year, half) = (today.Month <= 6 ? today.Year : today.Year + 1, today.Month <= 6 ? 2 : 1);
        while (await db.ExamRounds.AnyAsync(r => r.Year == year && r.Half == half, ct)) (year, half) = half == 1 ? (year, 2) : (year + 1, 1);
        var patterns = await desk.PatternsAsync(half, ct);
        return View("NewPlan", new NewPlanPage(new()
        {
            Year = year, Half = half, From = patterns.Count > 0 ? patterns[0].Code : "none", ExamFrom = patterns.Count > 0 ? PlanCopies.Suggested(patterns[0], year, half) : null,
        }, patterns));
    }

    [HttpPost("new")]
    public async Task<IActionResult> New([Bind(Prefix = Prefix)] NewPlanForm form, CancellationToken ct)
    {
        var code = "";
        if (await this.RefusedAsync(db, Prefix, "考试计划", async () => { code = await plans.DraftAsync(form, Operation, ct); return true; },
            async () => View("NewPlan", new NewPlanPage(form, await desk.PatternsAsync(form.Half ?? 1, ct)))) is { } refused) return refused;
        this.Notice("草稿已建立，请逐项核对");
        return RedirectToRoute("plan-round", new { round = code });
    }

    [HttpGet("{round}/days", Name = "plan-days")]
    public async Task<IActionResult> Days(string round, CancellationToken ct) => await FindAsync(round, ct) is { } found
        ? await EditAsync("PlanDays", found, new DaysForm { ExamFrom = found.ExamFrom, ExamTo = found.ExamTo, Remark = found.PlanRemark }, null, ct) : NotFound();

    [HttpPost("{round}/days")]
    public Task<IActionResult> Days(string round, [Bind(Prefix = Prefix)] DaysForm form, CancellationToken ct) =>
        SaveAsync("PlanDays", round, form, () => plans.DaysAsync(round, form, Operation, ct), "plan-round", ct);

    [HttpGet("{round}/offerings", Name = "plan-offerings")]
    public async Task<IActionResult> Offerings(string round, CancellationToken ct) => await FindAsync(round, ct) is { } found
        ? await EditAsync("PlanOfferings", found, new SittingsForm(), null, ct) : NotFound();

    [HttpGet("{round}/sittings", Name = "plan-sittings")]
    public async Task<IActionResult> Sittings(string round, List<string> codes, CancellationToken ct)
    {
        if (await FindAsync(round, ct) is not { } found) return NotFound();
        var pattern = found.Offerings.Where(o => codes.Contains(o.QualificationCode)).OrderBy(o => o.Sittings.Count == 0).ThenBy(o => o.Qualification.Order).FirstOrDefault();
        return await EditAsync("PlanSittings", found, new SittingsForm { Codes = codes, Rows = SittingRows.Of(pattern) }, null, ct);
    }

    [HttpPost("{round}/sittings")]
    public Task<IActionResult> Sittings(string round, [Bind(Prefix = Prefix)] SittingsForm form, CancellationToken ct) =>
        SaveAsync("PlanSittings", round, form, () => form.Then == "remove" ? plans.RemoveAsync(round, form, Operation, ct) : plans.SittingsAsync(round, form, Operation, ct), "plan-offerings", ct);

    [HttpPost("{round}/publish", Name = "plan-publish")]
    public async Task<IActionResult> Publish(string round, int version, CancellationToken ct)
    {
        if (await FindAsync(round, ct) is null) return NotFound();
        if (await this.RefusedAsync(db, "", "考试计划", async () => { await plans.PublishAsync(round, version, Operation, ct); return true; }, () => AgainAsync(round, ct)) is { } refused) return refused;
        this.Notice("考试计划已发布，各机构可以参加，考生可以看到");
        return RedirectToRoute("plan-round", new { round });
    }

    [HttpGet("{round}/remove", Name = "plan-remove")]
    public async Task<IActionResult> Remove(string round, CancellationToken ct) => await FindAsync(round, ct) is { } found ? View("PlanRemove", found) : NotFound();

    [HttpPost("{round}/remove")]
    public async Task<IActionResult> Remove(string round, int version, CancellationToken ct)
    {
        if (await FindAsync(round, ct) is not { } found) return NotFound();
        if (await this.RefusedAsync(db, "", "考试计划", async () => { await plans.RemoveDraftAsync(round, version, Operation, ct); return true; },
            async () => View("PlanRemove", (await FindAsync(round, ct))!)) is { } refused) return refused;
        this.Notice($"{found.Name}的草稿已删除");
        return RedirectToRoute("plans");
    }

    [HttpGet("{round}/close", Name = "plan-close")]
    public async Task<IActionResult> Close(string round, CancellationToken ct) => await FindAsync(round, ct) is { } found ? View("PlanClose", await ClosePageAsync(found, ct)) : NotFound();

    [HttpPost("{round}/close")]
    public async Task<IActionResult> Close(string round, int version, CancellationToken ct)
    {
        if (await FindAsync(round, ct) is not { } found) return NotFound();
        if (await this.RefusedAsync(db, "", "考试计划", async () => { await plans.CloseAsync(round, version, Operation, ct); return true; },
            async () => View("PlanClose", await ClosePageAsync(found, ct))) is { } refused) return refused;
        this.Notice("轮次已关闭");
        return RedirectToRoute("plan-round", new { round });
    }

    private async Task<ClosePage> ClosePageAsync(ExamRound round, CancellationToken ct) => new(round,
        await corrections.TouchedAsync(db.Registrations.Where(r => r.RoundId == round.Id), ct),
        await db.RoundInstitutions.CountAsync(p => p.RoundId == round.Id && p.State == PlaceState.Draft, ct), RoundPlans.WhyNotClose(round, clock.Now()));

    // The page of the round says what is missing; the reasons of the refusal stand above it.
    private async Task<IActionResult> AgainAsync(string code, CancellationToken ct)
    {
        var (posts, round) = (PlanPosts.Of(User), (await FindAsync(code, ct))!);
        return View("PlanRound", new PlanRoundPage(round, posts, PlanChecks.Of(round), await desk.InstitutionsAsync(round, posts, ct), await desk.CorrectionsAsync(round.Id, null, ct)));
    }

    private async Task<IActionResult> SaveAsync<TForm>(string view, string round, TForm form, Func<Task<CorrectionPreview?>> change, string next, CancellationToken ct) where TForm : PlanForm
    {
        if (await FindAsync(round, ct) is null) return NotFound();
        CorrectionPreview? preview = null;
        if (await this.RefusedAsync(db, Prefix, "考试计划", async () => { preview = await change(); return true; }, async () => await EditAsync(view, (await FindAsync(round, ct))!, form, null, ct)) is { } refused) return refused;
        if (preview is not null) return await EditAsync(view, (await FindAsync(round, ct))!, form, preview, ct);
        this.Notice("已保存");
        return RedirectToRoute(next, new { round });
    }

    private async Task<IActionResult> EditAsync<TForm>(string view, ExamRound round, TForm form, CorrectionPreview? preview, CancellationToken ct) where TForm : PlanForm
    {
        (form.Version, form.Shown) = (round.Version, preview?.Mark);
        ModelState.Remove($"{Prefix}.Version");
        ModelState.Remove($"{Prefix}.Shown");
        var back = Url.RouteUrl(view == "PlanSittings" ? "plan-offerings" : "plan-round", new { round = round.Code })!;
        return View(view, new RoundEditPage<TForm>(round, form, preview, back, await desk.QualificationsAsync(ct)));
    }

    private Task<ExamRound?> FindAsync(string code, CancellationToken ct) => desk.RoundAsync(code, PlanPosts.Of(User), ct);
}
