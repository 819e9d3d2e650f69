namespace RuanKao.Portal.Registrations;

/// <summary>停考: the exam will not be held for an institution's round, for one of its 考试考区, for one qualification, or for one in the other.</summary>
public sealed class Suspension
{
    public Guid Id { get; init; } = Guid.NewGuid();

    public required Guid RoundId { get; init; }

    public required string InstitutionCode { get; init; }

    /// <summary>Null: every exam region.</summary>
    public string? ExamRegionCode { get; init; }

    /// <summary>Null: every qualification.</summary>
    public string? QualificationCode { get; init; }

    public required DateTime At { get; init; }

    public required Guid? UserId { get; init; }

    /// <summary>As the candidates read it.</summary>
    public required string Why { get; init; }

    /// <summary>The act of the office that several regions belong to; null where one was noted by itself.</summary>
    public Guid? ActId { get; init; }

    /// <summary>How many people a message was written to.</summary>
    public int Told { get; private set; }

    public bool Covers(string? examRegionCode, string? qualificationCode) =>
        (ExamRegionCode is null || ExamRegionCode == examRegionCode) && (QualificationCode is null || QualificationCode == qualificationCode);
}
