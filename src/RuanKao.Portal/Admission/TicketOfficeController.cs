using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Admission;

/// <summary>准考证 at the desk of the office: its rounds, and printing all tickets of one.</summary>
[Authorize(Policy = Doors.Office)]
[Route("/desk/tickets")]
public sealed class TicketOfficeController(RoundPlaces places, TicketPrinting printing, PortalContext db, TimeProvider clock) : Controller
{
    private Operation Operation => User.Does(Role.Office, clock);

    [HttpGet("", Name = "ticket-office")]
    public async Task<IActionResult> Tickets(CancellationToken ct)
    {
        var mine = User.Appointments(Role.Office);
        var institutions = (await db.Institutions.OrderBy(i => i.Order).Select(i => new { i.Code, i.Name }).ToListAsync(ct)).Where(i => mine.Any(a => a.Covers(i.Code))).ToList();
        var codes = institutions.Select(i => i.Code).ToList();
        var counts = await db.AdmissionTickets.Where(t => codes.Contains(t.InstitutionCode)).GroupBy(t => new { t.RoundId, t.InstitutionCode })
            .Select(g => new { g.Key.RoundId, g.Key.InstitutionCode, Count = g.Count() }).ToListAsync(ct);
        var rounds = await db.ExamRounds.AsNoTracking().ToListAsync(ct);
        return View(new TicketOfficePage([.. from count in counts
                                            join round in rounds on count.RoundId equals round.Id
                                            join institution in institutions on count.InstitutionCode equals institution.Code
                                            orderby round.ExamFrom descending, institution.Code
                                            select new TicketOfficeRound(round, institution.Code, institution.Name, count.Count)]));
    }

    [HttpGet("{round}/{institution}", Name = "ticket-prints")]
    public async Task<IActionResult> Prints(string round, string institution, CancellationToken ct)
    {
        if (await PlaceAsync(round, institution, ct) is not { } at) return NotFound();
        var orders = await printing.OrdersAsync(at.Place, ct);
        return View(new TicketPrintsPage(at, await CountAsync(at, ct), orders, orders.Count == 0 ? [] : await printing.FilesAsync(orders[0].Print, ct)));
    }

    [HttpPost("{round}/{institution}", Name = "ticket-prints-order")]
    public async Task<IActionResult> Order(string round, string institution, bool bySite, CancellationToken ct)
    {
        if (await PlaceAsync(round, institution, ct) is not { } at) return NotFound();
        this.Notice(await printing.OrderAsync(at.Place, bySite, Operation, ct) is null ? "还没有已编排座位的考生，没有可以打印的准考证。" : "已开始生成。可以离开本页，稍后回来下载。");
        return RedirectToRoute("ticket-prints", new { round, institution });
    }

    /// <summary>How far the newest order is, for the page's script.</summary>
    [HttpGet("{round}/{institution}/progress", Name = "ticket-prints-progress"), ResponseCache(NoStore = true)]
    public async Task<IActionResult> Progress(string round, string institution, CancellationToken ct)
    {
        if (await PlaceAsync(round, institution, ct) is not { } at) return NotFound();
        return Json((await printing.OrdersAsync(at.Place, ct)).Select(o => new { filesMade = o.FilesMade, files = o.Files, words = TicketPrintsPage.Words(o), done = o.IsDone }).FirstOrDefault());
    }

    [HttpGet("{round}/{institution}/files/{file:guid}", Name = "ticket-prints-file"), ResponseCache(NoStore = true)]
    public async Task<IActionResult> File(string round, string institution, Guid file, CancellationToken ct)
    {
        if (await PlaceAsync(round, institution, ct) is not { } at || await printing.OpenAsync(at.Place, file, Operation, ct) is not { } paper) return NotFound();
        return File(paper, "application/pdf", await printing.NameAsync(file, ct));
    }

    private async Task<RoundPlaceView?> PlaceAsync(string round, string institution, CancellationToken ct) =>
        User.Appointments(Role.Office).Any(a => a.Covers(institution)) ? await places.FindAsync(round, institution, ct) : null;

    private Task<int> CountAsync(RoundPlaceView at, CancellationToken ct) =>
        db.AdmissionTickets.CountAsync(t => t.RoundId == at.Round.Id && t.InstitutionCode == at.Institution.Code, ct);
}

/// <summary>A round in which the institution has given seats.</summary>
public sealed record TicketOfficeRound(ExamRound Round, string InstitutionCode, string InstitutionName, int Tickets);

public sealed record TicketOfficePage(IReadOnlyList<TicketOfficeRound> Rounds);

/// <summary>A file of an order as the office sees it; stale where seats have moved since.</summary>
public sealed record TicketPrintLine(Guid Id, string Site, string? Room, int Tickets, DateTime? MadeAt, bool IsStale);

public sealed record TicketPrintsPage(RoundPlaceView At, int Tickets, IReadOnlyList<TicketPrintProgress> Orders, IReadOnlyList<TicketPrintLine> Files)
{
    public static string Words(TicketPrintProgress order) => order.IsDone ? $"已生成全部 {order.Files:N0} 个文件，{order.Tickets:N0} 份准考证"
        : $"已生成 {order.FilesMade:N0} / {order.Files:N0} 个文件，{order.TicketsMade:N0} / {order.Tickets:N0} 份准考证";
}
