using System.Collections.Concurrent;
using System.Text;

namespace RuanKao.Portal.Documents;

/// <summary>Where the faces lie: each list is tried in order, <c>path</c> or <c>path#index</c>, relative paths from the program's folder.</summary>
public sealed record FontOptions
{
    /// <summary>The first of these that opens is the regular face.</summary>
    public IReadOnlyList<string> Regular { get; init; } =
        ["fonts/NotoSansSC_400Regular.ttf", "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc#2"];

    /// <summary>The first of these that opens is the bold face.</summary>
    public IReadOnlyList<string> Bold { get; init; } =
        ["fonts/NotoSansSC_700Bold.ttf", "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc#2"];

    /// <summary>All of these that open are asked, in order, for characters the main face lacks (rare names).</summary>
    public IReadOnlyList<string> Fallback { get; init; } =
    [
        "/usr/share/fonts/truetype/hanazono/HanaMinA.ttf",
        "/usr/share/fonts/truetype/hanazono/HanaMinB.ttf",
    ];
}

/// <summary>What the start-up check of the fonts found: faults stop documents, notes only mean that a rare name may lack a character.</summary>
public sealed record FontCheck(IReadOnlyList<string> Faults, IReadOnlyList<string> Notes)
{
    public bool CanPrint => Faults.Count == 0;
}

/// <summary>The faces of the documents in the order in which they are asked for a character.</summary>
public sealed class FontChain : IDisposable
{
    private const string Needed = "中〇0123456789";
    private readonly FontOptions options;
    private readonly FontFace? regular;
    private readonly FontFace? bold;
    private readonly IReadOnlyList<FontFace> fallback;
    private readonly ConcurrentDictionary<(int CodePoint, bool Bold), FontFace?> found = new();

    public FontChain(FontOptions options)
    {
        this.options = options;
        regular = options.Regular.Select(FontFace.Open).FirstOrDefault(face => face is not null);
        bold = options.Bold.Select(FontFace.Open).FirstOrDefault(face => face is not null);
        fallback = [.. options.Fallback.Select(FontFace.Open).OfType<FontFace>()];
    }

    /// <summary>The face that draws a code point, or null when none has it.</summary>
    public FontFace? Find(int codePoint, bool isBold = false) =>
        found.TryGetValue((codePoint, isBold), out var known) ? known : found.GetOrAdd((codePoint, isBold), key => Faces(key.Bold).FirstOrDefault(face => face.Has(key.CodePoint)));

    /// <summary>The characters of a text that no face has, each once.</summary>
    public IReadOnlyList<string> Missing(string text) =>
        [.. text.EnumerateRunes().Where(rune => !Invisible(rune) && Find(rune.Value) is null).Select(rune => rune.ToString()).Distinct()];

    /// <summary>Whether each configured face loads and can print the least that a document needs.</summary>
    public FontCheck Check()
    {
        var faults = new List<string>();
        var notes = new List<string>();
        Judge(regular, options.Regular, "regular", faults);
        Judge(bold, options.Bold, "bold", faults);
        if (regular is not null && regular.Source != options.Regular[0])
        {
            notes.Add($"{options.Regular[0]} is missing, {regular.Source} takes its place");
        }

        var opened = fallback.Select(face => face.Source).ToHashSet();
        notes.AddRange(options.Fallback.Where(source => !opened.Contains(source))
            .Select(source => $"{source} is missing: rare characters of names may print as a box"));
        return new FontCheck(faults, notes);
    }

    public void Dispose()
    {
        foreach (var face in fallback.Append(regular).Append(bold))
        {
            face?.Dispose();
        }
    }

    /// <summary>Characters that are never drawn: line ends, joiners and variation selectors.</summary>
    internal static bool Invisible(Rune rune) =>
        Rune.IsControl(rune) || rune.Value is 0x200B or 0x200C or 0x200D or 0xFEFF or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF);

    private static void Judge(FontFace? face, IReadOnlyList<string> paths, string name, List<string> faults)
    {
        if (face is null)
        {
            faults.Add($"no {name} face: none of {string.Join(", ", paths)} can be opened");
            return;
        }

        if (!face.CanBeCut)
        {
            faults.Add($"{face.Source} can no longer be read");
        }

        var lacking = string.Concat(Needed.EnumerateRunes().Where(rune => !face.Has(rune.Value)));
        if (lacking.Length > 0)
        {
            faults.Add($"{face.Source} lacks {lacking}");
        }
    }

    private IEnumerable<FontFace> Faces(bool isBold)
    {
        // A missing bold face prints in the regular one rather than not at all.
        FontFace?[] main = isBold ? [bold, regular] : [regular, bold];
        return main.OfType<FontFace>().Concat(fallback);
    }
}
