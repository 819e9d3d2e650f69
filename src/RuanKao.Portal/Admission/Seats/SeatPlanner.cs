using System.Numerics;

namespace RuanKao.Portal.Admission.Seats;

/// <summary>
/// Makes a plan, region by region: first how many sit in which batch, then for each batch who comes into which room, then who sits on which seat.
/// A seat that can still be used is kept, unless somebody who can sit in no other batch needs it.
/// </summary>
public sealed class SeatPlanner
{
    public const int MostBatches = 64;
    private readonly SeatProblem problem;
    private readonly SeatOrder order;
    private readonly PlannedSeat[] seats;
    private readonly List<SeatShortage> shortages = [];
    private readonly int batches;
    private readonly int[] starts;
    private readonly ulong[] lots;
    private readonly Member[] gathered;
    private readonly int[] rowOf;
    private readonly Member[] members;
    private readonly SeatDealer dealer;
    private readonly SeatNeighbours neighbours;
    private readonly List<SeatClass> classes = [];
    private readonly int[] drawn;
    private readonly int[] pool;
    private readonly int[] dealt;
    private readonly int[] numbers;
    private int[] occupants = [];
    private OpenRoom[] open = [];
    private int[] rooms = [];

    private SeatPlanner(SeatProblem problem)
    {
        this.problem = problem;
        order = new(problem.Seed);
        var (all, papers, groups, regions) = (0UL, 0, 0, problem.Halls.Select(h => h.Region + 1).DefaultIfEmpty(0).Max());
        foreach (ref readonly var seeker in problem.Seekers.AsSpan())
        {
            all |= seeker.Batches;
            papers = Math.Max(papers, seeker.Paper + 1);
            groups = Math.Max(groups, seeker.Group + 1);
            regions = Math.Max(regions, seeker.Region + 1);
        }
        batches = MostBatches - BitOperations.LeadingZeroCount(all);
        rowOf = new int[problem.Halls.Length];
        starts = new int[regions + 1];
        foreach (ref readonly var seeker in problem.Seekers.AsSpan()) starts[seeker.Region + 1]++;
        var largest = starts.Max();
        for (var region = 1; region <= regions; region++) starts[region] += starts[region - 1];
        (seats, lots, gathered) = (new PlannedSeat[problem.Seekers.Length], new ulong[problem.Seekers.Length], new Member[problem.Seekers.Length]);
        (members, drawn, pool, dealt, numbers) = (new Member[largest], new int[largest], new int[largest], new int[largest], new int[largest]);
        dealer = new(papers, groups);
        neighbours = new(papers, groups, problem.Rules, members);
    }

    public static SeatPlan Make(SeatProblem problem)
    {
        var planner = new SeatPlanner(problem);
        planner.Gather();
        var regions = planner.starts.Length - 1;
        var halls = Enumerable.Range(0, problem.Halls.Length).ToLookup(at => problem.Halls[at].Region);
        for (var region = 0; region < regions; region++) planner.Region(region, [.. halls[region]]);
        return new(planner.Spread(), planner.shortages, planner.neighbours.SamePaperPairs, planner.neighbours.SameGroupPairs);
    }

    // Everything is read once in the order it lies in memory and laid beside its region; a random walk through a million people costs more than all the rules.
    private void Gather()
    {
        var next = starts.AsSpan().ToArray();
        for (var at = 0; at < problem.Seekers.Length; at++)
        {
            ref readonly var seeker = ref problem.Seekers[at];
            var place = next[seeker.Region]++;
            lots[place] = order.Of(seeker.Id);
            gathered[place] = new()
            {
                Index = at, Batches = seeker.Batches, Group = problem.Rules.GroupsSpread ? seeker.Group : 0, Paper = seeker.Paper,
                First = seeker.First && problem.Rules.NeedsFirst, IsSeated = !seeker.Present.IsNone, Batch = -1,
            };
        }
    }

    // And back, in the same order.
    private PlannedSeat[] Spread()
    {
        var (next, inOrder) = (starts.AsSpan().ToArray(), new PlannedSeat[seats.Length]);
        for (var at = 0; at < seats.Length; at++) inOrder[at] = seats[next[problem.Seekers[at].Region]++];
        return inOrder;
    }

