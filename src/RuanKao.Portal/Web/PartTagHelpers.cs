using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace RuanKao.Portal.Web;

/// <summary>A word with a colour: how a matter stands.</summary>
[HtmlTargetElement("status")]
public sealed class StatusTagHelper : TagHelper
{
    public Tone Tone { get; set; } = Tone.Quiet;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "span";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", $"status {Tone.Css("status")}");
    }
}

/// <summary>A panel on a coloured ground: a warning, a refusal, a remark. A heading makes it a titled one.</summary>
[HtmlTargetElement("panel")]
public sealed class PanelTagHelper : TagHelper
{
    public Tone Tone { get; set; } = Tone.Info;

    public string? Heading { get; set => field = string.IsNullOrEmpty(value) ? null : value; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", $"panel {Tone.Css("panel")}");
        if (Heading is not null) output.PreContent.AppendHtml(PartHtml.Heading(Heading, "panel-heading"));
    }
}

/// <summary>What cannot be undone, said before the button that does it.</summary>
[HtmlTargetElement("consequence")]
public sealed class ConsequenceTagHelper : TagHelper
{
    public required string Heading { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "panel panel-waiting consequence");
        output.PreContent.AppendHtml(new TagBuilder("strong").With(Heading));
    }
}

/// <summary>What has been done, with the number to keep and what happens next inside.</summary>
[HtmlTargetElement("confirmation")]
public sealed class ConfirmationTagHelper : TagHelper
{
    public required string Heading { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "confirmation");
        output.PreContent.AppendHtml(new TagBuilder("h1").With(Heading));
    }
}

/// <summary>An empty list: what this is and what to do.</summary>
[HtmlTargetElement("empty-state")]
public sealed class EmptyStateTagHelper : TagHelper
{
    public required string Heading { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "empty");
        output.PreContent.AppendHtml(PartHtml.Heading(Heading, "empty-heading"));
    }
}

/// <summary>The one thing to do now: blue ground, heading, deadline, one filled button.</summary>
[HtmlTargetElement("now-panel")]
public sealed class NowPanelTagHelper : TagHelper
{
    public required string Heading { get; set; }

    public string Eyebrow { get; set; } = "现在要做";

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "section";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "now");
        var eyebrow = new TagBuilder("p").With(Eyebrow);
        eyebrow.AddCssClass("eyebrow");
        output.PreContent.AppendHtml(eyebrow).AppendHtml(new TagBuilder("h2").With(Heading));
    }
}

internal static class PartHtml
{
    public static string Css(this Tone tone, string part) => $"{part}-{tone.ToString().ToLowerInvariant()}";

    public static TagBuilder Heading(string text, string css)
    {
        var heading = new TagBuilder("p").With(text);
        heading.AddCssClass(css);
        return heading;
    }
}
