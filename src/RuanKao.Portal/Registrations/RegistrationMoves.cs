using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Registrations;

/// <summary>What several verbs ask and do beside a move, in the caller's unit of work.</summary>
public static class RegistrationMoves
{
    /// <summary>
    /// Takes the registration's row until the caller's transaction ends: whoever else wants to begin a payment, cancel, lapse or change it waits.
    /// Both databases then let the second one see what the first one did. False where there is no such row.
    /// </summary>
    public static async Task<bool> HoldAsync(this PortalContext db, Guid registrationId, CancellationToken ct)
    {
        if (db.Database.CurrentTransaction is null) throw new InvalidOperationException("A row is held by a transaction.");
        return await db.Registrations.Where(r => r.Id == registrationId).ExecuteUpdateAsync(row => row.SetProperty(r => r.Moves, r => r.Moves), ct) == 1;
    }

    /// <summary>The person (by account or by identity) holds the round's one place with another registration.</summary>
    public static async Task<bool> HasOtherPlaceAsync(this PortalContext db, Registration registration, CancellationToken ct) =>
        !await db.Registrations.Where(r => r.Id == registration.Id).WithoutOtherPlace(db).AnyAsync(ct);

    /// <summary>Those whose person (by account or by identity: two questions, because each has its index) holds no live place in the round with another registration.</summary>
    public static IQueryable<Registration> WithoutOtherPlace(this IQueryable<Registration> registrations, PortalContext db)
    {
        var all = db.Registrations;
        return registrations.Where(r => !all.Any(o => o.RoundId == r.RoundId && o.Id != r.Id && o.UserId == r.UserId && RegistrationLifecycle.Live.Contains(o.State))
            && !all.Any(o => o.RoundId == r.RoundId && o.Id != r.Id && o.PersonHash == r.PersonHash && RegistrationLifecycle.Live.Contains(o.State)));
    }

    public static Task<bool> IsSuspendedAsync(this PortalContext db, Registration registration, CancellationToken ct) =>
        db.Suspensions.AnyAsync(s => s.RoundId == registration.RoundId && s.InstitutionCode == registration.InstitutionCode
            && (s.ExamRegionCode == null || s.ExamRegionCode == registration.ExamRegionCode)
            && (s.QualificationCode == null || s.QualificationCode == registration.QualificationCode), ct);

    /// <summary>Drops the change that waits, if any; the registration's own move says why.</summary>
    public static async Task DropChangeAsync(this PortalContext db, Guid registrationId, Operation operation, CancellationToken ct)
    {
        if (await db.ChangeRequests.SingleOrDefaultAsync(c => c.RegistrationId == registrationId && c.State == ChangeState.Waiting, ct) is { } waiting) waiting.Drop(operation);
    }
}
