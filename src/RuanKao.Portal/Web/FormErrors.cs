using Microsoft.AspNetCore.Mvc.ModelBinding;
using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Web;

/// <summary>Brings a broken rule to its field.</summary>
public static class FormErrors
{
    /// <summary>Adds every violation at its field; <paramref name="prefix"/> is the form's property on the page model, if it has one.</summary>
    public static void Add(this ModelStateDictionary state, RuleViolationException exception, string? prefix = null)
    {
        foreach (var violation in exception.Violations)
        {
            var key = string.IsNullOrEmpty(prefix) || string.IsNullOrEmpty(violation.Field)
                ? violation.Field
                : $"{prefix}.{violation.Field}";
            state.AddModelError(key, violation.Message);
        }
    }
}
