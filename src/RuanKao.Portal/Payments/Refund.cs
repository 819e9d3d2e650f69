using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Payments;

public enum RefundState { Requested, Processing, Succeeded, Abnormal }

public enum RefundEvent { Accept, Succeed, Fail }

/// <summary>Money on its way back. Its number never changes: a repeated request with the same number refunds once.</summary>
public sealed class Refund
{
    public const int ReasonLength = 80;

    public Guid Id { get; init; } = Guid.NewGuid();

    public required Guid AttemptId { get; init; }

    public PaymentAttempt Attempt { get; private set; } = null!;

    public required Channel Channel { get; init; }

    public required string Number { get; init; }

    public required int AmountFen { get; init; }

    /// <summary>Shown to the payer by the channel.</summary>
    public required string Reason { get; init; }

    public RefundState State { get; private set; } = RefundState.Requested;

    public required DateTime CreatedAt { get; init; }

    /// <summary>The channel's number for the same refund.</summary>
    public string? ChannelRefundId { get; private set; }

    public DateTime? RefundedAt { get; private set; }

    public int Tries { get; private set; }

    /// <summary>When to send or ask next; null once done.</summary>
    public DateTime? NextTryAt { get; private set; }

    public StateWords Words => RefundLifecycle.Table.Words(State);

    /// <summary>The whole of an attempt, to be sent at once.</summary>
    public static Refund Of(PaymentAttempt attempt, string reason, DateTime now) => new()
    {
        AttemptId = attempt.Id,
        Channel = attempt.Channel,
        Number = PaymentAttempt.NewNumber('R', now),
        AmountFen = attempt.AmountFen,
        Reason = reason,
        CreatedAt = now,
        NextTryAt = now,
    };
}

/// <summary>The life of a refund.</summary>
public static class RefundLifecycle
{
    public static readonly Lifecycle<RefundState, RefundEvent> Table = new(
        "退款", RefundState.Requested,
        new Dictionary<RefundState, StateWords>
        {
            [RefundState.Requested] = new("待发送", "正在退款", "waiting"),
            [RefundState.Processing] = new("支付平台处理中", "正在退款", "waiting"),
            [RefundState.Succeeded] = new("已退款", "已原路退回", "done"),
            [RefundState.Abnormal] = new("退款异常，待人工处理", "退款未成功，工作人员会与您联系", "wrong"),
        },
        new(RefundState.Requested, RefundEvent.Accept, RefundState.Processing, Role.System),
        new(RefundState.Requested, RefundEvent.Succeed, RefundState.Succeeded, Role.System),
        new(RefundState.Requested, RefundEvent.Fail, RefundState.Abnormal, Role.System),
        new(RefundState.Processing, RefundEvent.Succeed, RefundState.Succeeded, Role.System),
        new(RefundState.Processing, RefundEvent.Fail, RefundState.Abnormal, Role.System));

    public static IReadOnlyList<RefundState> From(RefundEvent on) => [.. Table.Moves.Where(m => m.On == on).Select(m => m.From)];

    public static RefundState To(RefundEvent on) => Table.Moves.First(m => m.On == on).To;
}
