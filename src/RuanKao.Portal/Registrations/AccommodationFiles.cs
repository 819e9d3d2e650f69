using RuanKao.Portal.Documents;

namespace RuanKao.Portal.Registrations;

/// <summary>What an upload becomes: judged by what it holds; its name and the type it claims count for nothing.</summary>
public static class AccommodationFiles
{
    public const int Most = 3;
    public const int MostBytes = 5 * 1024 * 1024;

    /// <summary>The file to keep, or what is wrong with it in words.</summary>
    public static async Task<(byte[]? File, ProofFormat Format, string? Fault)> ReadAsync(byte[] upload, CancellationToken ct)
    {
        if (upload.Length == 0) return (null, default, "文件是空的，请重新选择");
        if (upload.Length > MostBytes) return (null, default, $"每个文件不能超过 {MostBytes / 1024 / 1024} MB，这个有 {upload.Length / 1024.0 / 1024:0.0} MB");
        if (UploadedPdf.IsOne(upload)) return UploadedPdf.FaultOf(upload) is { } fault ? (null, default, fault) : (upload, ProofFormat.Pdf, null);
        if (!ScanPicture.IsOne(upload)) return (null, default, "只能上传 JPG、PNG 图片或 PDF 文件");
        var (jpeg, wrong) = await ScanPicture.MakeAsync(upload, ct);
        return (jpeg, ProofFormat.Jpeg, wrong);
    }
}
