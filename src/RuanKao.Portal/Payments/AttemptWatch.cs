using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Payments;

/// <summary>Asks channels about attempts and closes them there. Nothing is closed here before the channel has said so.</summary>
public sealed class AttemptWatch(PortalContext db, PaymentChannels channels, Settlement settlement, TimeProvider clock)
{
    /// <summary>How long after its expiry an attempt is still asked about: the payer may have been typing the password, clocks differ.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromMinutes(2);

    /// <summary>Asks the channel now and books its word.</summary>
    public async Task<ChannelState> AskAsync(PaymentAttempt attempt, CancellationToken ct)
    {
        var report = await channels.Of(attempt.Channel).QueryAsync(attempt, ct);
        if (report.State is ChannelState.Paid or ChannelState.Closed or ChannelState.Refunded)
            await settlement.BookAsync(attempt.Channel, attempt.MerchantAccount, attempt.Number, report);
        return report.State;
    }

    /// <summary>Asks the channel to close. An attempt that it does not know may still be paid until it expires (an Alipay code nobody has scanned), so it stays watched until then.</summary>
    public async Task<CloseAnswer> CloseAsync(PaymentAttempt attempt, CancellationToken ct)
    {
        await db.MoveAsync(attempt, PaymentEvent.AskClose, null, ct);
        var answer = await channels.Of(attempt.Channel).CloseAsync(attempt, ct);
        if (answer == CloseAnswer.Closed || (answer == CloseAnswer.NotFound && clock.Now() >= attempt.ExpiresAt + Margin))
            await settlement.BookAsync(attempt.Channel, attempt.MerchantAccount, attempt.Number, new(ChannelState.Closed));
        else if (answer == CloseAnswer.Ended)
            await AskAsync(attempt, ct);
        return answer;
    }

    /// <summary>Looks at every attempt whose time has come; the poller's work, one round.</summary>
    public async Task<int> LookAtDueAsync(CancellationToken ct, int most = 50)
    {
        var now = clock.Now();
        var due = await db.PaymentAttempts.AsNoTracking().Where(a => a.NextAskAt != null && a.NextAskAt <= now)
            .OrderBy(a => a.NextAskAt).Take(most).ToListAsync(ct);
        foreach (var attempt in due)
            if (await ClaimAsync(attempt, ct)) await LookAsync(attempt, ct);
        return due.Count;
    }

    private async Task LookAsync(PaymentAttempt attempt, CancellationToken ct)
    {
        var word = await AskAsync(attempt, ct);
        var over = clock.Now() >= attempt.ExpiresAt + Margin;
        if (word is ChannelState.Unpaid or ChannelState.NotFound && (over || attempt.State == PaymentState.Closing)) await CloseAsync(attempt, ct);
    }

    // The next question is fixed before this one is asked: a crash costs a pause, and two portals do not ask twice.
    private async Task<bool> ClaimAsync(PaymentAttempt attempt, CancellationToken ct)
    {
        DateTime? next = clock.Now() + AskRhythm.After(attempt.Asked + 1);
        return await db.PaymentAttempts.Where(a => a.Id == attempt.Id && a.NextAskAt == attempt.NextAskAt)
            .ExecuteUpdateAsync(row => row.SetProperty(a => a.NextAskAt, next).SetProperty(a => a.Asked, attempt.Asked + 1), ct) == 1;
    }
}
