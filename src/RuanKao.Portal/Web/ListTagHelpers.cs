using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace RuanKao.Portal.Web;

/// <summary>Questions with their answers; holds answer elements.</summary>
[HtmlTargetElement("answers")]
public sealed class AnswersTagHelper : TagHelper
{
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "dl";
        output.TagMode = TagMode.StartTagAndEndTag;
        var extra = output.Attributes["class"]?.Value?.ToString();
        output.Attributes.SetAttribute("class", extra is null ? "answers" : $"answers {extra}");
    }
}

/// <summary>One line of a list of answers; an address behind 修改 where it may be changed.</summary>
[HtmlTargetElement("answer", ParentTag = "answers")]
public sealed class AnswerTagHelper : TagHelper
{
    public required string Question { get; set; }

    /// <summary>Where the answer can be changed; Razor hands over a null as an empty text.</summary>
    public string? Change { get; set => field = string.IsNullOrEmpty(value) ? null : value; }

    /// <summary>Instead of 修改.</summary>
    public string? ChangeWord { get; set => field = string.IsNullOrEmpty(value) ? null : value; }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var content = await output.GetChildContentAsync();
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        var answer = new TagBuilder("dd");
        if (content.IsEmptyOrWhiteSpace) answer.InnerHtml.Append("—");
        else answer.InnerHtml.AppendHtml(content);
        output.Content.SetHtmlContent(new TagBuilder("dt").With(Question));
        output.Content.AppendHtml(answer);
        if (string.IsNullOrEmpty(Change)) return; // an expression that is null arrives here as an empty text
        var link = new TagBuilder("a").With(ChangeWord ?? "修改");
        link.Attributes["href"] = Change;
        var hidden = new TagBuilder("span").With($" {Question}");
        hidden.AddCssClass("for-readers");
        link.InnerHtml.AppendHtml(hidden);
        var change = new TagBuilder("dd");
        change.AddCssClass("answer-change");
        change.InnerHtml.AppendHtml(link);
        output.Content.AppendHtml(change);
    }
}

/// <summary>What happened and what will, in order; holds moment elements.</summary>
[HtmlTargetElement("timeline")]
public sealed class TimelineTagHelper : TagHelper
{
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "ol";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "timeline");
    }
}

/// <summary>One moment of a timeline; content is the quiet second line.</summary>
[HtmlTargetElement("moment", ParentTag = "timeline")]
public sealed class MomentTagHelper : TagHelper
{
    public required string When { get; set; }

    public required string Title { get; set; }

    public JourneyStepState State { get; set; } = JourneyStepState.Done;

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var detail = await output.GetChildContentAsync();
        output.TagName = "li";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", $"moment moment-{State.ToString().ToLowerInvariant()}");
        var when = new TagBuilder("span").With(When);
        when.AddCssClass("moment-when");
        var title = new TagBuilder("span").With(Title);
        title.AddCssClass("moment-title");
        output.Content.SetHtmlContent(when);
        output.Content.AppendHtml(title);
        if (detail.IsEmptyOrWhiteSpace) return;
        var more = new TagBuilder("span");
        more.AddCssClass("moment-detail");
        more.InnerHtml.AppendHtml(detail);
        output.Content.AppendHtml(more);
    }
}
