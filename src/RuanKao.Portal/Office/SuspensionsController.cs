using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Announcements;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Office;

/// <summary>停考: scope and reason, then what it touches and what everybody will read, then done; and how it goes on.</summary>
[Authorize(Policy = Doors.Windows)]
[Route("/desk/windows/{round}/{institution}")]
public sealed class SuspensionsController(SuspensionActs acts, RegistrationService registrations, RoundPlaces places, PortalContext db, TimeProvider clock) : Controller
{
    private const string Prefix = "Form";

    private CancellationToken Ct => HttpContext.RequestAborted;

    [HttpGet("suspend", Name = "windows-suspend")]
    public async Task<IActionResult> Suspend(string round, string institution) => await FindAsync(round, institution) is { } view ? await PageAsync(view, new(), false) : NotFound();

    /// <summary>First shows whom it would touch and the announcement; the same form again, with what was shown, does it.</summary>
    [HttpPost("suspend")]
    public async Task<IActionResult> Suspend(string round, string institution, [Bind(Prefix = Prefix)] SuspendForm form)
    {
        if (await FindAsync(round, institution) is not { } view) return NotFound();
        var done = RedirectToRoute("windows-suspension", new { round, institution, act = form.Act });
        if (form.Act is { } known && (await acts.OfActAsync(known, Ct)).Any(s => s.RoundId == view.Round.Id && s.InstitutionCode == institution)) return done;
        var offered = (await registrations.ChoicesAsync(view, Ct)).Qualifications.Select(q => q.Code);
        if (form.Regions.Count == 0) ModelState.AddModelError($"{Prefix}.Regions", "请选择停考的考区；整个机构停考的，选“全部考区”");
        else if (form.Scope.Regions.Except(view.Place.Regions.Select(r => r.Code)).Any()) ModelState.AddModelError($"{Prefix}.Regions", "没有这个考区，请重新选择");
        if (form.Scope.QualificationCode is { } code && !offered.Contains(code)) ModelState.AddModelError($"{Prefix}.QualificationCode", "本次考试没有这个资格，请重新选择");
        if (string.IsNullOrWhiteSpace(form.Why)) ModelState.AddModelError($"{Prefix}.Why", "请写明停考原因，考生会看到");
        else if (form.Why.Trim().Length > Registration.ReasonLength) ModelState.AddModelError($"{Prefix}.Why", $"原因最多{Registration.ReasonLength}个字，现在有{form.Why.Trim().Length}个");
        if (!ModelState.IsValid) return await PageAsync(view, form, false);
        if (form.Act is not { } act || form.Shown is not { } shown || form.ShownFor != form.Scope.Key) return await PageAsync(view, form, true, renew: true);
        try
        {
            if (await acts.BeginAsync(act, view, form.Scope, shown, form.Announcement, User.DoesWindows(institution, clock, form.Why), Ct))
                this.Notice("停考已生效，公告已发布。终止报名、通知和退费正在进行，可以离开本页");
            return done;
        }
        catch (RuleViolationException e)
        {
            db.ChangeTracker.Clear();
            ModelState.Add(e, Prefix);
            return await PageAsync(view, form, true);
        }
    }

    [HttpGet("suspensions/{act:guid}", Name = "windows-suspension")]
    public async Task<IActionResult> Progress(string round, string institution, Guid act)
    {
        if (await FindAsync(round, institution) is not { } view) return NotFound();
        var rows = (await acts.OfActAsync(act, Ct)).Where(s => s.RoundId == view.Round.Id && s.InstitutionCode == institution).ToList();
        if (rows.Count == 0) return NotFound();
        var qualification = rows[0].QualificationCode is { } code ? await db.Qualifications.Where(q => q.Code == code).Select(q => q.Name).SingleAsync(Ct) : null;
        return View("WindowsSuspension", new SuspensionPage(view, rows[0], SuspensionWords.Where(view.Place, rows.Select(r => r.ExamRegionCode), qualification), await acts.ProgressAsync(rows, Ct),
            await db.Announcements.PublicAt(clock.Now()).AnyAsync(a => a.Id == act, Ct)));
    }

    /// <param name="renew">The words of the announcement begin anew: what they tell of has changed.</param>
    private async Task<IActionResult> PageAsync(RoundPlaceView view, SuspendForm form, bool shows, bool renew = false)
    {
        var choices = await registrations.ChoicesAsync(view, Ct);
        var preview = shows ? await acts.PreviewAsync(view, form.Scope, Ct) : null;
        if (shows && renew)
            (form.Title, form.Body) = SuspensionWords.Announcement(view, form.Scope.Regions, choices.Qualifications.FirstOrDefault(q => q.Code == form.Scope.QualificationCode)?.Name, form.Why!.Trim());
        (form.Shown, form.ShownFor, form.Act) = (preview?.Live, preview is null ? null : form.Scope.Key, preview is null ? null : form.Act ?? Guid.NewGuid());
        foreach (var name in new[] { nameof(form.Shown), nameof(form.ShownFor), nameof(form.Act) }) ModelState.Remove($"{Prefix}.{name}");
        if (renew) foreach (var name in new[] { nameof(form.Title), nameof(form.Body) }) ModelState.Remove($"{Prefix}.{name}");
        return View("WindowsSuspend", new SuspendPage(view, form, choices, preview));
    }

    private async Task<RoundPlaceView?> FindAsync(string round, string institution) =>
        User.WindowPosts().Any(a => a.Covers(institution)) ? await places.FindAsync(round, institution, Ct) : null;
}