    private void Region(int region, int[] halls)
    {
        var (start, count) = (starts[region], starts[region + 1] - starts[region]);
        if (count == 0) return;
        Draw(start, count);
        var width = Rows(halls);
        Classify(region, count, width);
        var (free, suiting) = Free(halls, width);
        var usable = free.Any(f => f > 0) || classes.Any(c => c.Seated);
        BatchShares.Divide(classes, free, suiting);
        Choose(start, count, width);
        foreach (var group in classes.Where(c => c.Left > 0).GroupBy(c => c.Batches).OrderBy(g => g.Key))
            shortages.Add(new(region, group.Key == 0 ? SeatShortageReason.NoSitting : usable ? SeatShortageReason.TooFewSeats : SeatShortageReason.NoRoom, group.Key, group.Sum(c => c.Left)));
        for (var batch = 0; batch < batches; batch++) Batch(batch, start, count, halls, width);
    }

    // The order of lots. Equal numbers, should they ever be, fall back on the ids.
    private void Draw(int start, int count)
    {
        for (var at = 0; at < count; at++) drawn[at] = at;
        var numbers = lots.AsSpan(start, count);
        SeatOrder.Sort(numbers, drawn.AsSpan(0, count));
        for (var at = 1; at < count; at++)
            for (var back = at; back > 0 && numbers[back] == numbers[back - 1] && IdOf(back).CompareTo(IdOf(back - 1)) < 0; back--)
                (drawn[back], drawn[back - 1]) = (drawn[back - 1], drawn[back]);
        for (var at = 0; at < count; at++) members[at] = gathered[start + drawn[at]];

        Guid IdOf(int at) => problem.Seekers[gathered[start + drawn[at]].Index].Id;
    }

    private int Rows(int[] halls)
    {
        var width = 0;
        foreach (var hall in halls)
        {
            rowOf[hall] = width;
            width += problem.Halls[hall].Capacity;
        }
        if (occupants.Length < width * batches) occupants = new int[width * batches];
        Array.Clear(occupants, 0, width * batches);
        foreach (var hall in halls)
            foreach (var seat in problem.Halls[hall].Closed ?? [])
                for (var batch = 0; batch < batches && seat <= problem.Halls[hall].Capacity; batch++) occupants[batch * width + rowOf[hall] + seat - 1] = -1;
        return width;
    }

    private void Classify(int region, int count, int width)
    {
        classes.Clear();
        var last = 0;
        for (var at = 0; at < count; at++)
        {
            ref var member = ref members[at];
            var (home, seated) = (-1, false);
            if (member.IsSeated)
            {
                var present = problem.Seekers[member.Index].Present;
                var open = present.Batch < batches && (member.Batches >> present.Batch & 1) != 0;
                seated = open && present.Room >= 0 && problem.Halls[present.Room] is var hall && hall.Region == region && present.Number <= hall.Capacity
                    && Take(ref occupants[present.Batch * width + rowOf[present.Room] + present.Number - 1], at + 1);
                home = open ? present.Batch : -1;
                member.Why = seated ? SeatWhy.None : SeatWhy.Moved;
            }
            if (last >= classes.Count || !classes[last].Is(member.Batches, member.First, home, seated)) last = ClassOf(member.Batches, member.First, home, seated);
            classes[last].Count++;
            member.Class = last;
        }

        static bool Take(ref int seat, int person)
        {
            if (seat != 0) return false;
            seat = person;
            return true;
        }
    }

    private int ClassOf(ulong mask, bool first, int home, bool seated)
    {
        for (var at = 0; at < classes.Count; at++)
            if (classes[at].Is(mask, first, home, seated)) return at;
        classes.Add(new(mask, first, home, seated, batches));
        return classes.Count - 1;
    }

    private (int[] Free, int[] Suiting) Free(int[] halls, int width)
    {
        var (free, suiting) = (new int[batches], new int[batches]);
        for (var batch = 0; batch < batches; batch++)
            foreach (var hall in halls)
            {
                var seats = Row(batch, hall, width).Count(0);
                free[batch] += seats;
                if (problem.Halls[hall].Suits) suiting[batch] += seats;
            }
        return (free, suiting);
    }

    private Span<int> Row(int batch, int hall, int width) => occupants.AsSpan(batch * width + rowOf[hall], problem.Halls[hall].Capacity);

