using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Notifications;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Accounts;

/// <summary>Whether a password may be tried: not before <see cref="Until"/>, or now, perhaps for the last time.</summary>
public readonly record struct SignInTry(DateTime? Until, bool IsLast);

/// <summary>Makes guessing slow for the guesser alone: failures count per address and origin (a network, or a browser the owner has signed in on), so nobody can lock out another person.</summary>
public sealed class SignInThrottle(PortalContext db, PersonalDataSeal seal, Outbox outbox, TimeProvider clock)
{
    public const int Allowed = 5;
    public static readonly TimeSpan Span = TimeSpan.FromMinutes(15);

    /// <summary>However many networks guess at an account, its owner is told once in this time.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromDays(1);

    /// <summary>Counts a try before it is looked at, so that tries sent together cannot share one; <see cref="SucceededAsync"/> takes it back.</summary>
    /// <param name="subject">The address that was typed, or another thing that is guessed at.</param>
    public async Task<SignInTry> BeginAsync(string subject, string origin, CancellationToken ct)
    {
        var (addressHash, originHash) = Hashes(subject, origin);
        await ForgetOldAsync(ct);
        for (var lost = 0; lost <= Allowed; lost++)
        {
            var now = clock.Now();
            var last = await db.SignInFailures.AsNoTracking().Where(f => f.AddressHash == addressHash && f.OriginHash == originHash)
                .OrderByDescending(f => f.Sequence).Take(Allowed).ToListAsync(ct);
            var counted = last.Count(f => f.At > now - Span);
            if (counted >= Allowed) return new(last[0].At + Span, IsLast: false);
            var mine = db.SignInFailures.Add(new() { AddressHash = addressHash, OriginHash = originHash, Sequence = last is [var newest, ..] ? newest.Sequence + 1 : 1, At = now });
            try
            {
                await db.SaveChangesAsync(ct);
                return new(null, counted + 1 == Allowed);
            }
            // Another try took this number: count again.
            catch (DbUpdateException) { mine.State = EntityState.Detached; }
        }
        return new(clock.Now() + Span, IsLast: false);
    }

    public Task SucceededAsync(string subject, string origin, CancellationToken ct)
    {
        var (addressHash, originHash) = Hashes(subject, origin);
        return db.SignInFailures.Where(f => f.AddressHash == addressHash && f.OriginHash == originHash).ExecuteDeleteAsync(ct);
    }

    /// <summary>Tells the owner (null: nobody has the address) that somebody guesses, unless that was done within <see cref="Quiet"/>.</summary>
    public async Task AlarmAsync(string subject, ContactAddress? owner, CancellationToken ct)
    {
        var (addressHash, _) = Hashes(subject, "");
        var now = clock.Now();
        var alarm = await db.SignInAlarms.SingleOrDefaultAsync(a => a.AddressHash == addressHash, ct);
        if (alarm?.ToldAt > now - Quiet) return;
        if (alarm is null) db.SignInAlarms.Add(new() { AddressHash = addressHash, ToldAt = now });
        else alarm.ToldAt = now;
        if (owner is not null) outbox.Add(owner, NoticeTemplates.SignInLocked, new Dictionary<string, string>());
        try { await db.SaveChangesAsync(ct); }
        // Another network's last failure told it at this moment.
        catch (DbUpdateException) { db.ChangeTracker.Clear(); }
    }

    private async Task ForgetOldAsync(CancellationToken ct)
    {
        var (tries, alarms) = (clock.Now() - Span, clock.Now() - Quiet);
        await db.SignInFailures.Where(f => f.At <= tries).ExecuteDeleteAsync(ct);
        await db.SignInAlarms.Where(a => a.ToldAt <= alarms).ExecuteDeleteAsync(ct);
    }

    private (string Address, string Origin) Hashes(string subject, string origin) => (seal.Hash("sign-in-address", subject), seal.Hash("network", origin));
}
