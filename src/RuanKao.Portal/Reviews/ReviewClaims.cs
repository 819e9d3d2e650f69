using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;

namespace RuanKao.Portal.Reviews;

/// <summary>Takes waiting cases for one reviewer and lets them go. The database decides who is first.</summary>
public sealed class ReviewClaims(PortalContext db, IOptions<ReviewsOptions> options)
{
    /// <summary>What this reviewer could take up now: waiting, not before somebody else, not decided a moment ago, not handed on to others by this reviewer.</summary>
    public IQueryable<Registration> Free(IQueryable<Registration> among, Guid reviewerId, DateTime now)
    {
        var (claims, decisions, seconds) = (db.ReviewClaims, db.ReviewDecisions, db.SecondReviews);
        return among.Where(r => r.WaitsSince != null
            && !claims.Any(c => c.RegistrationId == r.Id && c.ReviewerId != reviewerId && c.LapsesAt > now)
            && !decisions.Any(d => d.RegistrationId == r.Id && d.State == DecisionState.Pending)
            && !seconds.Any(s => s.RegistrationId == r.Id && s.AskedBy == reviewerId));
    }

    /// <summary>Claims the case or renews the claim; false where another has it.</summary>
    /// <param name="opening">The page that holds it: a new one, or the one that renews.</param>
    public async Task<bool> TakeAsync(Guid registrationId, Guid reviewerId, Guid opening, DateTime now, CancellationToken ct)
    {
        var until = now.AddMinutes(options.Value.ClaimMinutes);
        if (await RenewAsync() == 1) return true;
        var claim = new ReviewClaim { RegistrationId = registrationId, ReviewerId = reviewerId, Opening = opening, ClaimedAt = now, LapsesAt = until };
        db.Add(claim);
        try
        {
            await db.SaveChangesAsync(ct);
            return true;
        }
        catch (DbUpdateException)
        {
            // There is a row already: another reviewer's, or one of this reviewer's own from a page opened this very moment.
            db.Entry(claim).State = EntityState.Detached;
            return await RenewAsync() == 1;
        }
        finally
        {
            if (db.Entry(claim).State == EntityState.Unchanged) db.Entry(claim).State = EntityState.Detached;
        }

        Task<int> RenewAsync() => db.ReviewClaims.Where(c => c.RegistrationId == registrationId && (c.ReviewerId == reviewerId || c.LapsesAt <= now))
            .ExecuteUpdateAsync(row => row
                .SetProperty(c => c.ClaimedAt, c => c.ReviewerId == reviewerId && c.LapsesAt > now ? c.ClaimedAt : now)
                .SetProperty(c => c.ReviewerId, reviewerId).SetProperty(c => c.Opening, opening).SetProperty(c => c.LapsesAt, until), ct);
    }

    /// <summary>Lets go of what this reviewer has: one case, or all; with an opening only if no later page took it over.</summary>
    public Task<int> ReleaseAsync(Guid reviewerId, Guid? registrationId, Guid? opening, CancellationToken ct) =>
        db.ReviewClaims.Where(c => c.ReviewerId == reviewerId && (registrationId == null || c.RegistrationId == registrationId) && (opening == null || c.Opening == opening)).ExecuteDeleteAsync(ct);

    /// <summary>Who else has the case now; null where nobody does.</summary>
    public async Task<ClaimHeld?> HeldByOtherAsync(Guid registrationId, Guid? reviewerId, DateTime now, CancellationToken ct)
    {
        var claim = await db.ReviewClaims.AsNoTracking().SingleOrDefaultAsync(c => c.RegistrationId == registrationId && c.LapsesAt > now, ct);
        return claim is null || claim.ReviewerId == reviewerId ? null : new(await db.NameOfAsync(claim.ReviewerId, ct), claim.ClaimedAt);
    }
}

public static class ReviewerNames
{
    /// <summary>Who has given no name in the house.</summary>
    public const string Unnamed = "另一位审核人员";

    /// <summary>A colleague's name in the house.</summary>
    public static async Task<string> NameOfAsync(this PortalContext db, Guid? userId, CancellationToken ct) =>
        await db.Users.Where(u => u.Id == userId).Select(u => u.DisplayName).SingleOrDefaultAsync(ct) ?? Unnamed;
}
