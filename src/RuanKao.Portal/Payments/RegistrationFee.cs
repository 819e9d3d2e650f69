using RuanKao.Portal.Foundation;
using RuanKao.Portal.Registrations;

namespace RuanKao.Portal.Payments;

/// <summary>The fee of a registration: paid, it becomes 报名成功 in the same transaction, given back 已退费, and the message to the candidate with it.</summary>
public sealed class RegistrationFee(RegistrationService registrations, RegistrationEndings endings) : IFeeOwner
{
    public FeePurpose Purpose => FeePurpose.Registration;

    public Task<bool> SettleAsync(FeeOrder order, DateTime paidAt, CancellationToken ct) =>
        registrations.SettleAsync(order.SubjectId, Operation.BySystem(paidAt), ct);

    public Task RefundedAsync(FeeOrder order, DateTime refundedAt, CancellationToken ct) =>
        endings.RefundAsync(order.SubjectId, Operation.BySystem(refundedAt), ct);
}
