namespace RuanKao.Portal.Admission.Door;

/// <summary>签到, 缺考, or what was entered taken back.</summary>
public enum AttendanceKind { Present, Absent, Withdrawn }

/// <summary>How somebody was found: by the ticket's code, by a typed number, in the list of the room, or entered by the office.</summary>
public enum AttendanceWay { Code, Number, List, Office }

/// <summary>One word of one device about one candidate in one sitting. Nothing is overwritten: what two phones say differently is kept and shown.</summary>
public sealed class AttendanceEntry
{
    public const int DeviceLength = 16;

    /// <summary>The device of what the office enters: its word settles what phones say.</summary>
    public const string Office = "office";

    /// <summary>Made where it was entered, so that sent twice it is one.</summary>
    public required Guid Id { get; init; }

    public required Guid TicketId { get; init; }

    /// <summary>The sitting, by when it begins (Beijing).</summary>
    public required DateOnly Day { get; init; }

    public required TimeOnly From { get; init; }

    public required AttendanceKind Kind { get; init; }

    public required AttendanceWay Way { get; init; }

    /// <summary>When it was entered, by the device's clock held against the portal's.</summary>
    public required DateTime At { get; init; }

    public required DateTime ReceivedAt { get; init; }

    public required Guid By { get; init; }

    public required string Device { get; init; }
}

/// <summary>How a candidate stands in a sitting after everything that was said: nothing yet, one thing, or two that differ.</summary>
public sealed record AttendanceStanding(AttendanceKind? Kind, bool Differs, DateTime? At, AttendanceWay? Way)
{
    public static readonly AttendanceStanding Nothing = new(null, false, null, null);

    /// <summary>The last word of each device counts; the office's settles the rest.</summary>
    public static AttendanceStanding Of(IEnumerable<AttendanceEntry> entries)
    {
        var last = entries.GroupBy(e => e.Device).Select(said => said.OrderBy(e => e.At).ThenBy(e => e.ReceivedAt).Last()).ToList();
        var counts = last.Where(e => e.Device == AttendanceEntry.Office && e.Kind != AttendanceKind.Withdrawn).ToList();
        if (counts.Count == 0) counts = [.. last.Where(e => e.Kind != AttendanceKind.Withdrawn).OrderBy(e => e.At)];
        if (counts.Count == 0) return Nothing;
        return new(counts[0].Kind, counts.Any(e => e.Kind != counts[0].Kind), counts[0].At, counts[0].Way);
    }
}
