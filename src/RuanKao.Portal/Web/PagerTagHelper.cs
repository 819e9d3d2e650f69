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

    /// <summary>The list can be shown whole (<see cref="ListPart"/>).</summary>
    public bool WholeList { get; set; }

    [ViewContext]
    [HtmlAttributeNotBound]
    public required ViewContext ViewContext { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var all = ViewContext.HttpContext.Request.Query[ListPart.Rows] == ListPart.All;
        if (Pages <= 1 && !all)
        {
            output.SuppressOutput();
            return;
        }

        output.TagName = "nav";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "pager");
        output.Attributes.SetAttribute("aria-label", "翻页");
        var total = Total is { } number ? $"，共 {number.ToString("N0", CultureInfo.InvariantCulture)} 条" : "";
        if (Page > 1) output.Content.AppendHtml(Link(Page - 1, "上一页", "prev"));
        var place = new TagBuilder("span").With($"第 {Page} 页，共 {Pages} 页{total}");
        if (WholeList) place.InnerHtml.Append("　").AppendHtml(all ? Link(1, "分页列出", null, null) : Link(1, Total > ListPart.Most ? $"每页列出 {ListPart.Most:N0} 条" : "全部列出，可以排序和导出", null, ListPart.All));
        output.Content.AppendHtml(place);
        if (Page < Pages) output.Content.AppendHtml(Link(Page + 1, "下一页", "next"));
        // Nothing is missing: the table above may be sorted.
        if (Pages <= 1) output.Attributes.SetAttribute("data-whole", "");
    }

    private TagBuilder Link(int page, string words, string? relation) => Link(page, words, relation, ViewContext.HttpContext.Request.Query[ListPart.Rows]);

    private TagBuilder Link(int page, string words, string? relation, string? rows)
    {
        var request = ViewContext.HttpContext.Request;
        var query = request.Query.Where(pair => pair.Key is not ("page" or ListPart.Rows)).ToDictionary(pair => pair.Key, pair => (string?)pair.Value.ToString());
        query["page"] = page.ToString(CultureInfo.InvariantCulture);
        if (rows == ListPart.All) query[ListPart.Rows] = rows;
        var link = new TagBuilder("a").With(words);
        if (relation is not null) link.Attributes["rel"] = relation;
        link.Attributes["href"] = QueryHelpers.AddQueryString(request.PathBase + request.Path, query);
        return link;
    }
}
