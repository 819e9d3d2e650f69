using System.Numerics;

namespace RuanKao.Portal.Admission.Seats;

/// <summary>People of a region who may sit in the same batches and have the same claim: only how many of them sit in which batch is decided here.</summary>
internal sealed class SeatClass(ulong batches, bool first, int home, bool seated, int batchCount)
{
    public ulong Batches => batches;

    public bool First => first;

    /// <summary>The batch of the earlier seat; -1 where there is none, or it is not open to them any more.</summary>
    public int Home => home;

    /// <summary>They have a seat that can be used.</summary>
    public bool Seated => seated;

    public int Count { get; set; }

    public int[] In { get; } = new int[batchCount];

    public int Left { get; set; }

    public bool Is(ulong mask, bool isFirst, int at, bool isSeated) => batches == mask && first == isFirst && home == at && seated == isSeated;

    public bool May(int batch) => (batches >> batch & 1) != 0;

    /// <summary>To move somebody who could stay is dear; to change the batch of one who must move anyway is less so; one who comes first stays where there was a room that suits, if it costs nobody a seat.</summary>
    public long Cost(int from, int to)
    {
        if (home < 0) return first ? 1 : 0;
        return (seated ? 1 << 20 : 1 << 10) * ((to == home ? 0L : 1) - (from == home ? 0 : 1));
    }
}

/// <summary>
/// Divides the people of a region over the batches: as many as can be seated at all, moving as few of the seated as that takes.
/// A flow through classes of people and batches, made larger along the cheapest path until there is none.
/// </summary>
internal static class BatchShares
{
    /// <param name="free">Seats that nobody has, by batch.</param>
    /// <param name="suiting">Those of them in rooms that suit.</param>
    public static void Divide(IReadOnlyList<SeatClass> classes, int[] free, int[] suiting)
    {
        foreach (var people in classes)
        {
            people.Left = people.Seated ? 0 : people.Count;
            if (people.Seated) people.In[people.Home] = people.Count;
        }

        // Those with the fewest batches to choose from come before others; the rest is put right by the paths below.
        var waiting = classes.Where(c => !c.Seated).OrderBy(c => BitOperations.PopCount(c.Batches)).ThenByDescending(c => c.First).ThenBy(c => c.Batches).ThenBy(c => c.Home).ToList();
        foreach (var people in waiting.Where(c => c.Home >= 0)) Take(people, people.Home, free[people.Home], free);
        foreach (var people in waiting.Where(c => c.First))
            for (var batch = 0; batch < free.Length; batch++)
                if (people.May(batch)) suiting[batch] -= Take(people, batch, Math.Min(suiting[batch], free[batch]), free);
        foreach (var people in waiting)
            for (var batch = 0; batch < free.Length; batch++)
                if (people.May(batch)) Take(people, batch, free[batch], free);
        foreach (var people in waiting)
            while (people.Left > 0 && Widen(people, classes, free)) { }
    }

    private static int Take(SeatClass people, int batch, int most, int[] free)
    {
        var taken = Math.Min(people.Left, most);
        people.Left -= taken;
        people.In[batch] += taken;
        free[batch] -= taken;
        return taken;
    }

    // Bellman–Ford over the batches: some of a class go from one batch to another so that there is room in the first.
    private static bool Widen(SeatClass people, IReadOnlyList<SeatClass> classes, int[] free)
    {
        var batches = free.Length;
        var (cost, from, mover) = (new long[batches], new int[batches], new SeatClass?[batches]);
        for (var batch = 0; batch < batches; batch++) cost[batch] = people.May(batch) ? people.Cost(people.Home, batch) : long.MaxValue;
        var better = true;
        for (var round = 0; round < batches && better; round++)
        {
            better = false;
            for (var at = 0; at < batches; at++)
            {
                if (cost[at] == long.MaxValue) continue;
                foreach (var other in classes)
                {
                    if (other.In[at] == 0) continue;
                    for (var to = 0; to < batches; to++)
                    {
                        if (to == at || !other.May(to) || cost[at] + other.Cost(at, to) >= cost[to]) continue;
                        (cost[to], from[to], mover[to], better) = (cost[at] + other.Cost(at, to), at, other, true);
                    }
                }
            }
        }

        var end = -1;
        for (var batch = 0; batch < batches; batch++)
            if (free[batch] > 0 && cost[batch] != long.MaxValue && (end < 0 || cost[batch] < cost[end])) end = batch;
        if (end < 0) return false;

        var most = Math.Min(people.Left, free[end]);
        for (var at = end; mover[at] is { } other; at = from[at]) most = Math.Min(most, other.In[from[at]]);
        free[end] -= most;
        var last = end;
        for (; mover[last] is { } other; last = from[last])
        {
            other.In[from[last]] -= most;
            other.In[last] += most;
        }
        people.In[last] += most;
        people.Left -= most;
        return true;
    }
}
