using RuanKao.Sandbox.People;
using SkiaSharp;

namespace RuanKao.Portal.Tests.Photos;

/// <summary>Writes the kinds of JPEG that SkiaSharp does not: grey, CMYK as Adobe does, progressive. Sequential DCT and the tables of ITU T.81 annex K.</summary>
internal static class TestJpegs
{
    private static readonly Lazy<byte[]> ProgressiveFile = new(() => Drawn(3, progressive: true)), CmykFile = new(() => Drawn(4, progressive: false)), GreyFile = new(() => Drawn(1, progressive: false));

    private static readonly int[] Zigzag =
    [
        0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59,
        52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
    ];

    private static readonly byte[] DcCounts = [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0], DcValues = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];

    private static readonly byte[] AcCounts = [0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 0x7D];

    private static readonly byte[] AcValues = Convert.FromHexString(
        "01020300041105122131410613516107227114328191A1082342B1C11552D1F02433627282090A161718191A25262728292A3435363738393A434445464748494A535455565758595A636465666768696A" +
        "737475767778797A838485868788898A92939495969798999AA2A3A4A5A6A7A8A9AAB2B3B4B5B6B7B8B9BAC2C3C4C5C6C7C8C9CAD2D3D4D5D6D7D8D9DAE1E2E3E4E5E6E7E8E9EAF1F2F3F4F5F6F7F8F9FA");

    private static readonly Dictionary<int, (int Code, int Length)> Dc = Codes(DcCounts, DcValues), Ac = Codes(AcCounts, AcValues);

    public static byte[] Progressive => ProgressiveFile.Value;

    public static byte[] Cmyk => CmykFile.Value;

    public static byte[] Grey => GreyFile.Value;

    /// <summary>The progressive file with its last scan so many times more.</summary>
    public static byte[] ScanBomb(int scans)
    {
        var file = Progressive;
        var last = file.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]);
        var scan = file[last..^2];
        return [.. file[..last], .. Enumerable.Repeat(scan, scans).SelectMany(part => part), 0xFF, 0xD9];
    }

    /// <summary>One, three or four components of a picture.</summary>
    public static byte[] Write(SKBitmap picture, int components, bool progressive)
    {
        var file = new MemoryStream();
        file.Write([0xFF, 0xD8]);
        if (components == 4) file.Write([0xFF, 0xEE, 0, 14, .. "Adobe"u8, 0, 100, 0, 0, 0, 0, 0]);
        // Every step is 4: a good quality, and the same in every row.
        file.Write([0xFF, 0xDB, 0, 67, 0, .. Enumerable.Repeat((byte)4, 64)]);
        file.Write([0xFF, progressive ? (byte)0xC2 : (byte)0xC0, 0, (byte)(8 + 3 * components), 8, (byte)(picture.Height >> 8), (byte)picture.Height, (byte)(picture.Width >> 8), (byte)picture.Width, (byte)components]);
        for (var c = 1; c <= components; c++) file.Write([(byte)c, 0x11, 0]);
        file.Write([0xFF, 0xC4, 0, (byte)(19 + DcValues.Length), 0x00, .. DcCounts, .. DcValues]);
        file.Write([0xFF, 0xC4, 0, (byte)(19 + AcValues.Length), 0x10, .. AcCounts, .. AcValues]);
        var blocks = Enumerable.Range(0, components).Select(c => Blocks(picture, components, c)).ToList();
        if (progressive)
        {
            Scan(file, blocks, [.. Enumerable.Range(0, components)], 0, 0);
            for (var c = 0; c < components; c++)
            {
                Scan(file, blocks, [c], 1, 5);
                Scan(file, blocks, [c], 6, 63);
            }
        }
        else Scan(file, blocks, [.. Enumerable.Range(0, components)], 0, 63);
        file.Write([0xFF, 0xD9]);
        return file.ToArray();
    }

    private static byte[] Drawn(int components, bool progressive)
    {
        using var picture = DrawnPortrait.Draw(6, 304, 424);
        return Write(picture, components, progressive);
    }

    private static void Scan(MemoryStream file, List<List<int[]>> blocks, int[] components, int from, int to)
    {
        file.Write([0xFF, 0xDA, 0, (byte)(6 + 2 * components.Length), (byte)components.Length]);
        foreach (var c in components) file.Write([(byte)(c + 1), 0x00]);
        file.Write([(byte)from, (byte)to, 0]);
        var (bits, count, before) = (0, 0, new int[blocks.Count]);
        void Put(int code, int length)
        {
            for (var i = length - 1; i >= 0; i--)
            {
                bits = bits << 1 | (code >> i & 1);
                if (++count < 8) continue;
                file.WriteByte((byte)bits);
                if (bits == 0xFF) file.WriteByte(0);
                (bits, count) = (0, 0);
            }
        }

        void Value(int value, int size) => Put(value < 0 ? value + (1 << size) - 1 : value, size);
        for (var b = 0; b < blocks[0].Count; b++)
        {
            foreach (var c in components)
            {
                var block = blocks[c][b];
                if (from == 0)
                {
                    var change = block[0] - before[c];
                    before[c] = block[0];
                    Put(Dc[Size(change)].Code, Dc[Size(change)].Length);
                    Value(change, Size(change));
                }

                var zeros = 0;
                for (var k = Math.Max(1, from); k <= to; k++)
                {
                    if (block[k] == 0)
                    {
                        zeros++;
                        continue;
                    }

                    for (; zeros > 15; zeros -= 16) Put(Ac[0xF0].Code, Ac[0xF0].Length);
                    var symbol = zeros << 4 | Size(block[k]);
                    Put(Ac[symbol].Code, Ac[symbol].Length);
                    Value(block[k], Size(block[k]));
                    zeros = 0;
                }

                if (to > 0 && zeros > 0) Put(Ac[0].Code, Ac[0].Length);
            }
        }

        if (count > 0) Put(0x7F, 8 - count);
    }

    private static List<int[]> Blocks(SKBitmap picture, int components, int component)
    {
        var blocks = new List<int[]>();
        var pixels = picture.Pixels;
        for (var top = 0; top < picture.Height; top += 8)
        {
            for (var left = 0; left < picture.Width; left += 8)
            {
                var samples = new double[64];
                for (var i = 0; i < 64; i++)
                {
                    var pixel = pixels[Math.Min(top + i / 8, picture.Height - 1) * picture.Width + Math.Min(left + i % 8, picture.Width - 1)];
                    samples[i] = Sample(pixel, components, component) - 128;
                }

                blocks.Add(Transformed(samples));
            }
        }

        return blocks;
    }

    private static double Sample(SKColor pixel, int components, int component) => (components, component) switch
    {
        (4, 0) => pixel.Red,
        (4, 1) => pixel.Green,
        (4, 2) => pixel.Blue,
        // Adobe writes inks the other way round; no black is used.
        (4, _) => 255,
        (_, 0) => 0.299 * pixel.Red + 0.587 * pixel.Green + 0.114 * pixel.Blue,
        (_, 1) => 128 - 0.168736 * pixel.Red - 0.331264 * pixel.Green + 0.5 * pixel.Blue,
        _ => 128 + 0.5 * pixel.Red - 0.418688 * pixel.Green - 0.081312 * pixel.Blue,
    };

    private static readonly double[,] Cosines = MakeCosines();

    private static double[,] MakeCosines()
    {
        var cosines = new double[8, 8];
        for (var u = 0; u < 8; u++) for (var x = 0; x < 8; x++) cosines[u, x] = Math.Cos((2 * x + 1) * u * Math.PI / 16) * (u == 0 ? Math.Sqrt(0.125) : 0.5);
        return cosines;
    }

    private static int[] Transformed(double[] samples)
    {
        var (rows, block) = (new double[64], new int[64]);
        for (var y = 0; y < 8; y++) for (var u = 0; u < 8; u++) for (var x = 0; x < 8; x++) rows[y * 8 + u] += samples[y * 8 + x] * Cosines[u, x];
        for (var k = 0; k < 64; k++)
        {
            double sum = 0;
            for (var y = 0; y < 8; y++) sum += rows[y * 8 + Zigzag[k] % 8] * Cosines[Zigzag[k] / 8, y];
            block[k] = (int)Math.Round(sum / 4);
        }

        return block;
    }

    private static int Size(int value) => value == 0 ? 0 : 32 - System.Numerics.BitOperations.LeadingZeroCount((uint)Math.Abs(value));

    private static Dictionary<int, (int, int)> Codes(byte[] counts, byte[] values)
    {
        var (codes, code, next) = (new Dictionary<int, (int, int)>(), 0, 0);
        for (var length = 1; length <= 16; length++, code <<= 1)
        {
            for (var i = 0; i < counts[length - 1]; i++) codes[values[next++]] = (code++, length);
        }

        return codes;
    }
}
