using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace RuanKao.Sandbox.Bills;

/// <summary>A bill as it was made, for whom, and until when it can be fetched.</summary>
internal sealed record Bill(string Owner, byte[] Content, DateTimeOffset Until);

/// <summary>Where made bills wait to be fetched: the address is the secret, and it lives shortly.</summary>
internal sealed class BillShelf(SandboxClock clock)
{
    private readonly ConcurrentDictionary<string, Bill> bills = new();

    /// <summary>The secret part of the download address.</summary>
    public string Put(string owner, byte[] content, TimeSpan life)
    {
        foreach (var (old, bill) in bills)
        {
            if (bill.Until <= clock.Now)
                bills.TryRemove(old, out _);
        }

        var token = RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyz23456789", 32);
        bills[token] = new Bill(owner, content, clock.Now + life);
        return token;
    }

    /// <summary>Null where there is none or its time is over.</summary>
    public Bill? Find(string? token) =>
        token is not null && bills.GetValueOrDefault(token) is { } bill && clock.Now < bill.Until ? bill : null;

    /// <summary>Reads yyyy-MM-dd; a bill can be had of a day that is over in Beijing.</summary>
    public static bool TryReadDay(string? text, out DateOnly day) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out day);
}
