namespace RuanKao.Portal.Admission.Seats;

/// <summary>
/// Deals people to rooms like cards: the largest employer or school first, and within each those with the same papers together. A room is passed over once it is full,
/// so of a group no room gets more than its size divided by the rooms that are not full when its last member is dealt, rounded up.
/// </summary>
internal sealed class SeatDealer(int papers, int groups)
{
    private readonly int[] byPaper = new int[papers + 1];
    private readonly int[] sizes = new int[groups + 1];
    private readonly int[] places = new int[groups + 1];
    private readonly List<int> shared = [];
    private int[] spare = [];

    /// <summary>Puts people, drawn already, into the order in which they are dealt.</summary>
    public void Order(Span<int> people, Member[] members, bool papersApart, bool groupsSpread)
    {
        if (spare.Length < people.Length) spare = new int[people.Length];
        if (papersApart) ByPaper(people, members);
        if (groupsSpread) ByGroup(people, members);
    }

    /// <summary>Whether this group has others among those just put in order.</summary>
    public bool HasOthers(int group) => sizes[group] > 1;

    /// <summary>Deals the people to the rooms, which are in the order drawn.</summary>
    public static void Deal(ReadOnlySpan<int> people, Span<int> rooms, OpenRoom[] open, int[] dealt)
    {
        var (active, next) = (rooms.Length, 0);
        while (next < people.Length)
        {
            var kept = 0;
            for (var at = 0; at < active; at++)
            {
                ref var room = ref open[rooms[at]];
                dealt[room.Start + room.Firsts + room.Dealt++] = people[next++];
                if (room.Dealt < room.Others) rooms[kept++] = rooms[at];
                if (next == people.Length) return;
            }
            active = kept;
        }
    }

    private void ByPaper(Span<int> people, Member[] members)
    {
        Array.Clear(byPaper);
        foreach (var person in people) byPaper[members[person].Paper + 1]++;
        for (var paper = 1; paper < byPaper.Length; paper++) byPaper[paper] += byPaper[paper - 1];
        foreach (var person in people) spare[byPaper[members[person].Paper]++] = person;
        spare.AsSpan(0, people.Length).CopyTo(people);
    }

    private void ByGroup(Span<int> people, Member[] members)
    {
        shared.Clear();
        foreach (var person in people) (sizes[members[person].Group], places[members[person].Group]) = (0, int.MaxValue);
        foreach (var person in people)
        {
            var group = members[person].Group;
            if (group == 0) continue;
            if (++sizes[group] == 2) shared.Add(group);
            // People are numbered in the order drawn, so the earliest of a group breaks a tie whatever number the group has.
            places[group] = Math.Min(places[group], person);
        }
        if (shared.Count == 0) return;
        shared.Sort((one, other) => sizes[one] != sizes[other] ? sizes[other].CompareTo(sizes[one]) : places[one].CompareTo(places[other]));
        var next = 0;
        foreach (var group in shared)
        {
            places[group] = next;
            next += sizes[group];
        }
        foreach (var person in people)
        {
            var group = members[person].Group;
            spare[sizes[group] > 1 ? places[group]++ : next++] = person;
        }
        spare.AsSpan(0, people.Length).CopyTo(people);
    }
}

/// <summary>What the rules look at in one person of a region, numbered in the order drawn.</summary>
internal struct Member
{
    public ulong Batches;
    public int Index;
    public int Group;
    public int Paper;
    public int Class;
    public int Batch;
    public bool First;
    public bool IsSeated;
    public SeatWhy Why;
}

/// <summary>A room with free seats in one batch, and who comes into it.</summary>
internal struct OpenRoom
{
    public int Hall;
    public int Free;
    public int Firsts;
    public int Others;
    public int Dealt;
    public int Start;
}
