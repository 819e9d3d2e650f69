using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;

namespace RuanKao.Portal.Admission.Door;

/// <summary>A site whose door somebody may stand at in a round.</summary>
public sealed record DoorPlace(RoundPlaceView At, ExamSite Site)
{
    /// <summary>From the day on which tickets are printed to the end of the last exam day: names leave the house no earlier and no longer.</summary>
    public TimeWindow List => new(At.Place.TicketPrinting.From, Beijing.Start(At.Round.ExamTo.AddDays(1)));
}

/// <summary>When several papers begin together: a sitting as the door sees it.</summary>
public sealed record DoorSession(DateOnly Day, TimeOnly From, TimeOnly To, int Batch);

/// <summary>Of a candidate what a door needs, and no more: no document number, no birth date.</summary>
public sealed record DoorSeat(string Number, string Name, string Room, int Seat, int Version, IReadOnlyList<int> Sessions);

/// <summary>What other phones and the office have already entered.</summary>
public sealed record DoorKnown(string Number, int Session, AttendanceKind Kind, bool Differs, DateTime At);

/// <summary>Everything a door takes along before it goes without network.</summary>
public sealed record DoorList(DateTime At, string Round, string Site, DateTime EraseAt, IReadOnlyList<TicketPublicKey> Keys, IReadOnlyList<DoorSession> Sessions, IReadOnlyList<DoorSeat> Seats, IReadOnlyList<DoorKnown> Known);

/// <summary>The list of a site for its door: who sits where now.</summary>
public sealed class DoorLists(PortalContext db, RoundPlaces places, TicketKeys keys, TimeProvider clock)
{
    public async Task<DoorPlace?> FindAsync(string round, string institution, string site, CancellationToken ct) =>
        await places.FindAsync(round, institution, ct) is { } at
        && await db.ExamSites.AsNoTracking().SingleOrDefaultAsync(s => s.Code == site && s.InstitutionCode == institution, ct) is { } found
            ? new(at, found) : null;

    /// <summary>The tickets of a site that hold: of registrations that stand.</summary>
    public IQueryable<AdmissionTicket> Tickets(DoorPlace place)
    {
        var (round, site) = (place.At.Round.Id, place.Site.Id);
        var standing = db.Registrations.Where(r => r.State == RegistrationState.Paid).Select(r => r.Id);
        return db.AdmissionTickets.Where(t => t.RoundId == round && t.Room.SiteId == site && standing.Contains(t.RegistrationId));
    }

    public async Task<DoorList> ListAsync(DoorPlace place, CancellationToken ct)
    {
        var seats = await (from ticket in Tickets(place).AsNoTracking()
                           join registration in db.Registrations on ticket.RegistrationId equals registration.Id
                           orderby ticket.Room.Number, ticket.Batch, ticket.Seat
                           select new { ticket.Id, ticket.Number, registration.Person!.Name, Room = ticket.Room.Number, ticket.Batch, ticket.Seat, ticket.SeatVersion, registration.QualificationCode })
            .ToListAsync(ct);
        var sittings = await db.Set<ExamSitting>().AsNoTracking().Where(s => s.RoundId == place.At.Round.Id).ToListAsync(ct);
        var sat = seats.Select(s => (s.QualificationCode, s.Batch)).ToHashSet();
        List<DoorSession> sessions = [.. sittings.Where(s => sat.Contains((s.QualificationCode, s.Batch))).Select(SessionOf).Distinct().OrderBy(s => s.Day).ThenBy(s => s.From).ThenBy(s => s.To)];
        var byOffering = sittings.ToLookup(s => (s.QualificationCode, s.Batch), s => sessions.IndexOf(SessionOf(s)));
        var ids = seats.ToDictionary(s => s.Id, s => s.Number);
        var held = Tickets(place).Select(t => t.Id);
        var entries = await db.AttendanceEntries.AsNoTracking().Where(e => held.Contains(e.TicketId)).ToListAsync(ct);
        var known = from said in entries.GroupBy(e => (e.TicketId, e.Day, e.From))
                    let standing = AttendanceStanding.Of(said)
                    let session = sessions.FindIndex(s => s.Day == said.Key.Day && s.From == said.Key.From)
                    where standing.Kind is not null && session >= 0 && ids.ContainsKey(said.Key.TicketId)
                    select new DoorKnown(ids[said.Key.TicketId], session, standing.Kind!.Value, standing.Differs, standing.At!.Value);
        return new(clock.Now(), place.At.Round.Code, place.Site.Code, place.List.To!.Value, await keys.TrustedAsync(ct), sessions,
            [.. seats.Select(s => new DoorSeat(s.Number, s.Name, s.Room, s.Seat, s.SeatVersion, [.. byOffering[(s.QualificationCode!, s.Batch)].Distinct().Order()]))], [.. known]);
    }

    private static DoorSession SessionOf(ExamSitting sitting) => new(sitting.Day, sitting.From, sitting.To, sitting.Batch);
}
