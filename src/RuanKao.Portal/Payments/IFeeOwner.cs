namespace RuanKao.Portal.Payments;

/// <summary>Whose fee it is: the room of the thing that an order is owed for settles it when the money has come.</summary>
public interface IFeeOwner
{
    FeePurpose Purpose { get; }

    /// <summary>Within the booking's transaction. False where the thing can no longer be settled: the money goes back.</summary>
    Task<bool> SettleAsync(FeeOrder order, DateTime paidAt, CancellationToken ct);

    /// <summary>Within the transaction of the refund: what had settled the order has gone back.</summary>
    Task RefundedAsync(FeeOrder order, DateTime refundedAt, CancellationToken ct);
}
