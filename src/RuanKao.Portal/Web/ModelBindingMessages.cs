using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding.Metadata;

namespace RuanKao.Portal.Web;

/// <summary>The Chinese words for what binding and annotations find wrong; the field's name comes from [Display].</summary>
public sealed class ModelBindingMessages : IValidationMetadataProvider
{
    public static void AddTo(MvcOptions options)
    {
        options.ModelMetadataDetailsProviders.Add(new ModelBindingMessages());
        var words = options.ModelBindingMessageProvider;
        words.SetAttemptedValueIsInvalidAccessor((value, name) => $"{name}填写有误，您填写的是“{value}”");
        words.SetNonPropertyAttemptedValueIsInvalidAccessor(value => $"填写有误，您填写的是“{value}”");
        words.SetUnknownValueIsInvalidAccessor(name => $"{name}填写有误");
        words.SetNonPropertyUnknownValueIsInvalidAccessor(() => "填写有误");
        words.SetValueIsInvalidAccessor(value => $"填写有误，您填写的是“{value}”");
        words.SetValueMustBeANumberAccessor(name => $"{name}应为数字");
        words.SetNonPropertyValueMustBeANumberAccessor(() => "应为数字");
        words.SetValueMustNotBeNullAccessor(_ => "请填写此项");
        words.SetMissingBindRequiredValueAccessor(name => $"请填写{name}");
        words.SetMissingKeyOrValueAccessor(() => "请填写此项");
        words.SetMissingRequestBodyRequiredValueAccessor(() => "没有收到提交的内容");
    }

    public void CreateValidationMetadata(ValidationMetadataProviderContext context)
    {
        foreach (var rule in context.ValidationMetadata.ValidatorMetadata.OfType<ValidationAttribute>())
        {
            if (rule.ErrorMessageResourceName is null && WordsFor(rule, context.Key.ModelType) is { } words
                && (rule.ErrorMessage is null || rule is DataTypeAttribute))
            {
                rule.ErrorMessage ??= words;
            }
        }
    }

    private static string? WordsFor(ValidationAttribute rule, Type type) => rule switch
    {
        RequiredAttribute when IsChosen(Nullable.GetUnderlyingType(type) ?? type) => "请选择{0}",
        RequiredAttribute => "请填写{0}",
        StringLengthAttribute { MinimumLength: > 0 } length when length.MinimumLength == length.MaximumLength => "{0}应为 {1} 个字符",
        StringLengthAttribute { MinimumLength: > 0 } => "{0}应为 {2} 至 {1} 个字符",
        StringLengthAttribute => "{0}最多 {1} 个字符",
        MaxLengthAttribute => "{0}最多 {1} 个字符",
        MinLengthAttribute => "{0}至少 {1} 个字符",
        RangeAttribute => "{0}应在 {1} 到 {2} 之间",
        EmailAddressAttribute => "{0}格式不正确，例如 name@example.com",
        PhoneAttribute => "{0}格式不正确，例如 13800000000",
        RegularExpressionAttribute => "{0}格式不正确",
        CompareAttribute => "{0}与{1}不一致",
        _ => null,
    };

    private static bool IsChosen(Type type) =>
        type.IsEnum || type == typeof(DateOnly) || type == typeof(DateTime) || typeof(IFormFile).IsAssignableFrom(type);
}
