using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Exams;

/// <summary>One round at one institution, as every page of the candidate's path needs it. For reading; changes go through the entities.</summary>
public sealed record RoundPlaceView(ExamRound Round, RoundInstitution Place, Institution Institution)
{
    /// <summary>2026年上半年软考.</summary>
    public string Title => Round.Name + "软考";
}

/// <summary>How one institution stands in a round; <paramref name="Place"/> is null while it has published nothing.</summary>
public sealed record InstitutionInRound(Institution Institution, RoundInstitution? Place);

/// <summary>A round whose exam is not over, with all institutions in the order of the national list.</summary>
public sealed record CurrentRound(ExamRound Round, IReadOnlyList<InstitutionInRound> Institutions)
{
    public string Title => Round.Name + "软考";

    public bool IsRegistrationOpen(DateTime now) => Institutions.Any(i => i.Place?.Registration.Contains(now) == true);
}

/// <summary>Which rounds there are, where, and when: the questions that other rooms ask about exams. Drafts do not exist here; the desk reads them for itself.</summary>
public sealed class RoundPlaces(PortalContext db)
{
    private IQueryable<RoundInstitution> Published => db.RoundInstitutions.Where(p => p.State == PlaceState.Published && p.Round.State != RoundState.Draft);

    /// <summary>The round at the institution with its exam regions; null where either is unknown or the institution does not hold it.</summary>
    public Task<RoundPlaceView?> FindAsync(string roundCode, string institutionCode, CancellationToken ct = default) =>
        ViewAsync(Published.Where(p => p.Round.Code == roundCode && p.InstitutionCode == institutionCode), ct);

    /// <summary>The same by the round's id, as registrations hold it.</summary>
    public Task<RoundPlaceView?> FindAsync(Guid roundId, string institutionCode, CancellationToken ct = default) =>
        ViewAsync(Published.Where(p => p.RoundId == roundId && p.InstitutionCode == institutionCode), ct);

    /// <summary>The qualifications open in the round, in the order of the national list, each with its sittings in the order they are sat.</summary>
    public async Task<IReadOnlyList<RoundOffering>> OpenOfferingsAsync(Guid roundId, CancellationToken ct = default) =>
        await db.Set<RoundOffering>().AsNoTracking().Where(o => o.RoundId == roundId)
            .Include(o => o.Qualification).Include(o => o.Sittings.OrderBy(s => s.Batch).ThenBy(s => s.Day).ThenBy(s => s.From))
            .OrderBy(o => o.Qualification.Order).ToListAsync(ct);

    /// <summary>Every round whose last exam day is today or later, the nearest exam first.</summary>
    public async Task<IReadOnlyList<CurrentRound>> CurrentRoundsAsync(DateTime now, CancellationToken ct = default)
    {
        var today = Beijing.Day(now);
        var rounds = await db.ExamRounds.AsNoTracking().Where(r => r.ExamTo >= today && r.State != RoundState.Draft).OrderBy(r => r.ExamFrom).ToListAsync(ct);
        if (rounds.Count == 0) return [];
        var ids = rounds.Select(r => r.Id).ToList();
        var places = await Published.AsNoTracking().Where(p => ids.Contains(p.RoundId)).ToListAsync(ct);
        var institutions = await db.Institutions.AsNoTracking().OrderBy(i => i.Order).ToListAsync(ct);
        return [.. rounds.Select(round => new CurrentRound(round,
            [.. institutions.Select(i => new InstitutionInRound(i, places.Find(p => p.RoundId == round.Id && p.InstitutionCode == i.Code)))]))];
    }

    /// <summary>All rounds this institution holds or held, the newest exam first.</summary>
    public async Task<IReadOnlyList<RoundPlaceView>> AtAsync(string institutionCode, CancellationToken ct = default)
    {
        var places = await Published.AsNoTracking().Include(p => p.Round)
            .Where(p => p.InstitutionCode == institutionCode).OrderByDescending(p => p.Round.ExamFrom).ToListAsync(ct);
        var institution = await db.Institutions.AsNoTracking().SingleOrDefaultAsync(i => i.Code == institutionCode, ct);
        return institution is null ? [] : [.. places.Select(p => new RoundPlaceView(p.Round, p, institution))];
    }

    /// <summary>The newest version of the policy file.</summary>
    public Task<PolicyFileLine?> PolicyFileAsync(Guid placeId, CancellationToken ct = default) => db.PolicyFiles.Where(f => f.RoundInstitutionId == placeId)
        .OrderByDescending(f => f.Number).Select(f => new PolicyFileLine(f.Number, f.At, f.Name, f.Size)).FirstOrDefaultAsync(ct);

    public Task<PolicyFile?> PolicyBytesAsync(Guid placeId, CancellationToken ct = default) =>
        db.PolicyFiles.AsNoTracking().Where(f => f.RoundInstitutionId == placeId).OrderByDescending(f => f.Number).FirstOrDefaultAsync(ct);

    private async Task<RoundPlaceView?> ViewAsync(IQueryable<RoundInstitution> one, CancellationToken ct)
    {
        var found = await one.AsNoTracking().Include(p => p.Round).Include(p => p.Regions.OrderBy(r => r.Code))
            .Join(db.Institutions, p => p.InstitutionCode, i => i.Code, (place, institution) => new { place, institution }).SingleOrDefaultAsync(ct);
        return found is null ? null : new(found.place.Round, found.place, found.institution);
    }
}
