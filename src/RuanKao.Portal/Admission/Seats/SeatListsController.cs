using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Documents;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Admission.Seats;

/// <summary>What is printed for rooms and doors, and every seat as a spreadsheet. Lists of people leave the house, so each is noted.</summary>
[Authorize(Policy = Doors.Office)]
[Route("/desk/admission/{round}/{institution}")]
public sealed class SeatListsController(RoundPlaces places, SeatLists lists, SeatPapers papers, PortalContext db, TimeProvider clock) : Controller
{
    [HttpGet("rooms/{room:guid}/door.pdf", Name = "admission-office-door")]
    public Task<IActionResult> Door(string round, string institution, Guid room, CancellationToken ct) => PaperAsync(round, institution, room, "门贴", false, papers.Door, ct);

    [HttpGet("rooms/{room:guid}/room.pdf", Name = "admission-office-sheet")]
    public Task<IActionResult> Room(string round, string institution, Guid room, CancellationToken ct) => PaperAsync(round, institution, room, "座次表", false, papers.Room, ct);

    [HttpGet("rooms/{room:guid}/sign-in.pdf", Name = "admission-office-sign-in")]
    public Task<IActionResult> SignIn(string round, string institution, Guid room, CancellationToken ct) => PaperAsync(round, institution, room, "签到表", true, papers.SignIn, ct);

    [HttpGet("seats.xlsx", Name = "admission-office-seats-xlsx")]
    public async Task<IActionResult> Seats(string round, string institution, CancellationToken ct)
    {
        if (await PlaceAsync(round, institution, ct) is not { } place) return NotFound();
        await NoteAsync("全部座位", place.Place.Id, ct);
        return File(WorkSheet.Xlsx("座位", await lists.AllAsync(place, ct)), WorkSheet.XlsxType, $"座位-{round}-{institution}.xlsx");
    }

    private async Task<IActionResult> PaperAsync(string round, string institution, Guid room, string name, bool withPhotos, Func<RoomList, DateTime, PdfFile> print, CancellationToken ct)
    {
        if (await PlaceAsync(round, institution, ct) is not { } place || await lists.RoomAsync(place, room, withPhotos, ct) is not { } list) return NotFound();
        await NoteAsync(name, room, ct);
        Response.Headers[HeaderNames.CacheControl] = "no-store";
        Response.Headers.ContentDisposition = $"inline; filename*=UTF-8''{Uri.EscapeDataString($"{name}-{list.Room.Site.Code}-{list.Room.Number}.pdf")}";
        return File(print(list, clock.Now()).Bytes, "application/pdf");
    }

    private async Task NoteAsync(string what, Guid subject, CancellationToken ct)
    {
        db.Audit(User.Does(Role.Office, clock) with { Why = what }, "admission.list-printed", subject);
        await db.SaveChangesAsync(ct);
    }

    private async Task<RoundPlaceView?> PlaceAsync(string round, string institution, CancellationToken ct) =>
        User.Appointments(Role.Office).Any(a => a.Covers(institution)) ? await places.FindAsync(round, institution, ct) : null;
}
