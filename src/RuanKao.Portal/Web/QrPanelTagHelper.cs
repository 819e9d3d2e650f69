using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace RuanKao.Portal.Web;

/// <summary>A code to scan beside what to do with it; content is the words and buttons at its right.</summary>
[HtmlTargetElement("qr-panel")]
public sealed class QrPanelTagHelper : TagHelper
{
    /// <summary>Address of the picture, a data: address included.</summary>
    public required string Src { get; set; }

    /// <summary>What the code is for.</summary>
    public required string Alt { get; set; }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var words = await output.GetChildContentAsync();
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "qr-panel");
        var picture = new TagBuilder("img") { TagRenderMode = TagRenderMode.SelfClosing };
        picture.Attributes["src"] = Src;
        picture.Attributes["alt"] = Alt;
        picture.Attributes["width"] = "232";
        picture.Attributes["height"] = "232";
        picture.AddCssClass("qr");
        var side = new TagBuilder("div");
        side.InnerHtml.AppendHtml(words);
        output.Content.SetHtmlContent(picture);
        output.Content.AppendHtml(side);
    }
}
