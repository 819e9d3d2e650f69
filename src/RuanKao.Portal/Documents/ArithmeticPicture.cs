using SkiaSharp;

namespace RuanKao.Portal.Documents;

/// <summary>
/// Draws a sum such as <c>87 - 36 = ?</c> as a PNG that a person reads easily and plain text recognition does not: large dark figures,
/// each turned and sheared its own way and standing close to its neighbour, a thin thread of the same ink through them, and the whole sheet bent.
/// </summary>
public sealed class ArithmeticPicture(FontChain fonts)
{
    /// <summary>The size on the page in CSS pixels; the picture has twice as many.</summary>
    public const int Width = 168;
    public const int Height = 48;

    private const int Scale = 2;
    private const float FigureSize = 80;
    private const float Margin = 17;
    private const float Space = 10;
    private static readonly SKColor Ground = new(0xf6, 0xf8, 0xfb);
    private static readonly SKColor[] Inks = [new(0x1f, 0x29, 0x37), new(0x15, 0x36, 0x6f), new(0x5b, 0x1f, 0x4a), new(0x0f, 0x4a, 0x3a)];
    private static readonly SKColor[] Pales = [new(0xb8, 0xc4, 0xda), new(0xd3, 0xc3, 0xcf), new(0xbd, 0xd3, 0xc9)];

    // Degrees; pixels of the picture. Tried against ./portal bench captcha and against eyes: more of any of them only costs people.
    private const float Turn = 17;
    private const float Lift = 5;
    private const float Shear = 0.28f;
    private const float Overlap = 4;
    private const float Bend = 5;
    private const float ThreadWidth = 3.2f;

    /// <summary>The same text and seed give the same picture.</summary>
    public byte[] Draw(string text, int seed)
    {
        var random = new Random(seed);
        var face = fonts.Find('0', isBold: true) ?? throw new InvalidOperationException("No font has figures: see the start-up check of the fonts.");
        using var surface = SKSurface.Create(new SKImageInfo(Width * Scale, Height * Scale, SKColorType.Rgba8888, SKAlphaType.Opaque));
        var canvas = surface.Canvas;
        canvas.Clear(Ground);
        for (var i = 0; i < 4; i++) Wave(canvas, random, 2.5f);
        var ink = Inks[random.Next(Inks.Length)];
        Figures(canvas, text, face, ink, random);
        Thread(canvas, ink, random);
        using var image = surface.Snapshot();
        using var flat = SKBitmap.FromImage(image);
        using var bent = Bent(flat, random);
        using var png = bent.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }

    private static void Figures(SKCanvas canvas, string text, FontFace face, SKColor ink, Random random)
    {
        using var font = FontFace.Font(face.Typeface, FigureSize);
        var width = text.Sum(sign => Step(font, sign));
        var fit = Math.Min(1, (Width * Scale - 2 * Margin) / width);
        var x = (Width * Scale - width * fit) / 2;
        using var paint = new SKPaint { Color = ink, IsAntialias = true };
        foreach (var sign in text)
        {
            var step = Step(font, sign) * fit;
            canvas.Save();
            canvas.Translate(x + step / 2, Height * Scale / 2f + Spread(random, char.IsDigit(sign) ? Lift : Lift / 2));
            canvas.RotateDegrees(Either(random, char.IsDigit(sign) ? Turn : Turn / 2));
            canvas.Skew(Spread(random, Shear), 0);
            canvas.Scale(fit * (1 + Spread(random, 0.06f)), 1 + Spread(random, 0.06f));
            canvas.DrawText(sign.ToString(), 0, FigureSize * 0.365f, SKTextAlign.Center, font, paint);
            canvas.Restore();
            x += step;
        }
    }

    private static float Step(SKFont font, char sign) => sign == ' ' ? Space : font.MeasureText(sign.ToString()) - (char.IsDigit(sign) ? Overlap : -2);

    /// <summary>A thread of the figures' own ink, thin beside their strokes: no threshold takes it out.</summary>
    private static void Thread(SKCanvas canvas, SKColor ink, Random random)
    {
        using var paint = new SKPaint { Color = ink, IsAntialias = true, Style = SKPaintStyle.Stroke, StrokeWidth = ThreadWidth };
        using var path = new SKPathBuilder();
        var (amplitude, length, phase) = (8 + random.NextSingle() * 8, 90 + random.NextSingle() * 60, random.NextSingle() * MathF.Tau);
        var middle = Height * Scale * 0.38f + Spread(random, 6);
        for (var x = (int)Margin; x <= Width * Scale - Margin; x += 3)
        {
            var y = middle + amplitude * MathF.Sin(x / length * MathF.Tau + phase);
            if (x == (int)Margin) path.MoveTo(x, y);
            else path.LineTo(x, y);
        }
        using var drawn = path.Detach();
        canvas.DrawPath(drawn, paint);
    }

    /// <summary>The sheet, bent in two directions.</summary>
    private static SKBitmap Bent(SKBitmap flat, Random random)
    {
        var bent = new SKBitmap(flat.Width, flat.Height, flat.ColorType, flat.AlphaType);
        var (down, across) = (random.NextSingle() * MathF.Tau, random.NextSingle() * MathF.Tau);
        var (longWave, shortWave) = (110 + random.NextSingle() * 50, 60 + random.NextSingle() * 30);
        for (var y = 0; y < flat.Height; y++)
            for (var x = 0; x < flat.Width; x++)
                bent.SetPixel(x, y, Between(flat, x + Bend * MathF.Sin(y / shortWave * MathF.Tau + across), y + Bend * MathF.Sin(x / longWave * MathF.Tau + down)));
        return bent;
    }

    private static SKColor Between(SKBitmap sheet, float x, float y)
    {
        var (left, top) = ((int)MathF.Floor(x), (int)MathF.Floor(y));
        var (right, below) = (x - left, y - top);
        SKColor At(int px, int py) => px < 0 || py < 0 || px >= sheet.Width || py >= sheet.Height ? Ground : sheet.GetPixel(px, py);
        var (a, b, c, d) = (At(left, top), At(left + 1, top), At(left, top + 1), At(left + 1, top + 1));
        byte Mix(byte p, byte q, byte r, byte s) => (byte)((p * (1 - right) + q * right) * (1 - below) + (r * (1 - right) + s * right) * below + 0.5f);
        return new(Mix(a.Red, b.Red, c.Red, d.Red), Mix(a.Green, b.Green, c.Green, d.Green), Mix(a.Blue, b.Blue, c.Blue, d.Blue));
    }

    private static void Wave(SKCanvas canvas, Random random, float thickness)
    {
        using var paint = new SKPaint { Color = Pales[random.Next(Pales.Length)], IsAntialias = true, Style = SKPaintStyle.Stroke, StrokeWidth = thickness };
        using var path = new SKPathBuilder();
        float Y() => random.NextSingle() * Height * Scale;
        path.MoveTo(0, Y());
        path.CubicTo(Width * Scale / 3f, Y(), Width * Scale / 1.5f, Y(), Width * Scale, Y());
        using var wave = path.Detach();
        canvas.DrawPath(wave, paint);
    }

    private static float Spread(Random random, float reach) => (random.NextSingle() * 2 - 1) * reach;

    /// <summary>To one side or the other, never near the middle.</summary>
    private static float Either(Random random, float reach) => (random.Next(2) * 2 - 1) * reach * (0.45f + 0.55f * random.NextSingle());
}
