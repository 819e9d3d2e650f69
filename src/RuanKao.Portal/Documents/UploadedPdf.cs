using System.Text;

namespace RuanKao.Portal.Documents;

/// <summary>
/// Judges a PDF that somebody uploads: whole, open without a password, and without what a document that is only read does not need.
/// It looks at what stands in the open; compressed parts may hide more, so that such a file is never shown within a page, only handed out to be saved.
/// </summary>
public static class UploadedPdf
{
    private const int Tail = 2048;

    private static readonly (string Name, string Fault)[] Unwanted =
    [
        ("/Encrypt", "PDF 设有密码或权限限制，请取消后再上传，或拍照上传"),
        ("/JavaScript", Active), ("/JS", Active), ("/Launch", Active), ("/EmbeddedFile", Active), ("/RichMedia", Active), ("/XFA", Active),
    ];

    private const string Active = "PDF 里有脚本、表单程序或附件，请打印成普通 PDF，或拍照上传";

    public static bool IsOne(ReadOnlySpan<byte> file) => file.StartsWith("%PDF-"u8);

    /// <summary>What is wrong with it, in words; null where it may be kept.</summary>
    public static string? FaultOf(ReadOnlySpan<byte> file)
    {
        if (file[Math.Max(0, file.Length - Tail)..].IndexOf("%%EOF"u8) < 0) return "PDF 不完整或已损坏，请重新导出后再上传";
        foreach (var (name, fault) in Unwanted)
            if (Holds(file, Encoding.ASCII.GetBytes(name))) return fault;
        return null;
    }

    // As a whole name: /JS is one, /JSomething is another.
    private static bool Holds(ReadOnlySpan<byte> file, ReadOnlySpan<byte> name)
    {
        while (file.IndexOf(name) is >= 0 and var at)
        {
            file = file[(at + name.Length)..];
            if (file.IsEmpty || !char.IsAsciiLetterOrDigit((char)file[0])) return true;
        }
        return false;
    }
}
