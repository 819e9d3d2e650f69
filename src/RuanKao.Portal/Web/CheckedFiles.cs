using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Web;

/// <summary>The content of a file that a person looked at before it is entered: it travels through the page and back, for this person, unchanged, for half an hour.</summary>
public sealed class CheckedFiles(IDataProtectionProvider protection)
{
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(30);

    public string Close(string purpose, string text, Operation operation)
    {
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true)) brotli.Write(Encoding.UTF8.GetBytes($"{operation.UserId}\n{operation.At.Ticks}\n{text}"));
        return Convert.ToBase64String(protection.CreateProtector(purpose).Protect(packed.ToArray()));
    }

    /// <exception cref="RuleViolationException">At File: too old, of another person, or not made here.</exception>
    public string Open(string purpose, string? token, Operation operation)
    {
        try
        {
            using var packed = new MemoryStream(protection.CreateProtector(purpose).Unprotect(Convert.FromBase64String(token ?? "")));
            using var brotli = new BrotliStream(packed, CompressionMode.Decompress);
            var parts = new StreamReader(brotli, Encoding.UTF8).ReadToEnd().Split('\n', 3);
            if (parts[0] == operation.UserId.ToString() && operation.At - new DateTime(long.Parse(parts[1], CultureInfo.InvariantCulture), DateTimeKind.Utc) < Life) return parts[2];
        }
        catch (Exception fault) when (fault is FormatException or CryptographicException) { }
        throw new RuleViolationException("File", "核对页面已过期，请重新上传文件");
    }
}
