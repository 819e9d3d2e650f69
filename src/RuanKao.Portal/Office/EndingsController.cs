using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Office;

/// <summary>作废: what an office does to one registration, shown with its consequences first.</summary>
[Authorize(Policy = Doors.Windows)]
[Route("/desk/windows/{round}/{institution}")]
public sealed class EndingsController(RegistrationEndings endings, RegistrationService registrations, RoundPlaces places, PortalContext db, PersonalDataSeal seal, TimeProvider clock) : Controller
{
    private const string Prefix = "Form";

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

    private async Task<RoundPlaceView?> FindAsync(string round, string institution, CancellationToken ct) =>
        User.WindowPosts().Any(a => a.Covers(institution)) ? await places.FindAsync(round, institution, ct) : null;
}
