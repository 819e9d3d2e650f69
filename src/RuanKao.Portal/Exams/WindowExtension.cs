namespace RuanKao.Portal.Exams;

/// <summary>One extension of an institution's windows: who, when, why, from when to when.</summary>
public sealed class WindowExtension
{
    public const int WhyLength = 200;

    public Guid Id { get; init; } = Guid.NewGuid();

    public required Guid RoundInstitutionId { get; init; }

    public required DateTime At { get; init; }

    public required Guid? UserId { get; init; }

    public required ExtensionKind Kind { get; init; }

    public required int Hours { get; init; }

    /// <summary>As the pages say it.</summary>
    public required string Why { get; init; }

    public required DateTime RegistrationTo { get; init; }

    public required DateTime PaymentTo { get; init; }
}
