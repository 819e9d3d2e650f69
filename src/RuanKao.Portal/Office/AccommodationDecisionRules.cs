using RuanKao.Portal.Foundation;
using RuanKao.Portal.Registrations;

namespace RuanKao.Portal.Office;

/// <summary>The answer to one item: granted with its measure, or not.</summary>
public sealed record AccommodationAnswer(Guid ItemId, bool Granted, string? Measure, int? Minutes);

/// <summary>A decision on a whole request.</summary>
/// <param name="Version">The version that the office saw.</param>
/// <param name="Reply">What the candidate reads.</param>
/// <param name="Why">Why it is decided otherwise than before; for the office alone.</param>
public sealed record AccommodationDecision(int Version, IReadOnlyList<AccommodationAnswer> Answers, string? Reply, string? Why);

/// <summary>What a decision must be like.</summary>
public static class AccommodationDecisionRules
{
    public const string ReplyField = "Reply";
    public const string WhyField = "Why";

    /// <summary>Why nothing can be decided now, in words for the office; null where it can.</summary>
    public static string? WhyNot(AccommodationFile file, DateTime now)
    {
        if (Beijing.Day(now) > file.Place.Round.ExamTo) return "考试已经结束，不能再作决定";
        return file.Request.DecidedAt is null || file.Place.Place.MayChangeDecision(now) ? null
            : $"准考证已于 {Beijing.Sentence(file.Place.Place.TicketPrinting.From!.Value)}（北京时间）开始打印，答复不能再更改。确有必要的，请与考生和考点直接联系";
    }

    /// <summary>The measure of every item, null where it is not granted; throws with everything that can be put right.</summary>
    public static IReadOnlyDictionary<Guid, Measure?> Check(AccommodationFile file, AccommodationDecision decision, DateTime now)
    {
        if (WhyNot(file, now) is { } why) throw new RuleViolationException("", why);
        List<RuleViolation> faults = [];
        var answers = new Dictionary<Guid, Measure?>();
        foreach (var (item, at) in file.Items.Select((item, at) => (item, at)))
            answers[item.Id] = decision.Answers.FirstOrDefault(a => a.ItemId == item.Id) is { Granted: true } granted ? MeasureOf(item, granted, $"Items[{at}]", faults) : null;
        var reply = decision.Reply?.Trim() is { Length: > 0 } words ? words : null;
        if (AccommodationWords.FaultOf(reply?.ReplaceLineEndings("\n"), AccommodationRequest.WordsElements, AccommodationRequest.WordsLength) is { } fault) faults.Add(new(ReplyField, fault));
        else if (reply is null && answers.ContainsValue(null)) faults.Add(new(ReplyField, "有没有同意的，请写明原因，考生会看到"));
        var reason = decision.Why?.Trim() is { Length: > 0 } said ? said : null;
        if (AccommodationWords.FaultOf(reason?.ReplaceLineEndings("\n"), AccommodationRequest.WordsElements, AccommodationRequest.WordsLength) is { } wrong) faults.Add(new(WhyField, wrong));
        else if (reason is null && file.Request.DecidedAt is not null) faults.Add(new(WhyField, "请写明为什么更改答复，留在办理经过里"));
        RuleViolationException.ThrowIfAny(faults);
        return answers;
    }

    private static Measure? MeasureOf(AccommodationItem item, AccommodationAnswer granted, string field, List<RuleViolation> faults)
    {
        var words = granted.Measure?.Trim() ?? "";
        if (words.Length == 0) faults.Add(new(field + ".Measure", $"请写明对“{item.Kind.Words}”怎样安排，印在准考证上"));
        else if (words.Any(char.IsControl) || AccommodationWords.FaultOf(words, AccommodationItem.MeasureElements, AccommodationItem.MeasureLength) is not null)
            faults.Add(new(field + ".Measure", $"最多{AccommodationItem.MeasureElements}个字，一行写完"));
        if (item.Kind.Meaning != AccommodationMeaning.ExtraTime) return new(words, null);
        if (granted.Minutes is not (>= 1 and <= AccommodationItem.MostMinutes)) faults.Add(new(field + ".Minutes", $"请填写延长的分钟数，1 到 {AccommodationItem.MostMinutes}"));
        return new(words, granted.Minutes);
    }
}
