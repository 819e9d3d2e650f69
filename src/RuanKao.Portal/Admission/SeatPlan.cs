using System.Security.Cryptography;
using System.Text;

namespace RuanKao.Portal.Admission;

/// <summary>Someone who needs a seat: in this exam region, in one of these batches.</summary>
public sealed record SeatCandidate(Guid RegistrationId, string RegionCode, IReadOnlyList<int> Batches);

/// <summary>A room that can be filled from seat 1 to its capacity, once in every batch.</summary>
public sealed record SeatRoom(Guid RoomId, string RegionCode, int Capacity);

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
        var occupied = taken.ToHashSet();
        var byRegion = rooms.ToLookup(room => room.RegionCode);
        var free = new Dictionary<(string Region, int Batch), Queue<Seat>>();
        var placements = new List<SeatPlacement>();
        var unplaced = new List<(string Region, SeatShortageReason Reason)>();

        // Those with the fewest batches to choose from come first, else they would find theirs filled by people who could have sat in another.
        foreach (var candidate in candidates.OrderBy(c => c.Batches.Count).ThenBy(c => OrderOf(seed, c.RegistrationId), StringComparer.Ordinal))
        {
            if (candidate.Batches.Select(batch => Next(candidate.RegionCode, batch)).FirstOrDefault(seat => seat is not null) is { } found)
                placements.Add(new(candidate.RegistrationId, found));
            else
                unplaced.Add((candidate.RegionCode, candidate.Batches.Count == 0 ? SeatShortageReason.NoSitting
                    : byRegion.Contains(candidate.RegionCode) ? SeatShortageReason.TooFewSeats : SeatShortageReason.NoRoom));
        }

        return new(placements, [.. unplaced.GroupBy(u => u).OrderBy(g => g.Key.Region, StringComparer.Ordinal).ThenBy(g => g.Key.Reason)
            .Select(g => new SeatShortage(g.Key.Region, g.Key.Reason, g.Count()))]);

        Seat? Next(string region, int batch)
        {
            if (!free.TryGetValue((region, batch), out var seats))
                free[(region, batch)] = seats = new(byRegion[region]
                    .SelectMany(room => Enumerable.Range(1, room.Capacity).Select(number => new Seat(room.RoomId, batch, number)))
                    .Where(seat => !occupied.Contains(seat)));
            return seats.TryDequeue(out var next) ? next : null;
        }
    }

    private static string OrderOf(string seed, Guid registrationId) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(seed), registrationId.ToByteArray(bigEndian: true)));
}
