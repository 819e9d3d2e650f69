namespace RuanKao.Portal.Documents;

/// <summary>QR codes of one kind (ISO/IEC 18004: version 8, level Q, alphanumeric mode), as tickets carry them by the thousand. A library weighs eight masks for each,
/// which takes longer than drawing the page; a signed text is as good as random under any mask, so that all get the same.</summary>
public static class QrNarrow
{
    public const int Side = 49;
    public const int Longest = 157;
    // A shorter text fits version 7, and whoever draws it by the library gets that.
    public const int Shortest = 126;
    private const string Signs = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
    private const int Version = 8, CheckBytes = 22, DataBytes = 110, ModeBits = 0b0010, CountBits = 9;
    private static readonly int[] Blocks = [18, 18, 18, 18, 19, 19];
    private static readonly bool[,] Fixed = new bool[Side, Side];
    private static readonly bool[,] Frame = DrawFrame();
    private static readonly (int Row, int Column)[] Path = [.. Places()];
    private static readonly byte[] Generator = MakeGenerator();

    public static bool Fits(string text) => text.Length is >= Shortest and <= Longest && text.All(sign => Signs.Contains(sign, StringComparison.Ordinal));

    /// <summary>The modules, dark where true; <paramref name="mask"/> is one of the eight patterns of the standard.</summary>
    public static bool[,] Draw(string text, int mask = 0)
    {
        var modules = (bool[,])Frame.Clone();
        DrawFormat(modules, mask);
        var bytes = Interleaved(Encode(text));
        for (var at = 0; at < Path.Length; at++)
        {
            var (row, column) = Path[at];
            modules[row, column] = (bytes[at >> 3] >> (7 - (at & 7)) & 1) == 1 ^ Masked(mask, row, column);
        }

        return modules;
    }

    private static byte[] Encode(string text)
    {
        var (bytes, length) = (new byte[DataBytes], 0);
        Add(ModeBits, 4);
        Add(text.Length, CountBits);
        for (var at = 0; at < text.Length; at += 2)
        {
            if (at + 1 < text.Length) Add(Value(text[at]) * 45 + Value(text[at + 1]), 11);
            else Add(Value(text[at]), 6);
        }

        Add(0, Math.Min(4, DataBytes * 8 - length));
        var next = (length + 7) / 8;
        for (var pad = 0xEC; next < DataBytes; pad ^= 0xEC ^ 0x11) bytes[next++] = (byte)pad;
        return bytes;

        void Add(int value, int bits)
        {
            for (var bit = bits - 1; bit >= 0; bit--, length++)
                if ((value >> bit & 1) == 1) bytes[length >> 3] |= (byte)(0x80 >> (length & 7));
        }

        static int Value(char sign) => Signs.IndexOf(sign);
    }

    // The blocks' bytes in turn, then their check bytes in turn.
    private static byte[] Interleaved(byte[] data)
    {
        var (blocks, from) = (new List<byte[]>(), 0);
        foreach (var size in Blocks)
        {
            blocks.Add(data[from..(from + size)]);
            from += size;
        }

        var checks = blocks.ConvertAll(Checks);
        return [.. Enumerable.Range(0, Blocks.Max()).SelectMany(n => blocks.Where(block => n < block.Length).Select(block => block[n])),
            .. Enumerable.Range(0, CheckBytes).SelectMany(n => checks.Select(check => check[n]))];
    }

    // The remainder of a Reed-Solomon division over GF(256).
    private static byte[] Checks(byte[] block)
    {
        var rest = new byte[CheckBytes];
        foreach (var part in block)
        {
            var factor = (byte)(part ^ rest[0]);
            Array.Copy(rest, 1, rest, 0, CheckBytes - 1);
            rest[^1] = 0;
            for (var n = 0; n < CheckBytes; n++) rest[n] ^= Times(Generator[n], factor);
        }

        return rest;
    }

    private static byte[] MakeGenerator()
    {
        var generator = new byte[CheckBytes];
        generator[^1] = 1;
        byte root = 1;
        for (var n = 0; n < CheckBytes; n++, root = Times(root, 2))
        {
            for (var at = 0; at < CheckBytes; at++)
            {
                generator[at] = Times(generator[at], root);
                if (at + 1 < CheckBytes) generator[at] ^= generator[at + 1];
            }
        }

        return generator;
    }

