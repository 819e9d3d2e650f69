using MiniExcelLibs;

namespace RuanKao.Portal.Web;

/// <summary>A table as an XLSX file. Texts are stored as texts and numbers as numbers; nothing is stored as a formula.</summary>
public static class WorkSheet
{
    public const string ContentType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    public static byte[] Xlsx(string title, IReadOnlyList<string> heads, IEnumerable<IReadOnlyList<object>> rows)
    {
        using var file = new MemoryStream();
        var lines = rows.Select(row => heads.Zip(row).ToDictionary(cell => cell.First, cell => cell.Second));
        // An empty sheet keeps its headings.
        var any = lines.Take(1).ToList();
        file.SaveAs(any.Count > 0 ? lines : new[] { heads.ToDictionary(head => head, object (_) => "") }, printHeader: true, sheetName: title);
        return file.ToArray();
    }
}
