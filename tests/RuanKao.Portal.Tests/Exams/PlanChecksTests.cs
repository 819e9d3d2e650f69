using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Tests.Exams;

/// <summary>每一条“还缺什么”: the plan that lacks it, and the same plan that does not.</summary>
public class PlanChecksTests
{
    private static readonly DateOnly First = new(2031, 5, 24);

    [Fact]
    public void A_whole_round_lacks_nothing_in_any_layout_that_was_ever_sat()
    {
        // Paper; 案例+论文 in one sitting; 综合+案例 in one sitting; batches on four days (domain facts 2.4).
        Assert.Empty(Faults(Sit(1, 0, 9, 11, "综合知识"), Sit(1, 0, 13, 15, "案例分析"), Sit(1, 0, 15, 17, "论文")));
        Assert.Empty(Faults(Sit(1, 0, 8, 11, "综合知识"), Sit(1, 0, 14, 18, "案例分析\n论文")));
        Assert.Empty(Faults(Sit(1, 0, 8, 12, "综合知识\n案例分析"), Sit(1, 0, 14, 16, "论文")));
        Assert.Empty(Faults([.. Enumerable.Range(1, 4).SelectMany(batch => new[] { Sit(batch, batch - 1, 8, 12, "综合知识\n案例分析"), Sit(batch, batch - 1, 14, 16, "论文") })]));
    }

    [Fact]
    public void A_qualification_without_sittings_or_without_one_of_its_papers_is_named()
    {
        Assert.Equal("系统架构设计师：没有安排场次", Assert.Single(Faults()).Message);
        var fault = Assert.Single(Faults(Sit(1, 0, 8, 12, "综合知识\n案例分析")));
        Assert.Equal(("系统架构设计师：没有安排“论文”", PlanPart.Offerings, "SYSTEM_ARCHITECT"), (fault.Message, fault.Part, fault.QualificationCode));
        Assert.Contains(Faults(Sit(1, 0, 8, 12, "综合知识\n案例分析"), Sit(1, 0, 14, 16, "论文"), Sit(2, 1, 8, 12, "综合知识\n案例分析")), f => f.Message.Contains("第 2 批没有安排“论文”"));
        Assert.Contains(Faults(Sit(1, 0, 8, 12, "综合知识\n案例分析"), Sit(1, 0, 14, 16, "论文\n综合知识")), f => f.Message.Contains("“综合知识”安排了 2 次"));
        Assert.Contains(Faults(Sit(1, 0, 8, 12, "综合知识\n案例分析\n基础知识"), Sit(1, 0, 14, 16, "论文")), f => f.Message.Contains("没有“基础知识”这个科目"));
    }

    [Fact]
    public void A_qualification_whose_papers_are_not_known_is_named()
    {
        var round = Whole();
        var unknown = new Qualification { Code = "SYSTEM_ARCHITECT", Name = "系统架构设计师", Level = Level.Senior, Category = "各专业", Papers = " ", Order = 1 };
        typeof(RoundOffering).GetProperty(nameof(RoundOffering.Qualification))!.SetValue(round.Offerings[0], unknown);
        Assert.Contains(PlanChecks.Of(round), f => f.Message == "系统架构设计师：没有科目");
    }

    [Fact]
    public void Sittings_lie_within_the_exam_and_do_not_overlap()
    {
        Assert.Contains(Faults(Sit(1, 2, 8, 12, "综合知识\n案例分析"), Sit(1, 0, 14, 16, "论文")), f => f.Message.Contains("2031-05-26 不在考试时间"));
        Assert.Contains(Faults(Sit(1, -1, 8, 12, "综合知识\n案例分析"), Sit(1, 0, 14, 16, "论文")), f => f.Message.Contains("2031-05-23 不在考试时间"));
        Assert.Contains(Faults(Sit(1, 0, 8, 12, "综合知识\n案例分析"), Sit(1, 0, 11, 16, "论文")), f => f.Message.Contains("两场时间重叠"));
        Assert.Empty(Faults(Sit(1, 0, 8, 12, "综合知识\n案例分析"), Sit(1, 0, 12, 16, "论文")));
        Assert.Contains(Faults(Sit(1, 0, 12, 12, "综合知识\n案例分析"), Sit(1, 0, 14, 16, "论文")), f => f.Message.Contains("结束时间须晚于开始时间"));
        Assert.Contains(Faults(Sit(1, 0, 8, 12, "综合知识\n案例分析\n论文"), Sit(3, 0, 8, 12, "综合知识\n案例分析\n论文")), f => f.Message.Contains("批次须从 1 起连续"));
    }

