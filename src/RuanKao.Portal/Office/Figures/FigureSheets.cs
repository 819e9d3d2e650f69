using System.Text;
using MiniExcelLibs;
using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Office.Figures;

/// <summary>Tables as files for a spreadsheet. Names come from people, so no text may become a formula.</summary>
public static class FigureSheets
{
    public const string CsvType = "text/csv; charset=utf-8";
    public const string XlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    /// <summary>UTF-8 with its mark, without which spreadsheets take it for something else.</summary>
    public static byte[] Csv(FigureTable table) => [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(CsvText.Write(table.Cells))];

    /// <summary>A sheet for each table. Texts are stored as texts and numbers as numbers; nothing is stored as a formula.</summary>
    public static byte[] Xlsx(IReadOnlyList<FigureTable> tables)
    {
        using var file = new MemoryStream();
        file.SaveAs(tables.ToDictionary(t => t.Title, object (t) => Rows([.. t.Cells])), printHeader: true);
        return file.ToArray();
    }

    /// <summary>One sheet of a heading line and lines.</summary>
    public static byte[] Xlsx(string title, IReadOnlyList<IReadOnlyList<object>> cells)
    {
        using var file = new MemoryStream();
        file.SaveAs(new Dictionary<string, object> { [title] = Rows(cells) }, printHeader: true);
        return file.ToArray();
    }

    private static List<Dictionary<string, object>> Rows(IReadOnlyList<IReadOnlyList<object>> cells)
    {
        string[] heads = [.. cells[0].Cast<string>()];
        var rows = cells.Skip(1).Select(line => heads.Zip(line).ToDictionary(cell => cell.First, cell => cell.Second)).ToList();
        // An empty sheet keeps its headings.
        return rows.Count > 0 ? rows : [heads.ToDictionary(head => head, object (_) => "")];
    }
}
