using System.Globalization;
using System.IO.Compression;
using System.Xml;
using MiniExcelLibs;
using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Web;

/// <summary>Reads an uploaded table, CSV or XLSX, into lines of text cells.</summary>
public static class UploadedTable
{
    /// <summary>What an XLSX may unpack to: a small file can hide a huge one.</summary>
    private const int LargestUnpacked = 64 * 1024 * 1024;

    /// <param name="most">No more lines than this are read.</param>
    /// <exception cref="RuleViolationException">At File: it is no table.</exception>
    public static IReadOnlyList<CsvLine> Read(byte[] file, int most)
    {
        if (!file.AsSpan().StartsWith("PK"u8)) return CsvText.Read(CsvText.Decode(file));
        try
        {
            if (Unpacked(file) > LargestUnpacked) throw new RuleViolationException("File", "表格文件展开后太大，请另存为 CSV 后再上传");
            using var stream = new MemoryStream(file);
            var lines = new List<CsvLine>();
            foreach (IDictionary<string, object?> row in stream.Query().Take(most)) lines.Add(new(lines.Count + 1, [.. row.Values.Select(Text)]));
            return lines;
        }
        catch (Exception fault) when (fault is InvalidDataException or XmlException or NotSupportedException or FormatException or KeyNotFoundException or ArgumentException or NullReferenceException or InvalidOperationException)
        {
            throw new RuleViolationException("File", "读不出这个表格文件，请用 WPS 或 Excel 另存为 XLSX 或 CSV 后再上传");
        }
    }

    private static long Unpacked(byte[] file)
    {
        using var zip = new ZipArchive(new MemoryStream(file), ZipArchiveMode.Read);
        var (total, piece) = (0L, new byte[64 * 1024]);
        foreach (var entry in zip.Entries)
        {
            using var content = entry.Open();
            for (int read; total <= LargestUnpacked && (read = content.Read(piece)) > 0;) total += read;
        }
        return total;
    }

    private static string Text(object? cell) => cell switch
    {
        null => "",
        DateTime at => at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        double number => number.ToString(CultureInfo.InvariantCulture),
        _ => Convert.ToString(cell, CultureInfo.InvariantCulture) ?? "",
    };
}
