using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Admission.Seats;

/// <summary>The rules of seating a round at an institution, and why somebody sits where they sit.</summary>
[Authorize(Policy = Doors.Office)]
[Route("/desk/admission/{round}/{institution}")]
public sealed class SeatsController(RoundPlaces places, SeatingReading reading, PortalContext db, TimeProvider clock) : Controller
{
    [HttpGet("rules", Name = "admission-office-rules")]
    public async Task<IActionResult> Rules(string round, string institution, CancellationToken ct) =>
        await PlaceAsync(round, institution, ct) is { } place ? await RulesPageAsync(place, SeatRulesForm.Of(await reading.SettingsAsync(place.Place, ct), await db.SeatSettings.AnyAsync(s => s.RoundInstitutionId == place.Place.Id, ct)), ct) : NotFound();

    [HttpPost("rules")]
    public async Task<IActionResult> Rules(string round, string institution, [Bind(Prefix = "Form")] SeatRulesForm form, CancellationToken ct)
    {
        if (await PlaceAsync(round, institution, ct) is not { } place) return NotFound();
        if (!ModelState.IsValid) return await RulesPageAsync(place, form, ct);
        var settings = await db.SeatSettings.SingleOrDefaultAsync(s => s.RoundInstitutionId == place.Place.Id, ct);
        if (settings is null) db.SeatSettings.Add(settings = new() { RoundInstitutionId = place.Place.Id });
        else if (form.Version != settings.Version) throw new DbUpdateConcurrencyException();
        (settings.NeedsFirst, settings.PapersApart, settings.GroupsSpread, settings.Rooms) = (form.NeedsFirst, form.PapersApart, form.GroupsSpread, form.Rooms);
        db.Audit(User.Does(Role.Office, clock), "admission.rules-set", place.Place.Id);
        await db.SaveChangesAsync(ct);
        this.Notice("已保存编排规则，下次编排时按它进行。");
        return RedirectToRoute("admission-office-round", new { round, institution });
    }

    [HttpGet("seats/{ticket:guid}", Name = "admission-office-seat")]
    public async Task<IActionResult> Seat(string round, string institution, Guid ticket, CancellationToken ct)
    {
        if (await PlaceAsync(round, institution, ct) is not { } place) return NotFound();
        var found = await db.AdmissionTickets.AsNoTracking().Include(t => t.Room.Site).SingleOrDefaultAsync(t => t.Id == ticket && t.RoundId == place.Round.Id && t.InstitutionCode == institution, ct);
        if (found is null) return NotFound();
        var run = await db.SeatRuns.AsNoTracking().SingleOrDefaultAsync(r => r.Id == found.SeatRunId, ct);
        var name = await db.Registrations.Where(r => r.Id == found.RegistrationId).Select(r => r.Person!.Name).SingleAsync(ct);
        return View("Seat", new SeatPage(place, found, run, name, run is null ? null : new SeatOrder(run.Seed).Of(found.RegistrationId)));
    }

    private async Task<IActionResult> RulesPageAsync(RoundPlaceView place, SeatRulesForm form, CancellationToken ct) =>
        View("Rules", new SeatRulesPage(place, form, await db.SeatRuns.AsNoTracking().Where(r => r.RoundId == place.Round.Id && r.InstitutionCode == place.Institution.Code).OrderByDescending(r => r.At).Take(20).ToListAsync(ct)));

    private async Task<RoundPlaceView?> PlaceAsync(string round, string institution, CancellationToken ct) =>
        User.Appointments(Role.Office).Any(a => a.Covers(institution)) ? await places.FindAsync(round, institution, ct) : null;
}
