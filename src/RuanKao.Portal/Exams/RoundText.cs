using System.Text.RegularExpressions;

namespace RuanKao.Portal.Exams;

/// <summary>Texts that institutions write once; dates and telephones in braces come from where they are kept, so that both never disagree.</summary>
public static partial class RoundText
{
    private static readonly Dictionary<string, Func<RoundPlaceView, string>> Fields = new()
    {
        ["报名时间"] = view => view.Place.Registration.Sentence(),
        ["缴费时间"] = view => view.Place.Payment.Sentence(),
        ["准考证打印时间"] = view => view.Place.TicketPrinting.Sentence(),
        ["考试时间"] = view => view.Round.ExamDays(),
        ["机构名称"] = view => view.Institution.Operator,
        ["机构网站"] = view => view.Institution.Website ?? "网址未公布",
        ["咨询电话"] = view => view.Institution.TelephoneList is { Count: > 0 } telephones ? string.Join("，", telephones) : "电话未公布",
    };

    /// <summary>The paragraphs with every known field filled in; an unknown one stays as written, so that its author sees it.</summary>
    public static IReadOnlyList<string> Paragraphs(string text, RoundPlaceView view) =>
        [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(line => Fill(line, view))];

    /// <summary>The names that stand in braces.</summary>
    public static IReadOnlyList<string> Names => [.. Fields.Keys];

    /// <summary>What stands in braces and is filled in by nothing.</summary>
    public static IEnumerable<string> Unknown(string text) => Braces().Matches(text).Select(m => m.Groups[1].Value).Where(name => !Fields.ContainsKey(name)).Distinct();

    [GeneratedRegex("\\{([^{}\n]{0,20})\\}")]
    private static partial Regex Braces();

    private static string Fill(string line, RoundPlaceView view) =>
        Fields.Aggregate(line, (text, field) => text.Replace($"{{{field.Key}}}", field.Value(view), StringComparison.Ordinal));
}
