using System.Globalization;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Razor.TagHelpers;
using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Web;

/// <summary>How long until a deadline, right as the server says it; a script keeps it going. Shape: days (17 天), full (14 天 06 小时 48 分), clock (14:32), seconds (8 秒).</summary>
[HtmlTargetElement("countdown", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class CountdownTagHelper(TimeProvider clock) : TagHelper
{
    /// <summary>The UTC instant.</summary>
    public DateTime Until { get; set; }

    public string Shape { get; set; } = "days";

    /// <summary>What stands there when the time has come.</summary>
    public string Over { get; set; } = "已截止";

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var left = Until - clock.Now();
        output.TagName = "span";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", $"countdown countdown-{Shape}");
        output.Attributes.SetAttribute("data-deadline", Until.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        output.Attributes.SetAttribute("data-now", clock.Now().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        output.Attributes.SetAttribute("data-shape", Shape);
        if (Over != "已截止") output.Attributes.SetAttribute("data-over", Over);
        if (left <= TimeSpan.Zero)
        {
            output.Content.SetContent(Over);
            return;
        }

        foreach (var (number, unit) in Parts(left, Shape))
        {
            output.Content.AppendHtml(new TagBuilder("b").With(number));
            output.Content.AppendHtml(new TagBuilder("i").With(unit));
        }
    }

    private static (string Number, string Unit)[] Parts(TimeSpan left, string shape) => shape switch
    {
        "clock" => [($"{(int)left.TotalMinutes:00}:{left.Seconds:00}", "")],
        "seconds" => [($"{(int)Math.Ceiling(left.TotalSeconds)}", "秒")],
        "full" => [($"{left.Days}", "天"), ($"{left.Hours:00}", "小时"), ($"{left.Minutes:00}", "分")],
        _ when left.TotalDays >= 1 => [($"{left.Days}", "天")],
        _ when left.TotalHours >= 1 => [($"{left.Hours}", "小时")],
        _ => [($"{Math.Max(1, left.Minutes)}", "分钟")],
    };
}
