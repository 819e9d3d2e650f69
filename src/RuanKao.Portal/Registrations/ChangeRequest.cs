using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Registrations;

public enum ChangeState { Waiting, InForce, Returned, Withdrawn, Dropped }

public enum ChangeEvent { Approve, Return, Withdraw, Drop }

/// <summary>申请变更: other answers that a candidate would like, beside those that were approved. They come into force whole, when a reviewer says so, or not at all.</summary>
public sealed class ChangeRequest : IVersioned
{
    public Guid Id { get; init; } = Guid.NewGuid();

    public required Guid RegistrationId { get; init; }

    public string? PrefectureCode { get; init; }

    public string? ExamRegionCode { get; init; }

    public string? QualificationCode { get; init; }

    public RegistrationForm Form { get; init; } = new();

    public Guid? PhotoId { get; init; }

    public required DateTime CreatedAt { get; init; }

    public ChangeState State { get; private set; } = ChangeState.Waiting;

    public DateTime? EndedAt { get; private set; }

    /// <summary>Why it was returned, as the candidate reads it.</summary>
    public string? ReturnReason { get; private set; }

    public int Version { get; private set; }

    public RegistrationAnswers Answers => new(PrefectureCode, ExamRegionCode, QualificationCode, Form);

    public StateWords Words => ChangeLifecycle.Table.Words(State);

    public static ChangeRequest Of(Registration registration, RegistrationAnswers wanted, Guid? photoId, DateTime at)
    {
        var change = new ChangeRequest
        {
            RegistrationId = registration.Id, PrefectureCode = wanted.PrefectureCode, ExamRegionCode = wanted.ExamRegionCode,
            QualificationCode = wanted.QualificationCode, PhotoId = photoId, CreatedAt = at,
        };
        change.Form.Take(wanted.Form);
        return change;
    }

    public void Approve(Operation operation) => Go(ChangeEvent.Approve, operation);

    public void Return(string reason, Operation operation)
    {
        Go(ChangeEvent.Return, operation);
        ReturnReason = reason;
    }

    public void Withdraw(Operation operation) => Go(ChangeEvent.Withdraw, operation);

    /// <summary>The registration itself is over.</summary>
    public void Drop(Operation operation) => Go(ChangeEvent.Drop, Operation.BySystem(operation.At));

    private void Go(ChangeEvent on, Operation operation) => (State, EndedAt) = (ChangeLifecycle.Table.After(State, on, operation.Role), operation.At);
}

/// <summary>The life of a change request.</summary>
public static class ChangeLifecycle
{
    public static readonly Lifecycle<ChangeState, ChangeEvent> Table = new(
        "申请变更", ChangeState.Waiting,
        new Dictionary<ChangeState, StateWords>
        {
            [ChangeState.Waiting] = new("变更待审核", "变更等待审核", "waiting"),
            [ChangeState.InForce] = new("变更已生效", "变更已生效", "done"),
            [ChangeState.Returned] = new("变更已退回", "变更未通过", "wrong"),
            [ChangeState.Withdrawn] = new("考生已撤回", "已撤回", "quiet"),
            [ChangeState.Dropped] = new("随报名终止", "随报名终止", "quiet"),
        },
        new(ChangeState.Waiting, ChangeEvent.Approve, ChangeState.InForce, Role.Reviewer),
        new(ChangeState.Waiting, ChangeEvent.Return, ChangeState.Returned, Role.Reviewer),
        new(ChangeState.Waiting, ChangeEvent.Withdraw, ChangeState.Withdrawn, Role.Candidate),
        new(ChangeState.Waiting, ChangeEvent.Drop, ChangeState.Dropped, Role.System));
}
