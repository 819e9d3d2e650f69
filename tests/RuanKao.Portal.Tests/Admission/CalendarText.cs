using System.Text;

namespace RuanKao.Portal.Tests.Admission;

/// <summary>Reads a calendar file as RFC 5545 has it; strict where the portal must be right.</summary>
internal sealed record CalendarText(IReadOnlyList<(string Name, string Parameters, string Value)> Head, IReadOnlyList<CalendarText.Event> Events)
{
    internal sealed record Event(IReadOnlyDictionary<string, string> Values, IReadOnlyList<string> Triggers)
    {
        public DateTime Start => Moment("DTSTART;TZID=Asia/Shanghai");

        public DateTime End => Moment("DTEND;TZID=Asia/Shanghai");

        private DateTime Moment(string name) => DateTime.ParseExact(Values[name], "yyyyMMdd'T'HHmmss", System.Globalization.CultureInfo.InvariantCulture);
    }

    public static CalendarText Read(byte[] file)
    {
        var whole = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(file);
        Assert.EndsWith("\r\n", whole);
        Assert.DoesNotContain('\n', whole.Replace("\r\n", "", StringComparison.Ordinal));
        var raw = whole[..^2].Split("\r\n");
        Assert.All(raw, line => Assert.InRange(Encoding.UTF8.GetByteCount(line), 1, 75));
        var lines = string.Join("\r\n", raw).Replace("\r\n ", "", StringComparison.Ordinal).Split("\r\n");
        var (open, events, head) = (new Stack<string>(), new List<Event>(), new List<(string, string, string)>());
        var (values, triggers) = (new Dictionary<string, string>(), new List<string>());
        foreach (var line in lines)
        {
            var colon = line.IndexOf(':');
            var (name, value) = (line[..colon], line[(colon + 1)..]);
            switch (name)
            {
                case "BEGIN":
                    open.Push(value);
                    if (value == "VEVENT") (values, triggers) = ([], []);
                    break;
                case "END":
                    Assert.Equal(open.Pop(), value);
                    if (value == "VEVENT") events.Add(new(values, triggers));
                    break;
                default:
                    if (open.Peek() == "VEVENT") values.Add(name, Unescape(value));
                    else if (open.Peek() == "VALARM") { if (name == "TRIGGER") triggers.Add(value); }
                    else head.Add((string.Join('/', open.Reverse()), name, value));
                    break;
            }
        }
        Assert.Empty(open);
        return new(head, events);
    }

    private static string Unescape(string text)
    {
        var plain = new StringBuilder();
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] != '\\')
            {
                plain.Append(text[at]);
                continue;
            }
            plain.Append(text[++at] switch { 'n' or 'N' => '\n', var sign and ('\\' or ';' or ',') => sign, var sign => throw new FormatException($"\\{sign}") });
        }
        return plain.ToString();
    }
}
