using RuanKao.Portal.Exams;

namespace RuanKao.Sandbox.Demo;

/// <summary>Which qualifications a demo round opens and when each is sat.</summary>
public static class DemoPapers
{
    // 2023上半年 as far as the excerpts of its notice go.
    private static readonly string[] Spring2023 =
    [
        "PROJECT_MANAGER", "SYSTEM_ANALYST", "SYSTEM_PLANNER", "SOFTWARE_DESIGNER", "NETWORK_ENGINEER", "INFORMATION_SYSTEM_SUPERVISOR",
        "SYSTEM_INTEGRATION_ENGINEER", "EMBEDDED_SYSTEM_DESIGNER", "E_COMMERCE_DESIGNER", "DATABASE_ENGINEER",
    ];

    // As the rounds of 2025 were reported; 程序员 and 电子商务设计师 besides, so that every half-year has all three levels.
    private static readonly string[] BothHalves =
        ["SYSTEM_ANALYST", "SYSTEM_ARCHITECT", "SOFTWARE_DESIGNER", "NETWORK_ENGINEER", "E_COMMERCE_DESIGNER", "PROGRAMMER"];

    private static readonly string[] FirstHalf =
        ["PROJECT_MANAGER", "SOFTWARE_EVALUATOR", "DATABASE_ENGINEER", "INFORMATION_SYSTEM_SUPERVISOR"];

    private static readonly string[] SecondHalf =
    [
        "NETWORK_PLANNER", "SYSTEM_PLANNER", "INFORMATION_SECURITY_ENGINEER", "INFORMATION_SYSTEM_ENGINEER", "SYSTEM_INTEGRATION_ENGINEER",
        "MULTIMEDIA_DESIGNER", "NETWORK_ADMINISTRATOR", "INFORMATION_PROCESSING_TECHNICIAN",
    ];

    public static IReadOnlyList<string> Open(PlannedRound round) =>
        round.Part == DemoPart.History ? Spring2023 : [.. BothHalves, .. round.Half == 1 ? FirstHalf : SecondHalf];

    public static string Remark(PlannedRound round) => round.Part == DemoPart.History
        ? "本期资料取自公开转载的通知摘录：初级资格及其余中级资格的开考名单、各资格在两天中的具体日期、缴费和打印准考证时间均未见原文，标为未公布；论文开始时间另有 15:30 的说法。"
        : "各资格的考试日期、批次和场次如有调整，以准考证为准。";

    public static IEnumerable<ExamSitting> Sittings(PlannedRound planned, ExamRound round, Qualification qualification)
    {
        var senior = qualification.Level == Level.Senior;
        if (planned.Part == DemoPart.History)
            return senior
                ? [Sit("09:00", "11:30", "综合知识"), Sit("13:30", "15:00", "案例分析"), Sit("15:20", "17:20", "论文")]
                : [Sit("09:00", "11:30", "基础知识"), Sit("14:00", "16:30", "应用技术")];
        return senior
            ? [Sit("08:30", "12:30", "综合知识\n案例分析"), Sit("14:30", "16:30", "论文")]
            : [Sit("08:30", "12:30", "基础知识\n应用技术")];

        ExamSitting Sit(string from, string to, string papers) => new()
        {
            RoundId = round.Id,
            QualificationCode = qualification.Code,
            Day = senior || planned.Part == DemoPart.History ? planned.ExamFrom : planned.ExamTo,
            DayUnpublished = planned.Part == DemoPart.History,
            From = TimeOnly.ParseExact(from, "HH:mm"),
            To = TimeOnly.ParseExact(to, "HH:mm"),
            Papers = papers,
        };
    }
}
