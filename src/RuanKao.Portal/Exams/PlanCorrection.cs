namespace RuanKao.Portal.Exams;

/// <summary>One correction of what was published: who, when, why, what it was and became, and how many it touched.</summary>
public sealed class PlanCorrection
{
    public const int WhyLength = 200;

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
}
