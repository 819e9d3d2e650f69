using System.Globalization;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace RuanKao.Portal.Web;

/// <summary>The HTML of one question; the one place where an error is tied to its control.</summary>
internal sealed record Field(
    string Id, string Name, string Kind, string Label, string? Hint, IReadOnlyList<string> Errors, bool Required,
    string? Value, IReadOnlyList<SelectListItem> Options, string Empty, string? Unit, int? MaxLength,
    IReadOnlyList<TagHelperAttribute> Extra)
{
    public string? DescribedBy
    {
        get
        {
            List<string> ids = [];
            if (Hint is not null) ids.Add($"{Id}-hint");
            if (Errors.Count > 0) ids.Add($"{Id}-error");
            return ids.Count > 0 ? string.Join(' ', ids) : null;
        }
    }

    public IHtmlContent Render(IHtmlContent beside)
    {
        var html = new HtmlContentBuilder();
        if (Kind is not "checkbox") html.AppendHtml(LabelOf());
        if (Hint is not null) html.AppendHtml(Paragraph("hint", $"{Id}-hint").With(Hint));
        html.AppendHtml(Kind switch
        {
            "radios" => Radios(),
            "checkbox" => Checkbox(),
            "select" => Row(Select(), beside),
            "textarea" => Row(Control("textarea").With(Value ?? ""), beside),
            _ => Row(Input(), beside),
        });
        foreach (var (message, at) in Errors.Select((message, at) => (message, at)))
        {
            var line = Paragraph("field-error", at == 0 ? $"{Id}-error" : null);
            html.AppendHtml(line.With(message));
        }

        return html;
    }

    private TagBuilder LabelOf()
    {
        var label = new TagBuilder(Kind is "radios" ? "legend" : "label");
        if (Kind is not "radios") label.Attributes["for"] = Id;
        if (Required)
        {
            var star = new TagBuilder("span").With("*");
            star.AddCssClass("star");
            star.Attributes["aria-hidden"] = "true";
            label.InnerHtml.AppendHtml(star);
        }

        label.InnerHtml.Append(Label);
        if (Required) label.InnerHtml.AppendHtml(Hidden("（必填）"));
        return label;
    }

    private IHtmlContent Row(TagBuilder control, IHtmlContent beside)
    {
        var box = new TagBuilder("div");
        box.AddCssClass(Kind is "file" ? "control file-drop" : "control");
        box.InnerHtml.AppendHtml(control);
        if (Unit is not null)
        {
            var unit = new TagBuilder("span").With(Unit);
            unit.AddCssClass("unit");
            box.InnerHtml.AppendHtml(unit);
        }

        box.InnerHtml.AppendHtml(beside);
        return box;
    }

    private TagBuilder Input()
    {
        var input = Control("input");
        input.TagRenderMode = TagRenderMode.SelfClosing;
        input.Attributes["type"] = Kind;
        if (Value is not null && Kind is not ("password" or "file")) input.Attributes["value"] = Value;
        return input;
    }

    private TagBuilder Select()
    {
        var select = Control("select");
        if (!Options.Any(option => string.IsNullOrEmpty(option.Value)))
        {
            select.InnerHtml.AppendHtml(Option("", Empty, string.IsNullOrEmpty(Value)));
        }

        foreach (var group in Options.GroupBy(option => option.Group?.Name))
        {
            var holder = select;
            if (group.Key is not null)
            {
                holder = new TagBuilder("optgroup");
                holder.Attributes["label"] = group.Key;
            }

            foreach (var option in group) holder.InnerHtml.AppendHtml(Option(option.Value ?? option.Text, option.Text, IsChosen(option)));
            if (!ReferenceEquals(holder, select)) select.InnerHtml.AppendHtml(holder);
        }

        return select;
    }

    private TagBuilder Radios()
    {
        var list = new TagBuilder("div");
        list.AddCssClass("choices");
        foreach (var (option, at) in Options.Where(option => !string.IsNullOrEmpty(option.Value)).Select((option, at) => (option, at)))
        {
            // The first button has the field's own id, so that the error summary's link lands on it.
            var input = Tick("radio", at == 0 ? Id : $"{Id}-{at.ToString(CultureInfo.InvariantCulture)}", option.Value, IsChosen(option));
            if (at == 0 && DescribedBy is { } described) input.Attributes["aria-describedby"] = described;
            list.InnerHtml.AppendHtml(Choice(input, option.Text));
        }

        return list;
    }

    private TagBuilder Checkbox()
    {
        var input = Tick("checkbox", Id, "true", string.Equals(Value, "true", StringComparison.OrdinalIgnoreCase));
        if (DescribedBy is { } described) input.Attributes["aria-describedby"] = described;
        if (Errors.Count > 0) input.Attributes["aria-invalid"] = "true";
        var label = Choice(input, Label);
        label.AddCssClass("tick");
        return label;
    }

    private TagBuilder Tick(string type, string id, string value, bool chosen)
    {
        var input = new TagBuilder("input") { TagRenderMode = TagRenderMode.SelfClosing };
        AddExtra(input);
        input.Attributes["type"] = type;
        input.Attributes["id"] = id;
        input.Attributes["name"] = Name;
        input.Attributes["value"] = value;
        if (chosen) input.Attributes["checked"] = "checked";
        return input;
    }

    private static TagBuilder Choice(TagBuilder input, string text)
    {
        var label = new TagBuilder("label");
        label.AddCssClass("choice");
        var words = new TagBuilder("span").With(text);
        label.InnerHtml.AppendHtml(input).AppendHtml(words);
        return label;
    }

    private TagBuilder Control(string tag)
    {
        var control = new TagBuilder(tag);
        if (MaxLength is { } most && Kind is not ("select" or "date" or "file")) control.Attributes["maxlength"] = most.ToString(CultureInfo.InvariantCulture);
        AddExtra(control);
        control.Attributes["id"] = Id;
        control.Attributes["name"] = Name;
        if (DescribedBy is { } described) control.Attributes["aria-describedby"] = described;
        if (Errors.Count > 0) control.Attributes["aria-invalid"] = "true";
        if (Required) control.Attributes["aria-required"] = "true";
        return control;
    }

    private void AddExtra(TagBuilder control)
    {
        foreach (var attribute in Extra) control.Attributes[attribute.Name] = attribute.Value?.ToString();
    }

    private bool IsChosen(SelectListItem option) =>
        Value is null ? option.Selected : string.Equals(option.Value ?? option.Text, Value, StringComparison.Ordinal);

    private static TagBuilder Option(string value, string text, bool chosen)
    {
        var option = new TagBuilder("option").With(text);
        option.Attributes["value"] = value;
        if (chosen) option.Attributes["selected"] = "selected";
        return option;
    }

    private static TagBuilder Paragraph(string css, string? id)
    {
        var paragraph = new TagBuilder("p");
        paragraph.AddCssClass(css);
        if (id is not null) paragraph.Attributes["id"] = id;
        return paragraph;
    }

    private static TagBuilder Hidden(string words)
    {
        var span = new TagBuilder("span").With(words);
        span.AddCssClass("for-readers");
        return span;
    }
}

internal static class TagText
{
    public static TagBuilder With(this TagBuilder tag, string text)
    {
        tag.InnerHtml.Append(text);
        return tag;
    }
}
