using SkiaSharp;

namespace RuanKao.Portal.Documents;

/// <summary>The cut typefaces, fonts, paints and pictures of one document while it is drawn.</summary>
internal sealed class PdfInks(IReadOnlyDictionary<FontFace, SKTypeface> typefaces) : IDisposable
{
    private readonly Dictionary<(FontFace, float), SKFont> fonts = [];
    private readonly Dictionary<(Ink, float?), SKPaint> paints = [];
    private readonly Dictionary<byte[], SKImage> images = [];

    public SKFont Font(FontFace face, float size)
    {
        if (!fonts.TryGetValue((face, size), out var font))
        {
            fonts[(face, size)] = font = FontFace.Font(typefaces[face], size);
        }

        return font;
    }

    public SKPaint Fill(Ink ink) => Paint(ink, null);

    public SKPaint Stroke(Ink ink, float width) => Paint(ink, width);

    public SKImage Image(byte[] jpeg)
    {
        if (!images.TryGetValue(jpeg, out var image))
        {
            using var data = SKData.CreateCopy(jpeg);
            images[jpeg] = image = SKImage.FromEncodedData(data)
                ?? throw new InvalidOperationException("A picture of the document cannot be read.");
        }

        return image;
    }

    public void Dispose()
    {
        foreach (var font in fonts.Values)
        {
            font.Dispose();
        }

        foreach (var paint in paints.Values)
        {
            paint.Dispose();
        }

        foreach (var image in images.Values)
        {
            image.Dispose();
        }

        foreach (var typeface in typefaces.Values)
        {
            typeface.Dispose();
        }
    }

    private SKPaint Paint(Ink ink, float? width)
    {
        if (!paints.TryGetValue((ink, width), out var paint))
        {
            paints[(ink, width)] = paint = new SKPaint
            {
                Color = ink.Colour,
                IsAntialias = true,
                Style = width is null ? SKPaintStyle.Fill : SKPaintStyle.Stroke,
                StrokeWidth = width ?? 0,
            };
        }

        return paint;
    }
}
