using System.Diagnostics;
using System.Globalization;
using RuanKao.Portal.Photos;
using RuanKao.Portal.Tests.Photos;
using RuanKao.Sandbox.People;
using SkiaSharp;

namespace RuanKao.Portal.Benchmarks;

/// <summary>
/// A 12-megapixel JPEG to all checks and a processed photo: CPU time beside a bare SkiaSharp scaled decode, crop and the same size-searched encode of the
/// same files in turn; photos a second on all cores; growth of memory over 2,000 photos.
/// </summary>
public static class PhotoBench
{
    private const int Files = 6, Rounds = 12, Soak = 2_000;

    public static Task RunAsync()
    {
        var files = Enumerable.Range(1, Files).Select(Photo).ToList();
        foreach (var file in files.Concat(files))
        {
            PhotoProcessor.Examine(file, PhotoSettings.Default);
            Bare(file);
        }

        var (own, bare, bytes) = (new List<double>(), new List<double>(), 0);
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var file in files)
            {
                // In turn, each first every other time: what one warms the other finds warm.
                if (round % 2 == 1) bare.Add(CpuOf(() => Bare(file)));
                own.Add(CpuOf(() =>
                {
                    var photo = PhotoProcessor.Examine(file, PhotoSettings.Default);
                    if (!photo.Accepted) throw new InvalidOperationException(string.Join(' ', photo.Findings.Select(finding => finding.Words)));
                    bytes = Math.Max(bytes, photo.Processed!.Length);
                }));
                if (round % 2 == 0) bare.Add(CpuOf(() => Bare(file)));
            }
        }

        Say("photo-cpu-ms", Median(own), $"limit 60, {Files} files of 12 MP, {own.Count} runs");
        Say("photo-bare-cpu-ms", Median(bare), "SkiaSharp alone, same run");
        Say("photo-vs-bare", own.Zip(bare, (o, b) => o / b).Order().ElementAt(own.Count / 2), "limit 1.50");
        Console.WriteLine($"photo-bytes {bytes} (limit 10240)");
        Throughput(files);
        return Task.CompletedTask;
    }

    private static void Throughput(List<byte[]> files)
    {
        var workers = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount };
        Parallel.For(0, 100, workers, i => PhotoProcessor.Examine(files[i % Files], PhotoSettings.Default));
        var (before, watch) = (Resident(), Stopwatch.StartNew());
        Parallel.For(0, Soak, workers, i => PhotoProcessor.Examine(files[i % Files], PhotoSettings.Default));
        var seconds = watch.Elapsed.TotalSeconds;
        Say("photo-per-second", Soak / seconds, $"at least 25, {Environment.ProcessorCount} at once");
        Say("photo-rss-growth-mb", Math.Max(0, Resident() - before), $"limit 50, over {Soak} photos, from {before:0} MB");
    }

    /// <summary>A phone's picture: 3,000 × 4,000, one person before white, the noise of a sensor that the phone has already smoothed.</summary>
    private static byte[] Photo(int seed)
    {
        using var half = DrawnPortrait.Draw(seed, 1500, 2000);
        using var whole = half.Resize(new SKSizeI(3000, 4000), new SKSamplingOptions(SKCubicResampler.Mitchell));
        using var jpeg = whole.Encode(SKEncodedImageFormat.Jpeg, 92);
        return jpeg.ToArray();
    }

    private static byte[] Bare(byte[] file)
    {
        using var data = SKData.CreateCopy(file);
        using var codec = SKCodec.Create(data);
        var size = new SKSizeI(codec.Info.Width, codec.Info.Height);
        for (var eighths = 7; eighths >= 1; eighths--)
        {
            var smaller = codec.GetScaledDimensions(eighths / 8f);
            if (smaller.Width >= 295 * 1.5f && smaller.Height >= 413 * 1.5f) size = smaller;
        }

        using var decoded = new SKBitmap(new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        codec.GetPixels(decoded.Info, decoded.GetPixels());
        decoded.SetImmutable();
        using var picture = new SKBitmap(new SKImageInfo(295, 413, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using (var canvas = new SKCanvas(picture))
        {
            var scale = Math.Max(295f / size.Width, 413f / size.Height);
            canvas.Translate((295 - size.Width * scale) / 2, (413 - size.Height * scale) / 2);
            canvas.Scale(scale);
            using var image = SKImage.FromBitmap(decoded);
            canvas.DrawImage(image, 0, 0, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        }

        using var pixels = picture.PeekPixels();
        var (low, high) = (20, 95);
        var best = Encode(pixels, low);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            var tried = Encode(pixels, middle);
            if (tried.Length <= 10_240) (best, low) = (tried, middle);
            else high = middle - 1;
        }

        return best;
    }

    private static byte[] Encode(SKPixmap pixels, int quality)
    {
        using var jpeg = pixels.Encode(new SKJpegEncoderOptions(quality, SKJpegEncoderDownsample.Downsample420, SKJpegEncoderAlphaOption.Ignore))!;
        return jpeg.ToArray();
    }

    private static double CpuOf(Action work)
    {
        var before = PhotoFuzz.ThreadSeconds();
        work();
        return (PhotoFuzz.ThreadSeconds() - before) * 1000;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static void Say(string name, double value, string about) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {value:0.00} ({about})"));

    private static double Resident()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64 / 1048576.0;
    }
}
