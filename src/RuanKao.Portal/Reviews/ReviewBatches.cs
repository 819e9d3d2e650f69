using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;

namespace RuanKao.Portal.Reviews;

/// <summary>A case whose every machine check is green, with the version that was looked at.</summary>
public sealed record GreenCase(Registration Registration, int Version);

/// <summary>A case that is not, and the first check that is not.</summary>
public sealed record NotGreen(Guid Id, string Name, string Number, string Why);

/// <summary>批量通过: only cases whose every machine check is green, each bound to the version seen.</summary>
public sealed class ReviewBatches(PortalContext db, ReviewFacts facts, ReviewService reviews, ReviewClaims claims, TimeProvider clock)
{
    public const int Most = 50;
    public const int SampleSize = 5;

    // So many are looked at for fifty green ones; the rest come up when these are judged.
    private const int LookedAt = 80;

    /// <summary>Claims up to fifty green cases, the oldest first, and tells which of those before them are not green.</summary>
    public async Task<(IReadOnlyList<GreenCase> Green, IReadOnlyList<NotGreen> Others)> GatherAsync(ReviewScope scope, Guid reviewerId, CancellationToken ct)
    {
        var (green, others, now, seconds) = (new List<GreenCase>(), new List<NotGreen>(), clock.Now(), db.SecondReviews);
        var free = await claims.Free(scope.Within(db.Registrations.AsNoTracking()), reviewerId, now).Include(r => r.Qualification)
            .Where(r => r.State == RegistrationState.Submitted && !seconds.Any(s => s.RegistrationId == r.Id))
            .OrderBy(r => r.WaitsSince).ThenBy(r => r.Id).Take(LookedAt).ToListAsync(ct);
        foreach (var registration in free)
        {
            if (green.Count == Most) break;
            if (await WhyNotGreenAsync(registration, ct) is { } why) others.Add(new(registration.Id, registration.Person!.Name, registration.Number!, why));
            else if (await claims.TakeAsync(registration.Id, reviewerId, Guid.NewGuid(), now, ct)) green.Add(new(registration, registration.Version));
        }
        return (green, others);
    }

    /// <summary>Approves those that are still as they were seen and still green; the others drop out, each with its reason.</summary>
    public async Task<ReviewBatch> ApproveAsync(ReviewScope scope, IReadOnlyList<(Guid Id, int Version)> seen, bool looked, Operation operation, CancellationToken ct)
    {
        if (seen.Count is 0 or > Most) throw new RuleViolationException("", $"一次批量通过 1 到 {Most} 份，请重新打开本页");
        if (!looked) throw new RuleViolationException(nameof(BatchForm.Looked), "请先逐一查看抽出的照片和信息，再勾选");
        var (batch, approved, dropped) = (Guid.NewGuid(), 0, new List<string>());
        // All checks first, then all decisions: the seconds for undoing begin when everything is decided.
        var still = new List<(Guid Id, int Version, string Number)>();
        foreach (var (id, version) in seen.DistinctBy(s => s.Id))
        {
            if (await scope.Within(db.Registrations.AsNoTracking()).SingleOrDefaultAsync(r => r.Id == id, ct) is not { } registration) continue;
            if (registration.State != RegistrationState.Submitted || registration.Version != version) dropped.Add($"{registration.Number}：您打开以后已被更新");
            else if (await db.SecondReviews.AnyAsync(s => s.RegistrationId == id, ct)) dropped.Add($"{registration.Number}：有人请求复审");
            else if (await WhyNotGreenAsync(registration, ct) is { } why) dropped.Add($"{registration.Number}：{why}");
            else still.Add((id, version, registration.Number!));
        }
        var decided = operation with { At = clock.Now() };
        foreach (var (id, version, number) in still)
        {
            db.ChangeTracker.Clear();
            try
            {
                if (await reviews.ApproveAsync(scope, id, version, decided, ct, batch)) approved++;
            }
            catch (RuleViolationException refused) { dropped.Add($"{number}：{refused.Message}"); }
            catch (DbUpdateConcurrencyException) { dropped.Add($"{number}：您打开以后已被更新"); }
        }
        db.ChangeTracker.Clear();
        var told = string.Join('\n', dropped);
        var made = new ReviewBatch { Id = batch, ReviewerId = operation.UserId!.Value, At = decided.At, Count = approved, Dropped = told.Length > ReviewBatch.DroppedLength ? told[..ReviewBatch.DroppedLength] : told };
        db.Add(made);
        db.Audit(operation, "review.batch", batch);
        await db.SaveChangesAsync(ct);
        return made;
    }

    public Task<ReviewBatch?> FindAsync(Guid id, Guid reviewerId, CancellationToken ct) => db.ReviewBatches.AsNoTracking().SingleOrDefaultAsync(b => b.Id == id && b.ReviewerId == reviewerId, ct);

    private async Task<string?> WhyNotGreenAsync(Registration registration, CancellationToken ct) =>
        (await facts.OfAsync(registration, null, ct)).FirstOrDefault(f => f.Verdict != Verdict.Passed) is { } fact ? $"{fact.Title}：{fact.Words}" : null;
}
