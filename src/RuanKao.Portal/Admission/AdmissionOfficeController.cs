using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Admission.Seats;
using RuanKao.Portal.Candidates;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Admission;

/// <summary>The exam office's desk for venues and seats. Every address names its institution, and only that institution's office passes.</summary>
[Authorize(Policy = Doors.Office)]
[Route("/desk/admission")]
public sealed class AdmissionOfficeController(RoundPlaces places, SeatingService seating, ExamSiteService sites, GrantedAccommodations granted, PortalContext db, PersonalDataSeal seal, TimeProvider clock) : Controller
{
    [HttpGet("", Name = "admission-office")]
    public async Task<IActionResult> Office(string? institution, CancellationToken ct) =>
        await ScopeAsync(institution, ct) is { } scope
            ? View(new AdmissionOfficePage(scope, await seating.RoundsAsync(scope.Code, ct), await sites.SitesAsync(scope.Code, ct), await sites.RegionsAsync(scope.Code, ct)))
            : NotFound();

    [HttpGet("sites/new", Name = "admission-office-site")]
    public async Task<IActionResult> NewSite(string? institution, CancellationToken ct) =>
        await ScopeAsync(institution, ct) is { } scope ? await SiteFormAsync(scope, new(), ct) : NotFound();

    [HttpPost("sites/new")]
    public async Task<IActionResult> NewSite(string? institution, [Bind(Prefix = "Form")] ExamSiteForm form, CancellationToken ct)
    {
        if (await ScopeAsync(institution, ct) is not { } scope) return NotFound();
        try
        {
            // The rules of the room say everything at once and in its own words.
            ModelState.Clear();
            var site = await sites.AddAsync(scope.Code, form, User.Does(Role.Office, clock), ct);
            this.Notice($"已添加考点“{site.Name}”，共{site.Rooms.Count}个考场、{site.Rooms.Sum(r => r.Capacity)}座。");
            return RedirectToRoute("admission-office", new { institution = scope.Code });
        }
        catch (RuleViolationException e)
        {
            ModelState.Add(e, "Form");
            return await SiteFormAsync(scope, form, ct);
        }
    }

    [HttpGet("{round}/{institution}", Name = "admission-office-round")]
    public async Task<IActionResult> Seating(string round, string institution, CancellationToken ct)
    {
        if (await PlaceAsync(round, institution, ct) is not var (_, place, office)) return NotFound();
        var taken = await db.AdmissionTickets.Where(t => t.RoundId == place.RoundId && t.InstitutionCode == institution)
            .GroupBy(t => new { t.RoomId, t.Batch }).Select(g => new { g.Key.RoomId, g.Key.Batch, Count = g.Count() }).ToListAsync(ct);
        var rooms = (await sites.SitesAsync(institution, ct)).SelectMany(s => s.Rooms, (s, r) => new RoomFigures(
            r.Id, s.RegionCode, s.Name, r.Number, r.Place, r.UsableSeats, r.IsAccessible, r.IsPaper, taken.Where(t => t.RoomId == r.Id).ToDictionary(t => t.Batch, t => t.Count)));
        return View(new SeatingPage(office.Name, await seating.FiguresAsync(place, ct), [.. rooms]));
    }

    [HttpGet("{round}/{institution}/seats", Name = "admission-office-seats")]
    public async Task<IActionResult> Check(string round, string institution, int? batch, CancellationToken ct) =>
        await PlaceAsync(round, institution, ct) is var (_, place, office) ? await CheckPageAsync(place, office, batch, ct) : NotFound();

    [HttpPost("{round}/{institution}/seats")]
    public async Task<IActionResult> Seat(string round, string institution, int? batch, int? expected, int? moving, int? freed, CancellationToken ct)
    {
        if (await PlaceAsync(round, institution, ct) is not var (_, place, office)) return NotFound();
        // Whoever has not seen the numbers sees them first.
        if (expected is not { } coming) return await CheckPageAsync(place, office, batch, ct);
        try
        {
            var seated = await seating.SeatAsync(place, batch, new(coming, moving, freed), User.Does(Role.Office, clock), ct);
            this.Notice(seated + (moving ?? 0) + (freed ?? 0) == 0 ? "没有待编排的考生，座位没有变化。"
                : (seated > 0 ? $"已为{seated}名考生编排座位，准考证号已生成。" : "") + (moving > 0 ? $"已调整{moving}名考生的座位。" : "") + (freed > 0 ? $"已释放{freed}个座位。" : ""));
            return RedirectToRoute("admission-office-round", new { round, institution });
        }
        catch (RuleViolationException e)
        {
            ModelState.Clear();
            ModelState.Add(e);
            return await CheckPageAsync(place, office, batch, ct);
        }
    }

