using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using RuanKao.Portal.Accounts;
using RuanKao.Portal.Documents;
using SkiaSharp;

namespace RuanKao.Portal.Benchmarks;

/// <summary>
/// 500 pictures read by tesseract as Debian has it, given its best chance: each picture as it is and cleaned as an attacker would
/// (twice as large, and in black and white at two thresholds, so that the pale lines are gone), each in five segmentation modes,
/// with nothing but figures and signs allowed. A picture counts as read when any of these readings holds the sum, or its result alone; limit 0.2.
/// </summary>
public static partial class CaptchaBench
{
    private const int Pictures = 500;
    private const double Limit = 0.2;
    private static readonly int[] Modes = [6, 7, 8, 11, 13];
    private static readonly string[] Cleanings = ["plain", "double", "dark", "darker"];

    public static async Task RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("portal-captcha-");
        try
        {
            var sums = Draw(folder.FullName);
            var work = from cleaning in Cleanings from mode in Modes select (cleaning, mode);
            var hits = new int[Pictures];
            await Parallel.ForEachAsync(work, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, async (how, ct) =>
            {
                var readings = await ReadAsync(folder.FullName, how.cleaning, how.mode, ct);
                for (var i = 0; i < Pictures; i++)
                    if (Holds(readings[i], sums[i])) Interlocked.Increment(ref hits[i]);
            });
            var rate = hits.Count(h => h > 0) / (double)Pictures;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"captcha-ocr-rate {rate:0.000} ({Pictures} pictures, {Cleanings.Length * Modes.Length} readings each, limit {Limit:0.0})"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static ArithmeticSum[] Draw(string folder)
    {
        using var fonts = new FontChain(new());
        var artist = new ArithmeticPicture(fonts);
        var sums = new ArithmeticSum[Pictures];
        var sheet = new List<byte[]>();
        foreach (var cleaning in Cleanings) File.WriteAllLines(List(folder, cleaning), Enumerable.Range(0, Pictures).Select(i => Name(folder, cleaning, i)));
        for (var i = 0; i < Pictures; i++)
        {
            var seed = RandomNumberGenerator.GetBytes(8);
            sums[i] = ArithmeticSum.From(seed);
            var png = artist.Draw(sums[i].Question, BitConverter.ToInt32(seed, 4));
            if (i < 20) sheet.Add(png);
            using var picture = SKBitmap.Decode(png);
            foreach (var cleaning in Cleanings) File.WriteAllBytes(Name(folder, cleaning, i), Clean(picture, cleaning));
        }
        var at = Path.Combine(AppContext.BaseDirectory, "captcha-sheet.png");
        File.WriteAllBytes(at, Sheet(sheet));
        Console.WriteLine($"Twenty of them to look at: {at}");
        return sums;
    }

    private static byte[] Clean(SKBitmap picture, string cleaning)
    {
        using var large = cleaning == "plain" ? picture.Copy() : picture.Resize(new SKImageInfo(picture.Width * 2, picture.Height * 2), new SKSamplingOptions(SKCubicResampler.Mitchell));
        var threshold = cleaning switch { "dark" => 128, "darker" => 90, _ => 0 };
        if (threshold > 0)
            for (var y = 0; y < large.Height; y++)
                for (var x = 0; x < large.Width; x++)
                {
                    var colour = large.GetPixel(x, y);
                    large.SetPixel(x, y, (colour.Red * 299 + colour.Green * 587 + colour.Blue * 114) / 1000 < threshold ? SKColors.Black : SKColors.White);
                }
        // A white margin: tesseract reads worse at an edge.
        using var framed = new SKBitmap(large.Width + 40, large.Height + 40);
        using (var canvas = new SKCanvas(framed))
        {
            canvas.Clear(threshold > 0 ? SKColors.White : large.GetPixel(0, 0));
            canvas.DrawBitmap(large, 20, 20, SKSamplingOptions.Default);
        }
        return framed.Encode(SKEncodedImageFormat.Png, 100).ToArray();
    }

    private static async Task<string[]> ReadAsync(string folder, string cleaning, int mode, CancellationToken ct)
    {
        var start = new ProcessStartInfo("tesseract", [List(folder, cleaning), "stdout", "--psm", mode.ToString(CultureInfo.InvariantCulture),
            "--dpi", "150", "-c", "tessedit_char_whitelist=0123456789+-=?", "-c", "page_separator=\f"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        // Its threads only get into each other's way on pictures this small.
        start.Environment["OMP_THREAD_LIMIT"] = "1";
        using var process = Process.Start(start)!;
        var fault = process.StandardError.ReadToEndAsync(ct);
        var pages = (await process.StandardOutput.ReadToEndAsync(ct)).Split('\f');
        await process.WaitForExitAsync(ct);
        return pages.Length >= Pictures ? pages : throw new InvalidOperationException($"tesseract read {pages.Length} of {Pictures} pictures: {await fault}");
    }

    private static bool Holds(string reading, ArithmeticSum sum)
    {
        var text = Blanks().Replace(reading, "");
        return text.Contains($"{sum.Left}{sum.Sign}{sum.Right}", StringComparison.Ordinal) || text == sum.Result.ToString(CultureInfo.InvariantCulture);
    }

    private static byte[] Sheet(IReadOnlyList<byte[]> pictures)
    {
        using var sheet = new SKBitmap(4 * (ArithmeticPicture.Width * 2 + 20), 5 * (ArithmeticPicture.Height * 2 + 20));
        using var canvas = new SKCanvas(sheet);
        canvas.Clear(SKColors.White);
        for (var i = 0; i < pictures.Count; i++)
        {
            using var picture = SKBitmap.Decode(pictures[i]);
            canvas.DrawBitmap(picture, 10 + i % 4 * (picture.Width + 20), 10 + i / 4 * (picture.Height + 20), SKSamplingOptions.Default);
        }
        canvas.Flush();
        return sheet.Encode(SKEncodedImageFormat.Png, 100).ToArray();
    }

    private static string Name(string folder, string cleaning, int i) => Path.Combine(folder, $"{cleaning}-{i:000}.png");

    private static string List(string folder, string cleaning) => Path.Combine(folder, cleaning + ".txt");

    [GeneratedRegex(@"\s")]
    private static partial Regex Blanks();
}
