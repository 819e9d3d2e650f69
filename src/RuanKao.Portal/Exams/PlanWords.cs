using System.Globalization;
using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Exams;

/// <summary>One thing that a correction changes, as the desk reads it.</summary>
public sealed record PlanChange(string What, string Before, string After);

/// <summary>A plan told in lines, so that two states of it can be laid side by side.</summary>
public static class PlanWords
{
    /// <param name="names">Qualification names by code.</param>
    public static IReadOnlyList<(string What, string Words)> Lines(ExamRound round, IReadOnlyDictionary<string, string> names) =>
    [
        ("考试时间", round.ExamDays()), ("考试计划说明", round.PlanRemark),
        .. round.Offerings.OrderBy(o => names.Keys.ToList().IndexOf(o.QualificationCode)).Select(o => (names[o.QualificationCode], Words(o))),
    ];

    public static string Words(RoundOffering offering) => offering.Sittings.Count == 0 ? "开考，场次未安排"
        : string.Join("；", offering.Sittings.OrderBy(s => s.Batch).ThenBy(s => s.Day).ThenBy(s => s.From)
            .Select(s => (offering.Sittings.Any(o => o.Batch > 1) ? $"第 {s.Batch} 批 " : "") + $"{string.Join("、", s.PaperList)} {s.When()}"));

    public static IReadOnlyList<(string What, string Words)> Lines(RoundInstitution place, IReadOnlyDictionary<string, string> names) =>
    [
        ("报名时间", place.Registration.ToString()), ("审核截止", End(place.ReviewUntil)), ("缴费时间", place.Payment.ToString()), ("数据冻结", End(place.ChangesUntil)),
        ("准考证打印时间", place.TicketPrinting.ToString()), ("退回后修改", $"{place.MendHours} 小时"),
        ("考试费", Words(place.Fee, names)), ("收费依据", place.Fee.Basis()),
        ("考试考区", string.Join("、", place.Regions.OrderBy(r => r.Code, StringComparer.Ordinal).Select(r => r.Name))),
        ("考生须知", place.Notice), ("报考承诺书", place.Pledge), ("政策文件正文", place.Policy),
    ];

    /// <summary>What differs, a missing line as 无; long texts by their length and the first paragraph that differs.</summary>
    public static IReadOnlyList<PlanChange> Differences(IReadOnlyList<(string What, string Words)> before, IReadOnlyList<(string What, string Words)> after)
    {
        var (old, now) = (before.ToDictionary(l => l.What, l => l.Words), after.ToDictionary(l => l.What, l => l.Words));
        return [.. old.Keys.Union(now.Keys).Where(what => old.GetValueOrDefault(what) != now.GetValueOrDefault(what))
            .Select(what => Change(what, old.GetValueOrDefault(what) ?? "", now.GetValueOrDefault(what) ?? ""))];
    }

    private static PlanChange Change(string what, string before, string after)
    {
        if (before.Length <= 300 && after.Length <= 300) return new(what, Or(before), Or(after));
        var (old, now) = (before.Split('\n'), after.Split('\n'));
        var at = Enumerable.Range(0, Math.Min(old.Length, now.Length)).FirstOrDefault(i => old[i] != now[i], Math.Min(old.Length, now.Length));
        return new(what, Part(old), Part(now));

        string Part(string[] lines) => $"共 {lines.Length} 段；第 {at + 1} 段：{Or(at < lines.Length ? Cut(lines[at]) : "")}";
        static string Cut(string text) => text.Length > 300 ? text[..300] + "…" : text;
    }

    private static string Or(string text) => text.Length == 0 ? "无" : text;

    private static string End(DateTime? end) => end is { } at ? Beijing.DeadlineMoment(at) : "未公布";

    private static string Words(FeeRule fee, IReadOnlyDictionary<string, string> names) => fee.Kind switch
    {
        FeeKind.Unpublished => RoundWords.Unpublished,
        FeeKind.Free => "不收费",
        _ => (fee.BaseFen > 0 ? $"报名费 {Money.Yuan(fee.BaseFen)} 元，" : "") + (fee.Kind == FeeKind.PerPaper ? "按科目：" : "按级别：")
            + $"初级 {Money.Yuan(fee.JuniorFen)}、中级 {Money.Yuan(fee.IntermediateFen)}、高级 {Money.Yuan(fee.SeniorFen)} 元"
            + string.Concat(fee.ExceptionList.Select(e => $"，{names.GetValueOrDefault(e.Code, e.Code)} {Money.Yuan(e.Fen)} 元")),
    };
}
