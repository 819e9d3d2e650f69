using RuanKao.Portal.Foundation;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Exams;

/// <summary>How windows, days and fees are said on pages.</summary>
public static class RoundWords
{
    public const string Unpublished = "未公布";

    /// <summary>2026年3月16日 09:00 至 2026年4月7日 17:00, or 时间未公布.</summary>
    public static string Sentence(this TimeWindow window) => window.IsPublished
        ? $"{Beijing.Sentence(window.From!.Value)} 至 {Beijing.Deadline(window.To!.Value)}"
        : "时间未公布";

    /// <summary>2026-05-23 至 2026-05-24.</summary>
    public static string ExamDays(this ExamRound round) => round.ExamFrom == round.ExamTo
        ? $"{round.ExamFrom:yyyy-MM-dd}"
        : $"{round.ExamFrom:yyyy-MM-dd} 至 {round.ExamTo:yyyy-MM-dd}";

    /// <summary>How registration stands, for a status tag: 报名中, 明天 09:00 开始, 报名已截止.</summary>
    public static (Tone Tone, string Word) Standing(this TimeWindow registration, DateTime now)
    {
        if (!registration.IsPublished) return (Tone.Quiet, Unpublished);
        if (registration.Contains(now)) return (Tone.Done, "报名中");
        if (registration.IsOver(now)) return (Tone.Quiet, "报名已截止");
        var opens = Beijing.WallClock(registration.From!.Value);
        return (Tone.Waiting, (Beijing.Day(registration.From.Value).DayNumber - Beijing.Day(now).DayNumber) switch
        {
            0 => $"今天 {opens:HH:mm} 开始",
            1 => $"明天 {opens:HH:mm} 开始",
            _ => $"{opens:M月d日} 开始",
        });
    }

    /// <summary>The same as a sentence with the moment it turns on.</summary>
    public static string StandingSentence(this TimeWindow registration, DateTime now) => registration switch
    {
        { IsPublished: false } => "报名时间未公布，请留意机构通知。",
        _ when registration.Contains(now) => $"报名正在进行，{Beijing.Deadline(registration.To!.Value)}（北京时间）截止。",
        _ when registration.IsOver(now) => $"报名已于 {Beijing.Deadline(registration.To!.Value)}（北京时间）截止。",
        _ => $"报名将于 {Beijing.Sentence(registration.From!.Value)}（北京时间）开始。",
    };

    /// <summary>报名延长至 …，缴费延长至 …, as pages announce an extension; null where nothing was extended or all of it is over.</summary>
    public static string? Announcement(this RoundInstitution place, DateTime now)
    {
        if (place.Payment.IsOver(now)) return null;
        List<string> parts = [];
        if (place.IsRegistrationExtended && !place.Registration.IsOver(now)) parts.Add($"报名延长至 {Beijing.Deadline(place.Registration.To!.Value)}（原定 {Beijing.Deadline(place.FirstRegistrationTo!.Value)}）");
        if (place.IsPaymentExtended) parts.Add($"缴费延长至 {Beijing.Deadline(place.Payment.To!.Value)}（原定 {Beijing.Deadline(place.FirstPaymentTo!.Value)}）");
        return parts.Count == 0 ? null : string.Join("，", parts) + "，均为北京时间。";
    }

    /// <summary>100.00 元, 不收费, or 未公布.</summary>
    public static string Words(this FeeRule fee, Qualification qualification) => fee.AmountFen(qualification) switch
    {
        null => Unpublished,
        0 => "不收费",
        int fen => $"{Money.Yuan(fen)} 元",
    };

    /// <summary>The document by which a fee is charged, with its days; 未公布 where none is known.</summary>
    public static string Basis(this FeeRule fee) => (fee.ApprovalDocument ?? Unpublished) + (fee.Validity() is { Length: > 0 } days ? $"（{days}）" : "");

    /// <summary>2026-05-23（星期六）08:30–12:30.</summary>
    public static string When(this ExamSitting sitting) =>
        (sitting.DayUnpublished ? "日期未公布，" : $"{sitting.Day:yyyy-MM-dd}（{Beijing.Weekday(sitting.Day)}）")
        + $"{sitting.From:HH:mm}–{sitting.To:HH:mm}";
}
