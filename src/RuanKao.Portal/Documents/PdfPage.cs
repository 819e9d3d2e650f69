using System.Text;

namespace RuanKao.Portal.Documents;

/// <summary>An A4 page in points, measured from its top left corner, on which text, lines, pictures and codes are set.</summary>
public sealed class PdfPage
{
    public const float Width = 595.28f;
    public const float Height = 841.89f;

    private readonly FontChain fonts;
    private readonly List<string> missing;
    private readonly List<PdfMark> marks = [];

    internal PdfPage(FontChain fonts, List<string> missing)
    {
        this.fonts = fonts;
        this.missing = missing;
    }

    internal IReadOnlyList<PdfMark> Marks => marks;

    public float Measure(string text, TextStyle style)
    {
        var width = 0f;
        foreach (var rune in text.EnumerateRunes())
        {
            if (FontChain.Invisible(rune))
            {
                continue;
            }

            width += (fonts.Find(rune.Value, style.Bold)?.Advance(rune.Value) ?? 1) * style.Size;
        }

        return width;
    }

    /// <summary>Sets one line on a base line; x is its left edge, middle or right edge by the alignment.</summary>
    public void Text(string text, float x, float baseline, TextStyle style, TextAlign align = TextAlign.Left)
    {
        var left = align switch
        {
            TextAlign.Centre => x - Measure(text, style) / 2,
            TextAlign.Right => x - Measure(text, style),
            _ => x,
        };
        FontFace? face = null;
        var run = new StringBuilder();
        var start = left;
        foreach (var rune in text.EnumerateRunes().Where(rune => !FontChain.Invisible(rune)))
        {
            var next = fonts.Find(rune.Value, style.Bold);
            if (next != face && run.Length > 0)
            {
                marks.Add(new TextMark(run.ToString(), face!, start, baseline, style.Size, style.Ink));
                run.Clear();
            }

            if (run.Length == 0)
            {
                start = left;
            }

            face = next;
            if (next is null)
            {
                Box(rune, left, baseline, style);
                left += style.Size;
                continue;
            }

            run.Append(rune.ToString());
            left += next.Advance(rune.Value) * style.Size;
        }

        if (run.Length > 0)
        {
            marks.Add(new TextMark(run.ToString(), face!, start, baseline, style.Size, style.Ink));
        }
    }

    public IReadOnlyList<string> Wrap(string text, float width, TextStyle style) =>
        TextWrap.Lines(text, width, part => Measure(part, style));

    /// <summary>Sets wrapped text from the top y downwards and returns the y below it.</summary>
    public float Paragraph(string text, float x, float y, float width, TextStyle style, TextAlign align = TextAlign.Left)
    {
        var anchor = align switch { TextAlign.Centre => x + width / 2, TextAlign.Right => x + width, _ => x };
        foreach (var line in Wrap(text, width, style))
        {
            Text(line, anchor, y + style.Baseline, style, align);
            y += style.Leading;
        }

        return y;
    }

    /// <summary>Sets text in the middle height of a box; wraps it, and makes it smaller until it fits, but no smaller than asked.</summary>
    public void Cell(string text, Box box, TextStyle style, TextAlign align = TextAlign.Left, float smallest = 6)
    {
        var lines = Wrap(text, box.Width, style);
        while (style.Size > smallest && (lines.Count * style.Leading > box.Height || lines.Any(line => Measure(line, style) > box.Width + style.Size)))
        {
            style = style with { Size = Math.Max(smallest, style.Size - 0.5f), LineHeight = Math.Max(1.25f, style.LineHeight - 0.05f) };
            lines = Wrap(text, box.Width, style);
        }

        var top = box.Y + (box.Height - lines.Count * style.Leading) / 2;
        Paragraph(text, box.X, top, box.Width, style, align);
    }

    public void Line(float x1, float y1, float x2, float y2, float width = 0.5f, Ink? ink = null) =>
        marks.Add(new LineMark(x1, y1, x2, y2, width, ink ?? Ink.Hairline));

    public void FillRect(Box box, Ink ink) => marks.Add(new FillMark(box, ink));

    public void StrokeRect(Box box, float width = 0.5f, Ink? ink = null) =>
        marks.Add(new StrokeMark(box, width, ink ?? Ink.Border));

    /// <summary>Places a JPEG, whose bytes go into the document unchanged.</summary>
    public void Jpeg(byte[] jpeg, Box box) => marks.Add(new JpegMark(jpeg, box));

    /// <summary>Places a QR code as rectangles; the caller leaves the quiet zone of four modules around the box.</summary>
    public void Qr(QrCode code, Box box)
    {
        var module = box.Width / code.Size;
        foreach (var bar in code.Bars())
        {
            FillRect(new Box(box.X + bar.Column * module, box.Y + bar.Row * module, bar.Length * module, module), Ink.Black);
        }
    }

    private void Box(Rune rune, float left, float baseline, TextStyle style)
    {
        missing.Add(rune.ToString());
        var side = style.Size * 0.84f;
        StrokeRect(new Box(left + style.Size * 0.08f, baseline - side * 0.9f, side, side), style.Size / 20, style.Ink);
    }
}
