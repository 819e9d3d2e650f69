namespace RuanKao.Portal.Admission.Seats;

/// <summary>
/// Puts the people of a room on its free seats so that neighbours (seats with the next number) differ: by papers in a paper room, by employer or school elsewhere.
/// In a room filled from empty there are as few equal neighbours as its mix allows: whoever is drawn next is passed over only for a neighbour's sake, or because
/// those of one kind have come to be more than half of the rest. In a paper room employers and schools come second, as far as one exchange of seats helps.
/// </summary>
internal sealed class SeatNeighbours(int papers, int groups, SeatRules rules, Member[] members)
{
    private const int First = 1000;
    private readonly int[] counts = new int[Math.Max(papers, groups) + 1];
    private readonly List<int> several = [];
    private bool paper;

    public int SamePaperPairs { get; private set; }

    public int SameGroupPairs { get; private set; }

    /// <param name="people">Who comes in, those who come first in front; put into the order of their seats.</param>
    /// <param name="row">Who sits on each seat (1 and up), nobody (0), or closed (-1); free seats are taken from the front.</param>
    public void Seat(Span<int> people, int firsts, bool isPaper, Span<int> row, Span<int> seats)
    {
        paper = isPaper && rules.PapersApart;
        var at = 0;
        var cost = 0;
        for (var seat = 0; at < people.Length; seat++)
            if (row[seat] == 0) seats[at++] = seat;
            else cost |= Math.Max(0, row[seat]);
        // Nobody sits there and nobody who comes is like another: the order drawn stays.
        if (cost == 0 && (at == row.Length || row[(seats[at - 1] + 1)..].IndexOfAnyExcept(0, -1) < 0) && !Alike(people))
        {
            for (at = 0; at < people.Length; at++) row[seats[at]] = people[at] + 1;
            return;
        }
        cost = Arrange(people[..firsts], row, seats) + Arrange(people[firsts..], row, seats[firsts..]);
        if (cost == 0) return;
        if (paper && rules.GroupsSpread)
        {
            Exchange(people[..firsts], row, seats);
            Exchange(people[firsts..], row, seats[firsts..]);
        }
        Count(people, row, seats);
    }

    private bool Alike(Span<int> people) => (paper && Alike(people, byPaper: true)) || (rules.GroupsSpread && Alike(people, byPaper: false));

    private bool Alike(Span<int> people, bool byPaper)
    {
        var alike = false;
        foreach (var person in people)
            if (Kind(person) is > 0 and var kind && ++counts[kind] == 2) alike = true;
        foreach (var person in people) counts[Kind(person)] = 0;
        return alike;

        int Kind(int person) => byPaper ? members[person].Paper + 1 : members[person].Group;
    }

    private int KeyOf(int person) => paper ? members[person].Paper + 1 : members[person].Group;

    private int Arrange(Span<int> people, Span<int> row, Span<int> seats)
    {
        several.Clear();
        var (most, total) = (0, 0);
        foreach (var person in people)
        {
            var key = KeyOf(person);
            if (key == 0) continue;
            if (++counts[key] == 2) several.Add(key);
            most = Math.Max(most, counts[key]);
        }

        for (var at = 0; at < people.Length; at++)
        {
            var rest = people.Length - at;
            var (before, after) = (Beside(row, seats[at] - 1), Beside(row, seats[at] + 1));
            var wanted = 2 * most > rest ? Majority(rest, before) : 0;
            var (chosen, least) = (at, int.MaxValue);
            for (var look = at; look < people.Length; look++)
            {
                if (wanted > 0 && KeyOf(people[look]) != wanted) continue;
                var cost = Cost(people[look], before) + Cost(people[look], after);
                if (cost >= least) continue;
                (least, chosen) = (cost, look);
                if (cost == 0) break;
            }
            total += least;
            (people[at], people[chosen]) = (people[chosen], people[at]);
            row[seats[at]] = people[at] + 1;
            counts[KeyOf(people[at])]--;
        }
        foreach (var person in people) counts[KeyOf(person)] = 0;
        return total;
    }

    // The kind that is more than half of the rest and must have this seat, unless it already has the one before.
    private int Majority(int rest, int before)
    {
        foreach (var key in several)
            if (2 * counts[key] > rest) return before >= 0 && KeyOf(before) == key ? 0 : key;
        return 0;
    }

    private void Exchange(Span<int> people, Span<int> row, Span<int> seats)
    {
        for (var better = true; better;)
        {
            better = false;
            for (var at = 0; at < people.Length; at++)
            {
                for (var other = 0; other < people.Length && Around(row, seats[at]) % First > 0; other++)
                {
                    if (other == at) continue;
                    var now = Around(row, seats[at]) + Around(row, seats[other]);
                    Swap(people, row, seats, at, other);
                    if (Around(row, seats[at]) + Around(row, seats[other]) < now) better = true;
                    else Swap(people, row, seats, at, other);
                }
            }
        }

        static void Swap(Span<int> people, Span<int> row, Span<int> seats, int one, int other)
        {
            (people[one], people[other]) = (people[other], people[one]);
            (row[seats[one]], row[seats[other]]) = (row[seats[other]], row[seats[one]]);
        }
    }

    private int Around(Span<int> row, int seat)
    {
        var person = row[seat] - 1;
        return Cost(person, Beside(row, seat - 1)) + Cost(person, Beside(row, seat + 1));
    }

    private void Count(Span<int> people, Span<int> row, Span<int> seats)
    {
        for (var at = 0; at < people.Length; at++)
        {
            ref var person = ref members[people[at]];
            foreach (var side in (ReadOnlySpan<int>)[-1, 1])
            {
                var neighbour = Beside(row, seats[at] + side);
                var cost = Cost(people[at], neighbour);
                if (cost == 0) continue;
                if (cost >= First) person.Why |= SeatWhy.BesideSamePaper;
                if (cost % First > 0) person.Why |= SeatWhy.BesideSameGroup;
                // A pair of two newcomers is met twice.
                if (side < 0 || !people.Contains(neighbour))
                {
                    if (cost >= First) SamePaperPairs++;
                    if (cost % First > 0) SameGroupPairs++;
                }
            }
        }
    }

    private int Cost(int person, int neighbour)
    {
        if (neighbour < 0) return 0;
        ref readonly var one = ref members[person];
        ref readonly var other = ref members[neighbour];
        return (paper && one.Paper == other.Paper ? First : 0) + (one.Group > 0 && one.Group == other.Group ? 1 : 0);
    }

    private static int Beside(Span<int> row, int seat) => (uint)seat < (uint)row.Length && row[seat] > 0 ? row[seat] - 1 : -1;
}
