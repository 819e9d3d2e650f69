namespace RuanKao.Portal.Exams;

/// <summary>One correction of what was published: who, when, why, what it was and became, and how many it touched.</summary>
public sealed class PlanCorrection
{
    public const int WhyLength = 200;
    public const int MovedLength = 2000;

    public Guid Id { get; init; } = Guid.NewGuid();

    public required Guid RoundId { get; init; }

    /// <summary>Null for the national plan.</summary>
    public required string? InstitutionCode { get; init; }

    public required DateTime At { get; init; }

    public required Guid? UserId { get; init; }

    public required string Why { get; init; }

    /// <summary>One change a line: what, before → after.</summary>
    public required string Changes { get; init; }

    /// <summary>Registrations that held a place of it then, and those of them that had paid.</summary>
    public required int Live { get; init; }

    public required int Paid { get; init; }

    /// <summary>Codes of the qualifications whose sittings it moved, comma-separated; null where nobody has to be told of it.</summary>
    public string? Moved { get; init; }

    /// <summary>The last registration that was told of it, in the order of ids.</summary>
    public Guid Reached { get; private set; } = Guid.Empty;

    /// <summary>How many people were told.</summary>
    public int Told { get; private set; }

    public DateTime? ToldAt { get; private set; }

    public void Advance(Guid reached, int told) => (Reached, Told) = (reached, Told + told);

    public void Finish(DateTime at) => ToldAt = at;
}
