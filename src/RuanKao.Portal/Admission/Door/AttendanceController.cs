using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Admission.Door;

/// <summary>签到与异常情况: what the doors have entered, for the office that reads it, settles what differs and hands it on.</summary>
[Authorize(Policy = Doors.Office)]
[Route("/desk/tickets/{round}/{institution}")]
public sealed class AttendanceController(RoundPlaces places, AttendanceDesk desk, PortalContext db, TimeProvider clock) : Controller
{

    private Operation Operation => User.Does(Role.Office, clock);

    [HttpGet("attendance", Name = "attendance")]
    public async Task<IActionResult> Attendance(string round, string institution, int? session, AttendanceFilter show, CancellationToken ct) =>
        await PlaceAsync(round, institution, ct) is { } at ? View(await PageAsync(at, session, show, ct)) : NotFound();

    [HttpPost("attendance", Name = "attendance-settle")]
    public async Task<IActionResult> Settle(string round, string institution, int? session, AttendanceFilter show, Guid ticket, AttendanceKind kind, int seen, CancellationToken ct)
    {
        if (await PlaceAsync(round, institution, ct) is not { } at) return NotFound();
        var page = await PageAsync(at, session, AttendanceFilter.All, ct);
        if (page.All.FirstOrDefault(l => l.TicketId == ticket) is not { } line) return NotFound();
        try
        {
            await desk.SettleAsync(at.Place, line, seen, kind, Operation, ct);
            this.Notice($"已登记：{line.Name}，{kind.Word()}。");
        }
        catch (RuleViolationException fault)
        {
            ModelState.Clear();
            ModelState.Add(fault);
            return View("Attendance", await PageAsync(at, session, show, ct));
        }
        return RedirectToRoute("attendance", new { round, institution, session, show });
    }

    [HttpGet("attendance.csv", Name = "attendance-csv")]
    public async Task<IActionResult> AttendanceCsv(string round, string institution, CancellationToken ct)
    {
        if (await PlaceAsync(round, institution, ct) is not { } at) return NotFound();
        var lines = await desk.LinesAsync(at.Place, null, ct);
        return await CsvAsync(at, "签到表", "door.attendance-exported",
            [["考试日期", "开考时间", "考点代码", "考点", "考场", "座位", "准考证号", "姓名", "登记", "方式", "登记时间"],
                .. lines.Select(l => (IReadOnlyList<object>)[Day(l.Day), AdmissionWords.Time(l.From), l.SiteCode, l.Site, l.Room, l.Seat, l.Number, l.Name, l.Word, l.Standing.Way?.Word() ?? "", l.Standing.At is { } when ? Beijing.Moment(when) : ""])], ct);
    }

    [HttpGet("incidents.csv", Name = "incidents-csv")]
    public async Task<IActionResult> IncidentsCsv(string round, string institution, CancellationToken ct)
    {
        if (await PlaceAsync(round, institution, ct) is not { } at) return NotFound();
        var lines = await desk.IncidentsAsync(at.Place, ct);
        return await CsvAsync(at, "异常情况登记表", "door.incidents-exported",
            [["考试日期", "开考时间", "考点代码", "考点", "考场", "情况", "准考证号", "姓名", "经过和处理", "登记时间"],
                .. lines.Select(l => (IReadOnlyList<object>)[Day(l.Day), AdmissionWords.Time(l.From), l.SiteCode, l.Site, l.Room ?? "", l.Kind.Word(), l.Number ?? "", l.Name ?? "", l.Words, Beijing.Moment(l.At)])], ct);
    }

    private async Task<IActionResult> CsvAsync(RoundPlaceView at, string title, string action, IEnumerable<IReadOnlyList<object>> lines, CancellationToken ct)
    {
        db.Audit(Operation, action, at.Place.Id);
        await db.SaveChangesAsync(ct);
        Response.Headers.CacheControl = "no-store";
        return File(WorkSheet.Csv(lines), WorkSheet.CsvType, $"{title} {at.Institution.Name} {at.Round.Name}.csv");
    }

    private async Task<AttendancePage> PageAsync(RoundPlaceView at, int? asked, AttendanceFilter show, CancellationToken ct)
    {
        var sessions = await desk.SessionsAsync(at.Place, ct);
        var today = Beijing.Today(clock);
        // The sitting that was asked for, else the first of today or later.
        var chosen = asked is { } one && one >= 0 && one < sessions.Count ? one : Math.Max(0, sessions.ToList().FindIndex(s => s.Day >= today));
        var lines = sessions.Count == 0 ? [] : await desk.LinesAsync(at.Place, sessions[chosen], ct);
        return new(at, sessions, chosen, show, lines, await desk.IncidentsAsync(at.Place, ct));
    }

    private async Task<RoundPlaceView?> PlaceAsync(string round, string institution, CancellationToken ct) =>
        User.Appointments(Role.Office).Any(a => a.Covers(institution)) ? await places.FindAsync(round, institution, ct) : null;

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Which lines the page shows.</summary>
public enum AttendanceFilter { Open, Differs, Present, Absent, All }

public sealed record AttendancePage(RoundPlaceView At, IReadOnlyList<DoorSession> Sessions, int Session, AttendanceFilter Show, IReadOnlyList<AttendanceLine> All, IReadOnlyList<IncidentLine> Incidents)
{
    /// <summary>So many lines a page shows at most; the file holds them all.</summary>
    public const int Most = 500;

    public int Present => Count(AttendanceFilter.Present);

    public int Absent => Count(AttendanceFilter.Absent);

    public int Differing => Count(AttendanceFilter.Differs);

    public int Open => Count(AttendanceFilter.Open);

    public IReadOnlyList<AttendanceLine> Lines => [.. All.Where(l => Is(l, Show))];

    private int Count(AttendanceFilter filter) => All.Count(l => Is(l, filter));

    private static bool Is(AttendanceLine line, AttendanceFilter filter) => filter switch
    {
        AttendanceFilter.Open => line.Standing.Kind is null,
        AttendanceFilter.Differs => line.Standing.Differs,
        AttendanceFilter.Present => line.Standing is { Kind: AttendanceKind.Present, Differs: false },
        AttendanceFilter.Absent => line.Standing is { Kind: AttendanceKind.Absent, Differs: false },
        _ => true,
    };
}
