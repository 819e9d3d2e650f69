using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Accounts;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Notifications;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;

namespace RuanKao.Portal.Office;

/// <summary>A day before payment ends every reviewer hears what still waits within the own scope, so that nobody lapses through delay on our side. Once for each end.</summary>
public sealed class ReviewWarnings(PortalContext db, INotifier notifier, TimeProvider clock) : IDeadlineWork
{
    public static readonly TimeSpan Before = TimeSpan.FromHours(24);

    public async Task DoDueAsync(CancellationToken ct)
    {
        var now = clock.Now();
        var (soon, registrations) = (now + Before, db.Registrations);
        var due = await db.RoundInstitutions.AsNoTracking().Include(p => p.Round).Where(p => p.Payment.To > now && p.Payment.To <= soon && (p.WarnedOf == null || p.WarnedOf != p.Payment.To)
            && registrations.Any(r => r.RoundId == p.RoundId && r.InstitutionCode == p.InstitutionCode && r.WaitsSince != null)).ToListAsync(ct);
        foreach (var place in due) await WarnAsync(place, ct);
    }

    private async Task WarnAsync(RoundInstitution place, CancellationToken ct)
    {
        db.ChangeTracker.Clear();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        // The row decides which of several portals tells.
        var end = place.Payment.To;
        if (await db.RoundInstitutions.Where(p => p.Id == place.Id && (p.WarnedOf == null || p.WarnedOf != end) && p.Payment.To == end)
            .ExecuteUpdateAsync(row => row.SetProperty(p => p.WarnedOf, end), ct) == 0) return;
        var waiting = await db.Registrations.Where(r => r.RoundId == place.RoundId && r.InstitutionCode == place.InstitutionCode && r.WaitsSince != null)
            .GroupBy(r => r.PrefectureCode).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(ct);
        var institution = await db.Institutions.Where(i => i.Code == place.InstitutionCode).Select(i => i.Name).SingleAsync(ct);
        var reviewers = await db.StaffAppointments.AsNoTracking().Where(a => a.Role == Role.Reviewer && a.InstitutionCode == place.InstitutionCode).ToListAsync(ct);
        foreach (var reviewer in reviewers.GroupBy(a => a.UserId))
        {
            var count = waiting.Where(w => reviewer.Any(a => a.PrefectureCode is null || a.PrefectureCode == w.Key)).Sum(w => w.Count);
            if (count == 0) continue;
            await notifier.NotifyAsync(reviewer.Key, NoticeTemplates.ReviewWarning, new Dictionary<string, string>
            {
                ["round"] = place.Round.Name + "软考", ["institution"] = institution, ["deadline"] = Beijing.Deadline(end!.Value),
                ["count"] = count.ToString(System.Globalization.CultureInfo.InvariantCulture),
            }, ct);
        }
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }
}
