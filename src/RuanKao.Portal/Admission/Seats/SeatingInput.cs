using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Admission.Door;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;

namespace RuanKao.Portal.Admission.Seats;

/// <summary>Someone to be seated, with what the ticket number needs; and the ticket that is there.</summary>
public sealed record SeatingPerson(Guid RegistrationId, string Region, Level Level, Guid? TicketId, Guid? PresentRoom);

/// <summary>A plan's problem read from the archive, and how its numbers read back: people, rooms, regions and batches by their place in these lists.</summary>
/// <param name="Freed">Tickets of registrations that are not in force any more and that no door has entered: their seats are free.</param>
public sealed record SeatingInput(SeatProblem Problem, IReadOnlyList<SeatingPerson> People, IReadOnlyList<Guid> Rooms, IReadOnlyList<string> Regions, IReadOnlyList<int> Batches,
    bool BatchesOverlap, IReadOnlyList<Guid> Freed, SeatSettings Settings, int? Batch)
{
    public IReadOnlyList<int> BatchesOf(ulong mask) => [.. Batches.Where((_, at) => (mask >> at & 1) != 0)];
}

/// <summary>Reads who is paid, who has a seat, and which rooms there are.</summary>
public sealed class SeatingReading(PortalContext db, GrantedAccommodations granted)
{
    private static readonly HashSet<string> NoGroup = ["无", "没有", "暂无", "待业", "自由职业", "自由职业者", "个体", "其他", "/", "-", "—", "0"];

    /// <summary>The seed of a round at an institution: it follows from the number that the record of the round was given before anybody registered, so nobody chooses it and no run can be repeated for a nicer one.</summary>
    public static string SeedOf(RoundInstitution place) =>
        $"{place.Round.Code}:{place.InstitutionCode}:{Convert.ToHexStringLower(SHA256.HashData(place.Id.ToByteArray(bigEndian: true)))[..16]}";

    public async Task<SeatSettings> SettingsAsync(RoundInstitution place, CancellationToken ct) =>
        await db.SeatSettings.AsNoTracking().SingleOrDefaultAsync(s => s.RoundInstitutionId == place.Id, ct) ?? new() { RoundInstitutionId = place.Id };

