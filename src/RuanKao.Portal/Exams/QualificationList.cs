using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Exams;

/// <summary>The 27 qualifications by level and category (annex of 国人厅发〔2007〕139号), with their papers (实施办法 art. 5).</summary>
public static class QualificationList
{
    private const string SeniorPapers = "综合知识\n案例分析\n论文";
    private const string OtherPapers = "基础知识\n应用技术";

    private const string Software = "计算机软件";
    private const string Network = "计算机网络";
    private const string Application = "计算机应用技术";
    private const string Systems = "信息系统";
    private const string Services = "信息服务";

    public static IReadOnlyList<Qualification> All() => [.. Rows.Select((row, place) => new Qualification
    {
        Code = row.Code,
        Name = row.Name,
        Level = row.Level,
        Category = row.Category,
        Papers = row.Level == Level.Senior ? SeniorPapers : OtherPapers,
        Order = place + 1,
    })];

    private static readonly (Level Level, string Category, string Code, string Name)[] Rows =
    [
        (Level.Senior, "各专业", "PROJECT_MANAGER", "信息系统项目管理师"),
        (Level.Senior, "各专业", "SYSTEM_ANALYST", "系统分析师"),
        (Level.Senior, "各专业", "SYSTEM_ARCHITECT", "系统架构设计师"),
        (Level.Senior, "各专业", "NETWORK_PLANNER", "网络规划设计师"),
        (Level.Senior, "各专业", "SYSTEM_PLANNER", "系统规划与管理师"),
        (Level.Intermediate, Software, "SOFTWARE_EVALUATOR", "软件评测师"),
        (Level.Intermediate, Software, "SOFTWARE_DESIGNER", "软件设计师"),
        (Level.Intermediate, Software, "SOFTWARE_PROCESS_ASSESSOR", "软件过程能力评估师"),
        (Level.Intermediate, Network, "NETWORK_ENGINEER", "网络工程师"),
        (Level.Intermediate, Application, "MULTIMEDIA_DESIGNER", "多媒体应用设计师"),
        (Level.Intermediate, Application, "EMBEDDED_SYSTEM_DESIGNER", "嵌入式系统设计师"),
        (Level.Intermediate, Application, "COMPUTER_AIDED_DESIGNER", "计算机辅助设计师"),
        (Level.Intermediate, Application, "E_COMMERCE_DESIGNER", "电子商务设计师"),
        (Level.Intermediate, Systems, "SYSTEM_INTEGRATION_ENGINEER", "系统集成项目管理工程师"),
        (Level.Intermediate, Systems, "INFORMATION_SYSTEM_SUPERVISOR", "信息系统监理师"),
        (Level.Intermediate, Systems, "INFORMATION_SECURITY_ENGINEER", "信息安全工程师"),
        (Level.Intermediate, Systems, "DATABASE_ENGINEER", "数据库系统工程师"),
        (Level.Intermediate, Systems, "INFORMATION_SYSTEM_ENGINEER", "信息系统管理工程师"),
        (Level.Intermediate, Services, "HARDWARE_ENGINEER", "计算机硬件工程师"),
        (Level.Intermediate, Services, "IT_SUPPORT_ENGINEER", "信息技术支持工程师"),
        (Level.Junior, Software, "PROGRAMMER", "程序员"),
        (Level.Junior, Network, "NETWORK_ADMINISTRATOR", "网络管理员"),
        (Level.Junior, Application, "MULTIMEDIA_TECHNICIAN", "多媒体应用制作技术员"),
        (Level.Junior, Application, "E_COMMERCE_TECHNICIAN", "电子商务技术员"),
        (Level.Junior, Systems, "INFORMATION_SYSTEM_OPERATOR", "信息系统运行管理员"),
        (Level.Junior, Services, "WEB_PAGE_MAKER", "网页制作员"),
        (Level.Junior, Services, "INFORMATION_PROCESSING_TECHNICIAN", "信息处理技术员"),
    ];
}

/// <summary>Puts the qualifications into a new database.</summary>
public sealed class QualificationReference : IReferenceData
{
    public int Order => 20;

    public async Task ApplyAsync(PortalContext db, CancellationToken ct)
    {
        await db.AddMissingAsync(QualificationList.All(), q => q.Code, ct);
        await db.SaveChangesAsync(ct);
    }
}
