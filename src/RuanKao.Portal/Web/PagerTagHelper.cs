using System.Globalization;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.AspNetCore.WebUtilities;

namespace RuanKao.Portal.Web;

/// <summary>Leads through the pages of a list; keeps the filters of the address. Nothing for a single page.</summary>
[HtmlTargetElement("pager", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class PagerTagHelper : TagHelper
{
    public int Page { get; set; } = 1;

    public int Pages { get; set; } = 1;

    /// <summary>The number of all lines, said in words when given.</summary>
    public int? Total { get; set; }

    [ViewContext]
    [HtmlAttributeNotBound]
    public required ViewContext ViewContext { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        if (Pages <= 1)
        {
            output.SuppressOutput();
            return;
        }

        output.TagName = "nav";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "pager");
        output.Attributes.SetAttribute("aria-label", "翻页");
        var total = Total is { } all ? $"，共 {all.ToString("N0", CultureInfo.InvariantCulture)} 条" : "";
        if (Page > 1) output.Content.AppendHtml(Link(Page - 1, "上一页", "prev"));
        output.Content.AppendHtml(new TagBuilder("span").With($"第 {Page} 页，共 {Pages} 页{total}"));
        if (Page < Pages) output.Content.AppendHtml(Link(Page + 1, "下一页", "next"));
    }

    private TagBuilder Link(int page, string words, string relation)
    {
        var request = ViewContext.HttpContext.Request;
        var query = request.Query.Where(pair => pair.Key != "page").ToDictionary(pair => pair.Key, pair => (string?)pair.Value.ToString());
        query["page"] = page.ToString(CultureInfo.InvariantCulture);
        var link = new TagBuilder("a").With(words);
        link.Attributes["rel"] = relation;
        link.Attributes["href"] = QueryHelpers.AddQueryString(request.PathBase + request.Path, query);
        return link;
    }
}
