using System.IO.Compression;
using System.Xml;
using System.Xml.Linq;

namespace RuanKao.Portal.Documents;

public enum OfficeKind { Workbook, Document }

/// <summary>
/// Judges a workbook or document of the Office Open XML kind that somebody uploads: whole, of a sensible size, without macros, embedded objects or parts
/// that are fetched from elsewhere. Like a PDF it is only handed out to be saved.
/// </summary>
public static class UploadedOffice
{
    private const int MostEntries = 2000;
    private const long MostUnpacked = 100L * 1024 * 1024;
    private const int MostPart = 1024 * 1024;

    public static bool IsOne(ReadOnlySpan<byte> file) => file.StartsWith("PK\x03\x04"u8);

    public static (OfficeKind Kind, string? Fault) Look(byte[] file)
    {
        try
        {
            using var zip = new ZipArchive(new MemoryStream(file, writable: false), ZipArchiveMode.Read);
            if (zip.Entries.Count > MostEntries || zip.Entries.Sum(e => e.Length) > MostUnpacked) return (default, "文件解开后太大，请精简后再上传");
            var names = zip.Entries.Select(e => e.FullName.Replace('\\', '/')).ToList();
            if (names.Distinct(StringComparer.OrdinalIgnoreCase).Count() != names.Count || names.Any(n => n.StartsWith('/') || n.Split('/').Contains(".."))) return (default, Broken);
            if (zip.GetEntry("[Content_Types].xml") is not { } types) return (default, Other);
            OfficeKind? kind = zip.GetEntry("xl/workbook.xml") is not null ? OfficeKind.Workbook : zip.GetEntry("word/document.xml") is not null ? OfficeKind.Document : null;
            if (kind is null) return (default, Other);
            if (names.Any(n => n.EndsWith("vbaProject.bin", StringComparison.OrdinalIgnoreCase) || n.Contains("/embeddings/", StringComparison.OrdinalIgnoreCase) || n.Contains("/activeX/", StringComparison.OrdinalIgnoreCase))
                || Read(types).ToString().Contains("macroEnabled", StringComparison.OrdinalIgnoreCase)) return (kind.Value, Active);
            return (kind.Value, zip.Entries.Where(e => e.FullName.EndsWith(".rels", StringComparison.OrdinalIgnoreCase)).Any(FetchesSomething) ? Fetching : null);
        }
        catch (Exception fault) when (fault is InvalidDataException or XmlException or IOException or NotSupportedException)
        {
            return (default, Broken);
        }
    }

    private const string Broken = "文件不完整或已损坏，请重新保存后再上传";
    private const string Other = "这不是 Word 文档或 Excel 工作簿，请上传 PDF、XLSX 或 DOCX 文件";
    private const string Active = "文件里有宏、控件或嵌入的文件，请去掉后另存，或导出为 PDF";
    private const string Fetching = "文件引用了外部的模板或数据，打开时会向别处取内容，请去掉后另存，或导出为 PDF";

    // A hyperlink is followed by whoever clicks on it; everything else outside is fetched on opening.
    private static bool FetchesSomething(ZipArchiveEntry relations) => Read(relations).Descendants()
        .Any(r => (string?)r.Attribute("TargetMode") == "External" && (string?)r.Attribute("Type") is var type && type?.EndsWith("/hyperlink", StringComparison.Ordinal) != true);

    private static XElement Read(ZipArchiveEntry part)
    {
        if (part.Length > MostPart) throw new InvalidDataException();
        using var reader = XmlReader.Create(part.Open(), new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = MostPart });
        return XElement.Load(reader);
    }
}
