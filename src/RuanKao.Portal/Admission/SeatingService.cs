using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Admission.Seats;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;

namespace RuanKao.Portal.Admission;

/// <summary>One exam region of a round: who is paid, who has a seat, and what seats there are in one batch.</summary>
public sealed record RegionFigures(string Code, string Name, int Paid, int Seated, int Seats)
{
    public int Unseated => Paid - Seated;
}

/// <summary>One round of an institution in numbers.</summary>
public sealed record RoundFigures(RoundInstitution Place, IReadOnlyList<RegionFigures> Regions)
{
    public int Paid => Regions.Sum(r => r.Paid);

    public int Seated => Regions.Sum(r => r.Seated);

    public int Unseated => Regions.Sum(r => r.Unseated);

    public int Seats => Regions.Sum(r => r.Seats);
}

/// <summary>Of those to be seated: whose seat comes first, and how many of them sit in a room that suits.</summary>
public sealed record SeatFirstFigures(int First, int InSuitingRooms);

/// <summary>Seats the paid candidates of a round at one institution and issues their tickets.</summary>
public sealed class SeatingService(PortalContext db, GrantedAccommodations granted, SeatingReading reading, SeatWriting writing)
{
    /// <summary>All rounds of an institution in numbers, newest first.</summary>
    public async Task<IReadOnlyList<RoundFigures>> RoundsAsync(string institutionCode, CancellationToken ct)
    {
        var places = await db.RoundInstitutions.AsNoTracking().Include(p => p.Round).Include(p => p.Regions)
            .Where(p => p.InstitutionCode == institutionCode && p.State == PlaceState.Published).OrderByDescending(p => p.Round.Code).ToListAsync(ct);
        var figures = new List<RoundFigures>();
        foreach (var place in places) figures.Add(await FiguresAsync(place, ct));
        return figures;
    }

    public async Task<RoundFigures> FiguresAsync(RoundInstitution place, CancellationToken ct)
    {
        var paid = await Paid(place).GroupBy(r => r.ExamRegionCode ?? "").Select(g => new { Code = g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Code, g => g.Count, ct);
        var tickets = db.AdmissionTickets;
        var seated = await Paid(place).Where(r => tickets.Any(t => t.RegistrationId == r.Id))
            .GroupBy(r => r.ExamRegionCode ?? "").Select(g => new { Code = g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Code, g => g.Count, ct);
        var seats = await db.ExamRooms.Where(r => r.Site.InstitutionCode == place.InstitutionCode)
            .GroupBy(r => r.Site.RegionCode).Select(g => new { Code = g.Key, Seats = g.Sum(r => r.Capacity - r.ClosedCount) }).ToDictionaryAsync(g => g.Code, g => g.Seats, ct);
        return new(place, [.. place.Regions.Select(r => r.Code).Union(paid.Keys).Order(StringComparer.Ordinal)
            .Select(code => new RegionFigures(code, RegionName(place, code), paid.GetValueOrDefault(code), seated.GetValueOrDefault(code), seats.GetValueOrDefault(code)))]);
    }

    /// <summary>What seating would do; changes nothing.</summary>
    public async Task<SeatingPreview> PlanAsync(RoundInstitution place, CancellationToken ct, int? batch = null)
    {
        var input = await reading.ReadAsync(place, batch, ct);
        if (input.BatchesOverlap)
            return new(input, new(new PlannedSeat[input.People.Count], [.. input.People.Index().Where(p => p.Item.TicketId is null).GroupBy(p => input.Problem.Seekers[p.Index].Region)
                .Select(g => new SeatShortage(g.Key, SeatShortageReason.BatchesOverlap, 0, g.Count()))], 0, 0));
        return new(input, SeatPlanner.Make(input.Problem));
    }

    /// <summary>Seats everybody who is paid and has no seat. Writes nothing when somebody would be left without one, or when it comes to other numbers than <paramref name="expected"/>.</summary>
    public Task<int> SeatAsync(RoundInstitution place, int? expected, Operation operation, CancellationToken ct) =>
        SeatAsync(place, null, expected is null ? null : new(expected.Value, null, null), operation, ct);

    /// <summary>The same for one batch, or for all.</summary>
    public async Task<int> SeatAsync(RoundInstitution place, int? batch, SeatingExpected? expected, Operation operation, CancellationToken ct)
    {
        try
        {
            return await writing.WriteAsync(place, expected, () => PlanAsync(place, ct, batch), operation, ct);
        }
        // Two people seated the same round at once: the unique indexes let only one of them through.
        catch (DbUpdateException e) when (e is not DbUpdateConcurrencyException)
        {
            db.ChangeTracker.Clear();
            if ((await PlanAsync(place, ct, batch)).Coming.Any()) throw;
            throw new RuleViolationException("", "刚才有人编排了同一轮次的座位，您这一次没有写入。请核对后再试");
        }
    }

    /// <summary>Whose seat comes first among those without one, and how many of them the plan places in a room that suits.</summary>
    public async Task<SeatFirstFigures> SeatFirstAsync(RoundInstitution place, SeatingPreview plan, CancellationToken ct)
    {
        var first = await granted.SeatFirstAsync(Paid(place), ct);
        var suiting = await db.ExamRooms.Where(r => r.Site.InstitutionCode == place.InstitutionCode && r.IsAccessible).Select(r => r.Id).ToHashSetAsync(ct);
        var placed = plan.Coming.Where(p => first.Contains(p.Person.RegistrationId)).ToList();
        return new(placed.Count, placed.Count(p => suiting.Contains(plan.Input.Rooms[p.Seat.Room])));
    }

    public static string RegionName(RoundInstitution place, string code) =>
        place.Regions.FirstOrDefault(r => r.Code == code)?.Name ?? (code.Length == 0 ? "未选考区" : code);

    private IQueryable<Registration> Paid(RoundInstitution place) => db.Registrations
        .Where(r => r.RoundId == place.RoundId && r.InstitutionCode == place.InstitutionCode && r.State == RegistrationState.Paid);

}
