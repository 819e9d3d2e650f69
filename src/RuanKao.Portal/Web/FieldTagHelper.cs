using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace RuanKao.Portal.Web;

/// <summary>
/// One question of a form: label, hint, control, and the error tied to it. Attributes it does not know go to the control;
/// content goes beside the control (a unit, a captcha picture, a button).
/// </summary>
[HtmlTargetElement("field", Attributes = "for")]
public sealed class FieldTagHelper : TagHelper
{
    public required ModelExpression For { get; set; }

    /// <summary>Instead of the name from [Display].</summary>
    public string? Label { get; set => field = string.IsNullOrEmpty(value) ? null : value; }

    public string? Hint { get; set => field = string.IsNullOrEmpty(value) ? null : value; }

    /// <summary>text, password, date, select, radios, textarea, checkbox, file, tel, email …; guessed from the model when absent.</summary>
    public string? As { get; set => field = string.IsNullOrEmpty(value) ? null : value; }

    public IEnumerable<SelectListItem>? Options { get; set; }

    /// <summary>The first line of a select that is not an answer.</summary>
    public string Empty { get; set; } = "请选择";

    /// <summary>Instead of what the model says; a conditional field is marked where its condition stands.</summary>
    public bool? Required { get; set; }

    /// <summary>A unit at the end of the box.</summary>
    public string? Unit { get; set => field = string.IsNullOrEmpty(value) ? null : value; }

    [ViewContext]
    [HtmlAttributeNotBound]
    public required ViewContext ViewContext { get; set; }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var beside = await output.GetChildContentAsync();
        var name = ViewContext.ViewData.TemplateInfo.GetFullHtmlFieldName(For.Name);
        var id = TagBuilder.CreateSanitizedId(name, "_");
        ViewContext.ViewData.ModelState.TryGetValue(name, out var entry);
        var errors = entry?.Errors.Select(error => error.ErrorMessage).Where(message => message.Length > 0).Distinct().ToList() ?? [];
        var kind = As ?? FieldControl.KindOf(For.Metadata, Options);
        var required = Required ?? (For.Metadata.IsRequired && kind is not "checkbox");

        var field = new Field(id, name, kind, Label ?? For.Metadata.GetDisplayName(), Hint, errors, required,
            FieldControl.ValueOf(For, entry, kind), Options?.ToList() ?? FieldControl.EnumOptions(For.Metadata), Empty, Unit,
            FieldControl.MaxLengthOf(For.Metadata), [.. output.Attributes]);

        output.Attributes.Clear();
        output.TagMode = TagMode.StartTagAndEndTag;
        var grouped = kind is "radios";
        output.TagName = grouped ? "fieldset" : "div";
        output.Attributes.SetAttribute("class", errors.Count > 0 ? "field field-wrong" : "field");
        if (grouped && field.DescribedBy is { } described)
        {
            output.Attributes.SetAttribute("aria-describedby", described);
        }

        output.Content.SetHtmlContent(field.Render(beside.IsEmptyOrWhiteSpace ? HtmlString.Empty : beside));
    }
}
