using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Photos;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Admission.Door;

/// <summary>入场核验: the door of a site on a phone. The page and its list work without network; what is entered is sent when there is one.</summary>
[Authorize(Policy = Doors.Entrance)]
[Route("/door")]
public sealed class DoorController(DoorChoices choices, DoorLists lists, DoorBook book, IAntiforgery antiforgery, PortalContext db, TimeProvider clock) : Controller
{
    private static readonly JsonSerializerOptions Written = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    [HttpGet("", Name = "door")]
    public async Task<IActionResult> Door(CancellationToken ct) => View(new DoorPage(await choices.OfAsync(User, ct)));

    [HttpGet("{round}/{institution}/{site}", Name = "door-site"), UsesCamera]
    public async Task<IActionResult> Site(string round, string institution, string site, CancellationToken ct)
    {
        if (await PlaceAsync(round, institution, site, ct) is not { } place) return NotFound();
        var rooms = await db.ExamRooms.Where(r => r.SiteId == place.Site.Id).OrderBy(r => r.Number).Select(r => r.Number).ToListAsync(ct);
        return View(new DoorSitePage(place, rooms, place.List.Contains(clock.Now()), User.UserId));
    }

    /// <summary>What the door takes along. Not before tickets are printed, and not after the exam.</summary>
    [HttpGet("{round}/{institution}/{site}/list", Name = "door-list")]
    public async Task<IActionResult> List(string round, string institution, string site, CancellationToken ct)
    {
        if (await PlaceAsync(round, institution, site, ct) is not { } place) return NotFound();
        if (!place.List.Contains(clock.Now())) return Conflict(new { closed = true });
        db.Audit(Operation(institution), "door.list-loaded", place.Site.Id);
        await db.SaveChangesAsync(ct);
        return Json(await lists.ListAsync(place, ct), Written);
    }

    [HttpGet("{round}/{institution}/{site}/photos/{number}", Name = "door-photo")]
    public async Task<IActionResult> Photo(string round, string institution, string site, string number, CancellationToken ct)
    {
        if (await PlaceAsync(round, institution, site, ct) is not { } place || !place.List.Contains(clock.Now())) return NotFound();
        var photo = await (from ticket in lists.Tickets(place)
                           join registration in db.Registrations on ticket.RegistrationId equals registration.Id
                           join kept in db.CandidatePhotos on registration.PhotoId equals kept.Id
                           where ticket.Number == number
                           select kept.Processed).SingleOrDefaultAsync(ct);
        return photo is null ? NotFound() : File(photo, "image/jpeg");
    }

    /// <summary>A token for what is to be sent, for the person who entered it: a page that lay in a phone for hours has none that holds.</summary>
    [HttpGet("{round}/{institution}/{site}/token", Name = "door-token")]
    public async Task<IActionResult> Token(string round, string institution, string site, CancellationToken ct) =>
        await PlaceAsync(round, institution, site, ct) is null ? NotFound() : Json(new { token = antiforgery.GetAndStoreTokens(HttpContext).RequestToken, owner = User.UserId });

    [HttpPost("{round}/{institution}/{site}/entries", Name = "door-entries")]
    [RequestSizeLimit(1024 * 1024)]
    public async Task<IActionResult> Entries(string round, string institution, string site, string? entries, CancellationToken ct)
    {
        if (await PlaceAsync(round, institution, site, ct) is not { } place) return NotFound();
        try
        {
            var sent = string.IsNullOrEmpty(entries) ? new(null, null) : JsonSerializer.Deserialize<SentBook>(entries, Written) ?? new(null, null);
            return Json(await book.TakeAsync(place, sent, Operation(institution), ct), Written);
        }
        catch (Exception fault) when (fault is JsonException or RuleViolationException)
        {
            return UnprocessableEntity(new { why = fault is RuleViolationException ? fault.Message : "登记的内容读不懂" });
        }
    }

    private Operation Operation(string institution) =>
        User.Does(User.Appointments(Role.DoorStaff).Any(a => a.Covers(institution)) ? Role.DoorStaff : Role.Office, clock);

    private async Task<DoorPlace?> PlaceAsync(string round, string institution, string site, CancellationToken ct)
    {
        // What a phone keeps it keeps on purpose, in its own store.
        Response.Headers.CacheControl = "no-store";
        return DoorChoices.Posts(User).Any(a => a.Covers(institution)) ? await lists.FindAsync(round, institution, site, ct) : null;
    }
}
