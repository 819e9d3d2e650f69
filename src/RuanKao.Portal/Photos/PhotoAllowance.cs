using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Photos;

/// <summary>How many photos an account had processed since when.</summary>
public sealed class PhotoAllowance
{
    public required Guid UserId { get; init; }

    public required DateTime Since { get; init; }

    public required int Taken { get; init; }
}

/// <summary>Counts what an account has processed within an hour, on whichever instance.</summary>
public sealed class PhotoAllowances(PortalContext db)
{
    /// <summary>Takes one of the hour's runs; throws in words when none is left. Two requests never take the same one.</summary>
    public async Task TakeAsync(Guid userId, DateTime now, CancellationToken ct)
    {
        var began = now - PhotoRules.AllowancePeriod;
        for (var attempt = 0; attempt < 3; attempt++)
        {
            if (await db.PhotoAllowances.Where(a => a.UserId == userId && a.Since > began && a.Taken < PhotoRules.AllowanceRuns)
                .ExecuteUpdateAsync(set => set.SetProperty(a => a.Taken, a => a.Taken + 1), ct) == 1) return;
            if (await db.PhotoAllowances.Where(a => a.UserId == userId && a.Since <= began)
                .ExecuteUpdateAsync(set => set.SetProperty(a => a.Since, now).SetProperty(a => a.Taken, 1), ct) == 1) return;
            if (await db.PhotoAllowances.Where(a => a.UserId == userId).Select(a => (DateTime?)a.Since).SingleOrDefaultAsync(ct) is { } since)
            {
                if (since <= began) continue;
                throw new RuleViolationException(nameof(PhotoForm.File),
                    $"您在一小时内已处理照片 {PhotoRules.AllowanceRuns} 次，请在 {Beijing.Moment(since + PhotoRules.AllowancePeriod)}（北京时间）以后再试；已保存的照片仍可使用。");
            }

            db.Add(new PhotoAllowance { UserId = userId, Since = now, Taken = 1 });
            try
            {
                await db.SaveChangesAsync(ct);
                return;
            }
            catch (DbUpdateException)
            {
                // Another request of the same account was first; count on its row.
                db.ChangeTracker.Clear();
            }
        }

        throw new InvalidOperationException("The allowance could not be counted.");
    }
}
