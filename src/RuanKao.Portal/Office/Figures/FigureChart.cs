using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Html;

namespace RuanKao.Portal.Office.Figures;

/// <summary>
/// Pictures of a table as inline SVG. Widths are shares of the page and heights are fixed, so that letters have their size on every screen and on paper;
/// shades differ by lightness and hatching, so that a grey print tells them apart.
/// </summary>
public static class FigureChart
{
    private const int Top = 26, Base = 126, Height = 152, Row = 46, Bar = 16;

    /// <summary>The shades of parts, the first the darkest.</summary>
    public static readonly IReadOnlyList<string> Shades = ["chart-dark", "chart-mid", "chart-hatched", "chart-pale"];

    /// <summary>A column for each day.</summary>
    public static IHtmlContent Columns(string id, string title, IReadOnlyList<(string Day, int Count)> days)
    {
        var (most, svg) = (days.Max(d => d.Count), new StringBuilder());
        var (top, highest) = (Math.Max(most, 1), days.First(d => d.Count == most));
        Begin(svg, id, Height, title, $"{days[0].Day} 至 {days[^1].Day}，合计 {days.Sum(d => d.Count):N0}" + (most > 0 ? $"，最多的一天是 {highest.Day}，{most:N0}" : ""));
        svg.Append(CultureInfo.InvariantCulture, $"<line class=\"chart-grid\" x1=\"0\" x2=\"100%\" y1=\"{Top}\" y2=\"{Top}\"/><text x=\"0\" y=\"{Top - 6}\">{most:N0}</text><line class=\"chart-base\" x1=\"0\" x2=\"100%\" y1=\"{Base}\" y2=\"{Base}\"/>");
        for (var at = 0; at < days.Count; at++)
        {
            var height = (double)(Base - Top) * days[at].Count / top;
            svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"chart-mid\" x=\"{100.0 * (at + 0.1) / days.Count:0.##}%\" width=\"{80.0 / days.Count:0.##}%\" y=\"{Base - height:0.#}\" height=\"{height:0.#}\"><title>{days[at].Day}：{days[at].Count:N0}</title></rect>");
        }
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"0\" y=\"{Base + 18}\">{days[0].Day[5..]}</text>");
        if (days.Count > 1) svg.Append(CultureInfo.InvariantCulture, $"<text class=\"chart-end\" x=\"100%\" y=\"{Base + 18}\">{days[^1].Day[5..]}</text>");
        return End(svg);
    }

    /// <summary>A bar for each line, of parts that come to the number beside it.</summary>
    /// <param name="parts">The names of the parts, in the order of <see cref="Shades"/>.</param>
    public static IHtmlContent Bars(string id, string title, IReadOnlyList<string> parts, IReadOnlyList<(string Name, IReadOnlyList<int> Counts)> lines)
    {
        var (most, svg) = (Math.Max(1, lines.Max(line => line.Counts.Sum())), new StringBuilder());
        Begin(svg, id, lines.Count * Row, title, string.Join("；", lines.Take(5).Select(line => $"{line.Name} {line.Counts.Sum():N0}")) + (lines.Count > 5 ? $"；等 {lines.Count} 项，全部数字见下表" : ""));
        for (var at = 0; at < lines.Count; at++)
        {
            var (y, x, (name, counts)) = (at * Row, 0.0, lines[at]);
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"0\" y=\"{y + 15}\">{Text(name)}</text><text class=\"chart-end\" x=\"100%\" y=\"{y + 15}\">{counts.Sum():N0}</text>");
            for (var part = 0; part < parts.Count; part++)
            {
                if (counts[part] == 0) continue;
                var width = 100.0 * counts[part] / most;
                svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"{Shades[part]}\"{Hatching(id, part)} x=\"{x:0.###}%\" width=\"{width:0.###}%\" y=\"{y + 22}\" height=\"{Bar}\"><title>{Text(name)} {Text(parts[part])}：{counts[part]:N0}</title></rect>");
                x += width;
            }
        }
        return End(svg);
    }

    /// <summary>What a shade means.</summary>
    public static IHtmlContent Swatch(string id, int part)
    {
        var svg = new StringBuilder($"<svg class=\"swatch\" width=\"16\" height=\"16\" aria-hidden=\"true\"><rect class=\"{Shades[part]}\"{Hatching(id, part)} width=\"16\" height=\"16\"/>");
        return End(svg);
    }

    private static string Hatching(string id, int part) => Shades[part] == "chart-hatched" ? $" fill=\"url(#{id}-hatching)\"" : "";

    private static void Begin(StringBuilder svg, string id, int height, string title, string desc) => svg.Append(CultureInfo.InvariantCulture,
        $"<svg class=\"chart\" role=\"img\" width=\"100%\" height=\"{height}\" aria-labelledby=\"{id}-title {id}-desc\"><title id=\"{id}-title\">{Text(title)}</title><desc id=\"{id}-desc\">{Text(desc)}</desc><defs><pattern id=\"{id}-hatching\" width=\"5\" height=\"5\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\"><rect class=\"chart-ground\" width=\"5\" height=\"5\"/><line class=\"chart-hatch\" x1=\"1\" x2=\"1\" y1=\"0\" y2=\"5\"/></pattern></defs>");

    private static HtmlString End(StringBuilder svg) => new(svg.Append("</svg>").ToString());

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
