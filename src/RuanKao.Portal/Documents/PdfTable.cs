namespace RuanKao.Portal.Documents;

/// <summary>A column of a printed table: its heading, its share of the width and how its cells stand.</summary>
public sealed record PdfColumn(string Heading, float Share, TextAlign Align = TextAlign.Left, bool Bold = false);

/// <summary>A ruled table with a heading row; each row is as high as its longest cell.</summary>
public sealed class PdfTable(IReadOnlyList<PdfColumn> columns, TextStyle style)
{
    private const float PaddingX = 7;
    private const float PaddingY = 5;

    /// <summary>Draws the table and returns the y below it.</summary>
    public float Draw(PdfPage page, float x, float y, float width, IEnumerable<IReadOnlyList<string>> rows)
    {
        var top = y;
        var total = columns.Sum(column => column.Share);
        float[] widths = [.. columns.Select(column => column.Share / total * width)];
        var heading = style with { Ink = Ink.Quiet };
        page.FillRect(new Box(x, y, width, RowHeight(page, Headings, widths, _ => heading)), Ink.Ground);
        y = Row(page, x, y, Headings, widths, _ => heading);
        foreach (var row in rows)
        {
            page.Line(x, y, x + width, y, 0.5f, Ink.Border);
            y = Row(page, x, y, row, widths, column => style with { Bold = style.Bold || column.Bold });
        }

        page.StrokeRect(new Box(x, top, width, y - top));
        var edge = x;
        foreach (var inner in widths[..^1])
        {
            edge += inner;
            page.Line(edge, top, edge, y, 0.5f, Ink.Border);
        }

        return y;
    }

    private IReadOnlyList<string> Headings => [.. columns.Select(column => column.Heading)];

    private float Row(PdfPage page, float x, float y, IReadOnlyList<string> cells, float[] widths, Func<PdfColumn, TextStyle> styleOf)
    {
        var height = RowHeight(page, cells, widths, styleOf);
        for (var i = 0; i < columns.Count; i++)
        {
            page.Cell(cells[i], new Box(x, y, widths[i], height).Inset(PaddingX, PaddingY / 2), styleOf(columns[i]), columns[i].Align);
            x += widths[i];
        }

        return y + height;
    }

    private float RowHeight(PdfPage page, IReadOnlyList<string> cells, float[] widths, Func<PdfColumn, TextStyle> styleOf) =>
        columns.Select((column, i) =>
        {
            var cell = styleOf(column);
            return page.Wrap(cells[i], widths[i] - 2 * PaddingX, cell).Count * cell.Size * cell.LineHeight;
        }).Max() + 2 * PaddingY;
}
