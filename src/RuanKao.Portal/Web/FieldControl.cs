using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;

namespace RuanKao.Portal.Web;

/// <summary>What the model says about a field's control.</summary>
internal static class FieldControl
{
    public static string KindOf(ModelMetadata metadata, IEnumerable<SelectListItem>? options)
    {
        if (options is not null || metadata.IsEnum) return "select";
        var type = metadata.UnderlyingOrModelType;
        if (type == typeof(bool)) return "checkbox";
        if (type == typeof(DateOnly) || type == typeof(DateTime)) return "date";
        if (typeof(IFormFile).IsAssignableFrom(type)) return "file";
        return metadata.DataTypeName switch
        {
            nameof(DataType.Password) => "password",
            nameof(DataType.MultilineText) => "textarea",
            nameof(DataType.EmailAddress) => "email",
            nameof(DataType.PhoneNumber) => "tel",
            nameof(DataType.Date) => "date",
            _ => "text",
        };
    }

    /// <summary>What was typed, if a post comes back; else what the model holds. A password is never sent back.</summary>
    public static string? ValueOf(ModelExpression field, ModelStateEntry? entry, string kind) =>
        kind is "password" or "file" ? null
        : entry?.AttemptedValue is { } typed ? (kind is "checkbox" ? typed.Split(',')[0] : typed)
        : field.Model switch
        {
            null => null,
            DateOnly date => date == default ? null : date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            DateTime moment => moment == default ? null : moment.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            decimal number => number.ToString("0.############", CultureInfo.InvariantCulture),
            bool yes => yes ? "true" : "false",
            IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
            var value => value.ToString(),
        };

    public static IReadOnlyList<SelectListItem> EnumOptions(ModelMetadata metadata) =>
        metadata.IsEnum && metadata.EnumGroupedDisplayNamesAndValues is { } names
            ? [.. names.Select(pair => new SelectListItem(pair.Key.Name, Enum.Parse(metadata.UnderlyingOrModelType, pair.Value).ToString()))]
            : [];

    public static int? MaxLengthOf(ModelMetadata metadata) =>
        metadata.ValidatorMetadata.OfType<StringLengthAttribute>().FirstOrDefault()?.MaximumLength
        ?? metadata.ValidatorMetadata.OfType<MaxLengthAttribute>().FirstOrDefault()?.Length;
}
