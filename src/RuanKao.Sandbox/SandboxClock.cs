using System.Globalization;

namespace RuanKao.Sandbox;

/// <summary>The sandbox's view of time: instants shown in Beijing as the channels write them.</summary>
internal sealed class SandboxClock(TimeProvider time)
{
    private static readonly TimeSpan Beijing = TimeSpan.FromHours(8);

    public DateTimeOffset Now => time.GetUtcNow().ToOffset(Beijing);

    /// <summary>The day in Beijing.</summary>
    public DateOnly Today => DayOf(Now);

    public long UnixSeconds => time.GetUtcNow().ToUnixTimeSeconds();

    /// <summary><c>2026-05-23 09:00:00</c>, as Alipay writes an instant.</summary>
    public static string Text(DateTimeOffset at) =>
        at.ToOffset(Beijing).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary><c>2026-05-23T09:00:00+08:00</c>, as WeChat Pay writes an instant.</summary>
    public static string Rfc3339(DateTimeOffset at) =>
        at.ToOffset(Beijing).ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);

    public static DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(at.ToOffset(Beijing).DateTime);

    public static bool TryRead(string? text, out DateTimeOffset at)
    {
        var read = DateTime.TryParseExact(text, ["yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm"], CultureInfo.InvariantCulture,
            DateTimeStyles.None, out var local);
        at = read ? new DateTimeOffset(local, Beijing) : default;
        return read;
    }
}
