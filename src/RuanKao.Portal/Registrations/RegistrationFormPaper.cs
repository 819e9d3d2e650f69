using RuanKao.Portal.Documents;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Registrations;

/// <summary>Everything the printed 报名表 says.</summary>
public sealed record RegistrationFormFacts
{
    public required string RoundName { get; init; }

    public required string Number { get; init; }

    public required string SystemCode { get; init; }

    public required string Name { get; init; }

    public required IReadOnlyList<PaperGroup> Groups { get; init; }

    /// <summary>The JPEG of 295×413; null where a registration has none.</summary>
    public required byte[]? Photo { get; init; }

    /// <summary>报名成功.</summary>
    public required string State { get; init; }

    public required DateTime PaidAt { get; init; }

    public required string Operator { get; init; }
}

/// <summary>The 报名表 on one A4 page; with the same facts its bytes are the same.</summary>
public sealed class RegistrationFormPaper(FontChain fonts)
{
    private const float Left = 51;
    private const float Right = 544;
    private const float Top = 116;
    private const float FootTop = 790;
    private const float PhotoWidth = 118;
    private const float PhotoHeight = PhotoWidth * 413 / 295;
    private const float PhotoGap = 12;
    private const float StampHeight = 24;
    private const float Smallest = 5;
    // So many groups stand beside the photo, as on the page.
    private const int Beside = 2;
    private static readonly TextStyle Small = new(9) { Ink = Ink.Quiet };

    public PdfFile Print(RegistrationFormFacts form)
    {
        var document = new PdfDocument(fonts, new($"报名表 {form.Name}", form.PaidAt) { Author = form.Operator, Subject = $"{form.RoundName}{ShellWords.ServiceName}报名表" });
        var page = document.AddPage();
        page.Text($"{form.RoundName}{ShellWords.ServiceName}报名表", PdfPage.Width / 2, 66, new(15, Bold: true), TextAlign.Centre);
        page.Text($"报名号 {ShellWords.Grouped(form.Number)}", Left, 98, new(11, Bold: true));
        page.Text($"系统识别码 {ShellWords.Grouped(form.SystemCode)}", Right, 98, new(11, Bold: true), TextAlign.Right);
        page.Line(Left, 107, Right, 107, 1.2f, Ink.Black);
        Photo(page, form);
        // Long answers make the text smaller, so that a form is always one page.
        var style = new TextStyle(10.5f);
        while (style.Size > Smallest && Groups(page, form, style, draws: false) > FootTop - 8) style = style with { Size = style.Size - 0.5f, LineHeight = style.Size > 8 ? style.LineHeight : 1.3f };
        Groups(page, form, style, draws: true);
        page.Line(Left, FootTop, Right, FootTop);
        page.Cell($"{form.State} · 缴费时间 {Beijing.Moment(form.PaidAt)}（北京时间） · {form.Operator}", new(Left, FootTop + 6, Right - Left, 18), Small);
        return document.Finish();
    }

    private static void Photo(PdfPage page, RegistrationFormFacts form)
    {
        var frame = new Box(Right - PhotoWidth, Top, PhotoWidth, PhotoHeight);
        if (form.Photo is not null) page.Jpeg(form.Photo, frame);
        page.StrokeRect(frame, ink: Ink.Hairline);
        var stamp = new Box(frame.X + 12, frame.Bottom + 7, frame.Width - 24, StampHeight);
        page.StrokeRect(stamp, 1.2f, Ink.Black);
        page.Cell(form.State, stamp, new(12, Bold: true), TextAlign.Centre);
    }

    /// <summary>Sets the groups one under the other and returns the y below them.</summary>
    private static float Groups(PdfPage page, RegistrationFormFacts form, TextStyle style, bool draws)
    {
        var y = Top;
        for (var at = 0; at < form.Groups.Count; at++)
        {
            if (at == Beside) y = Math.Max(y, Top + PhotoHeight + 7 + StampHeight + style.Size);
            y = Group(page, form.Groups[at], y, at < Beside ? Right - PhotoWidth - PhotoGap : Right, style, draws) + style.Size * 0.9f;
        }

        return y;
    }

    private static float Group(PdfPage page, PaperGroup group, float y, float right, TextStyle style, bool draws)
    {
        var head = style with { Size = style.Size + 1, Bold = true };
        if (draws) page.Text(group.Title, Left, y + head.Baseline, head);
        y += head.Leading + style.Size * 0.2f;
        // Beside the photo the questions are short, and a document number must stand in one line.
        var (top, label, half, padding) = (y, style.Size * (right < Right ? 5.2f : 6.6f), (right - Left) / 2, style.Size * 0.28f);
        foreach (var pair in group.Rows.Chunk(2))
        {
            // A closing mark may hang over the edge of its line; it stays inside the ruling.
            var width = (pair.Length == 1 ? 2 * half : half) - label - 6 - style.Size;
            var height = pair.Max(row => Math.Max(Lines(row.Answer, width), Lines(row.Question, label - 8)) * style.Leading) + 2 * padding;
            if (draws)
            {
                page.Line(Left, y, right, y, 0.5f, Ink.Border);
                foreach (var (row, column) in pair.Select((row, column) => (row, column)))
                {
                    var x = Left + column * half;
                    page.Cell(row.Question, new(x + 4, y, label - 8, height), style with { Ink = Ink.Quiet });
                    page.Cell(row.Answer, new(x + label + 6, y, width, height), style);
                    page.Line(x + label, y, x + label, y + height, 0.5f, Ink.Border);
                    if (column > 0) page.Line(x, y, x, y + height, 0.5f, Ink.Border);
                }
            }

            y += height;
        }

        if (draws) page.StrokeRect(new(Left, top, right - Left, y - top));
        return y;

        int Lines(string text, float width) => page.Wrap(text, width, style).Count;
    }
}
