using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Notifications;

/// <summary>Configuration section Notifications:Quiet, in Beijing time; the same time twice means that no hour is quiet.</summary>
public sealed class QuietHoursOptions
{
    public const string Section = "Notifications:Quiet";

    public TimeOnly From { get; init; } = new(22, 0);

    public TimeOnly To { get; init; } = new(8, 0);

    /// <summary>Over how many minutes after the quiet hours the messages of the night are spread.</summary>
    [Range(0, 240)]
    public int SpreadMinutes { get; init; } = 45;
}

/// <summary>The hours in which nobody is told what can wait until morning.</summary>
public sealed class QuietHours(IOptions<QuietHoursOptions> options)
{
    /// <summary>A message whose use ends sooner than this after the quiet hours does not wait for their end.</summary>
    public static readonly TimeSpan TimeToAct = TimeSpan.FromHours(12);

    private static readonly TimeSpan Lead = TimeSpan.FromHours(1);

    /// <summary>When the quiet hours that hold the instant began and when they end; null where it lies in none.</summary>
    public (DateTime From, DateTime To)? Around(DateTime at)
    {
        var (from, to, wall) = (options.Value.From, options.Value.To, Beijing.WallClock(at));
        if (from == to || !TimeOnly.FromDateTime(wall).IsBetween(from, to)) return null;
        var day = DateOnly.FromDateTime(wall);
        if (from > to && TimeOnly.FromDateTime(wall) < to) day = day.AddDays(-1);
        return (Beijing.At(day, from), Beijing.At(from > to ? day.AddDays(1) : day, to));
    }

    /// <summary>When a message of that moment leaves instead; null when it need not wait. One address keeps one place in the spread, so that what happened first is told first.</summary>
    public DateTime? Morning(DateTime at, string address)
    {
        if (Around(at) is not var (from, to)) return null;
        var spread = TimeSpan.FromMinutes(options.Value.SpreadMinutes) * (Place(address) / (double)uint.MaxValue);
        return to + TimeSpan.FromSeconds((long)spread.TotalSeconds) + TimeSpan.FromMilliseconds((long)(at - from).TotalSeconds);
    }

    /// <summary>The instant itself, or the evening before where it lies in the quiet hours: for what may come earlier but not later.</summary>
    public DateTime Evening(DateTime at) => Around(at) is var (from, _) ? from - Lead : at;

    // FNV-1a: the same on every machine, which the string's own hash is not.
    private static uint Place(string address) => address.Aggregate(2166136261u, (hash, c) => unchecked((hash ^ c) * 16777619u));
}
