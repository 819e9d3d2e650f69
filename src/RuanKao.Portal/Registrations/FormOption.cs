using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Registrations;

/// <summary>The questions of the paper form that are answered from a list; stored by name.</summary>
public enum OptionList { Employment, MajorRelation, Education, Degree }

/// <summary>What choosing an option brings with it.</summary>
public enum OptionMeaning
{
    None,

    /// <summary>工作单位, 参加工作时间 and 本专业工作时间 have to be given.</summary>
    AsksForWork,

    /// <summary>Studies still: 毕业时间 may lie ahead.</summary>
    StillStudies,
}

/// <summary>One answer of a list, as the system administrator words it. Forms keep the code, so a new wording reaches them all; a retired option stays readable and is chosen no more.</summary>
public sealed class FormOption : IVersioned
{
    public const int CodeLength = 40;
    public const int WordsLength = 30;
    public const int StandardCodeLength = 10;

    public Guid Id { get; init; } = Guid.NewGuid();

    public required OptionList List { get; init; }

    /// <summary>What the forms keep; never changes.</summary>
    public required string Code { get; init; }

    public required string Words { get; set; }

    /// <summary>The code of the national standard for exchange with others (<see cref="OptionWords.Standard"/>); null where the standard has none.</summary>
    public string? StandardCode { get; set; }

    public OptionMeaning Meaning { get; set; }

    /// <summary>The place in the list; retired options keep theirs.</summary>
    public required int Order { get; set; }

    public DateTime? RetiredAt { get; set; }

    public int Version { get; private set; }

    public bool IsOpen => RetiredAt is null;
}

/// <summary>All options of all lists, as read at one moment; <paramref name="Kept"/> are the answers of a form that was handed in, which may stay although they were retired since.</summary>
public sealed record FormOptions(IReadOnlyList<FormOption> All, RegistrationForm? Kept = null)
{
    public FormOption? Find(OptionList list, string? code) => code is null ? null : All.FirstOrDefault(o => o.List == list && o.Code == code);

    /// <summary>What the paper form has for an answer; empty for none.</summary>
    public string Word(OptionList list, string? code) => Find(list, code)?.Words ?? code ?? "";

    /// <summary>What can be chosen, in order.</summary>
    public IEnumerable<FormOption> Open(OptionList list) => All.Where(o => o.List == list && IsOpen(o)).OrderBy(o => o.Order);

    public bool IsOpen(FormOption option) => option.IsOpen || Kept?.Chosen(option.List) == option.Code;

    public bool Means(OptionList list, string? code, OptionMeaning meaning) => Find(list, code)?.Meaning == meaning;

    /// <summary>“在职”, or several so, of the answers that mean this.</summary>
    public string Quoted(OptionList list, OptionMeaning meaning) => string.Join("、", Open(list).Where(o => o.Meaning == meaning).Select(o => $"“{o.Words}”"));
}

public static class OptionWords
{
    /// <summary>The question as the paper form has it.</summary>
    public static string Word(this OptionList list) => list switch
    {
        OptionList.Employment => "在职情况",
        OptionList.MajorRelation => "所学专业",
        OptionList.Education => "在学/已有学历",
        _ => "学位",
    };

    /// <summary>The national standard whose codes the list is exchanged by; null where there is none.</summary>
    public static string? Standard(this OptionList list) => list switch
    {
        OptionList.Employment => "GB/T 2261.4",
        OptionList.Education => "GB/T 4658",
        OptionList.Degree => "GB/T 6864",
        _ => null,
    };

    /// <summary>What an option of this list can bring with it.</summary>
    public static IReadOnlyList<OptionMeaning> Meanings(this OptionList list) =>
        list == OptionList.Employment ? [OptionMeaning.None, OptionMeaning.AsksForWork, OptionMeaning.StillStudies] : [OptionMeaning.None];

    public static string Word(this OptionMeaning meaning) => meaning switch
    {
        OptionMeaning.AsksForWork => "须填写工作单位、参加工作时间、本专业工作时间",
        OptionMeaning.StillStudies => "在校，毕业时间可以晚于今天",
        _ => "没有其他要求",
    };
}
