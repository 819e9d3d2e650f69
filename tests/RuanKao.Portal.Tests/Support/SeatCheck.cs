using RuanKao.Portal.Admission.Seats;

namespace RuanKao.Portal.Tests.Support;

/// <summary>Holds a plan against every promise of decision 0025, by other ways than the planner's own. Used by the property tests and by the bench.</summary>
public sealed class SeatCheck
{
    private readonly SeatProblem problem;
    private readonly SeatPlan plan;
    private readonly List<string> faults = [];
    private readonly HashSet<int>[] closed;

    private SeatCheck(SeatProblem problem, SeatPlan plan)
    {
        (this.problem, this.plan) = (problem, plan);
        closed = [.. problem.Halls.Select(h => h.Closed is null ? None : h.Closed.ToHashSet())];
    }

    private static readonly HashSet<int> None = [];

    public static IReadOnlyList<string> Faults(SeatProblem problem, SeatPlan plan)
    {
        var check = new SeatCheck(problem, plan);
        check.Places();
        check.Numbers();
        var (samePapers, sameGroups) = (0, 0);
        var seated = Enumerable.Range(0, plan.Seats.Length).Where(at => !plan.Seats[at].IsNone).GroupBy(at => (problem.Halls[plan.Seats[at].Room].Region, plan.Seats[at].Batch));
        foreach (var batch in seated)
        {
            check.Firsts(batch.Key.Region, batch.Key.Batch, [.. batch]);
            if (problem.Rules.GroupsSpread) check.Spread([.. batch]);
            foreach (var room in batch.GroupBy(at => plan.Seats[at].Room))
            {
                var (papers, groups) = check.Neighbours(room.Key, [.. room.OrderBy(at => plan.Seats[at].Number)]);
                samePapers += papers;
                sameGroups += groups;
            }
        }
        if (samePapers != plan.SamePaperPairs) check.faults.Add($"{samePapers} pairs with the same papers, told were {plan.SamePaperPairs}");
        if (sameGroups != plan.SameGroupPairs) check.faults.Add($"{sameGroups} pairs of one group, told were {plan.SameGroupPairs}");
        return check.faults;
    }

    public static bool CanStay(SeatProblem problem, int at)
    {
        var (seeker, present) = (problem.Seekers[at], problem.Seekers[at].Present);
        return !present.IsNone && present.Room >= 0 && problem.Halls[present.Room] is var hall && hall.Region == seeker.Region && present.Number <= hall.Capacity
            && !(hall.Closed?.Contains(present.Number) ?? false) && (seeker.Batches >> present.Batch & 1) != 0;
    }

    private bool IsNew(int at) => !plan.Seats[at].IsSameSeatAs(problem.Seekers[at].Present);

    // No seat twice, every seat usable by whom it was given, nobody moved without need.
    private void Places()
    {
        var taken = new HashSet<(int, int, int)>();
        for (var at = 0; at < plan.Seats.Length; at++)
        {
            var (seat, seeker) = (plan.Seats[at], problem.Seekers[at]);
            if (CanStay(problem, at) && IsNew(at) && (seat.Why & SeatWhy.GaveWay) == 0) faults.Add($"{at} was moved although the seat can be used");
            if (seat.IsNone) continue;
            var hall = problem.Halls[seat.Room];
            if (!taken.Add((seat.Room, seat.Batch, seat.Number))) faults.Add($"{at} sits where another sits");
            if (hall.Region != seeker.Region) faults.Add($"{at} sits in another region");
            if ((seeker.Batches >> seat.Batch & 1) == 0) faults.Add($"{at} sits in a batch that is not open to them");
            if (seat.Number < 1 || seat.Number > hall.Capacity || closed[seat.Room].Contains(seat.Number)) faults.Add($"{at} sits on a seat that is closed or not there");
        }
    }

    // As many as can be seated at all (the deficiency of Hall's theorem over sets of batches), and nobody gives way where the free seats are enough.
    private void Numbers()
    {
        var people = Enumerable.Range(0, problem.Seekers.Length).ToLookup(at => problem.Seekers[at].Region);
        foreach (var region in people.Select(g => g.Key).Union(problem.Halls.Select(h => h.Region)))
        {
            var seats = problem.Halls.Index().Where(h => h.Item.Region == region).Sum(h => h.Item.Capacity - closed[h.Index].Count(c => c <= h.Item.Capacity));
            var all = people[region].ToList();
            var seated = all.Count(at => !plan.Seats[at].IsNone);
            if (seated != Most(all.Select(at => problem.Seekers[at].Batches), _ => seats)) faults.Add($"{seated} sit in region {region}, more could");
            if (all.Count - seated != plan.Shortages.Where(s => s.Region == region).Sum(s => s.Candidates)) faults.Add($"region {region} tells another shortage");
            var staying = all.Where(at => CanStay(problem, at)).DistinctBy(at => (problem.Seekers[at].Present.Room, problem.Seekers[at].Present.Batch, problem.Seekers[at].Present.Number)).ToList();
            var kept = staying.ToHashSet();
            var coming = Most(all.Where(at => !kept.Contains(at)).Select(at => problem.Seekers[at].Batches), batch => seats - staying.Count(at => problem.Seekers[at].Present.Batch == batch));
            if (kept.Count + coming == seated && staying.Any(IsNew)) faults.Add($"somebody gave way in region {region} without need");
        }

        static int Most(IEnumerable<ulong> masks, Func<int, int> seats)
        {
            var counts = masks.GroupBy(m => m).Select(g => (Mask: g.Key, Count: g.Count())).ToList();
            var used = counts.Aggregate(0UL, (all, one) => all | one.Mask);
            var batches = Enumerable.Range(0, 64).Where(b => (used >> b & 1) != 0).ToList();
            var least = int.MaxValue;
            for (var set = 0; set < 1 << batches.Count; set++)
            {
                var chosen = batches.Where((_, at) => (set >> at & 1) != 0).ToList();
                var mask = chosen.Aggregate(0UL, (all, b) => all | 1UL << b);
                least = Math.Min(least, chosen.Sum(seats) + counts.Where(c => (c.Mask & ~mask) != 0).Sum(c => c.Count));
            }
            return least;
        }
    }

