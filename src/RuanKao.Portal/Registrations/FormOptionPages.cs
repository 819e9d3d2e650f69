using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace RuanKao.Portal.Registrations;

/// <summary>An option as the administrator fills it in.</summary>
public sealed class OptionForm
{
    [Display(Name = "选项文字")]
    public string? Words { get; set; }

    [Display(Name = "国家标准代码（选填）")]
    public string? StandardCode { get; set; }

    [Display(Name = "选了它的考生")]
    public OptionMeaning Meaning { get; set; }

    /// <summary>The version that the page was made from; null for a new one.</summary>
    public int? Version { get; set; }

    public static OptionForm Of(FormOption option) => new() { Words = option.Words, StandardCode = option.StandardCode, Meaning = option.Meaning, Version = option.Version };
}

/// <summary>报名表选项: every list, its open options in order and then the retired ones.</summary>
public sealed record OptionsPage(FormOptions Options)
{
    public static IReadOnlyList<OptionList> Lists => Enum.GetValues<OptionList>();

    public IReadOnlyList<FormOption> Open(OptionList list) => [.. Options.Open(list)];

    public IReadOnlyList<FormOption> Retired(OptionList list) => [.. Options.All.Where(o => o.List == list && !o.IsOpen).OrderBy(o => o.Order)];
}

/// <summary>One option to change; null for one to add.</summary>
public sealed record OptionPage(OptionList List, FormOption? Option, OptionForm Form)
{
    public IEnumerable<SelectListItem> Meanings => List.Meanings().Select(m => new SelectListItem(m.Word(), m.ToString()));
}
