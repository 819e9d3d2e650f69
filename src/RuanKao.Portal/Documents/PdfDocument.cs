using System.Text;
using SkiaSharp;

namespace RuanKao.Portal.Documents;

/// <summary>What a document says of itself; with the same facts and the same pages its bytes are the same.</summary>
public sealed record PdfFacts(string Title, DateTime CreatedUtc)
{
    public string Author { get; init; } = "";

    public string Subject { get; init; } = "";
}

/// <summary>A finished document, and the characters that no font could draw: they stand in it as boxes to be written by hand.</summary>
public sealed record PdfFile(byte[] Bytes, IReadOnlyList<string> MissingCharacters);

/// <summary>A printed document of A4 pages, drawn twice: first its marks are collected, then drawn with fonts cut to what they use.</summary>
public sealed class PdfDocument(FontChain fonts, PdfFacts facts)
{
    private const string Program = "RuanKao.Portal";
    private readonly List<PdfPage> pages = [];
    private readonly List<string> missing = [];

    public PdfPage AddPage()
    {
        var page = new PdfPage(fonts, missing);
        pages.Add(page);
        return page;
    }

    public PdfFile Finish()
    {
        if (pages.Count == 0)
        {
            throw new InvalidOperationException("A document needs a page.");
        }

        var bytes = PdfLanguage.Declare(Draw(), "zh-CN");
        return new PdfFile(bytes, [.. missing.Distinct()]);
    }

    private byte[] Draw()
    {
        using var inks = new PdfInks(CutFonts());
        using var stream = new MemoryStream();
        var metadata = new SKDocumentPdfMetadata
        {
            Title = facts.Title,
            Author = facts.Author,
            Subject = facts.Subject,
            Creator = Program,
            Producer = Program,
            Creation = facts.CreatedUtc,
            Modified = facts.CreatedUtc,
        };
        using (var document = SKDocument.CreatePdf(stream, metadata))
        {
            foreach (var page in pages)
            {
                var canvas = document.BeginPage(PdfPage.Width, PdfPage.Height);
                foreach (var mark in page.Marks)
                {
                    mark.Draw(canvas, inks);
                }

                document.EndPage();
            }

            document.Close();
        }

        return stream.ToArray();
    }

    private Dictionary<FontFace, SKTypeface> CutFonts()
    {
        var used = new Dictionary<FontFace, SortedSet<int>>();
        foreach (var mark in pages.SelectMany(page => page.Marks).OfType<TextMark>())
        {
            if (!used.TryGetValue(mark.Face, out var points))
            {
                used[mark.Face] = points = [];
            }

            foreach (var rune in mark.Text.EnumerateRunes())
            {
                points.Add(rune.Value);
            }
        }

        return used.ToDictionary(face => face.Key, face => face.Key.Cut(face.Value));
    }
}