    [HttpGet("{round}/{institution}/rooms/{room:guid}", Name = "admission-office-room")]
    public async Task<IActionResult> Room(string round, string institution, Guid room, CancellationToken ct)
    {
        if (await PlaceAsync(round, institution, ct) is not var (_, place, office)) return NotFound();
        var found = await db.ExamRooms.AsNoTracking().Include(r => r.Site).SingleOrDefaultAsync(r => r.Id == room && r.Site.InstitutionCode == institution, ct);
        if (found is null) return NotFound();
        var seats = await (from ticket in db.AdmissionTickets
                           join registration in db.Registrations on ticket.RegistrationId equals registration.Id
                           where ticket.RoundId == place.RoundId && ticket.RoomId == room && registration.State == RegistrationState.Paid
                           orderby ticket.Batch, ticket.Seat
                           select new { ticket.Id, ticket.SeatWhy, ticket.RegistrationId, ticket.Batch, ticket.Seat, ticket.Number, registration.Person!.Name, registration.Person.NumberSealed, registration.Qualification!.Level, Qualification = registration.Qualification.Name })
            .ToListAsync(ct);
        var ids = seats.Select(s => s.RegistrationId).ToList();
        var measures = await granted.MeasuresAsync(db.Registrations.Where(r => ids.Contains(r.Id)), ct);
        return View(new RoomPage(office.Name, place, found,
            [.. seats.Select(s => new RoomSeat(s.Id, SeatWords.Short(s.SeatWhy), s.Batch, s.Seat, s.Number, s.Name, Mask.IdNumber(seal.Open(s.NumberSealed)), s.Level, s.Qualification, measures.GetValueOrDefault(s.RegistrationId, [])))]));
    }

    /// <summary>无障碍考场, or not any more: for the seats that are still to be given.</summary>
    [HttpPost("{round}/{institution}/rooms/{room:guid}/accessible", Name = "admission-office-room-accessible")]
    public async Task<IActionResult> Mark(string round, string institution, Guid room, bool on, CancellationToken ct)
    {
        if (await PlaceAsync(round, institution, ct) is null || !await sites.MarkAsync(institution, room, on, User.Does(Role.Office, clock), ct)) return NotFound();
        this.Notice(on ? "已标为无障碍考场，以后编排座位时先安排需要的考生。" : "已取消无障碍标记。");
        return RedirectToRoute("admission-office-round", new { round, institution });
    }

    private async Task<IActionResult> SiteFormAsync(OfficeScope scope, ExamSiteForm form, CancellationToken ct) =>
        View("NewSite", new ExamSitePage(scope, await sites.RegionsAsync(scope.Code, ct), form));

    private async Task<IActionResult> CheckPageAsync(RoundInstitution place, Institution office, int? batch, CancellationToken ct)
    {
        var plan = await seating.PlanAsync(place, ct, batch);
        return View("Check", new SeatingCheckPage(office.Name, await seating.FiguresAsync(place, ct), plan, place.Payment.IsOver(clock.Now()), await seating.SeatFirstAsync(place, plan, ct), await MovesAsync(plan, ct)));
    }

    private async Task<IReadOnlyList<MoveLine>> MovesAsync(SeatingPreview plan, CancellationToken ct)
    {
        var moves = plan.Moving.Take(SeatingCheckPage.MostMoves).ToList();
        if (moves.Count == 0) return [];
        var ids = moves.Select(m => m.Person.TicketId!.Value).ToList();
        var tickets = await db.AdmissionTickets.Where(t => ids.Contains(t.Id)).Join(db.Registrations, t => t.RegistrationId, r => r.Id, (t, r) => new { t.Id, t.Number, t.Batch, r.Person!.Name }).ToDictionaryAsync(t => t.Id, ct);
        var wanted = moves.SelectMany(m => new[] { m.FromRoom, plan.Input.Rooms[m.To.Room] }).Distinct().ToList();
        var rooms = await db.ExamRooms.AsNoTracking().Include(r => r.Site).Where(r => wanted.Contains(r.Id)).ToDictionaryAsync(r => r.Id, ct);
        return [.. moves.Select(m => new MoveLine(tickets[m.Person.TicketId!.Value].Name, tickets[m.Person.TicketId!.Value].Number,
            Place(m.FromRoom, tickets[m.Person.TicketId!.Value].Batch, m.From.Number), Place(plan.Input.Rooms[m.To.Room], plan.Input.Batches[m.To.Batch], m.To.Number), SeatWords.Short(m.To.Why)))];

        string Place(Guid room, int batch, int seat) => $"{rooms[room].Site.Name} {AdmissionWords.Batch(batch)} 考场 {rooms[room].Number} {seat} 号";
    }

    private async Task<RoundPlaceView?> PlaceAsync(string round, string institution, CancellationToken ct) =>
        User.Appointments(Role.Office).Any(a => a.Covers(institution)) ? await places.FindAsync(round, institution, ct) : null;

    // The query names the institution; without it the first one this person works for. Null where it is somebody else's.
    private async Task<OfficeScope?> ScopeAsync(string? asked, CancellationToken ct)
    {
        var appointments = User.Appointments(Role.Office);
        var choices = (await db.Institutions.OrderBy(i => i.Order).Select(i => new RegionChoice(i.Code, i.Name)).ToListAsync(ct))
            .Where(i => appointments.Any(a => a.Covers(i.Code))).ToList();
        var chosen = asked is null ? choices.FirstOrDefault() : choices.FirstOrDefault(i => i.Code == asked);
        return chosen is null ? null : new(chosen.Code, chosen.Name, choices);
    }
}
