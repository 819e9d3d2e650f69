using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Office;

/// <summary>时间窗口: how an institution's windows stand, and their extension with a preview.</summary>
[Authorize(Policy = Doors.Windows)]
[Route("/desk/windows")]
public sealed class WindowsController(WindowDesk desk, RoundPlaces places, PortalContext db, TimeProvider clock) : Controller
{
    private const string Prefix = nameof(ExtendPage.Form);

    [HttpGet("", Name = "windows")]
    public async Task<IActionResult> Windows(CancellationToken ct)
    {
        var now = clock.Now();
        var found = await desk.PlacesAsync(User.WindowPosts(), now, ct);
        var figures = await desk.FiguresAsync(found, ct);
        return View(new WindowsPage([.. found.Select(p => new WindowLine(p, figures[p.Place.Id], now))]));
    }

    [HttpGet("{round}/{institution}", Name = "windows-place")]
    public async Task<IActionResult> Place(string round, string institution, CancellationToken ct)
    {
        if (await FindAsync(round, institution, ct) is not { } view) return NotFound();
        var (now, place) = (clock.Now(), view.Place);
        var names = await db.Qualifications.AsNoTracking().ToDictionaryAsync(q => q.Code, q => q.Name, ct);
        var suspensions = await db.Suspensions.AsNoTracking().Where(s => s.RoundId == view.Round.Id && s.InstitutionCode == institution).OrderBy(s => s.At).ToListAsync(ct);
        return View("WindowsPlace", new WindowPlacePage(view, WindowRow.Of(place, now), await desk.FiguresAsync(view, ct),
            await db.WindowExtensions.AsNoTracking().Where(e => e.RoundInstitutionId == place.Id).OrderByDescending(e => e.At).ToListAsync(ct),
            [.. suspensions.GroupBy(s => s.ActId ?? s.Id).Select(act => new SuspensionLine(act.First().At,
                SuspensionWords.Where(place, act.Select(s => s.ExamRegionCode), act.First().QualificationCode is { } code ? names[code] : null), act.First().Why, act.First().ActId))],
            WindowRules.Faults(place.Registration, place.ReviewUntil, place.Payment, place.ChangesUntil, place.TicketPrinting, Beijing.Start(view.Round.ExamFrom)), now));
    }

    /// <summary>Without hours the form, with them what they would do.</summary>
    [HttpGet("{round}/{institution}/extend", Name = "windows-extend")]
    public async Task<IActionResult> Extend(string round, string institution, [Bind(Prefix = Prefix)] ExtendForm form, CancellationToken ct)
    {
        if (await FindAsync(round, institution, ct) is not { } view) return NotFound();
        if (form.Hours is null && ModelState.IsValid) return View("WindowsExtend", new ExtendPage(view, new() { Hours = 24 }, null));
        return await PreviewAsync(view, form, ct);
    }

    [HttpPost("{round}/{institution}/extend")]
    public async Task<IActionResult> ExtendNow(string round, string institution, [Bind(Prefix = Prefix)] ExtendForm form, CancellationToken ct)
    {
        if (await FindAsync(round, institution, ct) is not { } view) return NotFound();
        try
        {
            if (!ModelState.IsValid) return await PreviewAsync(view, form, ct);
            var revived = await desk.ExtendAsync(view, form.Version, form.Kind, form.Hours ?? 0, User.DoesWindows(institution, clock, form.Why), ct);
            this.Notice($"已延长 {form.Hours} 小时，页面上已公布新的截止时间" + (revived > 0 ? $"；{revived} 个逾期未缴费的报名已恢复，并已通知考生" : ""));
            return RedirectToRoute("windows-place", new { round, institution });
        }
        catch (RuleViolationException e)
        {
            db.ChangeTracker.Clear();
            ModelState.Add(e, Prefix);
            return await PreviewAsync((await FindAsync(round, institution, ct))!, form, ct);
        }
    }

    private async Task<IActionResult> PreviewAsync(RoundPlaceView view, ExtendForm form, CancellationToken ct)
    {
        ExtensionPreview? preview = null;
        try
        {
            if (ModelState.GetFieldValidationState($"{Prefix}.Hours") != Microsoft.AspNetCore.Mvc.ModelBinding.ModelValidationState.Invalid)
                preview = await desk.PreviewAsync(view, form.Kind, form.Hours ?? 0, clock.Now(), ct);
        }
        catch (RuleViolationException e)
        {
            ModelState.Add(e, Prefix);
        }
        form.Version = view.Place.Version;
        ModelState.Remove($"{Prefix}.Version");
        return View("WindowsExtend", new ExtendPage(view, form, preview));
    }

    private async Task<RoundPlaceView?> FindAsync(string round, string institution, CancellationToken ct) =>
        User.WindowPosts().Any(a => a.Covers(institution)) ? await places.FindAsync(round, institution, ct) : null;
}
