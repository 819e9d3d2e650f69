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

    /// <summary>The person's document number as a keyed hash, once more beside <see cref="Person"/>: an index over round and person cannot reach into an owned row.</summary>
    public string? PersonHash { get; private set; }

    /// <summary>The name as it is looked up and sorted by (<see cref="PersonName.Key"/>); null where there is no person.</summary>
    public string? NameKey { get; private set; }

    public required DateTime CreatedAt { get; init; }

    public DateTime? SubmittedAt { get; private set; }

    public DateTime? DecidedAt { get; private set; }

    public DateTime? PaidAt { get; private set; }

    /// <summary>Why it was last returned, as the candidate reads it.</summary>
    public string? ReturnReason { get; private set; }

    /// <summary>The fee in fen, fixed when it is approved.</summary>
    public int? FeeFen { get; private set; }

    /// <summary>A 申请变更 waits for review; until it is decided the approved answers stay in force and nothing can be paid.</summary>
    public bool ChangeWaits { get; private set; }

    /// <summary>Since when it waits for a reviewer without a break, itself or a change of it; null while it does not. Who mends a form that waits keeps the place in the queue.</summary>
    public DateTime? WaitsSince { get; private set; }

    /// <summary>What was paid and is owed back since the office ended the registration, in fen; the refund itself belongs to Payments.</summary>
    public int? RefundDueFen { get; private set; }

    /// <summary>How many moves it has made; numbers the steps.</summary>
    public int Moves { get; private set; }

    public List<RegistrationStep> History { get; init; } = [];

    public int Version { get; private set; }

    /// <summary>Every move in its order; steps written before they were numbered stand by their instant.</summary>
    public IReadOnlyList<RegistrationStep> Steps => [.. History.OrderBy(s => s.Order).ThenBy(s => s.At).ThenBy(s => s.On)];

    public bool IsEnded => RegistrationLifecycle.Ended.Contains(State);

    /// <summary>Something here waits for a reviewer: the registration itself, or a change of it.</summary>
    public bool WaitsForReview => WaitsSince is not null;

    /// <summary>How often it was handed in; needs the history.</summary>
    public int HandedIn => History.Count(s => s.On == RegistrationEvent.Submit);

    public RegistrationAnswers Answers => new(PrefectureCode, ExamRegionCode, QualificationCode, Form);

    /// <summary>The answers of a form that was handed in: what was retired from the lists since may stay in it. Null in a draft.</summary>
    public RegistrationForm? KeptForm => Number is null ? null : Form;

    public StateWords Words => RegistrationLifecycle.Table.Words(State);

    /// <summary>Takes the answers over; only in a state in which the candidate may still hand in.</summary>
    public void Answer(RegistrationAnswers answers)
    {
        if (!RegistrationLifecycle.Table.Allows(State, RegistrationEvent.Submit, Role.Candidate)) throw new ImpossibleMoveException($"A form is not changed in {State}.");
        Take(answers);
    }

    /// <summary>After submission the numbers stay the same for good; a second hand-in keeps them.</summary>
    public void Submit(RegisteredPerson person, string number, string systemCode, Operation operation)
    {
        Go(RegistrationEvent.Submit, operation);
        (Person, PersonHash, NameKey) = (person, person.NumberHash, PersonName.Key(person.Name));
        Number ??= number;
        SystemCode ??= systemCode;
        SubmittedAt = operation.At;
        WaitsSince ??= operation.At;
        ReturnReason = null;
    }

    public void Approve(int feeFen, Operation operation)
    {
        Go(RegistrationEvent.Approve, operation);
        DecidedAt = operation.At;
        Owe(feeFen, operation);
    }

    public void Return(string reason, Operation operation)
    {
        Go(RegistrationEvent.Return, operation with { Why = reason });
        ReturnReason = reason;
        DecidedAt = operation.At;
    }

    /// <summary>申请变更: a wish beside the answers that are in force. One at a time.</summary>
    public void RequestChange(Operation operation)
    {
        if (ChangeWaits) throw new ImpossibleMoveException("One change waits already.");
        Go(RegistrationEvent.RequestChange, operation);
        ChangeWaits = true;
        WaitsSince = operation.At;
    }

    public void WithdrawChange(Operation operation) => DecideChange(RegistrationEvent.WithdrawChange, operation);

    public void ReturnChange(string reason, Operation operation) => DecideChange(RegistrationEvent.ReturnChange, operation with { Why = reason });

    /// <summary>The change comes into force. Before payment the fee follows the new answers; after it nothing that the fee depends on can change.</summary>
    public void ApproveChange(RegistrationAnswers answers, Guid? photoId, int feeFen, Operation operation)
    {
        DecideChange(RegistrationEvent.ApproveChange, operation);
        Take(answers);
        PhotoId = photoId;
        if (State == RegistrationState.Approved) Owe(feeFen, operation);
    }

    /// <summary>The waiting change is gone with what made it pointless; the move that did so is the next step.</summary>
    public void DropChange() => (ChangeWaits, WaitsSince) = (false, null);

    /// <summary>The fee is settled (or there is none): 报名成功.</summary>
    public void Settle(Operation operation)
    {
        Go(RegistrationEvent.Settle, operation);
        PaidAt = operation.At;
    }

    public void Cancel(Operation operation) => End(RegistrationEvent.Cancel, operation);

    /// <summary>逾期未缴费. The operation's instant is the end of the payment window, whenever the portal comes to write it down.</summary>
    public void Lapse(Operation operation) => End(RegistrationEvent.Lapse, operation);

    /// <summary>The window was extended: it can be paid again.</summary>
    public void Revive(Operation operation) => Go(RegistrationEvent.Revive, operation);

    /// <summary>作废 by the office, for the reason given.</summary>
    public void Void(Operation operation)
    {
        var paid = State == RegistrationState.Paid;
        End(RegistrationEvent.Void, operation);
        OweBack(paid);
    }

    /// <summary>停考 where it would have been sat.</summary>
    public void Suspend(Operation operation)
    {
        var paid = State == RegistrationState.Paid;
        End(RegistrationEvent.Suspend, operation);
        OweBack(paid);
    }

    /// <summary>The money owed back has arrived.</summary>
    public void Refund(Operation operation)
    {
        if (RefundDueFen is null) throw new ImpossibleMoveException("Nothing is owed back.");
        Go(RegistrationEvent.Refund, operation);
    }

    private void Take(RegistrationAnswers answers)
    {
        (PrefectureCode, ExamRegionCode, QualificationCode) = (answers.PrefectureCode, answers.ExamRegionCode, answers.QualificationCode);
        Form.Take(answers.Form);
    }

    private void Owe(int feeFen, Operation operation)
    {
        FeeFen = feeFen;
        if (feeFen == 0) Settle(Operation.BySystem(operation.At, "不收费"));
    }

    private void OweBack(bool paid)
    {
        if (paid && FeeFen > 0) RefundDueFen = FeeFen;
    }

    private void DecideChange(RegistrationEvent on, Operation operation)
    {
        if (!ChangeWaits) throw new ImpossibleMoveException("No change waits.");
        Go(on, operation);
        ChangeWaits = false;
    }

    private void End(RegistrationEvent on, Operation operation)
    {
        Go(on, operation);
        ChangeWaits = false;
    }

    /// <summary>Empties it when its person deletes the account: the answers go, and with them who it was unless it is a record of the exam.</summary>
    /// <param name="nobodySealed">The sealed text that stands where the number was.</param>
    public void Forget(string nobodySealed)
    {
        Form.Take(new());
        ReturnReason = null;
        if (State == RegistrationState.Paid) return;
        (PhotoId, PersonHash, NameKey) = (null, null, null);
        if (Person is not null) Person = new(RegisteredPerson.Erased, Person.DocumentKind, nobodySealed, Guid.NewGuid().ToString("N"), Person.Sex, DateOnly.MinValue);
        foreach (var step in History) step.Why = null;
    }

    private void Go(RegistrationEvent on, Operation operation)
    {
        State = RegistrationLifecycle.Table.After(State, on, operation.Role);
        // Every decision ends the waiting; what waits anew says so after its move.
        if (State != RegistrationState.Submitted) WaitsSince = null;
        History.Add(new() { RegistrationId = Id, Order = ++Moves, At = operation.At, On = on, To = State, By = operation.Role, UserId = operation.UserId, Why = operation.Why });
    }
}

/// <summary>One move in a registration's life, written in the transaction of the move.</summary>
public sealed class RegistrationStep
{
    public Guid Id { get; init; } = Guid.NewGuid();

    public required Guid RegistrationId { get; init; }

    /// <summary>1, 2, 3 … within the registration.</summary>
    public required int Order { get; init; }

    /// <summary>When it happened: a payment at the channel's instant, a lapse at the end of the window.</summary>
    public required DateTime At { get; init; }

    public required RegistrationEvent On { get; init; }

    public required RegistrationState To { get; init; }

    public required Role By { get; init; }

    public required Guid? UserId { get; init; }

    public string? Why { get; set; }
}

/// <summary>Who registers, as verified at submission; what form and ticket print.</summary>
public sealed record RegisteredPerson(string Name, DocumentKind DocumentKind, string NumberSealed, string NumberHash, Sex Sex, DateOnly BirthDate)
{
    /// <summary>Stands for name and number of a person who has deleted the account.</summary>
    public const string Erased = "已注销";
}