    private static byte Times(byte one, byte other)
    {
        var product = 0;
        for (var bit = 7; bit >= 0; bit--) product = (product << 1) ^ ((product >> 7) * 0x11D) ^ ((other >> bit & 1) * one);
        return (byte)product;
    }

    private static bool[,] DrawFrame()
    {
        var modules = new bool[Side, Side];
        for (var n = 0; n < Side; n++)
        {
            Set(6, n, n % 2 == 0);
            Set(n, 6, n % 2 == 0);
        }

        foreach (var (row, column) in new[] { (3, 3), (3, Side - 4), (Side - 4, 3) }) Square(row, column, 4, distance => distance is not (2 or 4));
        int[] middles = [6, 24, 42];
        foreach (var row in middles)
        {
            foreach (var column in middles)
                if (!(row == 6 && column == 6) && !(row == 6 && column == 42) && !(row == 42 && column == 6)) Square(row, column, 2, distance => distance != 1);
        }

        // Where the format will stand; its dark module.
        for (var n = 0; n < 9; n++)
        {
            Fixed[8, n] = Fixed[n, 8] = true;
            if (n < 8) Fixed[8, Side - 1 - n] = Fixed[Side - 1 - n, 8] = true;
        }

        Set(Side - 8, 8, true);
        var rest = Version;
        for (var n = 0; n < 12; n++) rest = (rest << 1) ^ ((rest >> 11) * 0x1F25);
        var bits = Version << 12 | rest;
        for (var n = 0; n < 18; n++)
        {
            Set(n / 3, Side - 11 + n % 3, (bits >> n & 1) == 1);
            Set(Side - 11 + n % 3, n / 3, (bits >> n & 1) == 1);
        }

        return modules;

        void Set(int row, int column, bool dark) => (modules[row, column], Fixed[row, column]) = (dark, true);

        void Square(int row, int column, int reach, Func<int, bool> dark)
        {
            for (var y = -reach; y <= reach; y++)
            {
                for (var x = -reach; x <= reach; x++)
                    if (row + y is >= 0 and < Side && column + x is >= 0 and < Side) Set(row + y, column + x, dark(Math.Max(Math.Abs(x), Math.Abs(y))));
            }
        }
    }

    private static void DrawFormat(bool[,] modules, int mask)
    {
        // Level Q is 11.
        var data = 0b11 << 3 | mask;
        var rest = data;
        for (var n = 0; n < 10; n++) rest = (rest << 1) ^ ((rest >> 9) * 0x537);
        var bits = (data << 10 | rest) ^ 0x5412;
        for (var n = 0; n < 15; n++)
        {
            var dark = (bits >> n & 1) == 1;
            var (row, column) = n switch { < 6 => (n, 8), 6 => (7, 8), 7 => (8, 8), 8 => (8, 7), _ => (8, 14 - n) };
            modules[row, column] = dark;
            if (n < 8) modules[8, Side - 1 - n] = dark;
            else modules[Side - 15 + n, 8] = dark;
        }
    }

    // Two columns at a time from the right, up and down in turn, past the column of the timing.
    private static IEnumerable<(int Row, int Column)> Places()
    {
        for (var right = Side - 1; right >= 1; right -= 2)
        {
            if (right == 6) right = 5;
            for (var step = 0; step < Side; step++)
            {
                var row = ((right + 1) & 2) == 0 ? Side - 1 - step : step;
                for (var column = right; column > right - 2; column--)
                    if (!Fixed[row, column]) yield return (row, column);
            }
        }
    }

    private static bool Masked(int mask, int row, int column) => mask switch
    {
        0 => (row + column) % 2 == 0,
        1 => row % 2 == 0,
        2 => column % 3 == 0,
        3 => (row + column) % 3 == 0,
        4 => (row / 2 + column / 3) % 2 == 0,
        5 => row * column % 2 + row * column % 3 == 0,
        6 => (row * column % 2 + row * column % 3) % 2 == 0,
        _ => ((row + column) % 2 + row * column % 3) % 2 == 0,
    };
}
