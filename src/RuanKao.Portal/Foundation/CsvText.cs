using System.Text;

namespace RuanKao.Portal.Foundation;

/// <summary>A line of a CSV text (RFC 4180): where it begins in the file, and its cells.</summary>
public sealed record CsvLine(int Line, IReadOnlyList<string> Cells);

/// <summary>Reads CSV as spreadsheets write it: quoted cells may hold commas, doubled quotes and line ends. Writes it so that no cell becomes a formula.</summary>
public static class CsvText
{
    /// <summary>What a spreadsheet may take for the beginning of a formula; the wide forms too, which Chinese and Japanese ones read as the narrow.</summary>
    private const string Formula = "=+-@\t\r\n＝＋－＠";

    private static readonly string[] DateShapes = ["yyyy-MM-dd", "yyyy-M-d", "yyyy/M/d", "yyyy.M.d", "yyyyMMdd", "yyyy年M月d日"];

    /// <summary>Numbers as they are; before a text that could be read as a formula an apostrophe.</summary>
    public static string Write(IEnumerable<IReadOnlyList<object>> lines) => string.Concat(lines.Select(line => string.Join(',', line.Select(Cell)) + "\r\n"));

    private static string Cell(object value)
    {
        if (value is decimal amount) return amount.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture);
        if (value is int or long) return Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!;
        var text = value.ToString() ?? "";
        if (text.TrimStart(' ') is { Length: > 0 } begin && Formula.Contains(begin[0])) text = "'" + text;
        return text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"")}\"";
    }

    /// <summary>A day as people and spreadsheets write it; a time of day behind it is passed over.</summary>
    public static DateOnly? Day(string cell) =>
        DateOnly.TryParseExact(cell.Split(' ')[0], DateShapes, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out var day) ? day : null;

    /// <summary>The text of a file, in whichever of the two encodings spreadsheets write here: UTF-8 or GB18030.</summary>
    public static string Decode(byte[] file)
    {
        if (file.AsSpan().StartsWith(Encoding.UTF8.Preamble)) return Encoding.UTF8.GetString(file, 3, file.Length - 3);
        try { return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(file); }
        catch (DecoderFallbackException) { return CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!.GetString(file); }
    }

    public static IReadOnlyList<CsvLine> Read(string text)
    {
        var (lines, cells, cell) = (new List<CsvLine>(), new List<string>(), new StringBuilder());
        var (line, began, quoted) = (1, 1, false);
        for (var at = 0; at < text.Length; at++)
        {
            var c = text[at];
            if (quoted)
            {
                if (c == '"' && at + 1 < text.Length && text[at + 1] == '"') cell.Append(text[at++]);
                else if (c == '"') quoted = false;
                else cell.Append(c);
                if (c == '\n') line++;
            }
            else if (c == '"' && cell.ToString().Trim().Length == 0)
            {
                cell.Clear();
                quoted = true;
            }
            else if (c == ',') EndCell();
            else if (c == '\n')
            {
                EndLine();
                began = ++line;
            }
            else if (c != '\r') cell.Append(c);
        }
        if (cell.Length > 0 || cells.Count > 0) EndLine();
        return lines;

        void EndCell()
        {
            cells.Add(cell.ToString());
            cell.Clear();
        }

        void EndLine()
        {
            EndCell();
            lines.Add(new(began, [.. cells]));
            cells.Clear();
        }
    }
}
