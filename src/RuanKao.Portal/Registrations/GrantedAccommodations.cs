using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Registrations;

/// <summary>What was granted, for whoever carries it on: seats, seat lists, tickets.</summary>
public sealed class GrantedAccommodations(PortalContext db)
{
    /// <summary>Of these registrations those whose seat comes first.</summary>
    public async Task<IReadOnlySet<Guid>> SeatFirstAsync(IQueryable<Registration> among, CancellationToken ct) =>
        await InForce().Where(a => a.Items.Any(i => i.IsGranted == true && i.Kind.Meaning == AccommodationMeaning.Seat) && among.Any(r => r.Id == a.RegistrationId))
            .Select(a => a.RegistrationId).ToHashSetAsync(ct);

    /// <summary>The measures of these registrations in neutral words; a registration without any is not among them.</summary>
    public async Task<IReadOnlyDictionary<Guid, IReadOnlyList<string>>> MeasuresAsync(IQueryable<Registration> of, CancellationToken ct) =>
        (await InForce().Include(a => a.Items).Where(a => of.Any(r => r.Id == a.RegistrationId)).ToListAsync(ct)).ToDictionary(a => a.RegistrationId, a => a.Measures);

    private IQueryable<AccommodationRequest> InForce() => db.AccommodationRequests.AsNoTracking().Where(a => AccommodationLifecycle.InForce.Contains(a.State));
}
