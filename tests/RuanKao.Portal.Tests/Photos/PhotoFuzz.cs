using System.Buffers.Binary;
using System.Runtime.InteropServices;
using RuanKao.Portal.Photos;
using RuanKao.Sandbox.People;
using SkiaSharp;

namespace RuanKao.Portal.Tests.Photos;

/// <summary>Mutated photo files, each from its seed, and everything that an upload of one meets.</summary>
internal static class PhotoFuzz
{
    public static readonly TimeSpan LongestRun = TimeSpan.FromSeconds(2);

    private static readonly Lazy<byte[][]> Sources = new(() =>
    [
        DrawnPortrait.Jpeg(3, 400, 560), DrawnPortrait.Jpeg(5, 295, 413), DrawnPortrait.Jpeg(8, 420, 300, 70),
        Encoded(SKEncodedImageFormat.Png), Encoded(SKEncodedImageFormat.Webp), TestJpegs.Progressive, TestJpegs.Cmyk,
        TestPhotos.WithOrientation(DrawnPortrait.Jpeg(9, 400, 560), 6),
    ]);

    public static byte[] File(int seed)
    {
        var random = new Random(seed);
        var file = Sources.Value[random.Next(Sources.Value.Length)].ToArray();
        var kind = random.Next(7);
        return kind switch
        {
            0 => file[..random.Next(file.Length)],
            1 => Changed(file, random, 1 + random.Next(20), file.Length),
            2 => Changed(file, random, 1 + random.Next(8), Math.Min(700, file.Length)),
            3 => Resized(file, random),
            4 => [.. file[..random.Next(file.Length)], .. Sources.Value[random.Next(Sources.Value.Length)][random.Next(200)..]],
            5 => Repeated(file, random),
            _ => [.. file, .. Enumerable.Range(0, random.Next(5_000)).Select(_ => (byte)random.Next(256))],
        };
    }

    /// <summary>Runs all that the portal does with an upload; throws what it should not.</summary>
    public static void Try(byte[] file, int seed)
    {
        var random = new Random(seed);
        var frame = random.Next(2) == 0 ? null : new PhotoFrame(random.NextDouble() - 0.3, random.NextDouble() - 0.3, 0.05 + random.NextDouble(), 0.05 + random.NextDouble(), random.Next(-180, 181));
        if (frame is { IsSensible: false }) frame = null;
        var mask = random.Next(4) == 0 ? file : null;
        var recipe = new PhotoRecipe(frame, mask, random.Next(2) == 0, random.Next(2) == 0);
        var photo = PhotoProcessor.Make(file, recipe, PhotoSettings.Default);
        if (photo.Findings.Count == 0) throw new InvalidOperationException("Nothing was found.");
        if (photo.Accepted && photo.Processed is not { Length: < 100_000 }) throw new InvalidOperationException("Accepted without a picture.");
        if (photo.Processed is null) return;
        var header = JpegInspection.Read(photo.Processed);
        if ((header.Width, header.Height) != (PhotoRules.ResultWidth, PhotoRules.ResultHeight)) throw new InvalidOperationException("A picture of another size.");
        var copy = JpegCopy.WithoutMetadata(file, JpegInspection.Read(file).Orientation);
        if (PhotoProcessor.Make(copy, PhotoRecipe.Plain, PhotoSettings.Default, file.Length).Processed is null) throw new InvalidOperationException("The kept copy does not open.");
    }

    /// <summary>Processor time of this thread in seconds: the machine's other work does not count.</summary>
    public static double ThreadSeconds() => ClockGetTime(3, out var time) == 0 ? time.Seconds + time.Nanoseconds / 1e9 : throw new InvalidOperationException("No clock of the thread.");

    [DllImport("libc", EntryPoint = "clock_gettime")]
    private static extern int ClockGetTime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }

    private static byte[] Encoded(SKEncodedImageFormat format)
    {
        using var picture = DrawnPortrait.Draw(4, 300, 420);
        using var data = picture.Encode(format, 80);
        return data.ToArray();
    }

    private static byte[] Changed(byte[] file, Random random, int changes, int until)
    {
        for (var i = 0; i < changes; i++) file[random.Next(until)] = (byte)random.Next(256);
        return file;
    }

    /// <summary>Another size in the frame header.</summary>
    private static byte[] Resized(byte[] file, Random random)
    {
        for (var i = 2; i + 9 < file.Length; i++)
        {
            if (file[i] != 0xFF || file[i + 1] is not (0xC0 or 0xC1 or 0xC2)) continue;
            BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(i + 5), (ushort)random.Next(9_000));
            BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(i + 7), (ushort)random.Next(9_000));
            break;
        }

        return file;
    }

    /// <summary>A stretch of the file many times over: scans, tables, headers.</summary>
    private static byte[] Repeated(byte[] file, Random random)
    {
        var from = random.Next(file.Length);
        var part = file[from..Math.Min(file.Length, from + random.Next(3_000))];
        return [.. file[..from], .. Enumerable.Repeat(part, random.Next(60)).SelectMany(p => p), .. file[from..]];
    }
}
