using Microsoft.EntityFrameworkCore;
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

/// <summary>Seats the paid candidates of a round at one institution and issues their tickets.</summary>
public sealed class SeatingService(PortalContext db, GrantedAccommodations granted)
{
    /// <summary>All rounds of an institution in numbers, newest first.</summary>
    public async Task<IReadOnlyList<RoundFigures>> RoundsAsync(string institutionCode, CancellationToken ct)
    {
        var places = await db.RoundInstitutions.AsNoTracking().Include(p => p.Round).Include(p => p.Regions)
            .Where(p => p.InstitutionCode == institutionCode).OrderByDescending(p => p.Round.Code).ToListAsync(ct);
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
    public async Task<SeatPlan> PlanAsync(RoundInstitution place, CancellationToken ct) =>
        (await PrepareAsync(place, ct)).Plan;

    /// <summary>Seats everybody who is paid and has no seat. Writes nothing when somebody would be left without one, or when not as many as <paramref name="expected"/> wait.</summary>
    public async Task<int> SeatAsync(RoundInstitution place, int? expected, Operation operation, CancellationToken ct)
    {
        var (plan, waiting) = await PrepareAsync(place, ct);
        if (plan.Shortages.Count > 0) throw new RuleViolationException("", "还有考生排不进座位，没有编排任何人。请先补充考点或考场");
        if (expected is not null && expected != plan.Placements.Count)
            throw new RuleViolationException("", $"待编排人数已由{expected}人变为{plan.Placements.Count}人，请核对后再次确认");

        var last = (await db.AdmissionTickets.Where(t => t.RoundId == place.RoundId && t.InstitutionCode == place.InstitutionCode).Select(t => t.Number).ToListAsync(ct))
            .GroupBy(TicketNumber.PrefixOf).ToDictionary(g => g.Key, g => g.Max(TicketNumber.SequenceOf));
        foreach (var placement in plan.Placements)
        {
            var registration = waiting[placement.RegistrationId];
            var prefix = TicketNumber.Prefix(place.Round, place.InstitutionCode, registration.Region, registration.Level);
            last[prefix] = last.GetValueOrDefault(prefix) + 1;
            var ticket = new AdmissionTicket
            {
                RegistrationId = placement.RegistrationId,
                RoundId = place.RoundId,
                InstitutionCode = place.InstitutionCode,
                Number = TicketNumber.Of(prefix, last[prefix]),
                RoomId = placement.Seat.RoomId,
                Batch = placement.Seat.Batch,
                Seat = placement.Seat.Number,
                IssuedAt = operation.At,
            };
            db.AdmissionTickets.Add(ticket);
            db.Audit(operation, "admission.seated", placement.RegistrationId);
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
            if ((await PrepareAsync(place, ct)).Plan.Placements.Count == plan.Placements.Count) throw;
            throw new RuleViolationException("", "刚才有人编排了同一轮次的座位，您这一次没有写入。请核对后再试");
        }

        return plan.Placements.Count;
    }

    /// <summary>Whose seat comes first among those without one, and how many of them the plan places in a room that suits.</summary>
    public async Task<SeatFirstFigures> SeatFirstAsync(RoundInstitution place, SeatPlan plan, CancellationToken ct)
    {
        var first = await granted.SeatFirstAsync(Paid(place), ct);
        var suiting = await db.ExamRooms.Where(r => r.Site.InstitutionCode == place.InstitutionCode && r.IsAccessible).Select(r => r.Id).ToHashSetAsync(ct);
        var placed = plan.Placements.Where(p => first.Contains(p.RegistrationId)).ToList();
        return new(placed.Count, placed.Count(p => suiting.Contains(p.Seat.RoomId)));
    }

    public static string RegionName(RoundInstitution place, string code) =>
        place.Regions.FirstOrDefault(r => r.Code == code)?.Name ?? (code.Length == 0 ? "未选考区" : code);

    private IQueryable<Registration> Paid(RoundInstitution place) => db.Registrations
        .Where(r => r.RoundId == place.RoundId && r.InstitutionCode == place.InstitutionCode && r.State == RegistrationState.Paid);

    private async Task<(SeatPlan Plan, Dictionary<Guid, (string Region, Level Level)> Waiting)> PrepareAsync(RoundInstitution place, CancellationToken ct)
    {
        var tickets = db.AdmissionTickets;
        var waiting = await Paid(place).Where(r => !tickets.Any(t => t.RegistrationId == r.Id))
            .Select(r => new { r.Id, Region = r.ExamRegionCode ?? "", r.QualificationCode, r.Qualification!.Level }).ToListAsync(ct);
        var waiters = waiting.ToDictionary(w => w.Id, w => (w.Region, w.Level));
        var sittings = await db.Set<ExamSitting>().AsNoTracking().Where(s => s.RoundId == place.RoundId).ToListAsync(ct);
        if (BatchesOverlap(sittings))
            return (new([], [.. waiting.GroupBy(w => w.Region).Select(g => new SeatShortage(g.Key, SeatShortageReason.BatchesOverlap, g.Count()))]), waiters);
        var batches = sittings.ToLookup(s => s.QualificationCode, s => s.Batch);
        var rooms = await db.ExamRooms.Where(r => r.Site.InstitutionCode == place.InstitutionCode)
            .OrderBy(r => r.Site.Code).ThenBy(r => r.Number).Select(r => new SeatRoom(r.Id, r.Site.RegionCode, r.Capacity, r.IsAccessible)).ToListAsync(ct);
        var taken = await db.AdmissionTickets.Where(t => t.RoundId == place.RoundId && t.InstitutionCode == place.InstitutionCode)
            .Select(t => new Seat(t.RoomId, t.Batch, t.Seat)).ToListAsync(ct);
        var first = await granted.SeatFirstAsync(Paid(place), ct);
        var candidates = waiting.Select(w => new SeatCandidate(w.Id, w.Region, [.. batches[w.QualificationCode!].Distinct().Order()], first.Contains(w.Id)));
        return (SeatPlan.Make($"{place.Round.Code}:{place.InstitutionCode}", candidates, rooms, taken), waiters);
    }

    private static bool BatchesOverlap(List<ExamSitting> sittings) => sittings.GroupBy(s => s.Day).Any(day => day.Any(one => day.Any(other =>
        one.Batch != other.Batch && one.From < other.To && other.From < one.To)));
}
