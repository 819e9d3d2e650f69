using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Notifications;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Registrations;

/// <summary>
/// 逾期未缴费 and its undoing. Each registration moves in a transaction of its own that looks again at everything it depends on, so that any number
/// of portals may do this at once, be killed in the middle and begin again.
/// </summary>
public sealed class PaymentDeadlines(PortalContext db, RegistrationDepartures departures, INotifier notifier, TimeProvider clock)
{
    /// <summary>Lapses every approved registration whose payment window is over and to which no money is on its way. How many.</summary>
    public async Task<int> LapseDueAsync(CancellationToken ct)
    {
        var (now, lapsed) = (clock.Now(), 0);
        var due = await At(db.RoundInstitutions.Where(p => p.Payment.To <= now), RegistrationState.Approved).Select(r => r.Id).ToListAsync(ct);
        foreach (var id in due)
            if (await LapseAsync(id, now, ct)) lapsed++;
        return lapsed;
    }

    /// <summary>Revives what lapsed by a window that is open again: after an extension, and whatever an extension missed. How many.</summary>
    public async Task<int> ReviveAsync(Guid? roundInstitutionId, Operation operation, CancellationToken ct)
    {
        var (now, revived) = (operation.At, 0);
        foreach (var id in await Revivable(now, roundInstitutionId).Select(r => r.Id).ToListAsync(ct))
            if (await ReviveOneAsync(id, operation, ct)) revived++;
        return revived;
    }

    /// <summary>The lapsed registrations whose place's payment window is not over; of those, an extension leaves out whoever registered anew elsewhere.</summary>
    public IQueryable<Registration> Revivable(DateTime now, Guid? roundInstitutionId) =>
        At(db.RoundInstitutions.Where(p => p.Payment.To > now && (roundInstitutionId == null || p.Id == roundInstitutionId)), RegistrationState.Lapsed).WithoutOtherPlace(db);

    /// <summary>What lapsed at the place and nothing stands against: what an extension would bring back.</summary>
    public IQueryable<Registration> Lapsed(Guid roundId, string institutionCode) =>
        At(db.RoundInstitutions.Where(p => p.RoundId == roundId && p.InstitutionCode == institutionCode), RegistrationState.Lapsed).WithoutOtherPlace(db);

    // From the few places to their registrations: this is asked every few seconds, and no index finds one state in the whole country.
    private IQueryable<Registration> At(IQueryable<RoundInstitution> places, RegistrationState state)
    {
        var registrations = db.Registrations;
        return places.SelectMany(p => registrations.Where(r => r.RoundId == p.RoundId && r.InstitutionCode == p.InstitutionCode && r.State == state));
    }

    /// <summary>The next instant at which a payment window ends; null where none is to come.</summary>
    public Task<DateTime?> NextAsync(CancellationToken ct)
    {
        var now = clock.Now();
        return db.RoundInstitutions.Where(p => p.Payment.To > now).MinAsync(p => p.Payment.To, ct);
    }

    private async Task<bool> LapseAsync(Guid id, DateTime now, CancellationToken ct)
    {
        db.ChangeTracker.Clear();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.HoldAsync(id, ct);
        var registration = await db.Registrations.SingleAsync(r => r.Id == id, ct);
        // Holding the place too: an extension either came before and the window is open, or comes after and finds a lapsed registration to revive.
        var place = db.RoundInstitutions.Where(p => p.RoundId == registration.RoundId && p.InstitutionCode == registration.InstitutionCode && p.Payment.To <= now);
        if (await place.ExecuteUpdateAsync(row => row.SetProperty(p => p.MendHours, p => p.MendHours), ct) == 0) return false;
        if (registration.State != RegistrationState.Approved || await departures.WhyNotAsync(id, ct) is not null) return false;
        var window = await place.AsNoTracking().Include(p => p.Round).SingleAsync(ct);
        // Whoever was approved after the end (a fault elsewhere) lapses when it is noticed; everybody else at the second at which the window ended.
        var end = window.Payment.To!.Value;
        var operation = Operation.BySystem(registration.DecidedAt > end ? now : end);
        await db.DropChangeAsync(id, operation, ct);
        registration.Lapse(operation);
        db.Audit(operation, "registration.lapsed", id);
        await notifier.NotifyAsync(registration.UserId, NoticeTemplates.RegistrationLapsed,
            new Dictionary<string, string> { ["round"] = window.Round.Name + "软考", ["deadline"] = Beijing.Deadline(end) }, ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return true;
    }

    private async Task<bool> ReviveOneAsync(Guid id, Operation operation, CancellationToken ct)
    {
        db.ChangeTracker.Clear();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.HoldAsync(id, ct);
        if (await Revivable(operation.At, null).SingleOrDefaultAsync(r => r.Id == id, ct) is not { } registration || await db.IsSuspendedAsync(registration, ct)) return false;
        var window = await db.RoundInstitutions.AsNoTracking().Include(p => p.Round).SingleAsync(p => p.RoundId == registration.RoundId && p.InstitutionCode == registration.InstitutionCode, ct);
        registration.Revive(operation with { Why = null });
        db.Audit(operation with { Why = null }, "registration.revived", id);
        await notifier.NotifyAsync(registration.UserId, NoticeTemplates.RegistrationRevived,
            new Dictionary<string, string> { ["round"] = window.Round.Name + "软考", ["fee"] = Money.Yuan(registration.FeeFen ?? 0), ["deadline"] = Beijing.Deadline(window.Payment.To!.Value) },
            new NoticeTerms(window.Payment.To), ct);
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException)
        {
            // The person took a place elsewhere this very moment: that one stays.
            return false;
        }
        await transaction.CommitAsync(ct);
        return true;
    }
}
