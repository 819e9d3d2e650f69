using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;

namespace RuanKao.Portal.Admission.Door;

/// <summary>签到 and 异常情况 as a person's data. Attendance is a record of the exam; what was written about an incident goes after five years.</summary>
public sealed class DoorHoldings(PortalContext db, PersonalDataSeal seal) : IPersonalDataSource, IExpiringRows
{
    /// <summary>As long as a record of discipline may stand at most, short of one for good (人社部令31号 art. 13).</summary>
    public const int IncidentYears = 5;

    private static readonly DataKind Attendance = new("签到或缺考、登记时间", "考试档案", RetentionWords.ExamRecord);
    private static readonly DataKind Incident = new("考场异常情况登记", "考试档案，处理异常情况", $"{IncidentYears}年");

    public string Title => "签到";

    public int Order => 61;

    public IReadOnlyList<DataKind> Kinds { get; } = [Attendance, Incident];

    public async Task ExportAsync(Guid userId, PersonalDataExport export, CancellationToken ct)
    {
        var mine = Mine(userId);
        foreach (var entry in await db.AttendanceEntries.AsNoTracking().Where(e => mine.Contains(e.TicketId)).OrderBy(e => e.At).ToListAsync(ct))
            export.Add("签到", ("场次", $"{AdmissionWords.Day(entry.Day)} {AdmissionWords.Time(entry.From)}"), ("登记", entry.Kind.Word()), ("方式", entry.Way.Word()), ("登记时间", entry.At));
        foreach (var incident in await db.DoorIncidents.AsNoTracking().Where(i => i.TicketId != null && mine.Contains(i.TicketId.Value)).OrderBy(i => i.At).ToListAsync(ct))
            export.Add("考场异常情况", ("场次", $"{AdmissionWords.Day(incident.Day)} {AdmissionWords.Time(incident.From)}"), ("情况", incident.Kind.Word()), ("经过和处理", seal.Open(incident.WordsSealed)), ("登记时间", incident.At));
    }

    public async Task<IReadOnlyList<DataKind>> KeptAsync(Guid userId, CancellationToken ct)
    {
        var mine = Mine(userId);
        return
        [
            .. await db.AttendanceEntries.AnyAsync(e => mine.Contains(e.TicketId), ct) ? [Attendance] : Array.Empty<DataKind>(),
            .. await db.DoorIncidents.AnyAsync(i => i.TicketId != null && mine.Contains(i.TicketId.Value), ct) ? [Incident] : Array.Empty<DataKind>(),
        ];
    }

    public Task EraseAsync(Guid userId, Operation operation, CancellationToken ct) => Task.CompletedTask;

    public Task<int> SweepAsync(DateTime now, CancellationToken ct)
    {
        var before = now.AddYears(-IncidentYears);
        return db.DoorIncidents.Where(i => i.ReceivedAt < before).ExecuteDeleteAsync(ct);
    }

    private IQueryable<Guid> Mine(Guid userId)
    {
        var mine = db.Registrations.Where(r => r.UserId == userId).Select(r => r.Id);
        return db.AdmissionTickets.Where(t => mine.Contains(t.RegistrationId)).Select(t => t.Id);
    }
}
