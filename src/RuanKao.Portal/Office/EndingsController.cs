using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Office;

/// <summary>停考 and 作废: what an office does to registrations, shown with its consequences first.</summary>
[Authorize(Policy = Doors.Windows)]
[Route("/desk/windows/{round}/{institution}")]
public sealed class EndingsController(RegistrationEndings endings, RegistrationService registrations, RoundPlaces places, PortalContext db, PersonalDataSeal seal, TimeProvider clock) : Controller
{
    private const string Prefix = "Form";

    [HttpGet("suspend", Name = "windows-suspend")]
    public async Task<IActionResult> Suspend(string round, string institution, CancellationToken ct) =>
        await FindAsync(round, institution, ct) is { } view ? await SuspendPageAsync(view, new(), false, ct) : NotFound();

    /// <summary>First shows whom it would touch; the same form again, with what was shown, does it.</summary>
    [HttpPost("suspend")]
    public async Task<IActionResult> Suspend(string round, string institution, [Bind(Prefix = Prefix)] SuspendForm form, CancellationToken ct)
    {
        if (await FindAsync(round, institution, ct) is not { } view) return NotFound();
        if (string.IsNullOrWhiteSpace(form.Why)) ModelState.AddModelError($"{Prefix}.Why", "请写明停考原因，考生会看到");
        if (!ModelState.IsValid) return await SuspendPageAsync(view, form, false, ct);
        var now = await Covered(view, form).CountAsync(ct);
        if (form.Shown != now) return await SuspendPageAsync(view, form, true, ct);
        try
        {
            var moved = await endings.SuspendAsync(view.Round.Id, institution, Blank(form.ExamRegionCode), Blank(form.QualificationCode), User.DoesWindows(institution, clock, form.Why), ct);
            this.Notice($"已停考，{moved} 个报名已终止，并已通知考生");
            return RedirectToRoute("windows-place", new { round, institution });
        }
        catch (RuleViolationException e)
        {
            db.ChangeTracker.Clear();
            ModelState.Add(e, Prefix);
            return await SuspendPageAsync(view, form, false, ct);
        }
    }

    [HttpGet("void", Name = "windows-void")]
    public async Task<IActionResult> Void(string round, string institution, CancellationToken ct) =>
        await FindAsync(round, institution, ct) is { } view ? View("WindowsVoid", new VoidPage(view, new(), null, null, null)) : NotFound();

    /// <summary>First shows whose registration it is; the same form again, with the version that was shown, voids it.</summary>
    [HttpPost("void")]
    public async Task<IActionResult> Void(string round, string institution, [Bind(Prefix = Prefix)] VoidForm form, CancellationToken ct)
    {
        if (await FindAsync(round, institution, ct) is not { } view) return NotFound();
        var number = string.Concat((form.Number ?? "").Where(c => !char.IsWhiteSpace(c)));
        var id = await db.Registrations.Where(r => r.Number == number && r.RoundId == view.Round.Id && r.InstitutionCode == institution).Select(r => (Guid?)r.Id).SingleOrDefaultAsync(ct);
        var found = id is null ? null : await registrations.FindAsync(id.Value, ct);
        if (found is null) ModelState.AddModelError($"{Prefix}.Number", "本考区本次考试没有这个报名号，请完整输入");
        else if (form.Version is { } version && ModelState.IsValid)
        {
            try
            {
                await endings.VoidAsync(found.Id, version, User.DoesWindows(institution, clock, form.Why), ct);
                this.Notice($"报名号 {ShellWords.Grouped(number)} 已作废，并已通知考生");
                return RedirectToRoute("windows-place", new { round, institution });
            }
            catch (RuleViolationException e)
            {
                db.ChangeTracker.Clear();
                ModelState.Add(e, Prefix);
                found = await registrations.FindAsync(found.Id, ct);
            }
        }
        form.Version = found?.Version;
        ModelState.Remove($"{Prefix}.Version");
        return View("WindowsVoid", new VoidPage(view, form, found, found?.Person?.Name, found?.Person is { } person ? Mask.IdNumber(seal.Open(person.NumberSealed)) : null));
    }

    private IQueryable<Registration> Covered(RoundPlaceView view, SuspendForm form) => endings.CoveredBy(new()
    {
        RoundId = view.Round.Id, InstitutionCode = view.Institution.Code, ExamRegionCode = Blank(form.ExamRegionCode), QualificationCode = Blank(form.QualificationCode),
        At = clock.Now(), UserId = null, Why = "",
    });

    private async Task<IActionResult> SuspendPageAsync(RoundPlaceView view, SuspendForm form, bool shows, CancellationToken ct)
    {
        var covered = shows ? await Covered(view, form).CountAsync(ct) : (int?)null;
        var paid = shows ? await Covered(view, form).Where(r => r.State == RegistrationState.Paid).SumAsync(r => r.FeeFen ?? 0, ct) : 0;
        form.Shown = covered;
        ModelState.Remove($"{Prefix}.Shown");
        return View("WindowsSuspend", new SuspendPage(view, form, await registrations.ChoicesAsync(view, ct), covered, paid));
    }

    private async Task<RoundPlaceView?> FindAsync(string round, string institution, CancellationToken ct) =>
        User.WindowPosts().Any(a => a.Covers(institution)) ? await places.FindAsync(round, institution, ct) : null;

    private static string? Blank(string? code) => string.IsNullOrWhiteSpace(code) ? null : code;
}
