using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Admission;

/// <summary>A candidate's own admission ticket, as page and as paper, and the arrangement of the exam days. Addresses name no person: everybody meets their own.</summary>
[Authorize(Policy = Doors.Candidate)]
[Route("/exams/{round}/{institution}")]
public sealed class TicketController(TicketService tickets, TicketPaper paper, TimeProvider clock) : Controller
{
    [HttpGet("ticket", Name = "ticket")]
    public Task<IActionResult> Ticket(string round, string institution, CancellationToken ct) =>
        PageAsync(round, institution, standing => standing.State == TicketState.Open, ct);

    [HttpGet("arrangement", Name = "arrangement")]
    public Task<IActionResult> Arrangement(string round, string institution, CancellationToken ct) =>
        PageAsync(round, institution, standing => standing.ShowsArrangement, ct);

    [HttpGet("ticket.pdf", Name = "ticket-pdf")]
    public async Task<IActionResult> Paper(string round, string institution, CancellationToken ct)
    {
        if (await tickets.StandingAsync(User.UserId, round, institution, ct) is not { } standing) return NotFound();
        // The page says why there is no paper and when there will be.
        if (standing.State != TicketState.Open) return RedirectToRoute("ticket", new { round, institution });
        var facts = await tickets.FactsAsync(standing, ct);
        var file = paper.Print(facts, clock.Now());
        Response.Headers.CacheControl = "no-store";
        Response.Headers.ContentDisposition = $"inline; filename*=UTF-8''{Uri.EscapeDataString($"准考证-{facts.Number}.pdf")}";
        return File(file.Bytes, "application/pdf");
    }

    private async Task<IActionResult> PageAsync(string round, string institution, Func<TicketStanding, bool> shows, CancellationToken ct)
    {
        if (await tickets.StandingAsync(User.UserId, round, institution, ct) is not { } standing) return NotFound();
        Response.Headers[HeaderNames.CacheControl] = "no-store";
        return View(new TicketPage(standing, shows(standing) ? await tickets.FactsAsync(standing, ct) : null));
    }
}
