using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace RuanKao.Portal.Documents;

/// <summary>Says in a finished PDF in which language it is written, by an incremental update (ISO 32000-1, 7.5.6): Skia has no word for it.</summary>
internal static partial class PdfLanguage
{
    private const int TailLength = 2048;
    private const int EntryLength = 20;

    public static byte[] Declare(byte[] pdf, string language)
    {
        var tail = End().Match(Text(pdf, Math.Max(0, pdf.Length - TailLength), pdf.Length));
        var root = Root().Match(tail.Groups["trailer"].Value);
        if (!tail.Success || !root.Success)
        {
            throw new InvalidOperationException("The PDF has no trailer.");
        }

        var table = int.Parse(tail.Groups["table"].Value, CultureInfo.InvariantCulture);
        var number = int.Parse(root.Groups[1].Value, CultureInfo.InvariantCulture);
        var update = new StringBuilder(pdf[^1] == '\n' ? "" : "\n");
        var place = pdf.Length + update.Length;
        update.Append(CultureInfo.InvariantCulture, $"{number} 0 obj\n<<{Catalog(pdf, table, number)}\n/Lang ({language})>>\nendobj\n");
        var newTable = pdf.Length + update.Length;
        update.Append(CultureInfo.InvariantCulture, $"xref\n{number} 1\n{place:D10} 00000 n \n");
        update.Append(CultureInfo.InvariantCulture, $"trailer\n<<{tail.Groups["trailer"].Value.Trim()}\n/Prev {table}>>\nstartxref\n{newTable}\n%%EOF\n");
        return [.. pdf, .. Encoding.Latin1.GetBytes(update.ToString())];
    }

    private static string Catalog(byte[] pdf, int table, int number)
    {
        var head = TableHead().Match(Text(pdf, table, table + 64));
        var entry = table + head.Length + number * EntryLength;
        var place = int.Parse(Text(pdf, entry, entry + 10), CultureInfo.InvariantCulture);
        var catalog = Dictionary().Match(Text(pdf, place, place + TailLength));
        return head.Success && catalog.Success
            ? catalog.Groups[1].Value
            : throw new InvalidOperationException("The PDF has no catalog.");
    }

    // Latin-1 keeps one character per byte, so that positions in the text are positions in the file.
    private static string Text(byte[] pdf, int from, int to) => Encoding.Latin1.GetString(pdf, from, Math.Min(to, pdf.Length) - from);

    [GeneratedRegex(@"trailer\s*<<(?<trailer>.*?)>>\s*startxref\s+(?<table>\d+)\s+%%EOF\s*$", RegexOptions.Singleline)]
    private static partial Regex End();

    [GeneratedRegex(@"/Root (\d+) 0 R")]
    private static partial Regex Root();

    [GeneratedRegex(@"^xref\s+0 \d+\s*\n")]
    private static partial Regex TableHead();

    [GeneratedRegex(@"^\d+ 0 obj\s*<<(.*?)>>\s*endobj", RegexOptions.Singleline)]
    private static partial Regex Dictionary();
}