    // In the order drawn: the seated of a class who may stay, then whoever goes into its batches.
    private void Choose(int start, int count, int width)
    {
        for (var at = 0; at < count; at++)
        {
            ref var member = ref members[at];
            var its = classes[member.Class];
            var shares = its.In;
            if (its.Seated)
            {
                var present = problem.Seekers[member.Index].Present;
                if (shares[its.Home]-- > 0)
                {
                    seats[start + drawn[at]] = present;
                    continue;
                }
                occupants[present.Batch * width + rowOf[present.Room] + present.Number - 1] = 0;
                member.Why = SeatWhy.GaveWay;
            }
            var batch = !its.Seated && its.Home >= 0 && shares[its.Home] > 0 ? its.Home : 0;
            while (batch < batches && shares[batch] <= 0) batch++;
            if (batch == batches) continue;
            shares[batch]--;
            member.Batch = batch;
        }
    }

    private void Batch(int batch, int start, int count, int[] halls, int width)
    {
        var (firsts, others) = (0, 0);
        for (var at = 0; at < count; at++)
            if (members[at].Batch == batch && members[at].First) pool[firsts++] = at;
        for (var at = 0; at < count; at++)
            if (members[at].Batch == batch && !members[at].First) pool[firsts + others++] = at;
        if (firsts + others == 0) return;

        var usable = Open(batch, halls, width, out var suits, out var anyPaper);
        var opened = open.AsSpan(0, usable);
        for (var (at, room) = (0, suits); at < firsts; at++)
        {
            while (room < opened.Length && opened[room].Firsts == opened[room].Free) room++;
            // Past the last room that suits they begin in front.
            if (room == opened.Length) room = 0;
            while (opened[room].Firsts == opened[room].Free) room++;
            opened[room].Firsts++;
            members[pool[at]].Why |= problem.Halls[opened[room].Hall].Suits ? SeatWhy.Suiting : SeatWhy.Front;
        }
        var (left, begin, used) = (others, 0, 0);
        for (var room = 0; room < opened.Length; room++)
        {
            ref var one = ref opened[room];
            one.Others = Math.Min(one.Free - one.Firsts, left);
            left -= one.Others;
            one.Start = begin;
            begin += one.Firsts + one.Others;
            if (one.Others > 0) rooms[used++] = room;
        }
        // Those who come first fill the rooms that suit in turn, then the others from the front.
        var next = 0;
        for (var turn = 0; turn < opened.Length; turn++)
        {
            ref var one = ref opened[(suits + turn) % opened.Length];
            for (var at = 0; at < one.Firsts; at++) dealt[one.Start + at] = pool[next++];
        }

        var crowd = pool.AsSpan(firsts, others);
        dealer.Order(crowd, members, problem.Rules.PapersApart && anyPaper, problem.Rules.GroupsSpread);
        foreach (var person in crowd) members[person].Why |= dealer.HasOthers(members[person].Group) ? SeatWhy.Drawn | SeatWhy.Spread : SeatWhy.Drawn;
        SeatOrder.Shuffle(rooms.AsSpan(0, used), order.Of((ulong)batch, (ulong)others));
        SeatDealer.Deal(crowd, rooms.AsSpan(0, used), open, dealt);
        foreach (ref readonly var room in opened)
            if (room.Firsts + room.Others > 0) Seat(batch, room, start, width);
    }

    // Rooms with free seats: those that suit last. Answers how many, and where those that suit begin.
    private int Open(int batch, int[] halls, int width, out int suits, out bool anyPaper)
    {
        if (open.Length < halls.Length) (open, rooms) = (new OpenRoom[halls.Length], new int[halls.Length]);
        (suits, anyPaper) = (0, false);
        var count = 0;
        foreach (var suiting in (ReadOnlySpan<bool>)[false, true])
        {
            if (suiting) suits = count;
            foreach (var hall in halls)
            {
                if (problem.Halls[hall].Suits != suiting || Row(batch, hall, width).Count(0) is not (> 0 and var free)) continue;
                open[count++] = new() { Hall = hall, Free = free };
                anyPaper |= problem.Halls[hall].IsPaper;
            }
        }
        return count;
    }

    private void Seat(int batch, in OpenRoom room, int start, int width)
    {
        var hall = problem.Halls[room.Hall];
        var coming = dealt.AsSpan(room.Start, room.Firsts + room.Others);
        SeatOrder.Shuffle(coming[room.Firsts..], order.Of(hall.Id, batch));
        var places = numbers.AsSpan(0, coming.Length);
        neighbours.Seat(coming, room.Firsts, hall.IsPaper, Row(batch, room.Hall, width), places);
        for (var at = 0; at < coming.Length; at++) seats[start + drawn[coming[at]]] = new(room.Hall, (short)batch, (short)(places[at] + 1), members[coming[at]].Why);
    }
}
