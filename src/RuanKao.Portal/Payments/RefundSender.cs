using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Payments;

/// <summary>Sends refunds and asks after them, always with the number they were born with, until the channel says done.</summary>
public sealed class RefundSender(PortalContext db, PaymentChannels channels, IServiceScopeFactory scopes, TimeProvider clock, ILogger<RefundSender> log)
{
    /// <summary>So many tries in vain (a quarter of an hour) and a person is told.</summary>
    public const int PatientTries = 4;

    private static readonly int[] Minutes = [1, 5, 10, 30, 60];

    /// <summary>What a cashier reads of an empty account.</summary>
    public const string ShortOfMoney = "商户账户余额不足，请充值后重试";

    /// <summary>Longer than the two calls of one try take.</summary>
    private static readonly TimeSpan Underway = TimeSpan.FromSeconds(30);

    /// <summary>One round of the poller's work on refunds.</summary>
    public async Task<int> SendDueAsync(CancellationToken ct, int most = 50)
    {
        var now = clock.Now();
        var due = await db.Refunds.AsNoTracking().Include(r => r.Attempt).Where(r => r.NextTryAt != null && r.NextTryAt <= now)
            .OrderBy(r => r.NextTryAt).Take(most).ToListAsync(ct);
        foreach (var refund in due)
            if (await ClaimAsync(refund, ct)) await SendAsync(refund, ct);
        return due.Count;
    }

    /// <summary>Asks after one before its turn comes, books the answer and says what it was.</summary>
    public async Task<RefundAnswer> AskAsync(Refund refund, CancellationToken ct)
    {
        var report = await channels.Of(refund.Channel).QueryRefundAsync(refund.Attempt, refund, ct);
        await BookAsync(refund, report);
        return report.Answer;
    }

    /// <summary>Keeps it from being sent for some minutes. False while it is being sent, or somebody else was first.</summary>
    public async Task<bool> SetAsideAsync(Refund refund, CancellationToken ct)
    {
        // A failed one is sent by nobody.
        if (refund.NextTryAt is not { } next) return true;
        var (now, began) = (clock.Now(), next - PauseAfter(refund.Tries - 1));
        if (refund.Tries > 0 && now < began + Underway) return false;
        DateTime? later = now + TimeSpan.FromMinutes(5);
        return await db.Refunds.Where(r => r.Id == refund.Id && r.NextTryAt == next).ExecuteUpdateAsync(row => row.SetProperty(r => r.NextTryAt, later), ct) == 1;
    }

    private async Task SendAsync(Refund refund, CancellationToken ct)
    {
        var channel = channels.Of(refund.Channel);
        // After a first try the channel may have it already: ask before sending again.
        var report = refund.Tries == 0 ? await channel.RefundAsync(refund.Attempt, refund, ct) : await channel.QueryRefundAsync(refund.Attempt, refund, ct);
        if (report.Answer == RefundAnswer.NotFound && refund.Tries > 0) report = await channel.RefundAsync(refund.Attempt, refund, ct);
        await BookAsync(refund, report);
        if (report.Answer is RefundAnswer.Unknown or RefundAnswer.NotFound or RefundAnswer.Short && refund.Tries + 1 >= PatientTries) await StallAsync(refund, report.Answer);
    }

    private async Task StallAsync(Refund refund, RefundAnswer answer)
    {
        var fault = answer == RefundAnswer.Short ? ShortOfMoney : $"{refund.Channel.Word()}多次没有明确答复。系统会继续核实，请在商户平台核对这笔退款";
        await using var transaction = await db.Database.BeginTransactionAsync(CancellationToken.None);
        var moved = await db.MoveAsync(refund, RefundEvent.Stall, row => row.SetProperty(r => r.Fault, fault), CancellationToken.None);
        if (moved) db.Audit(Operation.BySystem(clock.Now()), "refund.stuck", refund.Id);
        // One that is stuck already may be so for another reason now.
        else await db.Refunds.Where(r => r.Id == refund.Id && r.State == RefundState.Stuck).ExecuteUpdateAsync(row => row.SetProperty(r => r.Fault, fault), CancellationToken.None);
        await db.SaveChangesAsync(CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
        if (moved) log.LogError(new EventId(6004, "RefundStuck"), "Refund {Number} does not go on: {Answer}", refund.Number, answer);
    }

    private async Task BookAsync(Refund refund, RefundReport report)
    {
        if (report.Answer is RefundAnswer.Unknown or RefundAnswer.NotFound or RefundAnswer.Short) return;
        for (var tries = 1; ; tries++)
        {
            try
            {
                await TryBookAsync(refund, report);
                return;
            }
            catch (DbUpdateException) when (tries < 4)
            {
                // The registration was saved by somebody else meanwhile: look again.
            }
        }
    }

    /// <summary>
    /// The channel's word, and with it what follows for the thing that was paid for, in one transaction of its own: after a crash in between
    /// the next question brings both. It is booked to the end, whoever stops the portal.
    /// </summary>
    private async Task TryBookAsync(Refund refund, RefundReport report)
    {
        var (ct, now) = (CancellationToken.None, clock.Now());
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PortalContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var refundedAt = report.RefundedAt ?? now;
        var fault = report.Answer == RefundAnswer.Abnormal ? $"{refund.Channel.Word()}没有把钱退成，常见的原因是付款人的账户已注销。请在商户平台查明，并与付款人联系" : null;
        var moved = report.Answer switch
        {
            RefundAnswer.Succeeded => await MoveAsync(RefundEvent.Succeed, refundedAt),
            RefundAnswer.Abnormal => await MoveAsync(RefundEvent.Fail, null),
            _ => await MoveAsync(RefundEvent.Accept, null),
        };
        if (!moved) return;
        if (report.Answer == RefundAnswer.Succeeded)
        {
            db.Audit(Operation.BySystem(now), "refund.succeeded", refund.Id);
            var attempt = await db.PaymentAttempts.AsNoTracking().Include(a => a.Order).SingleAsync(a => a.Id == refund.AttemptId, ct);
            // What was too much, or odd, had settled nothing.
            if (attempt.State == PaymentState.Paid)
                await scope.ServiceProvider.GetServices<IFeeOwner>().First(o => o.Purpose == attempt.Order.Purpose).RefundedAsync(attempt.Order, refundedAt, ct);
        }
        if (report.Answer == RefundAnswer.Abnormal) db.Audit(Operation.BySystem(now), "refund.abnormal", refund.Id);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        if (report.Answer == RefundAnswer.Abnormal) log.LogError(new EventId(6002, "RefundAbnormal"), "Refund {Number} needs a person", refund.Number);

        Task<bool> MoveAsync(RefundEvent on, DateTime? at) => db.MoveAsync(refund, on, row =>
        {
            row.SetProperty(r => r.Fault, fault);
            if (report.ChannelRefundId is { } id) row.SetProperty(r => r.ChannelRefundId, id);
            if (at is not null) row.SetProperty(r => r.RefundedAt, at);
        }, ct);
    }

    private static TimeSpan PauseAfter(int tries) => TimeSpan.FromMinutes(Minutes[Math.Clamp(tries, 0, Minutes.Length - 1)]);

    private async Task<bool> ClaimAsync(Refund refund, CancellationToken ct)
    {
        DateTime? next = clock.Now() + PauseAfter(refund.Tries);
        return await db.Refunds.Where(r => r.Id == refund.Id && r.NextTryAt == refund.NextTryAt)
            .ExecuteUpdateAsync(row => row.SetProperty(r => r.NextTryAt, next).SetProperty(r => r.Tries, refund.Tries + 1), ct) == 1;
    }
}
