using System.Globalization;
using System.Text;
using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Admission;

/// <summary>
/// The exam days as a calendar file (RFC 5545), an event a sitting. Calendars are kept in clouds and shown to colleagues: it says when and where, and
/// nothing of who, of what number or of what was granted.
/// </summary>
public static class ExamCalendar
{
    public const string MediaType = "text/calendar";

    private const int Line = 75;

    /// <param name="ticketId">The same whatever seat is given later: so a calendar replaces the old events instead of adding new ones.</param>
    /// <param name="plan">The version of the exam plan: like another seat, other hours make a later version of the event.</param>
    /// <param name="host">Of the portal's public address.</param>
    public static string Write(TicketFacts ticket, Guid ticketId, int plan, string host, DateTime now)
    {
        var text = new StringBuilder();
        Add("BEGIN:VCALENDAR");
        Add("VERSION:2.0");
        Add("PRODID:-//RuanKao.Portal//Exam days//ZH");
        Add("CALSCALE:GREGORIAN");
        Add("METHOD:PUBLISH");
        Add("BEGIN:VTIMEZONE");
        Add("TZID:Asia/Shanghai");
        // One zone without summer time since 1991.
        Add("BEGIN:STANDARD");
        Add("DTSTART:19920101T000000");
        Add("TZOFFSETFROM:+0800");
        Add("TZOFFSETTO:+0800");
        Add("TZNAME:CST");
        Add("END:STANDARD");
        Add("END:VTIMEZONE");
        foreach (var (sitting, at) in ticket.Sittings.Select((sitting, at) => (sitting, at)))
        {
            Add("BEGIN:VEVENT");
            Add($"UID:{ticketId:N}-{at + 1}@{host}");
            Add($"SEQUENCE:{ticket.SeatVersion + plan}");
            Add($"DTSTAMP:{now.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}");
            Add($"DTSTART;TZID=Asia/Shanghai:{Wall(sitting.Day, sitting.From)}");
            Add($"DTEND;TZID=Asia/Shanghai:{Wall(sitting.Day, sitting.To)}");
            Add($"SUMMARY:{Escape($"{ticket.RoundName}软考：{string.Join("、", sitting.Papers)}")}");
            Add($"LOCATION:{Escape($"{ticket.SiteName}，{ticket.SiteAddress}，考场 {ticket.RoomNumber}（{ticket.RoomPlace}），座位 {ticket.Seat}")}");
            Add($"DESCRIPTION:{Escape(Description(ticket, sitting))}");
            Add("TRANSP:OPAQUE");
            Alarm("-P1D", "明天考试，请备好纸质准考证和有效身份证件原件");
            Alarm("-PT2H", "今天考试，请提前到达考点");
            Add("END:VEVENT");
        }
        Add("END:VCALENDAR");
        return text.ToString();

        void Alarm(string before, string words)
        {
            Add("BEGIN:VALARM");
            Add("ACTION:DISPLAY");
            Add($"TRIGGER:{before}");
            Add($"DESCRIPTION:{Escape(words)}");
            Add("END:VALARM");
        }

        void Add(string line) => Fold(text, line);
    }

    private static string Description(TicketFacts ticket, TicketSitting sitting) => string.Join('\n',
    [
        $"{AdmissionWords.Time(sitting.SignInFrom)} 起入场签到，{AdmissionWords.Hours(sitting.From, sitting.To)} 考试（北京时间）。",
        "请带纸质准考证和有效身份证件原件。",
        .. ticket.Directions.Length > 0 ? [ticket.Directions] : Array.Empty<string>(),
        "时间和座位如有变动，以网站“考试安排”为准。",
        .. ticket.Telephones.Count > 0 ? [$"{ticket.Operator}：{string.Join("、", ticket.Telephones)}"] : Array.Empty<string>(),
    ]);

    private static string Wall(DateOnly day, TimeOnly time) => day.ToDateTime(time).ToString("yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture);

    private static string Escape(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(";", "\\;", StringComparison.Ordinal)
        .Replace(",", "\\,", StringComparison.Ordinal).ReplaceLineEndings("\\n");

    // A line has at most 75 octets; it goes on behind a blank, and no character is cut in two.
    private static void Fold(StringBuilder text, string line)
    {
        var octets = 0;
        foreach (var rune in line.EnumerateRunes())
        {
            if (Rune.IsControl(rune)) continue;
            if (octets + rune.Utf8SequenceLength > Line)
            {
                text.Append("\r\n ");
                octets = 1;
            }
            text.Append(rune);
            octets += rune.Utf8SequenceLength;
        }
        text.Append("\r\n");
    }
}
