using SkiaSharp;

namespace RuanKao.Sandbox.People;

/// <summary>Draws the ID photo of an invented person: a head of two thirds of the frame before white, in colour, with the grain of a camera.</summary>
public static class DrawnPortrait
{
    private static readonly SKColor[] Skins = [new(0xf3, 0xd0, 0xb0), new(0xec, 0xc8, 0xaa), new(0xe2, 0xb6, 0x92), new(0xc9, 0x98, 0x72), new(0xa0, 0x6f, 0x4d)];
    private static readonly SKColor[] Hairs = [new(0x20, 0x20, 0x26), new(0x2d, 0x33, 0x42), new(0x3c, 0x2c, 0x24), new(0x52, 0x50, 0x50)];
    private static readonly SKColor[] Clothes = [new(0x39, 0x55, 0x80), new(0x2f, 0x4f, 0x45), new(0x6d, 0x35, 0x40), new(0x3a, 0x3c, 0x48), new(0x8a, 0x6a, 0x3c)];

    /// <summary>A photo file as a studio hands it over: JPEG, more than 30 KB. The same seed gives the same person.</summary>
    public static byte[] Jpeg(int seed, int width = 600, int height = 840, int quality = 94)
    {
        using var picture = Draw(seed, width, height);
        using var jpeg = picture.Encode(SKEncodedImageFormat.Jpeg, quality);
        return jpeg.ToArray();
    }

    /// <summary>The same picture undeveloped, before a wall of any colour.</summary>
    public static SKBitmap Draw(int seed, int width = 600, int height = 840, SKColor? wall = null)
    {
        var random = new Random(seed);
        var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.Clear(wall ?? new SKColor(0xfc, 0xfc, 0xfd));
            canvas.Scale(width / 295f, height / 413f);
            Person(canvas, random);
        }

        Grain(bitmap, random, wall ?? new SKColor(0xfc, 0xfc, 0xfd));
        return bitmap;
    }

    private static void Person(SKCanvas canvas, Random random)
    {
        var skin = Skins[random.Next(Skins.Length)];
        var hair = Hairs[random.Next(Hairs.Length)];
        var cloth = Clothes[random.Next(Clothes.Length)];
        var longHair = random.Next(2) == 0;
        var shade = Darker(skin, 0.82f);

        if (longHair)
        {
            Oval(canvas, hair, 147, 180, 101, 138);
            Rounded(canvas, hair, 47, 180, 248, 330, 22);
        }

        Path(canvas, cloth, "M0 413V372Q40 345 103 333Q147 372 192 333Q255 345 295 372V413Z");
        Path(canvas, SKColors.White, "M103 333L147 404L192 333L176 322H119Z");
        Rounded(canvas, shade, 116, 270, 179, 350, 30);
        Oval(canvas, shade, 56, 196, 14, 24);
        Oval(canvas, shade, 239, 196, 14, 24);
        Oval(canvas, skin, 147, 188, 89, 123);
        Face(canvas, random, hair, skin);
        // Over the forehead, but clear of the brows, as the rules for photos want it.
        Path(canvas, hair, longHair
            ? "M52 205C40 95 78 36 147 36C217 36 255 95 243 205C238 160 226 118 190 92C160 118 110 128 82 118C66 140 58 168 52 205Z"
            : "M57 185C44 92 82 36 147 36C213 36 251 92 238 185C232 150 224 128 214 116C170 134 112 130 80 114C70 130 62 152 57 185Z");
    }

    private static void Face(SKCanvas canvas, Random random, SKColor hair, SKColor skin)
    {
        var eye = 176 + random.Next(-4, 5);
        foreach (var x in new[] { 110, 185 })
        {
            Stroke(canvas, hair, 5, $"M{x - 19} {eye - 22}Q{x} {eye - 32} {x + 19} {eye - 23}");
            Oval(canvas, SKColors.White, x, eye, 15, 8);
            Oval(canvas, new SKColor(0x2a, 0x20, 0x1c), x, eye, 7, 7.5f);
            Oval(canvas, SKColors.White, x + 2, eye - 2, 2, 2);
            Stroke(canvas, Darker(skin, 0.45f), 2, $"M{x - 16} {eye - 1}Q{x} {eye - 14} {x + 16} {eye}");
        }

        Stroke(canvas, Darker(skin, 0.72f), 3, "M150 186Q150 214 141 224Q147 231 158 228");
        Stroke(canvas, new SKColor(0xa8, 0x54, 0x4c), 6, "M120 258Q147 270 174 258");
        Stroke(canvas, Darker(skin, 0.88f), 3, "M132 286Q147 291 162 286");
        if (random.Next(3) == 0)
        {
            Stroke(canvas, new SKColor(0x30, 0x34, 0x3c), 3, $"M84 {eye - 14}h50v24q-25 12 -50 0ZM160 {eye - 14}h50v24q-25 12 -50 0ZM134 {eye - 6}h26");
        }
    }

    /// <summary>Light from the upper left and the noise of a sensor; the wall keeps only a trace of both.</summary>
    private static void Grain(SKBitmap bitmap, Random random, SKColor wall)
    {
        var bytes = bitmap.GetPixelSpan();
        for (var i = 0; i < bytes.Length; i += 4)
        {
            var pixel = bytes.Slice(i, 4);
            var person = pixel[0] != wall.Red || pixel[1] != wall.Green || pixel[2] != wall.Blue;
            var (x, y) = (i / 4 % bitmap.Width / (float)bitmap.Width, i / 4 / bitmap.Width / (float)bitmap.Height);
            var change = (person ? (int)(14 - 22 * x - 8 * y) : 0) + random.Next(-9, 10) * (person ? 1f : 0.25f);
            (pixel[0], pixel[1], pixel[2]) = (Part(pixel[0], change), Part(pixel[1], change), Part(pixel[2], change));
        }
    }

    private static byte Part(byte value, float change) => (byte)Math.Clamp(value + change, 0, 255);

    private static SKColor Darker(SKColor colour, float part) =>
        new((byte)(colour.Red * part), (byte)(colour.Green * part), (byte)(colour.Blue * part));

    private static void Oval(SKCanvas canvas, SKColor colour, float x, float y, float width, float height)
    {
        using var paint = new SKPaint { Color = colour, IsAntialias = true };
        canvas.DrawOval(x, y, width, height, paint);
    }

    private static void Rounded(SKCanvas canvas, SKColor colour, float left, float top, float right, float bottom, float radius)
    {
        using var paint = new SKPaint { Color = colour, IsAntialias = true };
        canvas.DrawRoundRect(new SKRect(left, top, right, bottom), radius, radius, paint);
    }

    private static void Path(SKCanvas canvas, SKColor colour, string path)
    {
        using var paint = new SKPaint { Color = colour, IsAntialias = true };
        using var shape = SKPath.ParseSvgPathData(path);
        canvas.DrawPath(shape, paint);
    }

    private static void Stroke(SKCanvas canvas, SKColor colour, float width, string path)
    {
        using var paint = new SKPaint { Color = colour, IsAntialias = true, Style = SKPaintStyle.Stroke, StrokeWidth = width, StrokeCap = SKStrokeCap.Round };
        using var shape = SKPath.ParseSvgPathData(path);
        canvas.DrawPath(shape, paint);
    }
}
