using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace RuanKao.Portal.Admission.Seats;

/// <summary>
/// The drawing of lots: a number for each person by SipHash-2-4 over the sixteen bytes of the registration's id (big-endian), under the first sixteen bytes of
/// SHA-256 of the seed (UTF-8). Anybody who knows the published seed and an id can do the sum again; nobody can choose an id, and the seed is not known when ids are made.
/// </summary>
public sealed class SeatOrder
{
    private readonly ulong low;
    private readonly ulong high;

    public SeatOrder(string seed)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(seed));
        (low, high) = (BinaryPrimitives.ReadUInt64LittleEndian(hash), BinaryPrimitives.ReadUInt64LittleEndian(hash.AsSpan(8)));
    }

    /// <summary>The smaller, the earlier.</summary>
    public ulong Of(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return Of(BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]));
    }

    /// <summary>Random numbers of one room in one batch, for what is drawn there.</summary>
    public ulong Of(Guid id, int batch) => Of(Of(id), (ulong)batch);

    internal ulong Of(ulong first, ulong second) => SipHash(low, high, first, second);

    /// <summary>SipHash-2-4 of sixteen bytes, key and message as little-endian words.</summary>
    public static ulong SipHash(ulong low, ulong high, ulong first, ulong second)
    {
        var (v0, v1, v2, v3) = (low ^ 0x736f6d6570736575, high ^ 0x646f72616e646f6d, low ^ 0x6c7967656e657261, high ^ 0x7465646279746573);
        Word(first);
        Word(second);
        // The last word of SipHash holds the length, sixteen.
        Word(16UL << 56);
        v2 ^= 0xff;
        for (var round = 0; round < 4; round++) Round();
        return v0 ^ v1 ^ v2 ^ v3;

        void Word(ulong word)
        {
            v3 ^= word;
            Round();
            Round();
            v0 ^= word;
        }

        void Round()
        {
            v0 += v1;
            v1 = BitOperations.RotateLeft(v1, 13) ^ v0;
            v0 = BitOperations.RotateLeft(v0, 32);
            v2 += v3;
            v3 = BitOperations.RotateLeft(v3, 16) ^ v2;
            v0 += v3;
            v3 = BitOperations.RotateLeft(v3, 21) ^ v0;
            v2 += v1;
            v1 = BitOperations.RotateLeft(v1, 17) ^ v2;
            v2 = BitOperations.RotateLeft(v2, 32);
        }
    }

    /// <summary>Sorts the numbers, and the items with them. They are spread evenly over all 64 bits, so one deal by their first bits leaves little to do.</summary>
    internal static void Sort(Span<ulong> numbers, Span<int> items)
    {
        var bits = Math.Clamp(BitOperations.Log2((uint)numbers.Length | 1), 1, 16);
        var (next, before, held) = (new int[(1 << bits) + 1], numbers.ToArray(), items.ToArray());
        foreach (var number in before) next[(number >> 64 - bits) + 1]++;
        for (var at = 1; at < next.Length; at++) next[at] += next[at - 1];
        for (var at = 0; at < before.Length; at++)
        {
            var place = next[before[at] >> 64 - bits]++;
            (numbers[place], items[place]) = (before[at], held[at]);
        }
        for (var at = 1; at < numbers.Length; at++)
        {
            if (numbers[at - 1] <= numbers[at]) continue;
            var (number, item, back) = (numbers[at], items[at], at);
            for (; back > 0 && numbers[back - 1] > number; back--) (numbers[back], items[back]) = (numbers[back - 1], items[back - 1]);
            (numbers[back], items[back]) = (number, item);
        }
    }

    /// <summary>Puts the items into an order drawn from the number (Fisher–Yates over SplitMix64).</summary>
    internal static void Shuffle(Span<int> items, ulong number)
    {
        for (var at = items.Length - 1; at > 0; at--)
        {
            number += 0x9e3779b97f4a7c15;
            var mixed = (number ^ (number >> 30)) * 0xbf58476d1ce4e5b9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
            mixed ^= mixed >> 31;
            var other = (int)Math.BigMul(mixed, (ulong)(at + 1), out _);
            (items[at], items[other]) = (items[other], items[at]);
        }
    }
}
