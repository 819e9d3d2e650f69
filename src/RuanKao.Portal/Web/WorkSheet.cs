using System.Text;
using MiniExcelLibs;
using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Web;

/// <summary>Tables as files for a spreadsheet; the first line of the cells is their heading. Names come from people, so no text may become a formula.</summary>
public static class WorkSheet
{
    public const string CsvType = "text/csv; charset=utf-8";
    public const string XlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    /// <summary>UTF-8 with its mark, without which spreadsheets take it for something else.</summary>
    public static byte[] Csv(IEnumerable<IReadOnlyList<object>> cells) => [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(CsvText.Write(cells))];

    public static byte[] Xlsx(string title, IEnumerable<IReadOnlyList<object>> cells) => Xlsx([(title, cells)]);

    /// <summary>A sheet for each table. Texts are stored as texts and numbers as numbers; nothing is stored as a formula.</summary>
    public static byte[] Xlsx(IEnumerable<(string Title, IEnumerable<IReadOnlyList<object>> Cells)> sheets)
    {
        using var file = new MemoryStream();
        file.SaveAs(sheets.ToDictionary(s => s.Title, object (s) => Rows([.. s.Cells])), printHeader: true);
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
