using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;

namespace RuanKao.Portal.Admission.Door;

/// <summary>One word about attendance as a phone sends it.</summary>
public sealed record SentAttendance(Guid Id, string? Number, DateOnly Day, TimeOnly From, AttendanceKind Kind, AttendanceWay Way, DateTime At, string? Device);

/// <summary>One incident as a phone sends it.</summary>
public sealed record SentIncident(Guid Id, string? Number, string? Room, DateOnly Day, TimeOnly From, IncidentKind Kind, string? Words, DateTime At);

/// <summary>Everything a phone has to send.</summary>
public sealed record SentBook(IReadOnlyList<SentAttendance>? Attendance, IReadOnlyList<SentIncident>? Incidents);

/// <summary>What the portal holds of what was sent, and what it cannot take and why.</summary>
public sealed record TakenBook(IReadOnlyList<Guid> Taken, IReadOnlyList<RefusedEntry> Refused);

public sealed record RefusedEntry(Guid Id, string Why);

/// <summary>Takes what doors have entered: each entry once, however often it is sent.</summary>
public sealed class DoorBook(PortalContext db, PersonalDataSeal seal)
{
    public const int Most = 500;

    public async Task<TakenBook> TakeAsync(DoorPlace place, SentBook sent, Operation operation, CancellationToken ct)
    {
        try
        {
            return await OnceAsync(place, sent, operation, ct);
        }
        // The same phone sent the same entry twice at once: one of the two is there now.
        catch (DbUpdateException)
        {
            db.ChangeTracker.Clear();
            return await OnceAsync(place, sent, operation, ct);
        }
    }

    private async Task<TakenBook> OnceAsync(DoorPlace place, SentBook sent, Operation operation, CancellationToken ct)
    {
        var (attendance, incidents) = (sent.Attendance ?? [], sent.Incidents ?? []);
        if (attendance.Count + incidents.Count > Most) throw new RuleViolationException("", $"一次最多发送{Most}条登记");
        var (taken, refused) = (new List<Guid>(), new List<RefusedEntry>());
        var ids = attendance.Select(e => e.Id).Concat(incidents.Select(i => i.Id)).ToList();
        var held = (await db.AttendanceEntries.Where(e => ids.Contains(e.Id)).Select(e => e.Id).ToListAsync(ct))
            .Concat(await db.DoorIncidents.Where(i => ids.Contains(i.Id)).Select(i => i.Id).ToListAsync(ct)).ToHashSet();
        var numbers = attendance.Select(e => e.Number).Concat(incidents.Select(i => i.Number)).OfType<string>().Distinct().ToList();
        // By institution, not by site: a seat may have moved to another site since the list was loaded.
        var tickets = await (from ticket in db.AdmissionTickets
                             join registration in db.Registrations on ticket.RegistrationId equals registration.Id
                             where ticket.RoundId == place.At.Round.Id && ticket.InstitutionCode == place.Site.InstitutionCode && numbers.Contains(ticket.Number)
                             select new { ticket.Number, ticket.Id, ticket.Batch, registration.QualificationCode }).ToDictionaryAsync(t => t.Number, ct);
        var sittings = (await db.Set<ExamSitting>().Where(s => s.RoundId == place.At.Round.Id).Select(s => new { s.QualificationCode, s.Batch, s.Day, s.From }).ToListAsync(ct)).ToHashSet();

        foreach (var entry in attendance)
        {
            if (!Fresh(entry.Id)) continue;
            if (entry.Number is null || !tickets.TryGetValue(entry.Number, out var ticket)) Refuse(entry.Id, "没有这个准考证号");
            else if (!sittings.Contains(new { QualificationCode = ticket.QualificationCode!, ticket.Batch, entry.Day, entry.From })) Refuse(entry.Id, "这名考生没有这一场");
            else if (operation.At < Beijing.Start(entry.Day)) Refuse(entry.Id, "还没有到考试日");
            else if (entry.Way == AttendanceWay.Office || !IsDevice(entry.Device)) Refuse(entry.Id, "登记的来源不对");
            else
            {
                db.AttendanceEntries.Add(new()
                {
                    Id = entry.Id, TicketId = ticket.Id, Day = entry.Day, From = entry.From, Kind = entry.Kind, Way = entry.Way,
                    At = Past(entry.At), ReceivedAt = operation.At, By = operation.UserId!.Value, Device = entry.Device!,
                });
                taken.Add(entry.Id);
            }
        }

        foreach (var incident in incidents)
        {
            if (!Fresh(incident.Id)) continue;
            var ticket = incident.Number is null ? null : tickets.GetValueOrDefault(incident.Number);
            if (string.IsNullOrWhiteSpace(incident.Words)) Refuse(incident.Id, "没有写明情况");
            else if (incident.Words.Trim().Length > DoorIncident.WordsLength || incident.Room?.Length > ExamRoom.NumberLength) Refuse(incident.Id, "写得太长");
            else if (incident.Number is not null && ticket is null) Refuse(incident.Id, "没有这个准考证号");
            else if (!sittings.Any(s => s.Day == incident.Day && s.From == incident.From)) Refuse(incident.Id, "没有这一场");
            else
            {
                db.DoorIncidents.Add(new()
                {
                    Id = incident.Id, RoundId = place.At.Round.Id, SiteId = place.Site.Id, Day = incident.Day, From = incident.From, Kind = incident.Kind,
                    RoomNumber = string.IsNullOrWhiteSpace(incident.Room) ? null : incident.Room, TicketId = ticket?.Id, WordsSealed = seal.Seal(incident.Words.Trim()),
                    At = Past(incident.At), ReceivedAt = operation.At, By = operation.UserId!.Value,
                });
                taken.Add(incident.Id);
            }
        }

        if (db.ChangeTracker.HasChanges()) db.Audit(operation, "door.entries-taken", place.Site.Id);
        await db.SaveChangesAsync(ct);
        return new(taken, refused);

        bool Fresh(Guid id)
        {
            if (held.Add(id)) return true;
            taken.Add(id);
            return false;
        }

        void Refuse(Guid id, string why) => refused.Add(new(id, why));

        // A phone's clock may run ahead; nothing was entered later than it arrived.
        DateTime Past(DateTime at) => at.ToUniversalTime() is var told && told < operation.At ? told : operation.At;
    }

    private static bool IsDevice(string? device) => device is { Length: > 0 and <= AttendanceEntry.DeviceLength } && device.All(char.IsAsciiHexDigit);
}
