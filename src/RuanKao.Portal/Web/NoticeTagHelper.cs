using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace RuanKao.Portal.Web;

/// <summary>The sentence left by the last request; the first place on the page that asks shows it, the others stay silent.</summary>
[HtmlTargetElement("notice-after-redirect", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class NoticeTagHelper(ITempDataDictionaryFactory tempData) : TagHelper
{
    [ViewContext]
    [HtmlAttributeNotBound]
    public required ViewContext ViewContext { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var kept = tempData.GetTempData(ViewContext.HttpContext);
        if (kept[Notices.Text] is not string text)
        {
            output.SuppressOutput();
            return;
        }

        var tone = Enum.TryParse<Tone>(kept[Notices.ToneOf] as string, out var said) ? said : Tone.Done;
        kept.Remove(Notices.Text);
        kept.Remove(Notices.ToneOf);
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", $"panel {tone.Css("panel")} notice");
        output.Attributes.SetAttribute("role", "status");
        output.Content.SetContent(text);
    }
}
