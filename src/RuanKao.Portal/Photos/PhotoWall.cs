using SkiaSharp;

namespace RuanKao.Portal.Photos;

/// <summary>Which pixels of a picture are the wall: what hangs together with the upper and side edges and differs little from pixel to pixel and from the wall's colour.</summary>
public sealed class PhotoWall
{
    private readonly bool[] wall;

    private PhotoWall(int width, int height, bool[] wall, SKColor colour) => (Width, Height, this.wall, Colour) = (width, height, wall, colour);

    public int Width { get; }

    public int Height { get; }

    /// <summary>The colour of most of the upper strip.</summary>
    public SKColor Colour { get; }

    public bool Is(int x, int y) => wall[y * Width + x];

    /// <summary>One byte a pixel: 0 wall, 255 person.</summary>
    public byte[] ToMask() => Array.ConvertAll(wall, isWall => isWall ? (byte)0 : (byte)255);

    /// <param name="picture">RGBA.</param>
    /// <param name="near">How far a pixel may lie from the wall's colour (Euclid over red, green and blue).</param>
    public static PhotoWall Of(SKBitmap picture, int near)
    {
        var (width, height) = (picture.Width, picture.Height);
        var pixels = picture.GetPixelSpan();
        var colour = Median(picture);
        var wall = new bool[width * height];
        var open = new Stack<int>(4096);
        for (var x = 0; x < width; x++) Visit(x, 0, pixels);
        for (var y = 0; y < height * 6 / 10; y++)
        {
            Visit(0, y, pixels);
            Visit(width - 1, y, pixels);
        }

        while (open.TryPop(out var at))
        {
            var (x, y) = (at % width, at / width);
            if (x > 0) Visit(x - 1, y, pixels);
            if (x < width - 1) Visit(x + 1, y, pixels);
            if (y > 0) Visit(x, y - 1, pixels);
            if (y < height - 1) Visit(x, y + 1, pixels);
        }

        return new(width, height, wall, colour);

        void Visit(int x, int y, ReadOnlySpan<byte> from)
        {
            var at = y * width + x;
            if (wall[at] || Distance(from.Slice(at * 4, 3), colour) > near * near) return;
            wall[at] = true;
            open.Push(at);
        }
    }

    private static int Distance(ReadOnlySpan<byte> pixel, SKColor colour)
    {
        var (red, green, blue) = (pixel[0] - colour.Red, pixel[1] - colour.Green, pixel[2] - colour.Blue);
        return red * red + green * green + blue * blue;
    }

    private static SKColor Median(SKBitmap picture)
    {
        var pixels = picture.GetPixelSpan();
        var count = picture.Width * Math.Max(1, (int)(picture.Height * PhotoRules.StripShare));
        Span<int> red = stackalloc int[256], green = stackalloc int[256], blue = stackalloc int[256];
        red.Clear();
        green.Clear();
        blue.Clear();
        for (var i = 0; i < count; i++)
        {
            red[pixels[i * 4]]++;
            green[pixels[i * 4 + 1]]++;
            blue[pixels[i * 4 + 2]]++;
        }

        return new(Middle(red), Middle(green), Middle(blue));

        byte Middle(ReadOnlySpan<int> histogram)
        {
            var seen = 0;
            for (var value = 0; value < 256; value++)
            {
                seen += histogram[value];
                if (seen * 2 >= count) return (byte)value;
            }

            return 255;
        }
    }
}
