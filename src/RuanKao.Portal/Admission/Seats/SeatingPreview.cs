namespace RuanKao.Portal.Admission.Seats;

/// <summary>People of a region who would be left without a seat, and why.</summary>
public sealed record RegionShortage(string RegionCode, SeatShortageReason Reason, int Candidates, IReadOnlyList<int> Batches);

/// <summary>The numbers that somebody looked at before confirming; null where it was not asked.</summary>
public sealed record SeatingExpected(int Coming, int? Moving, int? Freed);

/// <summary>Somebody who has a seat and gets another.</summary>
public sealed record SeatMove(SeatingPerson Person, Guid FromRoom, PlannedSeat From, PlannedSeat To);

/// <summary>What seating would do.</summary>
public sealed record SeatingPreview(SeatingInput Input, SeatPlan Plan)
{
    public IReadOnlyList<RegionShortage> Shortages => [.. Plan.Shortages.Select(s => new RegionShortage(Input.Regions[s.Region], s.Reason, s.Candidates, Input.BatchesOf(s.Batches)))];

    /// <summary>Who has no seat and gets one.</summary>
    public IEnumerable<(SeatingPerson Person, PlannedSeat Seat)> Coming => Input.People.Zip(Plan.Seats).Where(p => p.First.TicketId is null && !p.Second.IsNone);

    /// <summary>Who has a seat and gets another; nobody else is touched.</summary>
    public IEnumerable<SeatMove> Moving => Input.People.Index()
        .Where(p => p.Item.TicketId is not null && !Plan.Seats[p.Index].IsNone && !Plan.Seats[p.Index].IsSameSeatAs(Input.Problem.Seekers[p.Index].Present))
        .Select(p => new SeatMove(p.Item, p.Item.PresentRoom!.Value, Input.Problem.Seekers[p.Index].Present, Plan.Seats[p.Index]));
}