    [Fact]
    public void A_round_needs_days_in_order_qualifications_and_a_look_at_what_was_copied()
    {
        var empty = new ExamRound { Code = "2031-1", Year = 2031, Half = 1, ExamFrom = First, ExamTo = First.AddDays(-1) };
        Assert.Equal(["考试的最后一天早于第一天", "还没有开考的资格"], PlanChecks.Of(empty).Select(f => f.Message));
        var copied = PlanCopies.Draft(Round(Sit(1, 0, 8, 12, "综合知识\n案例分析"), Sit(1, 0, 14, 16, "论文")), 2031, 2, new(2031, 11, 1));
        Assert.Equal([PlanPart.Days, PlanPart.Offerings], PlanChecks.Of(copied.WithQualifications()).Select(f => f.Part));
        Assert.All(PlanChecks.Of(copied), f => Assert.Contains("复制自 2031-1", f.Message));
    }

    [Fact]
    public void A_whole_place_lacks_nothing() => Assert.Empty(PlanChecks.Of(Place(), Whole(), 0));

    public static TheoryData<string, PlanPart, Action<RoundInstitution>> Lacks => new()
    {
        { "还没有报名时间", PlanPart.Windows, p => p.Registration = TimeWindow.Unpublished },
        { "还没有缴费时间", PlanPart.Windows, p => p.Payment = TimeWindow.Unpublished },
        { "还没有审核截止时间", PlanPart.Windows, p => p.ReviewUntil = null },
        { "报名开始时间须早于截止时间", PlanPart.Windows, p => p.Registration = new(Beijing.At(2031, 3, 31, 17), Beijing.At(2031, 3, 31, 17)) },
        { "缴费开始时间须早于截止时间", PlanPart.Windows, p => p.Payment = new(Beijing.At(2031, 4, 3, 24), Beijing.At(2031, 4, 3, 24)) },
        { "缴费截止不能早于报名截止", PlanPart.Windows, p => p.Payment = p.Payment with { To = Beijing.At(2031, 3, 31, 16) } },
        { "审核截止不能早于报名截止", PlanPart.Windows, p => p.ReviewUntil = Beijing.At(2031, 3, 31, 16) },
        { "审核截止须早于缴费截止", PlanPart.Windows, p => p.ReviewUntil = p.Payment.To },
        { "缴费不能早于报名开始", PlanPart.Windows, p => p.Payment = p.Payment with { From = p.Registration.From!.Value.AddMinutes(-1) } },
        { "报名截止不能晚于考试开始", PlanPart.Windows, p => p.Registration = p.Registration with { To = Beijing.At(2031, 5, 24, 1) } },
        { "数据冻结不能早于报名截止", PlanPart.Windows, p => p.ChangesUntil = Beijing.At(2031, 3, 31, 16) },
        { "数据冻结不能晚于准考证开始打印", PlanPart.Windows, p => p.ChangesUntil = Beijing.At(2031, 5, 17, 10) },
        { "缴费截止不能晚于准考证开始打印", PlanPart.Windows, p => p.TicketPrinting = new(Beijing.At(2031, 4, 3, 9), Beijing.At(2031, 5, 24, 8)) },
        { "准考证打印的开始时间须早于截止时间", PlanPart.Windows, p => p.TicketPrinting = new(Beijing.At(2031, 5, 17, 9), Beijing.At(2031, 5, 17, 9)) },
        { "准考证打印不能在考试结束以后才开始", PlanPart.Windows, p => p.TicketPrinting = new(Beijing.At(2031, 5, 25, 24), Beijing.At(2031, 5, 27)) },
        { "准考证打印截止不能晚于考试结束", PlanPart.Windows, p => p.TicketPrinting = new(Beijing.At(2031, 5, 17, 9), Beijing.At(2031, 5, 26, 0, 1)) },
        { "准考证打印截止不能早于考试前一天", PlanPart.Windows, p => p.TicketPrinting = new(Beijing.At(2031, 5, 17, 9), Beijing.At(2031, 5, 22, 23, 59)) },
        { "还没有考试费", PlanPart.Fee, p => p.Fee = new(FeeKind.Unpublished) },
        { "还没有收费批准文号", PlanPart.Fee, p => p.Fee = p.Fee with { ApprovalDocument = " " } },
        { "有效期起止颠倒", PlanPart.Fee, p => p.Fee = p.Fee with { ValidFrom = new(2031, 5, 1), ValidUntil = new(2031, 4, 30) } },
        { "超出了有效期", PlanPart.Fee, p => p.Fee = p.Fee with { ValidUntil = new(2031, 4, 2) } },
        { "系统架构设计师的考试费是 0 元", PlanPart.Fee, p => p.Fee = p.Fee with { SeniorFen = 0 } },
        { "还没有考试考区", PlanPart.Regions, p => p.Regions.Clear() },
        { "还没有考生须知", PlanPart.Texts, p => p.Notice = " " },
        { "还没有报考承诺书", PlanPart.Texts, p => p.Pledge = "" },
        { "还没有政策文件", PlanPart.Texts, p => p.Policy = "" },
        { "“{报名日期}”不是可以自动填写的内容", PlanPart.Texts, p => p.Notice = "报名时间：{报名日期}。" },
        { "时间复制自", PlanPart.Windows, p => p.ToCheck = PlanPart.Windows },
    };

