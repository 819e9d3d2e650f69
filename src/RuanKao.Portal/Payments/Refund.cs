using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Payments;

public enum RefundState { Proposed, Declined, Requested, Processing, Succeeded, Abnormal, Stuck, OfflineProposed, Offline, Elsewhere }

public enum RefundEvent { Request, Approve, Decline, Accept, Succeed, Fail, Stall, Retry, ProposeOffline, GiveOffline, ApproveOffline, DeclineOffline, FindReturned }

/// <summary>Money on its way back. Its number never changes: a repeated request with the same number refunds once.</summary>
public sealed class Refund
{
    /// <summary>As much as WeChat Pay takes.</summary>
    public const int ReasonLength = 80;

    public const int DecisionLength = 200;
    public const int VoucherLength = 60;

    public Guid Id { get; init; } = Guid.NewGuid();

    public required Guid AttemptId { get; init; }

    public PaymentAttempt Attempt { get; private set; } = null!;

    public required Channel Channel { get; init; }

    public required string Number { get; init; }

    /// <summary>What was received, whatever had been asked for.</summary>
    public required int AmountFen { get; init; }

    /// <summary>Shown to the payer by the channel.</summary>
    public required string Reason { get; init; }

    public RefundState State { get; private set; } = RefundState.Proposed;

    public required DateTime CreatedAt { get; init; }

    /// <summary>The cashier; null where a rule gives it back.</summary>
    public Guid? ProposedBy { get; init; }

    /// <summary>The second person, where one was needed.</summary>
    public Guid? DecidedBy { get; private set; }

    public DateTime? DecidedAt { get; private set; }

    /// <summary>Why the second person declined; for the office.</summary>
    public string? DecisionReason { get; private set; }

    /// <summary>The channel's number for the same refund.</summary>
    public string? ChannelRefundId { get; private set; }

    public DateTime? RefundedAt { get; private set; }

    public int Tries { get; private set; }

    /// <summary>When to send or ask next; null before it may be sent and once done.</summary>
    public DateTime? NextTryAt { get; private set; }

    /// <summary>Why it does not go on by itself, for the office; null while it does.</summary>
    public string? Fault { get; private set; }

    /// <summary>线下退款: the day on which the institution gave it back itself, under which voucher, who entered it and who agreed.</summary>
    public DateOnly? OfflineOn { get; private set; }

    public string? OfflineVoucher { get; private set; }

    public Guid? OfflineBy { get; private set; }

    public Guid? OfflineDecidedBy { get; private set; }

    /// <summary>It waits for a person: stuck on the way, or failed at the channel.</summary>
    public bool IsHeldUp => RefundLifecycle.HeldUp.Contains(State);

    public StateWords Words => RefundLifecycle.Table.Words(State);

    /// <summary>The whole of an attempt by rule, to be sent at once.</summary>
    public static Refund Of(PaymentAttempt attempt, string reason, DateTime now) => Of(attempt, reason, Operation.BySystem(now), needsSecond: false);

    /// <summary>The whole of an attempt by a person; above the limit a second one decides before anything is sent.</summary>
    public static Refund Of(PaymentAttempt attempt, string reason, Operation operation, bool needsSecond) => new()
    {
        AttemptId = attempt.Id,
        Channel = attempt.Channel,
        Number = PaymentAttempt.NewNumber('R', operation.At),
        AmountFen = attempt.TakenFen,
        Reason = reason,
        CreatedAt = operation.At,
        ProposedBy = operation.UserId,
        State = needsSecond ? RefundState.Proposed : RefundLifecycle.Table.After(RefundState.Proposed, RefundEvent.Request, operation.Role),
        NextTryAt = needsSecond ? null : operation.At,
    };

    /// <summary>The channel itself says that the money has gone back, by no refund of ours: nothing is sent.</summary>
    public static Refund Found(PaymentAttempt attempt, Operation operation) => new()
    {
        AttemptId = attempt.Id,
        Channel = attempt.Channel,
        Number = PaymentAttempt.NewNumber('R', operation.At),
        AmountFen = attempt.TakenFen,
        Reason = "支付平台答复已退回",
        CreatedAt = operation.At,
        ProposedBy = operation.UserId,
        State = RefundLifecycle.Table.After(RefundState.Proposed, RefundEvent.FindReturned, operation.Role),
        RefundedAt = operation.At,
    };
}

