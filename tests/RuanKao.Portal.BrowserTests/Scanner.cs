using System.Diagnostics;

namespace RuanKao.Portal.BrowserTests;

/// <summary>A phone's camera: reads the QR code in a picture or on the first page of a PDF (zbar, poppler).</summary>
public static class Scanner
{
    public static async Task<string> ReadAsync(byte[] png)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, png);
            return await RunAsync("zbarimg", "--raw", "--quiet", "-Sdisable", "-Sqrcode.enable", file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    public static async Task<string> ReadPdfAsync(byte[] pdf)
    {
        var folder = Directory.CreateTempSubdirectory("portal-scan-").FullName;
        try
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, "page.pdf"), pdf);
            await RunAsync("pdftoppm", "-r", "150", "-png", "-singlefile", Path.Combine(folder, "page.pdf"), Path.Combine(folder, "page"));
            return await ReadAsync(await File.ReadAllBytesAsync(Path.Combine(folder, "page.png")));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output.Trim() : throw new InvalidOperationException($"{program} read nothing.");
    }
}
