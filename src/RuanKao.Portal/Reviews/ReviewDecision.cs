using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Reviews;

public enum ReviewKind { Approve, Return, ApproveChange, ReturnChange }

/// <summary>Pending while it can be undone; then in force, undone, or dropped because something newer came between.</summary>
public enum DecisionState { Pending, InForce, Undone, Dropped }

/// <summary>What a reviewer decided about one version of a registration. For ten seconds it only waits: the registration itself moves when it takes effect.</summary>
public sealed class ReviewDecision : IVersioned
{
    public const int WhyLength = 200;

    public Guid Id { get; init; } = Guid.NewGuid();

    public required Guid RegistrationId { get; init; }

    /// <summary>The version that the reviewer saw; anything newer makes the decision stale.</summary>
    public required int SeenVersion { get; init; }

    public required ReviewKind Kind { get; init; }

    /// <summary>Why it goes back, as the candidate will read it; emptied once the decision is over.</summary>
    public string? Reason { get; private set; }

    public required Guid? ReviewerId { get; init; }

    public required DateTime DecidedAt { get; init; }

    /// <summary>The instant from which it can no longer be undone.</summary>
    public required DateTime EffectiveAt { get; init; }

    /// <summary>The batch it was part of.</summary>
    public Guid? BatchId { get; init; }

    public DecisionState State { get; private set; }

    public DateTime? EndedAt { get; private set; }

    /// <summary>Why it was dropped, for the reviewer.</summary>
    public string? DroppedWhy { get; private set; }

    public int Version { get; private set; }

    public bool IsReturn => Kind is ReviewKind.Return or ReviewKind.ReturnChange;

    public bool IsOfChange => Kind is ReviewKind.ApproveChange or ReviewKind.ReturnChange;

    public string Words => WordsOf(Kind);

    public static string WordsOf(ReviewKind kind) => kind switch
    {
        ReviewKind.Approve => "审核通过",
        ReviewKind.Return => "退回修改",
        ReviewKind.ApproveChange => "同意变更",
        _ => "退回变更",
    };

    public ReviewDecision Because(string? reason)
    {
        Reason = reason;
        return this;
    }

    public void TakeEffect(DateTime at) => End(DecisionState.InForce, at);

    public void Undo(DateTime at) => End(DecisionState.Undone, at);

    public void Drop(string why, DateTime at)
    {
        End(DecisionState.Dropped, at);
        DroppedWhy = why.Length > WhyLength ? why[..WhyLength] : why;
    }

    private void End(DecisionState state, DateTime at)
    {
        if (State != DecisionState.Pending) throw new ImpossibleMoveException($"A decision that is {State} does not become {state}.");
        (State, EndedAt, Reason) = (state, at, null);
    }
}

/// <summary>What was undone: the reason that had been given, so that nobody writes it twice.</summary>
public sealed record Undone(string? Reason);

/// <summary>A batch of approvals: who, when, how many, and what dropped out.</summary>
public sealed class ReviewBatch
{
    public const int DroppedLength = 4000;

    public Guid Id { get; init; } = Guid.NewGuid();

    public required Guid ReviewerId { get; init; }

    public required DateTime At { get; init; }

    public required int Count { get; init; }

    /// <summary>A line for each that dropped out: number and why.</summary>
    public required string Dropped { get; init; }
}

/// <summary>请人复审: somebody else is to judge this one, for the reason given. The asker does not.</summary>
public sealed class SecondReview
{
    public const int WhyLength = 300;

    public required Guid RegistrationId { get; init; }

    public required Guid AskedBy { get; init; }

    public required DateTime AskedAt { get; init; }

    public required string Why { get; init; }
}
