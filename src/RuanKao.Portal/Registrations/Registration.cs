using RuanKao.Portal.Candidates;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Registrations;

/// <summary>One person's registration for one round at one institution, from draft to 报名成功.</summary>
public sealed class Registration : IVersioned
{
    public const int NumberLength = 20;
    public const int ReasonLength = 1000;

    public Guid Id { get; init; } = Guid.NewGuid();

    public required Guid UserId { get; init; }

    public required Guid RoundId { get; init; }

    /// <summary>报名省: the institution that reviews it.</summary>
    public required string InstitutionCode { get; init; }

    /// <summary>报名市: decides which reviewers see it.</summary>
    public string? PrefectureCode { get; set; }

    /// <summary>考试考区: decides where the seat is.</summary>
    public string? ExamRegionCode { get; set; }

    public string? QualificationCode { get; set; }

    public Qualification? Qualification { get; private set; }

    public RegistrationForm Form { get; init; } = new();

    public Guid? PhotoId { get; set; }

    public RegistrationState State { get; private set; } = RegistrationState.Draft;

    /// <summary>报名号: institution, year, half, sequence and check digit; null until first submitted.</summary>
    public string? Number { get; private set; }

    /// <summary>系统识别码: not guessable, with a check digit; null until first submitted.</summary>
    public string? SystemCode { get; private set; }

    /// <summary>The verified person as at submission; null in a draft.</summary>
    public RegisteredPerson? Person { get; private set; }

    public required DateTime CreatedAt { get; init; }

    public DateTime? SubmittedAt { get; private set; }

    public DateTime? DecidedAt { get; private set; }

    public DateTime? PaidAt { get; private set; }

    /// <summary>Why it was last returned, as the candidate reads it.</summary>
    public string? ReturnReason { get; private set; }

    /// <summary>The fee in fen, fixed when it is approved.</summary>
    public int? FeeFen { get; private set; }

    public List<RegistrationStep> History { get; init; } = [];

    public int Version { get; private set; }

    /// <summary>Every move in its order; two of one instant stand in the order of their events.</summary>
    public IReadOnlyList<RegistrationStep> Steps => [.. History.OrderBy(s => s.At).ThenBy(s => s.On)];

    /// <summary>How often it was handed in; needs the history.</summary>
    public int HandedIn => History.Count(s => s.On == RegistrationEvent.Submit);

    public RegistrationAnswers Answers => new(PrefectureCode, ExamRegionCode, QualificationCode, Form);

    public StateWords Words => RegistrationLifecycle.Table.Words(State);

    /// <summary>Takes the answers over; only in a state in which the candidate may still hand in.</summary>
    public void Answer(RegistrationAnswers answers)
    {
        if (!RegistrationLifecycle.Table.Allows(State, RegistrationEvent.Submit, Role.Candidate)) throw new ImpossibleMoveException($"A form is not changed in {State}.");
        (PrefectureCode, ExamRegionCode, QualificationCode) = (answers.PrefectureCode, answers.ExamRegionCode, answers.QualificationCode);
        Form.Take(answers.Form);
    }

    /// <summary>After submission the numbers stay the same for good; a second hand-in keeps them.</summary>
    public void Submit(RegisteredPerson person, string number, string systemCode, Operation operation)
    {
        Go(RegistrationEvent.Submit, operation);
        Person = person;
        Number ??= number;
        SystemCode ??= systemCode;
        SubmittedAt = operation.At;
        ReturnReason = null;
    }

    public void Approve(int feeFen, Operation operation)
    {
        Go(RegistrationEvent.Approve, operation);
        FeeFen = feeFen;
        DecidedAt = operation.At;
        if (feeFen == 0) Settle(Operation.BySystem(operation.At, "不收费"));
    }

    public void Return(string reason, Operation operation)
    {
        Go(RegistrationEvent.Return, operation with { Why = reason });
        ReturnReason = reason;
        DecidedAt = operation.At;
    }

    /// <summary>The fee is settled (or there is none): 报名成功.</summary>
    public void Settle(Operation operation)
    {
        Go(RegistrationEvent.Settle, operation);
        PaidAt = operation.At;
    }

    public void Cancel(Operation operation) => Go(RegistrationEvent.Cancel, operation);

    private void Go(RegistrationEvent on, Operation operation)
    {
        State = RegistrationLifecycle.Table.After(State, on, operation.Role);
        History.Add(new() { RegistrationId = Id, At = operation.At, On = on, To = State, By = operation.Role, UserId = operation.UserId, Why = operation.Why });
    }
}

/// <summary>One move in a registration's life, written in the transaction of the move.</summary>
public sealed class RegistrationStep
{
    public Guid Id { get; init; } = Guid.NewGuid();

    public required Guid RegistrationId { get; init; }

    public required DateTime At { get; init; }

    public required RegistrationEvent On { get; init; }

    public required RegistrationState To { get; init; }

    public required Role By { get; init; }

    public required Guid? UserId { get; init; }

    public string? Why { get; init; }
}

/// <summary>Who registers, as verified at submission; what form and ticket print.</summary>
public sealed record RegisteredPerson(string Name, DocumentKind DocumentKind, string NumberSealed, string NumberHash, Sex Sex, DateOnly BirthDate);
