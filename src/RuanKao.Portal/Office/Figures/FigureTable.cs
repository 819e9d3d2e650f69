namespace RuanKao.Portal.Office.Figures;

/// <summary>One table of the figures; the page, its picture and every download are made from it.</summary>
/// <param name="Key">Its name in addresses: days, places, qualifications.</param>
/// <param name="First">The heading of the names.</param>
public sealed record FigureTable(string Key, string Title, string First, IReadOnlyList<string> Heads, IReadOnlyList<FigureLine> Lines)
{
    /// <summary>Heading line and lines, for a spreadsheet.</summary>
    public IEnumerable<IReadOnlyList<object>> Cells => Lines.Select(line => (IReadOnlyList<object>)[line.Name, .. line.Counts.Select(n => (object?)n ?? "")]).Prepend([First, .. Heads]);
}

/// <param name="Counts">Null where there is no number to tell.</param>
public sealed record FigureLine(string Name, IReadOnlyList<int?> Counts, bool IsSum = false);
