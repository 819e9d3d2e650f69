using System.Globalization;

namespace RuanKao.Portal.Admission;

/// <summary>Seat numbers as people write them: 3,17,20-22.</summary>
public static class SeatNumbers
{
    /// <summary>Ascending, each once; null where it is not such a list within 1 and <paramref name="most"/>.</summary>
    public static IReadOnlyList<int>? Read(string? text, int most)
    {
        var numbers = new SortedSet<int>();
        foreach (var part in (text ?? "").Split([',', '，', '、', ';', '；', ' ', '\u3000'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var ends = part.Split('-', '–', '~', '至');
            if (ends.Length > 2 || !Number(ends[0], out var from) || !Number(ends[^1], out var to) || from > to || from < 1 || to > most) return null;
            numbers.UnionWith(Enumerable.Range(from, to - from + 1));
        }
        return [.. numbers];

        static bool Number(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    public static string Write(IEnumerable<int> numbers)
    {
        var parts = new List<(int From, int To)>();
        foreach (var number in numbers.Order())
        {
            if (parts.Count > 0 && parts[^1].To == number - 1) parts[^1] = (parts[^1].From, number);
            else parts.Add((number, number));
        }
        return string.Join(',', parts.Select(p => p.From == p.To ? $"{p.From}" : $"{p.From}-{p.To}"));
    }
}
