using System.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Admission;

/// <summary>A candidate's own exam days for the calendar of a phone.</summary>
[Authorize(Policy = Doors.Candidate)]
public sealed class CalendarController(TicketService tickets, IOptions<SiteOptions> site, TimeProvider clock) : Controller
{
    [HttpGet("/exams/{round}/{institution}/arrangement.ics", Name = "arrangement-calendar")]
    public async Task<IActionResult> Calendar(string round, string institution, CancellationToken ct)
    {
        if (await tickets.StandingAsync(User.UserId, round, institution, ct) is not { } standing) return NotFound();
        // The page says why there is nothing yet, and from when.
        if (!standing.ShowsArrangement) return RedirectToRoute("arrangement", new { round, institution });
        var text = ExamCalendar.Write(await tickets.FactsAsync(standing, ct), standing.TicketId!.Value, standing.At.Round.Version, new Uri(site.Value.PublicAddress).Host, clock.Now());
        Response.Headers.CacheControl = "no-store";
        return File(Encoding.UTF8.GetBytes(text), ExamCalendar.MediaType + "; charset=utf-8", $"考试安排-{round}.ics");
    }
}