/// <summary>The life of a refund.</summary>
public static class RefundLifecycle
{
    public static readonly Lifecycle<RefundState, RefundEvent> Table = new(
        "退款", RefundState.Proposed,
        new Dictionary<RefundState, StateWords>
        {
            [RefundState.Proposed] = new("待复核", "正在办理退款", "waiting"),
            [RefundState.Declined] = new("未同意", "没有退款", "quiet"),
            [RefundState.Requested] = new("待发送", "正在退款", "waiting"),
            [RefundState.Processing] = new("支付平台处理中", "正在退款", "waiting"),
            [RefundState.Succeeded] = new("已退款", "已原路退回", "done"),
            [RefundState.Abnormal] = new("退款异常，待人工处理", "退款未成功，工作人员会与您联系", "wrong"),
            [RefundState.Stuck] = new("退款受阻，待人工处理", "正在退款", "wrong"),
            [RefundState.OfflineProposed] = new("线下退款，待复核", "正在办理退款", "waiting"),
            [RefundState.Offline] = new("已线下退款", "已由考试机构线下退还", "done"),
            [RefundState.Elsewhere] = new("支付平台已退回", "已由支付平台退回", "done"),
        },
        // What goes back by rule, and a small amount by a cashier alone, needs no second person.
        new(RefundState.Proposed, RefundEvent.Request, RefundState.Requested, Role.System, Role.Cashier),
        new(RefundState.Proposed, RefundEvent.Approve, RefundState.Requested, Role.SecondApprover),
        new(RefundState.Proposed, RefundEvent.Decline, RefundState.Declined, Role.SecondApprover),
        new(RefundState.Requested, RefundEvent.Accept, RefundState.Processing, Role.System),
        new(RefundState.Requested, RefundEvent.Succeed, RefundState.Succeeded, Role.System),
        new(RefundState.Requested, RefundEvent.Fail, RefundState.Abnormal, Role.System),
        new(RefundState.Processing, RefundEvent.Succeed, RefundState.Succeeded, Role.System),
        new(RefundState.Processing, RefundEvent.Fail, RefundState.Abnormal, Role.System),
        // Tried in vain: a person is told. It is still tried, since nobody knows whether the channel has it.
        new(RefundState.Requested, RefundEvent.Stall, RefundState.Stuck, Role.System),
        new(RefundState.Stuck, RefundEvent.Accept, RefundState.Processing, Role.System),
        new(RefundState.Stuck, RefundEvent.Succeed, RefundState.Succeeded, Role.System),
        new(RefundState.Stuck, RefundEvent.Fail, RefundState.Abnormal, Role.System),
        new(RefundState.Abnormal, RefundEvent.Succeed, RefundState.Succeeded, Role.System),
        new(RefundState.OfflineProposed, RefundEvent.Succeed, RefundState.Succeeded, Role.System),
        new(RefundState.Stuck, RefundEvent.Retry, RefundState.Requested, Role.Cashier),
        new(RefundState.Abnormal, RefundEvent.Retry, RefundState.Requested, Role.Cashier),
        new(RefundState.Stuck, RefundEvent.ProposeOffline, RefundState.OfflineProposed, Role.Cashier),
        new(RefundState.Abnormal, RefundEvent.ProposeOffline, RefundState.OfflineProposed, Role.Cashier),
        new(RefundState.Stuck, RefundEvent.GiveOffline, RefundState.Offline, Role.Cashier),
        new(RefundState.Abnormal, RefundEvent.GiveOffline, RefundState.Offline, Role.Cashier),
        new(RefundState.OfflineProposed, RefundEvent.ApproveOffline, RefundState.Offline, Role.SecondApprover),
        new(RefundState.OfflineProposed, RefundEvent.DeclineOffline, RefundState.Stuck, Role.SecondApprover),
        new(RefundState.Proposed, RefundEvent.FindReturned, RefundState.Elsewhere, Role.Cashier));

    /// <summary>A person has to do something about it.</summary>
    public static readonly IReadOnlyList<RefundState> HeldUp = [RefundState.Abnormal, RefundState.Stuck];

    /// <summary>A second person has to decide.</summary>
    public static readonly IReadOnlyList<RefundState> Waiting = [RefundState.Proposed, RefundState.OfflineProposed];

    /// <summary>Nothing happens to it any more.</summary>
    public static readonly IReadOnlyList<RefundState> Ended = [RefundState.Succeeded, RefundState.Declined, RefundState.Offline, RefundState.Elsewhere];

    public static IReadOnlyList<RefundState> From(RefundEvent on) => [.. Table.Moves.Where(m => m.On == on).Select(m => m.From)];

    public static RefundState To(RefundEvent on) => Table.Moves.First(m => m.On == on).To;
}
