using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace RuanKao.Portal.Web;

/// <summary>All errors of the page, first on it and focused; each leads to its field. Nothing when there are none.</summary>
[HtmlTargetElement("error-summary", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class ErrorSummaryTagHelper : TagHelper
{
    [ViewContext]
    [HtmlAttributeNotBound]
    public required ViewContext ViewContext { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        // ModelState gives its keys by the alphabet; a person meets the fields as the model declares them.
        var errors = ViewContext.ViewData.ModelState
            .OrderBy(entry => PlaceOf(entry.Key), StringComparer.Ordinal)
            .SelectMany(entry => entry.Value!.Errors.Select(error => (entry.Key, error.ErrorMessage)))
            .Where(error => error.ErrorMessage.Length > 0)
            .Distinct()
            .ToList();
        if (errors.Count == 0)
        {
            output.SuppressOutput();
            return;
        }

        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "error-summary");
        output.Attributes.SetAttribute("role", "alert");
        output.Attributes.SetAttribute("tabindex", "-1");
        output.Attributes.SetAttribute("autofocus", "autofocus");
        var heading = new TagBuilder("h2").With($"有 {errors.Count} 处需要修改，改好后请再次提交");
        var list = new TagBuilder("ul");
        foreach (var (key, message) in errors) list.InnerHtml.AppendHtml(Line(key, message));
        output.Content.AppendHtml(heading).AppendHtml(list);
    }

    private TagBuilder Line(string key, string message)
    {
        var line = new TagBuilder("li");
        if (string.IsNullOrEmpty(key)) return line.With(message);
        var name = NameOf(key);
        var link = new TagBuilder("a").With(name is null || message.Contains(name, StringComparison.Ordinal) ? message : $"{name}：{message}");
        link.Attributes["href"] = "#" + TagBuilder.CreateSanitizedId(key, "_");
        line.InnerHtml.AppendHtml(link);
        return line;
    }

    private string PlaceOf(string key)
    {
        var (metadata, place) = (ViewContext.ViewData.ModelMetadata, "");
        foreach (var part in key.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            var index = metadata?.Properties.TakeWhile(property => property.PropertyName != part).Count() ?? 0;
            place += (char)index;
            metadata = metadata?.Properties[part];
        }

        return place;
    }

    private string? NameOf(string key)
    {
        var metadata = ViewContext.ViewData.ModelMetadata;
        foreach (var part in key.Split('.'))
        {
            metadata = metadata?.Properties[part];
        }

        return metadata?.DisplayName;
    }
}
