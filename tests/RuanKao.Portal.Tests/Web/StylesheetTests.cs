using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace RuanKao.Portal.Tests.Web;

/// <summary>The views keep to the one stylesheet: no inline style or script, no class it does not know.</summary>
public partial class StylesheetTests
{
    private static readonly string Portal = Path.GetFullPath(Path.Combine(Here(), "../../../src/RuanKao.Portal"));

    private static readonly IReadOnlyList<string> Views = [.. Directory.EnumerateFiles(Portal, "*.cshtml", SearchOption.AllDirectories)
        .Where(file => !file.Contains("/bin/") && !file.Contains("/obj/") && !file.Contains("node_modules"))];

    [Fact]
    public void No_view_carries_inline_style_or_script()
    {
        Assert.NotEmpty(Views);
        Assert.All(Views, file => Assert.DoesNotMatch(@"\sstyle=|<style|\son\w+=""|<script(?![^>]*\ssrc=)", File.ReadAllText(file)));
    }

    [Fact]
    public void Every_class_in_a_view_is_known_to_the_stylesheet()
    {
        var css = File.ReadAllText(Path.Combine(Portal, "wwwroot/site.css"));
        var known = ClassInCss().Matches(css).Select(match => match.Groups[1].Value).ToHashSet();
        var unknown = Views.SelectMany(file => ClassAttribute().Matches(File.ReadAllText(file))
            .SelectMany(match => match.Groups[1].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(name => !name.Contains('@') && PlainName().IsMatch(name) && !known.Contains(name))
            .Select(name => $"{Path.GetRelativePath(Portal, file)}: {name}"));
        Assert.Empty(unknown.Distinct());
    }

    [Fact]
    public void The_stylesheet_is_whole()
    {
        var css = Comment().Replace(File.ReadAllText(Path.Combine(Portal, "wwwroot/site.css")), "");
        Assert.DoesNotMatch("(?m)^(<<<<<<<|=======|>>>>>>>)", css);
        Assert.Equal(css.Count(sign => sign == '{'), css.Count(sign => sign == '}'));
        Assert.Empty(Variable().Matches(css).Select(match => match.Groups[1].Value).Where(name => !css.Contains($"{name}:")).Distinct());
    }

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

    [GeneratedRegex(@"\.([a-zA-Z][\w-]*)")]
    private static partial Regex ClassInCss();

    [GeneratedRegex(@"\sclass=""([^""@]*)""")]
    private static partial Regex ClassAttribute();

    [GeneratedRegex(@"/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"var\((--[\w-]+)\)")]
    private static partial Regex Variable();

    [GeneratedRegex(@"^[a-z][\w-]*$")]
    private static partial Regex PlainName();
}
