using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Notifications;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;

namespace RuanKao.Portal.Payments;

/// <summary>The fee of a registration: paid, it becomes 报名成功 in the same transaction, and the message to the candidate with it.</summary>
public sealed class RegistrationFee(PortalContext db, INotifier notifier, TimeProvider clock) : IFeeOwner
{
    public FeePurpose Purpose => FeePurpose.Registration;

    public async Task<bool> SettleAsync(FeeOrder order, DateTime paidAt, CancellationToken ct)
    {
        var registration = await db.Registrations.SingleOrDefaultAsync(r => r.Id == order.SubjectId, ct);
        if (registration is null || !RegistrationLifecycle.Table.Allows(registration.State, RegistrationEvent.Settle, Role.System)) return false;
        registration.Settle(Operation.BySystem(paidAt));
        db.Audit(Operation.BySystem(clock.Now()), "registration.settled", registration.Id);
        var round = await db.ExamRounds.AsNoTracking().SingleAsync(r => r.Id == registration.RoundId, ct);
        await notifier.NotifyAsync(registration.UserId, NoticeTemplates.PaymentSettled,
            new Dictionary<string, string> { ["round"] = round.Name + "软考", ["fee"] = Money.Yuan(order.AmountFen) }, ct);
        return true;
    }
}
