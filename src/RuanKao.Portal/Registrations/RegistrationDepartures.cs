using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Registrations;

/// <summary>A room that has something under way with a registration says why it cannot go now; Payments does while money may be on its way.</summary>
public interface IDepartureGuard
{
    /// <summary>Why the registration may not be cancelled, changed or lapse now, in words for the candidate; null when this room does not mind.</summary>
    Task<string?> WhyNotAsync(Guid registrationId, CancellationToken ct);
}

/// <summary>取消报名: gives up the person's place in the round.</summary>
public sealed class RegistrationDepartures(PortalContext db, IEnumerable<IDepartureGuard> guards)
{
    public static bool CanCancel(Registration registration) =>
        RegistrationLifecycle.Table.Allows(registration.State, RegistrationEvent.Cancel, Role.Candidate);

    public async Task<string?> WhyNotAsync(Guid registrationId, CancellationToken ct = default)
    {
        foreach (var guard in guards)
            if (await guard.WhyNotAsync(registrationId, ct) is { } why) return why;
        return null;
    }

    /// <summary>False when the person has no such registration. The row is held and the guards are asked inside the transaction, so that no payment can begin in between.</summary>
    public async Task<bool> CancelAsync(Guid registrationId, Operation operation, CancellationToken ct = default)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (!await db.HoldAsync(registrationId, ct)) return false;
        var registration = await db.Registrations.SingleOrDefaultAsync(r => r.Id == registrationId && r.UserId == operation.UserId, ct);
        if (registration is null) return false;
        if (!CanCancel(registration)) throw new RuleViolationException("", $"您的报名现在是“{registration.Words.ForCandidate}”，不能取消");
        if (await WhyNotAsync(registrationId, ct) is { } why) throw new RuleViolationException("", why);
        await db.DropChangeAsync(registrationId, operation, ct);
        registration.Cancel(operation);
        db.Audit(operation, "registration.cancelled", registration.Id);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return true;
    }
}