    [Theory]
    [MemberData(nameof(Lacks))]
    public void Each_thing_that_is_missing_is_named_at_its_part(string message, PlanPart part, Action<RoundInstitution> take)
    {
        var place = Place();
        take(place);
        Assert.Contains(PlanChecks.Of(place, Whole(), 0), f => f.Message.Contains(message) && f.Part == part);
    }

    [Fact]
    public void A_policy_file_stands_for_the_text_a_free_exam_needs_no_document_and_days_at_the_edge_of_an_approval_hold()
    {
        var place = Place();
        place.Policy = "";
        Assert.Empty(PlanChecks.Of(place, Whole(), 1));
        place.Fee = new(FeeKind.Free);
        Assert.Empty(PlanChecks.Of(place, Whole(), 1));
        // Payment ends at 24:00 of 3 April: the approval that ends with that day still covers it.
        place.Fee = Place().Fee with { ValidFrom = new(2031, 3, 16), ValidUntil = new(2031, 4, 3) };
        Assert.Empty(PlanChecks.Of(place, Whole(), 1));
    }

    private static RoundInstitution Place()
    {
        var place = new RoundInstitution
        {
            RoundId = Guid.NewGuid(), InstitutionCode = "53", Registration = new(Beijing.At(2031, 3, 16, 9), Beijing.At(2031, 3, 31, 17)), ReviewUntil = Beijing.At(2031, 4, 2, 17),
            Payment = new(Beijing.At(2031, 3, 16, 9), Beijing.At(2031, 4, 3, 24)), TicketPrinting = new(Beijing.At(2031, 5, 17, 9), Beijing.At(2031, 5, 24, 8)),
            Fee = new(FeeKind.FlatByLevel, JuniorFen: 10000, IntermediateFen: 10000, SeniorFen: 15000, ApprovalDocument: "云发改收费〔2030〕1 号"),
            Notice = "报名时间：{报名时间}。", Policy = "政策。", Pledge = "承诺。",
        };
        place.Regions.Add(new() { RoundInstitutionId = place.Id, Code = "5301", Name = "昆明市" });
        return place;
    }

    private static ExamRound Whole() => Round(Sit(1, 0, 8, 12, "综合知识\n案例分析"), Sit(1, 0, 14, 16, "论文"));

    private static IReadOnlyList<PlanFault> Faults(params ExamSitting[] sittings) => PlanChecks.Of(Round(sittings));

    private static ExamRound Round(params ExamSitting[] sittings)
    {
        var round = new ExamRound { Code = "2031-1", Year = 2031, Half = 1, ExamFrom = First, ExamTo = sittings.Length > 2 ? First.AddDays(3) : First.AddDays(1) };
        var offering = new RoundOffering { RoundId = round.Id, QualificationCode = "SYSTEM_ARCHITECT" };
        offering.Sittings.AddRange(sittings);
        round.Offerings.Add(offering);
        return round.WithQualifications();
    }

    private static ExamSitting Sit(int batch, int day, int from, int to, string papers) => new()
    {
        RoundId = Guid.Empty, QualificationCode = "SYSTEM_ARCHITECT", Batch = batch, Day = First.AddDays(day), From = new(from, 0), To = new(to, 0), Papers = papers,
    };
}

internal static class PlanSamples
{
    /// <summary>As EF would have it.</summary>
    public static ExamRound WithQualifications(this ExamRound round)
    {
        foreach (var offering in round.Offerings)
            typeof(RoundOffering).GetProperty(nameof(RoundOffering.Qualification))!.SetValue(offering, QualificationList.All().Single(q => q.Code == offering.QualificationCode));
        return round;
    }
}
