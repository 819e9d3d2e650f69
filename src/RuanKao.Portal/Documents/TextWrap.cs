using System.Text;

namespace RuanKao.Portal.Documents;

/// <summary>Breaks Chinese text into lines by 避头尾: no closing mark begins a line, no opening one ends it, Latin words and numbers stay whole.</summary>
public static class TextWrap
{
    private const string NeverFirst = "、，。．·：；？！）》」』】〕〉〗’”…％‰℃—,.:;?!)]}%";
    private const string NeverLast = "（《「『【〔〈〖‘“([{￥¥";

    public static IReadOnlyList<string> Lines(string text, float width, Func<string, float> measure)
    {
        var lines = new List<string>();
        foreach (var paragraph in text.ReplaceLineEndings("\n").Split('\n'))
        {
            lines.AddRange(Paragraph(paragraph, width, measure));
        }

        return lines;
    }

    private static List<string> Paragraph(string text, float width, Func<string, float> measure)
    {
        var lines = new List<string>();
        var line = new StringBuilder();
        // Characters are as wide in a line as alone, so that a line is the sum of its pieces.
        var used = 0f;
        foreach (var piece in Pieces(text).SelectMany(piece => Fitting(piece, width, measure)))
        {
            if (line.Length > 0 && used + measure(Standing(piece)) > width)
            {
                lines.Add(line.ToString().TrimEnd());
                line.Clear();
                used = 0;
            }

            var set = line.Length == 0 ? piece.TrimStart() : piece;
            line.Append(set);
            used += measure(set);
        }

        lines.Add(line.ToString().TrimEnd());
        return lines;
    }

    /// <summary>The part of a piece that must stand inside the line: its last closing mark may hang over the edge.</summary>
    private static string Standing(string piece)
    {
        var whole = piece.TrimEnd();
        return whole.Length > 1 && "、，。；：".Contains(whole[^1]) ? whole[..^1] : whole;
    }

    /// <summary>The pieces between which a line may end.</summary>
    private static IEnumerable<string> Pieces(string text)
    {
        var piece = new StringBuilder();
        Rune? before = null;
        foreach (var rune in text.EnumerateRunes())
        {
            if (before is { } previous && MayBreak(previous, rune))
            {
                yield return piece.ToString();
                piece.Clear();
            }

            piece.Append(rune.ToString());
            before = rune;
        }

        if (piece.Length > 0)
        {
            yield return piece.ToString();
        }
    }

    private static bool MayBreak(Rune before, Rune after)
    {
        if (Rune.IsWhiteSpace(after) || Is(NeverFirst, after) || Is(NeverLast, before) || FontChain.Invisible(after))
        {
            return false;
        }

        return Rune.IsWhiteSpace(before) || !(Narrow(before) && Narrow(after));
    }

    /// <summary>A word wider than the whole line is cut where the line ends.</summary>
    private static IEnumerable<string> Fitting(string piece, float width, Func<string, float> measure)
    {
        if (measure(Standing(piece)) <= width)
        {
            yield return piece;
            yield break;
        }

        var part = new StringBuilder();
        foreach (var rune in piece.EnumerateRunes())
        {
            if (part.Length > 0 && measure(part.ToString() + rune) > width)
            {
                yield return part.ToString();
                part.Clear();
            }

            part.Append(rune.ToString());
        }

        yield return part.ToString();
    }

    private static bool Is(string marks, Rune rune) => rune.IsBmp && marks.Contains((char)rune.Value);

    private static bool Narrow(Rune rune) => rune.Value < 0x2E80 && !Rune.IsWhiteSpace(rune);
}
