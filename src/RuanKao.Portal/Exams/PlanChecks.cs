using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Exams;

/// <summary>One thing that still stands between a plan and its publication, and where it is mended.</summary>
public sealed record PlanFault(PlanPart Part, string Message, string? QualificationCode = null);

/// <summary>还缺什么: what a plan must hold before candidates may see it.</summary>
public static class PlanChecks
{
    /// <param name="round">With offerings, their qualifications and sittings.</param>
    public static IReadOnlyList<PlanFault> Of(ExamRound round)
    {
        var faults = Copied(round.ToCheck, round.CopiedFrom);
        if (round.ExamFrom > round.ExamTo) faults.Add(new(PlanPart.Days, "考试的最后一天早于第一天"));
        if (round.Offerings.Count == 0) faults.Add(new(PlanPart.Offerings, "还没有开考的资格"));
        foreach (var offering in round.Offerings.OrderBy(o => o.Qualification.Order))
            faults.AddRange(Of(offering, round).Select(message => new PlanFault(PlanPart.Offerings, $"{offering.Qualification.Name}：{message}", offering.QualificationCode)));
        return faults;
    }

    private static IEnumerable<string> Of(RoundOffering offering, ExamRound round)
    {
        if (offering.Qualification.PaperList.All(string.IsNullOrWhiteSpace)) yield return "没有科目";
        if (offering.Sittings.Count == 0) yield return "没有安排场次";
        foreach (var sitting in offering.Sittings)
        {
            if (sitting.From >= sitting.To) yield return $"{sitting.From:HH:mm}–{sitting.To:HH:mm} 的结束时间须晚于开始时间";
            if (sitting.Day < round.ExamFrom || sitting.Day > round.ExamTo) yield return $"{sitting.Day:yyyy-MM-dd} 不在考试时间（{round.ExamDays()}）内";
            foreach (var paper in sitting.PaperList.Except(offering.Qualification.PaperList)) yield return $"没有“{paper}”这个科目";
        }
        var batches = offering.Sittings.GroupBy(s => s.Batch).OrderBy(g => g.Key).ToList();
        if (batches.Count > 0 && !batches.Select(b => b.Key).SequenceEqual(Enumerable.Range(1, batches.Count))) yield return "批次须从 1 起连续编号";
        foreach (var batch in batches)
        {
            var name = batches.Count > 1 ? $"第 {batch.Key} 批" : "";
            var papers = batch.SelectMany(s => s.PaperList).ToList();
            foreach (var missing in offering.Qualification.PaperList.Except(papers)) yield return $"{name}没有安排“{missing}”";
            foreach (var twice in papers.GroupBy(p => p).Where(g => g.Count() > 1)) yield return $"{name}“{twice.Key}”安排了 {twice.Count()} 次";
            var ordered = batch.Where(s => !s.DayUnpublished).OrderBy(s => s.Day).ThenBy(s => s.From).ToList();
            for (var at = 1; at < ordered.Count; at++)
                if (ordered[at].Day == ordered[at - 1].Day && ordered[at].From < ordered[at - 1].To) yield return $"{name}{ordered[at].Day:yyyy-MM-dd} 的两场时间重叠";
        }
    }

    /// <param name="policyFiles">How many versions of the policy file were uploaded.</param>
    public static IReadOnlyList<PlanFault> Of(RoundInstitution place, ExamRound round, int policyFiles)
    {
        var faults = Copied(place.ToCheck, place.CopiedFrom);
        foreach (var fault in Windows(place, round)) faults.Add(new(PlanPart.Windows, fault));
        foreach (var fault in Fee(place, round)) faults.Add(new(PlanPart.Fee, fault));
        if (place.Regions.Count == 0) faults.Add(new(PlanPart.Regions, "还没有考试考区"));
        if (string.IsNullOrWhiteSpace(place.Notice)) faults.Add(new(PlanPart.Texts, "还没有考生须知"));
        if (string.IsNullOrWhiteSpace(place.Pledge)) faults.Add(new(PlanPart.Texts, "还没有报考承诺书"));
        if (string.IsNullOrWhiteSpace(place.Policy) && policyFiles == 0) faults.Add(new(PlanPart.Texts, "还没有政策文件：请填写正文或上传 PDF"));
        foreach (var field in RoundText.Unknown(string.Join('\n', place.Notice, place.Pledge, place.Policy))) faults.Add(new(PlanPart.Texts, $"“{{{field}}}”不是可以自动填写的内容，考生会看到花括号"));
        return faults;
    }

    private static IEnumerable<string> Windows(RoundInstitution place, ExamRound round)
    {
        if (!place.Registration.IsPublished) yield return "还没有报名时间";
        if (!place.Payment.IsPublished) yield return "还没有缴费时间";
        if (place.ReviewUntil is null) yield return "还没有审核截止时间";
        var exam = Beijing.Start(round.ExamFrom);
        foreach (var fault in WindowRules.Faults(place.Registration, place.ReviewUntil, place.Payment, place.ChangesUntil, place.TicketPrinting, exam)) yield return fault;
        if (place.Payment.From < place.Registration.From) yield return "缴费不能早于报名开始";
        if (place.ChangesUntil < place.Registration.To) yield return "数据冻结不能早于报名截止";
        if (place.TicketPrinting.IsPublished && place.TicketPrinting.From >= place.TicketPrinting.To) yield return "准考证打印的开始时间须早于截止时间";
        foreach (var fault in AgainstDays(place, round)) yield return fault;
    }

    /// <summary>How windows fit the exam days; a correction of the days can break it.</summary>
    public static IEnumerable<string> AgainstDays(RoundInstitution place, ExamRound round)
    {
        var (first, end) = (Beijing.Start(round.ExamFrom), Beijing.Start(round.ExamTo.AddDays(1)));
        if (place.Registration.To > first) yield return "报名截止不能晚于考试开始";
        if (place.TicketPrinting is not { From: { } from, To: { } to }) yield break;
        if (from >= end) yield return "准考证打印不能在考试结束以后才开始";
        if (to > end) yield return "准考证打印截止不能晚于考试结束";
        else if (from < to && to < first.AddDays(-1)) yield return "准考证打印截止不能早于考试前一天";
    }

    private static IEnumerable<string> Fee(RoundInstitution place, ExamRound round)
    {
        var fee = place.Fee;
        if (fee.Kind == FeeKind.Unpublished)
        {
            yield return "还没有考试费";
            yield break;
        }
        if (fee.Kind == FeeKind.Free) yield break;
        if (string.IsNullOrWhiteSpace(fee.ApprovalDocument)) yield return "还没有收费批准文号";
        if (fee.ValidFrom > fee.ValidUntil) yield return "收费依据的有效期起止颠倒";
        else if (place.Payment is { From: { } from, To: { } to } && from < to && fee.WhyNot(from, to) is { } expired) yield return expired;
        foreach (var offering in round.Offerings.Where(o => fee.AmountFen(o.Qualification) is 0 or null).OrderBy(o => o.Qualification.Order)) yield return $"{offering.Qualification.Name}的考试费是 0 元";
    }

    private static List<PlanFault> Copied(PlanPart toCheck, string? from) =>
        [.. toCheck.Each().Select(part => new PlanFault(part, $"{part.Word()}复制自 {from}，请核对后保存一次"))];
}
