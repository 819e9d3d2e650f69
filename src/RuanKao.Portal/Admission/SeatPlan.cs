using System.Security.Cryptography;
using System.Text;

namespace RuanKao.Portal.Admission;

/// <summary>Someone who needs a seat: in this exam region, in one of these batches; first where that was granted.</summary>
public sealed record SeatCandidate(Guid RegistrationId, string RegionCode, IReadOnlyList<int> Batches, bool First = false);

/// <summary>A room that can be filled from seat 1 to its capacity, once in every batch. One that suits is kept for those who come first, as long as there is another.</summary>
public sealed record SeatRoom(Guid RoomId, string RegionCode, int Capacity, bool Suits = false);

/// <summary>One seat in one batch.</summary>
public sealed record Seat(Guid RoomId, int Batch, int Number);

/// <summary>Who sits where.</summary>
public sealed record SeatPlacement(Guid RegistrationId, Seat Seat);

public enum SeatShortageReason { NoSitting, BatchesOverlap, NoRoom, TooFewSeats }

/// <summary>People of a region who would be left without a seat, and why.</summary>
public sealed record SeatShortage(string RegionCode, SeatShortageReason Reason, int Candidates);

/// <summary>Where new candidates sit beside those already seated. The same input gives the same plan; nobody is moved.</summary>
public sealed record SeatPlan(IReadOnlyList<SeatPlacement> Placements, IReadOnlyList<SeatShortage> Shortages)
{
    /// <param name="seed">The order in which candidates are seated follows from it and the registration alone, never from a name.</param>
    /// <param name="rooms">In the order in which they are filled.</param>
    /// <param name="taken">Seats of earlier plans, which stay as they are.</param>
    public static SeatPlan Make(string seed, IEnumerable<SeatCandidate> candidates, IEnumerable<SeatRoom> rooms, IEnumerable<Seat> taken)
    {
        var (all, halls, occupied) = (candidates.ToList(), rooms.ToList(), taken.ToHashSet());
        var plan = Make(all.OrderByDescending(c => c.First).ThenBy(c => c.Batches.Count).ThenBy(c => OrderOf(seed, c.RegistrationId), StringComparer.Ordinal), halls, occupied);
        // Who comes first may take a seat that somebody with fewer batches needed: where that leaves anybody without one, they come first among their like only.
        return plan.Shortages.Count == 0 || !all.Any(c => c.First) ? plan
            : Make(all.OrderBy(c => c.Batches.Count).ThenByDescending(c => c.First).ThenBy(c => OrderOf(seed, c.RegistrationId), StringComparer.Ordinal), halls, occupied);
    }

    // Those with the fewest batches to choose from come before others, else they would find theirs filled by people who could have sat in another.
    private static SeatPlan Make(IEnumerable<SeatCandidate> inOrder, List<SeatRoom> rooms, HashSet<Seat> occupied)
    {
        var byRegion = rooms.ToLookup(room => room.RegionCode);
        var free = new Dictionary<(string Region, int Batch, bool Suits), Queue<Seat>>();
        var placements = new List<SeatPlacement>();
        var unplaced = new List<(string Region, SeatShortageReason Reason)>();

        foreach (var candidate in inOrder)
        {
            var wanted = candidate.First
                ? candidate.Batches.Select(batch => (Batch: batch, Suits: true)).Concat(candidate.Batches.Select(batch => (Batch: batch, Suits: false)))
                : candidate.Batches.SelectMany(batch => new[] { (Batch: batch, Suits: false), (Batch: batch, Suits: true) });
            if (wanted.Select(w => Next(candidate.RegionCode, w.Batch, w.Suits)).FirstOrDefault(seat => seat is not null) is { } found)
                placements.Add(new(candidate.RegistrationId, found));
            else
                unplaced.Add((candidate.RegionCode, candidate.Batches.Count == 0 ? SeatShortageReason.NoSitting
                    : byRegion.Contains(candidate.RegionCode) ? SeatShortageReason.TooFewSeats : SeatShortageReason.NoRoom));
        }

        return new(placements, [.. unplaced.GroupBy(u => u).OrderBy(g => g.Key.Region, StringComparer.Ordinal).ThenBy(g => g.Key.Reason)
            .Select(g => new SeatShortage(g.Key.Region, g.Key.Reason, g.Count()))]);

        Seat? Next(string region, int batch, bool suits)
        {
            if (!free.TryGetValue((region, batch, suits), out var seats))
                free[(region, batch, suits)] = seats = new(byRegion[region].Where(room => room.Suits == suits)
                    .SelectMany(room => Enumerable.Range(1, room.Capacity).Select(number => new Seat(room.RoomId, batch, number)))
                    .Where(seat => !occupied.Contains(seat)));
            return seats.TryDequeue(out var next) ? next : null;
        }
    }

    private static string OrderOf(string seed, Guid registrationId) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(seed), registrationId.ToByteArray(bigEndian: true)));
}
