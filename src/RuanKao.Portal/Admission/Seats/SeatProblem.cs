namespace RuanKao.Portal.Admission.Seats;

/// <summary>Someone of the plan: where and when they may sit, and what the rules look at. Region, paper, group and batch are numbers that the caller gives in an order of its own that does not depend on how rows were read.</summary>
/// <param name="Region">考试考区, from 0.</param>
/// <param name="Batches">A bit for each batch in which the person may sit.</param>
/// <param name="Paper">What the person sits, from 0: neighbours with the same are not wished for in a paper room.</param>
/// <param name="Group">The employer or school, from 1; 0 where there is none.</param>
/// <param name="First">A seat was granted as an accommodation.</param>
/// <param name="Present">The seat of an earlier plan; kept as long as it can be used.</param>
public readonly record struct SeatSeeker(Guid Id, int Region, ulong Batches, int Paper = 0, int Group = 0, bool First = false, PlannedSeat Present = default);

/// <summary>A room with its seats 1 to capacity, filled in the order of the list, once in every batch. One that suits is kept for those who come first, as long as there is another.</summary>
/// <param name="Closed">Seat numbers that nobody is given; ascending.</param>
public readonly record struct SeatHall(Guid Id, int Region, int Capacity, bool Suits = false, bool IsPaper = false, IReadOnlyList<int>? Closed = null);

/// <summary>Which rules hold. What each promises and when it yields: decision 0025.</summary>
public sealed record SeatRules(bool NeedsFirst = true, bool PapersApart = true, bool GroupsSpread = true);

/// <summary>A seat in one batch, and why it is this one; number 0 is no seat.</summary>
public readonly record struct PlannedSeat(int Room, short Batch, short Number, SeatWhy Why = SeatWhy.None)
{
    public bool IsNone => Number == 0;

    public bool IsSameSeatAs(PlannedSeat other) => (Room, Batch, Number) == (other.Room, other.Batch, other.Number);
}

/// <summary>What led to a seat.</summary>
[Flags]
public enum SeatWhy
{
    None = 0,

    /// <summary>Came first, into a room that suits.</summary>
    Suiting = 1,

    /// <summary>Came first; no room that suits had a seat left.</summary>
    Front = 2,

    /// <summary>By the order that the seed draws.</summary>
    Drawn = 4,

    /// <summary>Dealt to the rooms in turn with the others of the same employer or school.</summary>
    Spread = 8,

    /// <summary>A neighbour has the same papers, because the mix of the room left no other way.</summary>
    BesideSamePaper = 16,

    /// <summary>A neighbour is of the same employer or school, because the mix of the room left no other way.</summary>
    BesideSameGroup = 32,

    /// <summary>The earlier seat could no longer be used.</summary>
    Moved = 64,

    /// <summary>Gave up a usable seat to one who could sit in no other batch.</summary>
    GaveWay = 128,
}

public enum SeatShortageReason { NoSitting, BatchesOverlap, NoRoom, TooFewSeats }

/// <summary>People of a region who would be left without a seat, in which batches they could have sat, and why they cannot.</summary>
public sealed record SeatShortage(int Region, SeatShortageReason Reason, ulong Batches, int Candidates);

/// <summary>Everything a plan follows from.</summary>
/// <param name="Seed">Published; the order in which seats are drawn follows from it and the id alone, never from a name.</param>
public sealed record SeatProblem(string Seed, SeatSeeker[] Seekers, SeatHall[] Halls, SeatRules Rules);

/// <summary>Who sits where: a seat for each seeker, in their order. The same problem gives the same plan.</summary>
/// <param name="SamePaperPairs">Neighbours with the same papers in paper rooms that could not be kept apart.</param>
/// <param name="SameGroupPairs">Neighbours of one employer or school that could not be kept apart.</param>
public sealed record SeatPlan(PlannedSeat[] Seats, IReadOnlyList<SeatShortage> Shortages, int SamePaperPairs, int SameGroupPairs)
{
    public int Missing => Shortages.Sum(s => s.Candidates);
}
