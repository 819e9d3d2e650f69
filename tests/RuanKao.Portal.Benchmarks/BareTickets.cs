using RuanKao.Portal.Documents;
using SkiaSharp;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using Pdf = UglyToad.PdfPig.PdfDocument;

namespace RuanKao.Portal.Benchmarks;

/// <summary>The pages of printed tickets drawn anew by SkiaSharp alone: every text, bar, line and photo where PdfPig finds it, with fonts that were cut beforehand.</summary>
public sealed class BareTickets : IDisposable
{
    private sealed record Run(string Text, float X, float Y, SKFont Font);

    private sealed record Sheet(IReadOnlyList<Run> Runs, IReadOnlyList<SKRect> Fills, IReadOnlyList<SKRect> Strokes, SKRect Photo, IReadOnlyList<SKTypeface> Faces);

    private readonly List<Sheet> sheets = [];
    private readonly SKPaint ink = new() { Color = new(0x1f, 0x29, 0x37), IsAntialias = true };
    private readonly SKPaint line = new() { Color = new(0xcd, 0xd4, 0xde), IsAntialias = true, Style = SKPaintStyle.Stroke, StrokeWidth = 0.5f };

    public BareTickets(IEnumerable<byte[]> files)
    {
        var options = new FontOptions();
        var (regular, bold) = (Open(options.Regular), Open(options.Bold));
        foreach (var file in files)
        {
            using var pdf = Pdf.Open(file);
            var page = pdf.GetPage(1);
            sheets.Add(Read(page, regular, bold));
        }
    }

    public byte[] Draw(int n, byte[] photo)
    {
        var sheet = sheets[n];
        using var stream = new MemoryStream();
        using (var document = SKDocument.CreatePdf(stream, new SKDocumentPdfMetadata { Title = "准考证", Creation = DateTime.UnixEpoch, Modified = DateTime.UnixEpoch }))
        {
            using var data = SKData.CreateCopy(photo);
            using var image = SKImage.FromEncodedData(data);
            var canvas = document.BeginPage(PdfPage.Width, PdfPage.Height);
            foreach (var fill in sheet.Fills) canvas.DrawRect(fill, ink);
            foreach (var stroke in sheet.Strokes)
            {
                if (stroke.Width < 0.1f || stroke.Height < 0.1f) canvas.DrawLine(stroke.Left, stroke.Top, stroke.Right, stroke.Bottom, line);
                else canvas.DrawRect(stroke, line);
            }
            foreach (var run in sheet.Runs) canvas.DrawText(run.Text, run.X, run.Y, SKTextAlign.Left, run.Font, ink);
            canvas.DrawImage(image, sheet.Photo, SKSamplingOptions.Default);
            document.EndPage();
            document.Close();
        }

        return stream.ToArray();
    }

    private static Sheet Read(Page page, HarfBuzzSubset regular, HarfBuzzSubset bold)
    {
        // Letters that follow each other on one line in one font are one text.
        var runs = new List<List<Letter>>();
        foreach (var letter in page.Letters)
        {
            if (runs.Count > 0 && runs[^1][^1] is var last && last.FontName == letter.FontName && Math.Abs(last.PointSize - letter.PointSize) < 0.01
                && Math.Abs(last.StartBaseLine.Y - letter.StartBaseLine.Y) < 0.01 && Math.Abs(last.EndBaseLine.X - letter.StartBaseLine.X) < 0.5) runs[^1].Add(letter);
            else runs.Add([letter]);
        }

        var faces = runs.GroupBy(run => run[0].FontName!.Contains("Bold", StringComparison.Ordinal)).ToDictionary(g => g.Key, g =>
        {
            using var bytes = SKData.CreateCopy((g.Key ? bold : regular).Cut(g.SelectMany(run => run).SelectMany(letter => letter.Value.EnumerateRunes()).Select(rune => rune.Value).Distinct()));
            return SKTypeface.FromData(bytes);
        });
        var fonts = new Dictionary<(bool, double), SKFont>();
        return new(
            [.. runs.Select(run => new Run(string.Concat(run.Select(letter => letter.Value)), (float)run[0].StartBaseLine.X, PdfPage.Height - (float)run[0].StartBaseLine.Y, Font(run[0])))],
            [.. page.Paths.Where(p => p.IsFilled).SelectMany(p => p).Select(p => p.GetBoundingRectangle()).OfType<PdfRectangle>().Select(Rect)],
            [.. page.Paths.Where(p => p.IsStroked && !p.IsFilled).SelectMany(p => p).Select(p => p.GetBoundingRectangle()).OfType<PdfRectangle>().Select(Rect)],
            Rect(page.GetImages().Single().BoundingBox), [.. faces.Values]);

        SKFont Font(Letter letter)
        {
            var of = (letter.FontName!.Contains("Bold", StringComparison.Ordinal), Math.Round(letter.PointSize, 2));
            if (!fonts.TryGetValue(of, out var font))
                fonts[of] = font = new(faces[of.Item1], (float)of.Item2) { Hinting = SKFontHinting.None, Subpixel = true, LinearMetrics = true };
            return font;
        }
    }

    private static SKRect Rect(PdfRectangle box) => new((float)box.Left, PdfPage.Height - (float)box.Top, (float)box.Right, PdfPage.Height - (float)box.Bottom);

    private static HarfBuzzSubset Open(IReadOnlyList<string> sources) => sources.Select(source => source.Split('#'))
        .Select(parts => (Path: Path.Combine(AppContext.BaseDirectory, parts[0]), Index: parts.Length > 1 ? int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture) : 0))
        .Where(face => File.Exists(face.Path)).Select(face => HarfBuzzSubset.Open(face.Path, face.Index)).OfType<HarfBuzzSubset>().First();

    public void Dispose()
    {
        foreach (var run in sheets.SelectMany(sheet => sheet.Runs).Select(run => run.Font).Distinct()) run.Dispose();
        foreach (var face in sheets.SelectMany(sheet => sheet.Faces)) face.Dispose();
        ink.Dispose();
        line.Dispose();
    }
}
