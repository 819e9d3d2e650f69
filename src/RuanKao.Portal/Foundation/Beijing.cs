using System.Globalization;
using System.Text.RegularExpressions;

namespace RuanKao.Portal.Foundation;

/// <summary>Beijing time, in which every window and deadline of the exam is thought. Instants are stored as UTC.</summary>
public static partial class Beijing
{
    // China keeps one zone and has had no summer time since 1991, so a fixed offset needs no time zone database.
    /// <summary>For queries that count by Beijing day.</summary>
    public const int HoursAhead = 8;

    public static readonly TimeSpan Offset = TimeSpan.FromHours(HoursAhead);

    /// <summary>The UTC instant of a Beijing wall-clock time; hour 24 is the next day's 00:00.</summary>
    public static DateTime At(int year, int month, int day, int hour = 0, int minute = 0, int second = 0) =>
        Start(new DateOnly(year, month, day)).AddHours(hour).AddMinutes(minute).AddSeconds(second);

    /// <summary>The UTC instant at which the day begins in Beijing.</summary>
    public static DateTime Start(DateOnly day) =>
        DateTime.SpecifyKind(day.ToDateTime(TimeOnly.MinValue), DateTimeKind.Utc) - Offset;

    /// <summary>The UTC instant of a time on a Beijing day.</summary>
    public static DateTime At(DateOnly day, TimeOnly time) => Start(day) + time.ToTimeSpan();

    /// <summary>The wall clock in Beijing (Kind Unspecified) at a UTC instant.</summary>
    public static DateTime WallClock(DateTime utc)
    {
        if (utc.Kind == DateTimeKind.Local) throw new ArgumentException("A UTC instant is needed.", nameof(utc));
        return DateTime.SpecifyKind(utc + Offset, DateTimeKind.Unspecified);
    }

    /// <summary>The UTC instant of a wall clock in Beijing.</summary>
    public static DateTime ToUtc(DateTime wallClock) => DateTime.SpecifyKind(wallClock, DateTimeKind.Utc) - Offset;

    /// <summary>The UTC instant of a wall clock as people type it, 2027-03-15 09:00; 24:00 is the next day's 00:00. Null where it is none.</summary>
    public static DateTime? Parse(string? typed)
    {
        if (Typed().Match(ContactAddress.Narrow(typed).Trim()) is not { Success: true } match) return null;
        var (year, month, day, hour, minute) = (Number(1), Number(2), Number(3), Number(4), Number(5));
        if (month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(Math.Max(year, 1), month) || minute > 59 || hour > 24 || (hour == 24 && minute > 0) || year < 2000) return null;
        return At(year, month, day, hour, minute);

        int Number(int group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);
    }

    public static DateOnly Day(DateTime utc) => DateOnly.FromDateTime(WallClock(utc));

    public static DateOnly Today(TimeProvider clock) => Day(clock.Now());

    /// <summary>2026-05-23, for tables.</summary>
    public static string Date(DateTime utc) => Format(WallClock(utc), "yyyy-MM-dd");

    /// <summary>2026-05-23 09:00, for tables.</summary>
    public static string Moment(DateTime utc) => Format(WallClock(utc), "yyyy-MM-dd HH:mm");

    /// <summary>2026年5月23日 09:00, for sentences.</summary>
    public static string Sentence(DateTime utc) => Format(WallClock(utc), "yyyy年M月d日 HH:mm");

    /// <summary>The end of a window as institutions write it: midnight is 24:00 of the day before. For sentences.</summary>
    public static string Deadline(DateTime utc) => EndsAtMidnight(utc)
        ? Format(WallClock(utc).AddDays(-1), "yyyy年M月d日") + " 24:00"
        : Sentence(utc);

    /// <summary>The end of a window for tables: 2026-04-10 24:00.</summary>
    public static string DeadlineMoment(DateTime utc) => EndsAtMidnight(utc)
        ? Format(WallClock(utc).AddDays(-1), "yyyy-MM-dd") + " 24:00"
        : Moment(utc);

    /// <summary>2026年5月23日, for sentences.</summary>
    public static string DaySentence(DateOnly day) => day.ToString("yyyy年M月d日", CultureInfo.InvariantCulture);

    public static string Weekday(DateOnly day) => "星期" + "日一二三四五六"[(int)day.DayOfWeek];

    private static bool EndsAtMidnight(DateTime utc) => WallClock(utc).TimeOfDay == TimeSpan.Zero;

    [GeneratedRegex("^([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日? *([0-9]{1,2}):([0-9]{2})$")]
    private static partial Regex Typed();

    private static string Format(DateTime wallClock, string format) => wallClock.ToString(format, CultureInfo.InvariantCulture);
}

public static class Clock
{
    /// <summary>The present UTC instant, Kind Utc.</summary>
    public static DateTime Now(this TimeProvider clock) => clock.GetUtcNow().UtcDateTime;
}
