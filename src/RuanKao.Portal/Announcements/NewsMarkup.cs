using System.Text.RegularExpressions;

namespace RuanKao.Portal.Announcements;

public enum NewsBlockKind { Paragraph, Heading, List }

/// <summary>A stretch of a line: plain words, or a link.</summary>
public sealed record NewsSpan(string Text, string? Address = null);

/// <summary>A paragraph of lines, a heading of one, or a list of items.</summary>
public sealed record NewsBlock(NewsBlockKind Kind, IReadOnlyList<IReadOnlyList<NewsSpan>> Lines);

/// <summary>
/// The small markup of announcements: "## " begins a heading, "- " an item, [words](address) is a link, a blank line ends a paragraph. It yields words and
/// addresses, never HTML; whatever it does not know stays as typed.
/// </summary>
public static partial class NewsMarkup
{
    public static IReadOnlyList<NewsBlock> Read(string body)
    {
        var blocks = new List<NewsBlock>();
        var (open, lines) = (NewsBlockKind.Paragraph, new List<IReadOnlyList<NewsSpan>>());
        foreach (var line in body.ReplaceLineEndings("\n").Split('\n').Select(l => l.Trim()))
        {
            var kind = line.StartsWith("## ", StringComparison.Ordinal) ? NewsBlockKind.Heading : line.StartsWith("- ", StringComparison.Ordinal) ? NewsBlockKind.List : NewsBlockKind.Paragraph;
            if (line.Length == 0 || kind != open || kind == NewsBlockKind.Heading) Close();
            open = kind;
            if (line.Length > 0) lines.Add([.. Spans(kind switch { NewsBlockKind.Heading => line[3..], NewsBlockKind.List => line[2..], _ => line })]);
        }
        Close();
        return blocks;

        void Close()
        {
            if (lines.Count > 0) blocks.Add(new(open, lines));
            lines = [];
        }
    }

    private static IEnumerable<NewsSpan> Spans(string line)
    {
        var at = 0;
        foreach (Match match in Link().Matches(line))
        {
            var (words, typed) = match.Groups["words"].Success ? (match.Groups["words"].Value, match.Groups["address"].Value) : (match.Value, match.Value);
            if (SafeAddress(typed) is not { } address) continue;
            if (match.Index > at) yield return new(line[at..match.Index]);
            yield return new(words, address);
            at = match.Index + match.Length;
        }
        if (at < line.Length) yield return new(line[at..]);
    }

    /// <summary>A page of this site, or an address of the web without a name and password in it; null for everything else.</summary>
    public static string? SafeAddress(string typed)
    {
        if (typed.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || c == '\\')) return null;
        if (typed.StartsWith('/')) return typed.StartsWith("//", StringComparison.Ordinal) ? null : typed;
        return Uri.TryCreate(typed, UriKind.Absolute, out var address) && address is { Scheme: "http" or "https", UserInfo: "", Host.Length: > 0 } ? address.AbsoluteUri : null;
    }

    // A bare address ends before Chinese and full-width punctuation, which is never meant as a part of it.
    [GeneratedRegex(@"\[(?<words>[^\[\]]{1,100})\]\((?<address>[^()\s]{1,500})\)|https?://[!-'*-;=?-~]{1,500}", RegexOptions.CultureInvariant)]
    private static partial Regex Link();
}
