using SkiaSharp;

namespace RuanKao.Portal.Documents;

/// <summary>Draws a sum such as <c>87 - 36 = ?</c> as a PNG that a person reads easily: large dark figures, a few pale lines, each sign a little askew.</summary>
public sealed class ArithmeticPicture(FontChain fonts)
{
    /// <summary>The size on the page in CSS pixels; the picture has twice as many.</summary>
    public const int Width = 168;
    public const int Height = 48;

    private const int Scale = 2;
    private const float FigureSize = 80;
    private const float Margin = 12;
    private const float Space = 11;
    private static readonly SKColor Ground = new(0xf6, 0xf8, 0xfb);
    private static readonly SKColor[] Inks = [new(0x1f, 0x29, 0x37), new(0x15, 0x36, 0x6f), new(0x5b, 0x1f, 0x4a), new(0x0f, 0x4a, 0x3a)];
    private static readonly SKColor[] Pales = [new(0xb8, 0xc4, 0xda), new(0xd3, 0xc3, 0xcf), new(0xbd, 0xd3, 0xc9)];

    /// <summary>The same text and seed give the same picture.</summary>
    public byte[] Draw(string text, int seed)
    {
        var random = new Random(seed);
        var face = fonts.Find('0', isBold: true) ?? throw new InvalidOperationException("No font has figures: see the start-up check of the fonts.");
        using var surface = SKSurface.Create(new SKImageInfo(Width * Scale, Height * Scale, SKColorType.Rgba8888, SKAlphaType.Opaque));
        var canvas = surface.Canvas;
        canvas.Clear(Ground);
        for (var i = 0; i < 6; i++)
        {
            Wave(canvas, random, 2.5f);
        }

        Figures(canvas, text, face, random);
        // Thin enough over the figures to trouble a machine's cutting into signs, not an eye.
        Wave(canvas, random, 1.5f);
        Wave(canvas, random, 1.5f);
        using var image = surface.Snapshot();
        using var png = image.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }

    private static void Figures(SKCanvas canvas, string text, FontFace face, Random random)
    {
        using var font = FontFace.Font(face.Typeface, FigureSize);
        var width = text.Sum(sign => Step(font, sign));
        var fit = Math.Min(1, (Width * Scale - 2 * Margin) / width);
        var x = (Width * Scale - width * fit) / 2;
        var ink = Inks[random.Next(Inks.Length)];
        using var paint = new SKPaint { Color = ink, IsAntialias = true };
        foreach (var sign in text)
        {
            var step = Step(font, sign) * fit;
            canvas.Save();
            canvas.Translate(x + step / 2, Height * Scale / 2f + Spread(random, 4));
            canvas.RotateDegrees(Spread(random, 7));
            canvas.Skew(Spread(random, 0.12f), 0);
            canvas.Scale(fit, 1);
            canvas.DrawText(sign.ToString(), 0, FigureSize * 0.365f, SKTextAlign.Center, font, paint);
            canvas.Restore();
            x += step;
        }
    }

    private static float Step(SKFont font, char sign) => sign == ' ' ? Space : font.MeasureText(sign.ToString()) + 1;

    private static void Wave(SKCanvas canvas, Random random, float thickness)
    {
        using var paint = new SKPaint
        {
            Color = Pales[random.Next(Pales.Length)],
            IsAntialias = true,
            Style = SKPaintStyle.Stroke,
            StrokeWidth = thickness,
        };
        using var path = new SKPathBuilder();
        float Y() => random.NextSingle() * Height * Scale;
        path.MoveTo(0, Y());
        path.CubicTo(Width * Scale / 3f, Y(), Width * Scale / 1.5f, Y(), Width * Scale, Y());
        using var wave = path.Detach();
        canvas.DrawPath(wave, paint);
    }

    private static float Spread(Random random, float reach) => (random.NextSingle() * 2 - 1) * reach;
}