    // Rooms that suit: first for those who come first, last for the others.
    private void Firsts(int region, int batch, List<int> people)
    {
        if (!problem.Rules.NeedsFirst) return;
        var coming = people.Where(IsNew).ToList();
        bool Suits(int at) => problem.Halls[plan.Seats[at].Room].Suits;
        int FreeIn(bool suits) => problem.Halls.Index().Where(h => h.Item.Region == region && h.Item.Suits == suits).Sum(h => h.Item.Capacity - closed[h.Index].Count(c => c <= h.Item.Capacity)) - people.Count(at => Suits(at) == suits);
        if (coming.Any(at => !problem.Seekers[at].First && Suits(at)) && FreeIn(false) > 0) faults.Add($"a room that suits was given away in region {region}, batch {batch}");
        if (coming.Any(at => problem.Seekers[at].First && !Suits(at)) && (FreeIn(true) > 0 || coming.Any(at => !problem.Seekers[at].First && Suits(at))))
            faults.Add($"somebody who comes first does not sit in a room that suits in region {region}, batch {batch}");
    }

    // No room has more of a group than its size by the rooms that were not full when its last member was dealt, rounded up.
    private void Spread(List<int> people)
    {
        var dealt = people.Where(at => IsNew(at) && !(problem.Seekers[at].First && problem.Rules.NeedsFirst)).ToList();
        var rooms = dealt.GroupBy(at => plan.Seats[at].Room).Select(g => g.Count()).ToList();
        var sizes = dealt.Where(at => problem.Seekers[at].Group > 0).GroupBy(at => problem.Seekers[at].Group).Where(g => g.Count() > 1).ToList();
        foreach (var group in sizes)
        {
            var upTo = sizes.Where(g => g.Count() >= group.Count()).Sum(g => g.Count());
            var round = Enumerable.Range(1, rooms.Max()).First(k => rooms.Sum(r => Math.Min(r, k)) >= upTo);
            var open = rooms.Count(r => r >= round);
            var most = group.GroupBy(at => plan.Seats[at].Room).Max(r => r.Count());
            if (most > (group.Count() + open - 1) / open) faults.Add($"{most} of group {group.Key} (of {group.Count()}) in one room, {open} rooms were open");
        }
    }

    // Counts neighbours that are alike; where a room was filled from empty they are as few as its mix allows.
    private (int Papers, int Groups) Neighbours(int room, List<int> people)
    {
        var hall = problem.Halls[room];
        bool paper = hall.IsPaper && problem.Rules.PapersApart, groups = problem.Rules.GroupsSpread;
        bool SamePaper(int one, int other) => paper && problem.Seekers[one].Paper == problem.Seekers[other].Paper;
        bool SameGroup(int one, int other) => groups && problem.Seekers[one].Group > 0 && problem.Seekers[one].Group == problem.Seekers[other].Group;
        var pairs = people.Zip(people.Skip(1)).Where(p => plan.Seats[p.First].Number + 1 == plan.Seats[p.Second].Number && (IsNew(p.First) || IsNew(p.Second))).ToList();
        var (papers, same) = (pairs.Count(p => SamePaper(p.First, p.Second)), pairs.Count(p => SameGroup(p.First, p.Second)));
        if (people.All(IsNew) && (paper || groups))
        {
            var blocks = people.GroupBy(at => problem.Seekers[at].First && problem.Rules.NeedsFirst).Select(b => b.ToList()).ToList();
            var least = blocks.Sum(b => Least(b.Select(at => paper ? problem.Seekers[at].Paper + 1 : problem.Seekers[at].Group))) + blocks.Count - 1;
            if ((paper ? papers : same) > least) faults.Add($"{(paper ? papers : same)} neighbours alike in room {room}, {least} would do");
            if (paper && groups && same > 0) foreach (var block in blocks) Exchanges(room, block, people);
        }
        return (papers, same);

        static int Least(IEnumerable<int> kinds)
        {
            var all = kinds.ToList();
            return Math.Max(0, 2 * all.Where(k => k > 0).GroupBy(k => k).Select(g => g.Count()).DefaultIfEmpty(0).Max() - all.Count - 1);
        }

        void Exchanges(int at, List<int> block, List<int> whole)
        {
            var row = whole.ToDictionary(p => (int)plan.Seats[p].Number);
            int Cost() => row.Sum(s => row.TryGetValue(s.Key + 1, out var next) ? (SamePaper(s.Value, next) ? 1000 : 0) + (SameGroup(s.Value, next) ? 1 : 0) : 0);
            var now = Cost();
            foreach (var one in block.Select(p => (int)plan.Seats[p].Number).ToList())
                foreach (var other in block.Select(p => (int)plan.Seats[p].Number).Where(n => n > one).ToList())
                {
                    // An exchange is worth it only for somebody who sits beside a colleague.
                    if (!Colleague(one) && !Colleague(other)) continue;
                    (row[one], row[other]) = (row[other], row[one]);
                    var then = Cost();
                    (row[one], row[other]) = (row[other], row[one]);
                    if (then < now) faults.Add($"an exchange of seats {one} and {other} in room {at} would keep more apart");
                }

            bool Colleague(int seat) => new[] { seat - 1, seat + 1 }.Any(n => row.TryGetValue(n, out var beside) && SameGroup(row[seat], beside));
        }
    }
}
