using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Admission.Seats;
using RuanKao.Portal.Audit;
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

/// <summary>People of a region who would be left without a seat, and why.</summary>
public sealed record RegionShortage(string RegionCode, SeatShortageReason Reason, int Candidates, IReadOnlyList<int> Batches);

/// <summary>What seating would do.</summary>
public sealed record SeatingPreview(SeatingInput Input, SeatPlan Plan)
{
    public IReadOnlyList<RegionShortage> Shortages => [.. Plan.Shortages.Select(s => new RegionShortage(Input.Regions[s.Region], s.Reason, s.Candidates, Input.BatchesOf(s.Batches)))];

    /// <summary>Who has no seat and gets one.</summary>
    public IEnumerable<(SeatingPerson Person, PlannedSeat Seat)> Coming => Input.People.Zip(Plan.Seats).Where(p => p.First.TicketId is null && !p.Second.IsNone);
}

/// <summary>Seats the paid candidates of a round at one institution and issues their tickets.</summary>
public sealed class SeatingService(PortalContext db, GrantedAccommodations granted, SeatingReading reading)
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
            .GroupBy(r => r.Site.RegionCode).Select(g => new { Code = g.Key, Seats = g.Sum(r => r.Capacity) }).ToDictionaryAsync(g => g.Code, g => g.Seats, ct);
        return new(place, [.. place.Regions.Select(r => r.Code).Union(paid.Keys).Order(StringComparer.Ordinal)
            .Select(code => new RegionFigures(code, RegionName(place, code), paid.GetValueOrDefault(code), seated.GetValueOrDefault(code), seats.GetValueOrDefault(code)))]);
    }

    /// <summary>What seating the candidates without a seat would do; changes nothing.</summary>
    public async Task<SeatingPreview> PlanAsync(RoundInstitution place, CancellationToken ct)
    {
        var input = await reading.ReadAsync(place, $"{place.Round.Code}:{place.InstitutionCode}", new(), ct);
        if (input.BatchesOverlap)
            return new(input, new(new PlannedSeat[input.People.Count], [.. input.People.Index().Where(p => p.Item.TicketId is null).GroupBy(p => input.Problem.Seekers[p.Index].Region)
                .Select(g => new SeatShortage(g.Key, SeatShortageReason.BatchesOverlap, 0, g.Count()))], 0, 0));
        return new(input, SeatPlanner.Make(input.Problem));
    }

    /// <summary>Seats everybody who is paid and has no seat. Writes nothing when somebody would be left without one, or when not as many as <paramref name="expected"/> wait.</summary>
    public async Task<int> SeatAsync(RoundInstitution place, int? expected, Operation operation, CancellationToken ct)
    {
        var preview = await PlanAsync(place, ct);
        if (preview.Shortages.Count > 0) throw new RuleViolationException("", "还有考生排不进座位，没有编排任何人。请先补充考点或考场");
        var coming = preview.Coming.ToList();
        if (expected is not null && expected != coming.Count)
            throw new RuleViolationException("", $"待编排人数已由{expected}人变为{coming.Count}人，请核对后再次确认");

        var last = (await db.AdmissionTickets.Where(t => t.RoundId == place.RoundId && t.InstitutionCode == place.InstitutionCode).Select(t => t.Number).ToListAsync(ct))
            .GroupBy(TicketNumber.PrefixOf).ToDictionary(g => g.Key, g => g.Max(TicketNumber.SequenceOf));
        foreach (var (person, seat) in coming)
        {
            var prefix = TicketNumber.Prefix(place.Round, place.InstitutionCode, person.Region, person.Level);
            last[prefix] = last.GetValueOrDefault(prefix) + 1;
            var ticket = new AdmissionTicket
            {
                RegistrationId = person.RegistrationId,
                RoundId = place.RoundId,
                InstitutionCode = place.InstitutionCode,
                Number = TicketNumber.Of(prefix, last[prefix]),
                RoomId = preview.Input.Rooms[seat.Room],
                Batch = preview.Input.Batches[seat.Batch],
                Seat = seat.Number,
                IssuedAt = operation.At,
            };
            db.AdmissionTickets.Add(ticket);
            db.Audit(operation, "admission.seated", person.RegistrationId);
        }

        db.Audit(operation, "admission.round-seated", place.Id);
        try
        {
            await db.SaveChangesAsync(ct);
        }
        // Two people seated the same round at once: the unique indexes let only one of them through.
        catch (DbUpdateException e) when (e is not DbUpdateConcurrencyException)
        {
            db.ChangeTracker.Clear();
            if ((await PlanAsync(place, ct)).Coming.Count() == coming.Count) throw;
            throw new RuleViolationException("", "刚才有人编排了同一轮次的座位，您这一次没有写入。请核对后再试");
        }

        return coming.Count;
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
