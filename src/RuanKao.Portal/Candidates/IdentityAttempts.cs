using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Candidates;

/// <summary>Counts the questions to the authority. Each costs money, and without a limit the answers would tell strangers whose number is whose.</summary>
public sealed class IdentityAttempts(PortalContext db, PersonalDataSeal seal)
{
    /// <summary>Questions a day for one account, and about one number.</summary>
    public const int ADay = 5;

    /// <summary>Questions an hour from one network; a whole school may sit behind one.</summary>
    public const int PerNetworkAndHour = 60;

    /// <summary>How long an answer opens the way to a manual check.</summary>
    public static readonly TimeSpan Counts = TimeSpan.FromDays(30);

    /// <summary>
    /// Takes one question of each allowance. The row is written before anything is counted, so of many that ask in the same instant no more get through
    /// than are allowed; who comes too late takes the own row back.
    /// </summary>
    /// <exception cref="RuleViolationException">One of the allowances is used up.</exception>
    public async Task<IdentityAttempt> ReserveAsync(Guid userId, string numberHash, string network, DateTime now, CancellationToken ct)
    {
        var attempt = new IdentityAttempt { UserId = userId, NumberHash = numberHash, NetworkHash = seal.Hash("network", network), At = now };
        db.IdentityAttempts.Add(attempt);
        await db.SaveChangesAsync(ct);
        var (dayAgo, hourAgo) = (now.AddDays(-1), now.AddHours(-1));
        // What the authority could not answer is nobody's failed attempt.
        var counted = db.IdentityAttempts.Where(a => a.Verdict != RealNameVerdict.Unavailable);
        var fault = await counted.CountAsync(a => a.UserId == userId && a.At > dayAgo, ct) > ADay || await counted.CountAsync(a => a.NumberHash == numberHash && a.At > dayAgo, ct) > ADay
            ? $"24小时内最多可以认证{ADay}次，请明天再试，或者申请人工核验。请先仔细核对姓名和证件号码"
            : await counted.CountAsync(a => a.NetworkHash == attempt.NetworkHash && a.At > hourAgo, ct) > PerNetworkAndHour
                ? "您所在的网络近一小时内提交的实名认证过多，请稍后再试，或换一个网络（例如手机流量）" : null;
        if (fault is null) return attempt;
        db.IdentityAttempts.Remove(attempt);
        await db.SaveChangesAsync(ct);
        throw new RuleViolationException("", fault);
    }

    /// <summary>Whether other accounts have used up what may be asked about the number today.</summary>
    public async Task<bool> IsUsedUpByOthersAsync(Guid userId, string numberHash, DateTime now, CancellationToken ct)
    {
        var dayAgo = now.AddDays(-1);
        return await db.IdentityAttempts.CountAsync(a => a.NumberHash == numberHash && a.UserId != userId && a.At > dayAgo && a.Verdict != RealNameVerdict.Unavailable, ct) >= ADay;
    }

    /// <summary>What the authority said last to this account about this number; null where it was not asked of late.</summary>
    public Task<RealNameVerdict?> LastAsync(Guid userId, string numberHash, DateTime now, CancellationToken ct)
    {
        var since = now - Counts;
        return db.IdentityAttempts.Where(a => a.UserId == userId && a.NumberHash == numberHash && a.At > since && a.Verdict != null)
            .OrderByDescending(a => a.At).Select(a => a.Verdict).FirstOrDefaultAsync(ct);
    }
}
