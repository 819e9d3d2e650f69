namespace RuanKao.Portal.Exams;

/// <summary>政策文件 as a PDF that an institution uploads for a round. A new one is a new version; candidates get the newest, the desk keeps all.</summary>
public sealed class PolicyFile
{
    public const int NameLength = 100;
    public const int MostBytes = 10 * 1024 * 1024;

    public Guid Id { get; init; } = Guid.NewGuid();

    public required Guid RoundInstitutionId { get; init; }

    /// <summary>第几版, from 1.</summary>
    public required int Number { get; init; }

    public required DateTime At { get; init; }

    public required Guid? UserId { get; init; }

    /// <summary>What the page calls it: 关于2027年上半年软考报名工作的通知.</summary>
    public required string Name { get; init; }

    public required int Size { get; init; }

    public required byte[] File { get; init; }
}

/// <summary>A version without its bytes, for pages.</summary>
public sealed record PolicyFileLine(int Number, DateTime At, string Name, int Size)
{
    public string Words => $"{Name}（PDF，{Math.Max(1, (Size + 512) / 1024):N0} KB，第 {Number} 版）";
}
