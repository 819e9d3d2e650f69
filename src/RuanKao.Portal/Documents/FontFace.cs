using System.Collections.Concurrent;
using SkiaSharp;

namespace RuanKao.Portal.Documents;

/// <summary>One face of one font file: what it can draw, how wide each character is, and its subsets.</summary>
public sealed class FontFace : IDisposable
{
    private const float MeasuringSize = 1000;
    private readonly ConcurrentDictionary<int, float> advances = new();

    // Read whole into memory, tens of megabytes: whoever only asks what a face can draw need not wait for that.
    private readonly Lazy<HarfBuzzSubset?> subset;

    private FontFace(string source, SKTypeface typeface, string path, int index)
    {
        Source = source;
        Typeface = typeface;
        subset = new(() => HarfBuzzSubset.Open(path, index));
    }

    /// <summary>The face as the settings name it.</summary>
    public string Source { get; }

    internal SKTypeface Typeface { get; }

    /// <summary>Opens a face named by its path, or by <c>path#index</c> inside a collection; null when it cannot be used.</summary>
    public static FontFace? Open(string source)
    {
        var mark = source.LastIndexOf('#');
        var (path, index) = mark > 0 && int.TryParse(source.AsSpan(mark + 1), out var number)
            ? (source[..mark], number)
            : (source, 0);
        path = Path.Combine(AppContext.BaseDirectory, path);
        if (!File.Exists(path) || SKTypeface.FromFile(path, index) is not { } typeface)
        {
            return null;
        }

        if (typeface.GlyphCount > 0)
        {
            return new FontFace(source, typeface, path, index);
        }

        typeface.Dispose();
        return null;
    }

    public bool Has(int codePoint)
    {
        using var font = Font(Typeface, MeasuringSize);
        return font.GetGlyph(codePoint) != 0;
    }

    /// <summary>The width of a character in parts of the font size.</summary>
    internal float Advance(int codePoint) => advances.GetOrAdd(codePoint, static (point, typeface) =>
    {
        using var font = Font(typeface, MeasuringSize);
        return font.MeasureText(char.ConvertFromUtf32(point)) / MeasuringSize;
    }, Typeface);

    /// <summary>Whether documents can have the few characters they use cut out of the file.</summary>
    internal bool CanBeCut => subset.Value is not null;

    /// <summary>A typeface of these code points alone.</summary>
    internal SKTypeface Cut(IEnumerable<int> codePoints)
    {
        var whole = subset.Value ?? throw new InvalidOperationException($"{Source} can no longer be read.");
        using var bytes = SKData.CreateCopy(whole.Cut(codePoints));
        return SKTypeface.FromData(bytes) ?? throw new InvalidOperationException($"The subset of {Source} is not a font.");
    }

    /// <summary>A font whose widths grow with its size, as a printed page wants them.</summary>
    internal static SKFont Font(SKTypeface typeface, float size) => new(typeface, size)
    {
        Hinting = SKFontHinting.None,
        Subpixel = true,
        LinearMetrics = true,
    };

    public void Dispose()
    {
        if (subset.IsValueCreated)
        {
            subset.Value?.Dispose();
        }

        Typeface.Dispose();
    }
}
