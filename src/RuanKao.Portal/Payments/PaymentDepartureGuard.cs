using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;

namespace RuanKao.Portal.Payments;

/// <summary>Nobody leaves a registration while money may be on its way to it.</summary>
public sealed class PaymentDepartureGuard(PortalContext db) : IDepartureGuard
{
    public async Task<string?> WhyNotAsync(Guid registrationId, CancellationToken ct)
    {
        var open = await db.PaymentAttempts.AsNoTracking()
            .Where(a => a.Order.Purpose == FeePurpose.Registration && a.Order.SubjectId == registrationId
                && (PaymentLifecycle.Undecided.Contains(a.State) || (a.State == PaymentState.Incident && !a.Refunds.Any(r => r.State == RefundState.Succeeded))))
            .OrderByDescending(a => a.State == PaymentState.Incident).ThenByDescending(a => a.ExpiresAt).FirstOrDefaultAsync(ct);
        return open switch
        {
            null => null,
            { State: PaymentState.Incident } => $"您的一笔{open.Channel.Word()}款项正在由工作人员核对，核对完之前不能办理",
            _ => $"您有一笔{open.Channel.Word()}付款还没有结束。请先在网上缴费页取消它，或等它于 {Beijing.Sentence(open.ExpiresAt + AttemptWatch.Margin)} 前后失效，再来办理",
        };
    }
}
