namespace RuanKao.Portal.Exams;

/// <summary>报考级别: 初级, 中级, 高级.</summary>
public enum Level { Junior, Intermediate, Senior }

public static class LevelWords
{
    extension(Level level)
    {
        public string Word => level switch { Level.Junior => "初级", Level.Intermediate => "中级", _ => "高级" };
    }
}

/// <summary>One of the 27 qualifications (报考资格) with its papers; all papers are sat in one round (实施办法 art. 5).</summary>
public sealed class Qualification
{
    public const int CodeLength = 60;
    public const int NameLength = 60;
    public const int PapersLength = 200;

    /// <summary>Our own stable code, such as SYSTEM_ARCHITECT: no official list of codes is public.</summary>
    public required string Code { get; init; }

    public required string Name { get; init; }

    public required Level Level { get; init; }

    /// <summary>Professional category (annex of 国人厅发〔2007〕139号); for 高级 all categories.</summary>
    public required string Category { get; init; }

    /// <summary>One paper (科目) a line, in the order in which they are sat.</summary>
    public required string Papers { get; init; }

    public required int Order { get; init; }

    public IReadOnlyList<string> PaperList => Papers.Split('\n');
}