    /// <param name="batch">Only who may sit in this batch, and only there; null for all.</param>
    public async Task<SeatingInput> ReadAsync(RoundInstitution place, int? batch, CancellationToken ct)
    {
        var settings = await SettingsAsync(place, ct);
        // Who was entered at a door has sat there, whatever became of the registration since.
        var (seats, entries, incidents) = (db.AdmissionTickets, db.AttendanceEntries, db.DoorIncidents);
        var paid = db.Registrations.Where(r => r.RoundId == place.RoundId && r.InstitutionCode == place.InstitutionCode && (r.State == RegistrationState.Paid
            || seats.Any(t => t.RegistrationId == r.Id && (entries.Any(e => e.TicketId == t.Id) || incidents.Any(i => i.TicketId == t.Id)))));
        var people = await paid.OrderBy(r => r.Id)
            .Select(r => new { r.Id, Region = r.ExamRegionCode ?? "", r.QualificationCode, r.Qualification!.Level, r.Form.Employment, r.Form.Employer, r.Form.School }).ToListAsync(ct);
        var tickets = await db.AdmissionTickets.Where(t => t.RoundId == place.RoundId && t.InstitutionCode == place.InstitutionCode)
            .Select(t => new { t.RegistrationId, t.Id, t.RoomId, t.Batch, t.Seat, t.SeatWhy }).ToDictionaryAsync(t => t.RegistrationId, ct);
        var sittings = await db.Set<ExamSitting>().AsNoTracking().Where(s => s.RoundId == place.RoundId).ToListAsync(ct);
        var halls = await db.ExamRooms.AsNoTracking().Where(r => r.Site.InstitutionCode == place.InstitutionCode).OrderBy(r => r.Site.Code).ThenBy(r => r.Number)
            .Where(r => settings.Rooms == RoomUse.Both || r.IsPaper == (settings.Rooms == RoomUse.Paper))
            .Select(r => new { r.Id, r.Site.RegionCode, r.Capacity, r.IsAccessible, r.IsPaper, r.ClosedSeats }).ToListAsync(ct);
        var first = await granted.SeatFirstAsync(paid, ct);

        var batches = sittings.Select(s => s.Batch).Concat(tickets.Values.Select(t => t.Batch)).Distinct().Order().ToList();
        if (batches.Count > SeatPlanner.MostBatches) throw new InvalidOperationException($"A round has no more than {SeatPlanner.MostBatches} batches.");
        var masks = sittings.GroupBy(s => s.QualificationCode).ToDictionary(g => g.Key, g => g.Aggregate(0UL, (mask, s) => mask | 1UL << batches.IndexOf(s.Batch)));
        // Whoever sits in another batch keeps the seat and is not looked at.
        if (batch is { } only)
        {
            var bit = batches.Contains(only) ? 1UL << batches.IndexOf(only) : 0;
            people = [.. people.Where(p => tickets.TryGetValue(p.Id, out var ticket) ? ticket.Batch == only : (masks.GetValueOrDefault(p.QualificationCode!) & bit) != 0)];
            masks = masks.ToDictionary(m => m.Key, m => m.Value & bit);
        }
        var regions = Numbered(people.Select(p => p.Region).Concat(halls.Select(h => h.RegionCode)));
        var papers = Numbered(people.Select(p => p.QualificationCode!));
        var groups = Numbered(people.Select(p => GroupOf(p.Employment, p.Employer, p.School)).Prepend(""));
        var rooms = halls.Select((hall, at) => (hall.Id, at)).ToDictionary(h => h.Id, h => h.at);
        var seekers = people.Select(p =>
        {
            var present = !tickets.TryGetValue(p.Id, out var ticket) ? default
                : new PlannedSeat(rooms.GetValueOrDefault(ticket.RoomId, -1), (short)batches.IndexOf(ticket.Batch), (short)ticket.Seat, ticket.SeatWhy ?? SeatWhy.None);
            return new SeatSeeker(p.Id, regions[p.Region], masks.GetValueOrDefault(p.QualificationCode!), papers[p.QualificationCode!], groups[GroupOf(p.Employment, p.Employer, p.School)], first.Contains(p.Id), present);
        }).ToArray();
        var inForce = await paid.Select(r => r.Id).ToHashSetAsync(ct);
        return new(new(SeedOf(place), seekers, [.. halls.Select(h => new SeatHall(h.Id, regions[h.RegionCode], h.Capacity, h.IsAccessible, h.IsPaper, SeatNumbers.Read(h.ClosedSeats, h.Capacity) is { Count: > 0 } closed ? closed : null))], settings.Rules),
            [.. people.Select(p => new SeatingPerson(p.Id, p.Region, p.Level, tickets.GetValueOrDefault(p.Id)?.Id, tickets.GetValueOrDefault(p.Id)?.RoomId))], [.. halls.Select(h => h.Id)],
            [.. regions.OrderBy(r => r.Value).Select(r => r.Key)], batches, Overlap(sittings), [.. tickets.Values.Where(t => !inForce.Contains(t.RegistrationId)).Select(t => t.Id)], settings, batch);
    }

    /// <summary>Whose colleagues are spread: the employer of who works, else the school. Written so that two spellings of one are one; "" where there is none.</summary>
    public static string GroupOf(string? employment, string? employer, string? school)
    {
        var name = employment == FormOptionList.Studying || Written(employer).Length == 0 ? Written(school) : Written(employer);
        return NoGroup.Contains(name) ? "" : name;

        static string Written(string? text) => string.Concat((text ?? "").Normalize(NormalizationForm.FormKC).Where(c => !char.IsWhiteSpace(c))).ToUpperInvariant();
    }

    // In the order of their spelling, so that numbers do not depend on how rows were read; nothing is number 0 where it is there.
    private static Dictionary<string, int> Numbered(IEnumerable<string> names) => names.Distinct().Order(StringComparer.Ordinal).Select((name, at) => (name, at)).ToDictionary(n => n.name, n => n.at);

    private static bool Overlap(List<ExamSitting> sittings) => sittings.GroupBy(s => s.Day).Any(day => day.Any(one => day.Any(other =>
        one.Batch != other.Batch && one.From < other.To && other.From < one.To)));
}
