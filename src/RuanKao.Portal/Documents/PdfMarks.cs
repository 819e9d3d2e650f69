using SkiaSharp;

namespace RuanKao.Portal.Documents;

/// <summary>A printed colour.</summary>
public readonly record struct Ink(byte Red, byte Green, byte Blue)
{
    public static readonly Ink Black = new(0x1f, 0x29, 0x37);
    public static readonly Ink Quiet = new(0x4b, 0x55, 0x63);
    public static readonly Ink Border = new(0x66, 0x70, 0x85);
    public static readonly Ink Hairline = new(0xcd, 0xd4, 0xde);
    public static readonly Ink Ground = new(0xf1, 0xf4, 0xf8);
    public static readonly Ink White = new(0xff, 0xff, 0xff);

    internal SKColor Colour => new(Red, Green, Blue);
}

/// <summary>A rectangle of a page in points, measured from its top left corner.</summary>
public readonly record struct Box(float X, float Y, float Width, float Height)
{
    public float Right => X + Width;

    public float Bottom => Y + Height;

    public Box Inset(float horizontal, float vertical) =>
        new(X + horizontal, Y + vertical, Width - 2 * horizontal, Height - 2 * vertical);

    internal SKRect Rect => new(X, Y, Right, Bottom);
}

public enum TextAlign
{
    Left,
    Centre,
    Right,
}

/// <summary>How a text is set: size in points, weight and colour.</summary>
public sealed record TextStyle(float Size, bool Bold = false)
{
    public Ink Ink { get; init; } = Ink.Black;

    /// <summary>The distance of two base lines in parts of the size.</summary>
    public float LineHeight { get; init; } = 1.6f;

    internal float Leading => Size * LineHeight;

    /// <summary>Where the base line lies below the top of a line, so that Chinese stands in its middle.</summary>
    internal float Baseline => Size * (LineHeight / 2 + 0.38f);
}

/// <summary>One thing on a page, kept until the whole document is known and its fonts can be cut.</summary>
internal abstract record PdfMark
{
    public abstract void Draw(SKCanvas canvas, PdfInks inks);
}

internal sealed record TextMark(string Text, FontFace Face, float X, float Y, float Size, Ink Ink) : PdfMark
{
    public override void Draw(SKCanvas canvas, PdfInks inks) =>
        canvas.DrawText(Text, X, Y, SKTextAlign.Left, inks.Font(Face, Size), inks.Fill(Ink));
}

internal sealed record FillMark(Box Box, Ink Ink) : PdfMark
{
    public override void Draw(SKCanvas canvas, PdfInks inks) => canvas.DrawRect(Box.Rect, inks.Fill(Ink));
}

internal sealed record StrokeMark(Box Box, float Width, Ink Ink) : PdfMark
{
    public override void Draw(SKCanvas canvas, PdfInks inks) => canvas.DrawRect(Box.Rect, inks.Stroke(Ink, Width));
}

internal sealed record LineMark(float X1, float Y1, float X2, float Y2, float Width, Ink Ink) : PdfMark
{
    public override void Draw(SKCanvas canvas, PdfInks inks) => canvas.DrawLine(X1, Y1, X2, Y2, inks.Stroke(Ink, Width));
}

internal sealed record JpegMark(byte[] Jpeg, Box Box) : PdfMark
{
    // An image made of encoded bytes is embedded as it is; a decoded one would become ten times as large.
    public override void Draw(SKCanvas canvas, PdfInks inks) => canvas.DrawImage(inks.Image(Jpeg), Box.Rect, SKSamplingOptions.Default);
}
