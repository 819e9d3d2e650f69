using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;

namespace RuanKao.Portal.Admission.Door;

/// <summary>One candidate in one sitting as the office reads it, with everything that was said.</summary>
public sealed record AttendanceLine(Guid TicketId, DateOnly Day, TimeOnly From, string SiteCode, string Site, string Room, int Seat, string Number, string Name, AttendanceStanding Standing, IReadOnlyList<AttendanceEntry> Entries)
{
    public string Word => Standing.Kind is null ? "未登记" : Standing.Differs ? "登记不一致" : Standing.Kind.Value.Word();
}

/// <summary>An incident with its words open.</summary>
public sealed record IncidentLine(DateOnly Day, TimeOnly From, string SiteCode, string Site, string? Room, IncidentKind Kind, string? Number, string? Name, string Words, DateTime At);

/// <summary>签到, 缺考 and 异常情况 of a round at an institution, for its office.</summary>
public sealed class AttendanceDesk(PortalContext db, PersonalDataSeal seal)
{
    /// <summary>The sittings in which anybody of this institution sits, in order.</summary>
    public async Task<IReadOnlyList<DoorSession>> SessionsAsync(RoundInstitution place, CancellationToken ct)
    {
        var sat = await (from ticket in Tickets(place)
                         join registration in db.Registrations on ticket.RegistrationId equals registration.Id
                         select new { registration.QualificationCode, ticket.Batch }).Distinct().ToListAsync(ct);
        return [.. (await SittingsAsync(place, ct)).Where(s => sat.Any(x => x.QualificationCode == s.QualificationCode && x.Batch == s.Batch))
            .Select(s => new DoorSession(s.Day, s.From, s.To, s.Batch)).Distinct().OrderBy(s => s.Day).ThenBy(s => s.From).ThenBy(s => s.To)];
    }

    /// <summary>Everybody in every sitting, or in one; in the order of sittings, sites, rooms and seats.</summary>
    public async Task<IReadOnlyList<AttendanceLine>> LinesAsync(RoundInstitution place, DoorSession? only, CancellationToken ct)
    {
        var seats = await (from ticket in Tickets(place).AsNoTracking()
                           join registration in db.Registrations on ticket.RegistrationId equals registration.Id
                           select new { ticket.Id, ticket.Number, registration.Person!.Name, SiteCode = ticket.Room.Site.Code, Site = ticket.Room.Site.Name, Room = ticket.Room.Number, ticket.Seat, ticket.Batch, registration.QualificationCode }).ToListAsync(ct);
        var sittings = (await SittingsAsync(place, ct)).Where(s => only is null || (s.Day == only.Day && s.From == only.From)).ToLookup(s => (s.QualificationCode, s.Batch));
        var ids = Tickets(place).Select(t => t.Id);
        var entries = (await db.AttendanceEntries.AsNoTracking().Where(e => ids.Contains(e.TicketId)).ToListAsync(ct)).ToLookup(e => (e.TicketId, e.Day, e.From));
        return [.. from seat in seats
                   from sitting in sittings[(seat.QualificationCode!, seat.Batch)]
                   orderby sitting.Day, sitting.From, seat.SiteCode, seat.Room, seat.Seat
                   let said = entries[(seat.Id, sitting.Day, sitting.From)].OrderBy(e => e.At).ToList()
                   select new AttendanceLine(seat.Id, sitting.Day, sitting.From, seat.SiteCode, seat.Site, seat.Room, seat.Seat, seat.Number, seat.Name, AttendanceStanding.Of(said), said)];
    }

    public async Task<IReadOnlyList<IncidentLine>> IncidentsAsync(RoundInstitution place, CancellationToken ct)
    {
        var rows = await (from incident in db.DoorIncidents.AsNoTracking()
                          join site in db.ExamSites on incident.SiteId equals site.Id
                          where incident.RoundId == place.RoundId && site.InstitutionCode == place.InstitutionCode
                          orderby incident.Day, incident.From, site.Code, incident.At
                          select new { Incident = incident, site.Code, site.Name }).ToListAsync(ct);
        var tickets = rows.Select(r => r.Incident.TicketId).OfType<Guid>().Distinct().ToList();
        var people = await (from ticket in db.AdmissionTickets
                            join registration in db.Registrations on ticket.RegistrationId equals registration.Id
                            where tickets.Contains(ticket.Id)
                            select new { ticket.Id, ticket.Number, registration.Person!.Name }).ToDictionaryAsync(t => t.Id, ct);
        return [.. rows.Select(r => (r.Incident, r.Code, r.Name, Person: r.Incident.TicketId is { } id ? people.GetValueOrDefault(id) : null))
            .Select(r => new IncidentLine(r.Incident.Day, r.Incident.From, r.Code, r.Name, r.Incident.RoomNumber, r.Incident.Kind, r.Person?.Number, r.Person?.Name, seal.Open(r.Incident.WordsSealed), r.Incident.At))];
    }

    /// <summary>The office's word, which settles what phones say. Refused where somebody has said something since the page was made.</summary>
    public async Task SettleAsync(RoundInstitution place, AttendanceLine line, int seen, AttendanceKind kind, Operation operation, CancellationToken ct)
    {
        if (line.Entries.Count != seen) throw new RuleViolationException("", $"考生{line.Name}的登记刚才有变动，请核对后再确认");
        db.AttendanceEntries.Add(new()
        {
            Id = Guid.NewGuid(), TicketId = line.TicketId, Day = line.Day, From = line.From, Kind = kind, Way = AttendanceWay.Office,
            At = operation.At, ReceivedAt = operation.At, By = operation.UserId!.Value, Device = AttendanceEntry.Office,
        });
        db.Audit(operation, "door.attendance-settled", line.TicketId);
        await db.SaveChangesAsync(ct);
    }

    private IQueryable<AdmissionTicket> Tickets(RoundInstitution place)
    {
        var standing = db.Registrations.Where(r => r.State == RegistrationState.Paid).Select(r => r.Id);
        return db.AdmissionTickets.Where(t => t.RoundId == place.RoundId && t.InstitutionCode == place.InstitutionCode && standing.Contains(t.RegistrationId));
    }

    private Task<List<ExamSitting>> SittingsAsync(RoundInstitution place, CancellationToken ct) => db.Set<ExamSitting>().AsNoTracking().Where(s => s.RoundId == place.RoundId).ToListAsync(ct);
}
