using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;

namespace RuanKao.Portal.Reviews;

/// <summary>What stands on one reviewer's desk besides the cases: the claim of this page, the decisions of the last moments, what was handed on to others.</summary>
public sealed class ReviewDesk(PortalContext db, ReviewClaims claims, IOptions<ReviewsOptions> options)
{
    private static readonly TimeSpan DroppedShown = TimeSpan.FromMinutes(10);

    /// <summary>Opens a case: claims it where this reviewer may decide it, else says why only looking is possible.</summary>
    public async Task<CaseDesk> OpenAsync(Registration registration, Guid reviewerId, DateTime now, CancellationToken ct)
    {
        var pending = await db.ReviewDecisions.AsNoTracking().SingleOrDefaultAsync(d => d.RegistrationId == registration.Id && d.State == DecisionState.Pending, ct);
        var second = await SecondAsync(registration.Id, reviewerId, ct);
        Guid? opening = null;
        if (registration.WaitsForReview && pending is null && second is not { IsMine: true })
        {
            opening = Guid.NewGuid();
            if (!await claims.TakeAsync(registration.Id, reviewerId, opening.Value, now, ct)) opening = null;
        }
        return new(opening, opening is null ? await claims.HeldByOtherAsync(registration.Id, reviewerId, now, ct) : null, pending,
            pending is null ? null : pending.ReviewerId == reviewerId ? "您" : await db.NameOfAsync(pending.ReviewerId, ct), second,
            await StripAsync(reviewerId, now, ct), [.. (await db.ReasonsAtAsync(registration.InstitutionCode, ct)).Where(r => r.RetiredAt is null)],
            Math.Max(20, options.Value.ClaimMinutes * 60 / 4));
    }

    public async Task<DecisionStrip> StripAsync(Guid reviewerId, DateTime now, CancellationToken ct)
    {
        var since = now - DroppedShown;
        var recent = await db.ReviewDecisions.AsNoTracking().Where(d => d.ReviewerId == reviewerId && d.DecidedAt > since
                && ((d.State == DecisionState.Pending && d.EffectiveAt > now) || (d.State == DecisionState.Dropped && d.BatchId == null)))
            .Join(db.Registrations, d => d.RegistrationId, r => r.Id, (decision, r) => new { decision, r.Number }).ToListAsync(ct);
        // A batch is one line, undone as one.
        var lines = recent.GroupBy(x => x.decision.BatchId ?? x.decision.Id).Select(g => (g.First().decision, g.First().Number, Count: g.Count())).OrderByDescending(g => g.decision.DecidedAt)
            .Select(g => new DecisionLine(g.decision.RegistrationId, g.Number!, g.decision.Words, g.decision.State, g.decision.EffectiveAt, g.decision.DroppedWhy, g.decision.BatchId, g.Count)).ToList();
        return new([.. lines.Where(l => l.State == DecisionState.Pending)], [.. lines.Where(l => l.State == DecisionState.Dropped).Take(3)]);
    }

    /// <summary>请人复审. False where the scope holds no such registration, or nothing there waits.</summary>
    public async Task<bool> AskSecondAsync(ReviewScope scope, Guid id, string? why, Operation operation, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.HoldAsync(id, ct);
        if (await scope.Within(db.Registrations.AsNoTracking()).SingleOrDefaultAsync(r => r.Id == id, ct) is not { } registration) return false;
        if (string.IsNullOrWhiteSpace(why)) throw new RuleViolationException(nameof(SecondForm.Why), "请写明需要复审的地方，复审人员按它查看");
        if (!registration.WaitsForReview) throw new RuleViolationException("", "这份报名现在不需要审核");
        if (await claims.HeldByOtherAsync(id, operation.UserId, operation.At, ct) is { } held) throw new RuleViolationException("", $"{held.Who}正在审核这份报名");
        if (await db.ReviewDecisions.AnyAsync(d => d.RegistrationId == id && d.State == DecisionState.Pending, ct)) throw new RuleViolationException("", "这份报名刚才已有决定。要请人复审，请先撤销");
        if (await db.SecondReviews.AnyAsync(s => s.RegistrationId == id, ct)) throw new RuleViolationException("", "已有人请求复审这份报名");
        db.Add(new SecondReview { RegistrationId = id, AskedBy = operation.UserId!.Value, AskedAt = operation.At, Why = why.Trim() });
        db.Audit(operation, "review.second-asked", id);
        await claims.ReleaseAsync(operation.UserId.Value, id, null, ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return true;
    }

    /// <summary>The asker takes the request back and may judge again. False where this reviewer asked for none.</summary>
    public async Task<bool> WithdrawSecondAsync(Guid id, Operation operation, CancellationToken ct)
    {
        if (await db.SecondReviews.SingleOrDefaultAsync(s => s.RegistrationId == id && s.AskedBy == operation.UserId, ct) is not { } asked) return false;
        db.Remove(asked);
        db.Audit(operation, "review.second-withdrawn", id);
        await db.SaveChangesAsync(ct);
        return true;
    }

    /// <summary>Everything in scope for which somebody asked a second review and that still waits, the oldest request first.</summary>
    public async Task<IReadOnlyList<SecondLine>> SecondsAsync(ReviewScope scope, Guid reviewerId, CancellationToken ct)
    {
        var users = db.Users;
        return [.. (await db.SecondReviews.AsNoTracking().Join(scope.Waiting(db.Registrations), s => s.RegistrationId, r => r.Id,
                (s, r) => new { s.RegistrationId, r.Person!.Name, r.Number, s.AskedAt, s.Why, s.AskedBy, Who = users.Where(u => u.Id == s.AskedBy).Select(u => u.DisplayName).FirstOrDefault() })
            .OrderBy(x => x.AskedAt).ThenBy(x => x.RegistrationId).Take(ReviewQueue.PageSize).ToListAsync(ct))
            .Select(x => new SecondLine(x.RegistrationId, x.Name, x.Number!, x.Who ?? ReviewerNames.Unnamed, x.AskedAt, x.Why, x.AskedBy == reviewerId))];
    }

    public Task<int> SecondCountAsync(ReviewScope scope, Guid reviewerId, CancellationToken ct) =>
        db.SecondReviews.Where(s => s.AskedBy != reviewerId).Join(scope.Waiting(db.Registrations), s => s.RegistrationId, r => r.Id, (s, _) => s).CountAsync(ct);

    private async Task<SecondAsked?> SecondAsync(Guid id, Guid reviewerId, CancellationToken ct) =>
        await db.SecondReviews.AsNoTracking().SingleOrDefaultAsync(s => s.RegistrationId == id, ct) is { } asked
            ? new(await db.NameOfAsync(asked.AskedBy, ct), asked.AskedAt, asked.Why, asked.AskedBy == reviewerId) : null;
}

/// <summary>One request for a second review.</summary>
public sealed record SecondLine(Guid Id, string Name, string Number, string Who, DateTime At, string Why, bool IsMine);
