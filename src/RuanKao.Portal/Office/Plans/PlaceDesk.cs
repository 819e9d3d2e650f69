using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Office.Plans;

/// <summary>An institution's part of a round as the desk reads it, drafts included.</summary>
public sealed class PlaceDesk(PortalContext db)
{
    /// <summary>The institution's part of a published round with offerings, sittings and regions; null where it has not joined or is none of the posts'.</summary>
    public async Task<RoundPlaceView?> FindAsync(string round, string institution, PlanPosts posts, CancellationToken ct)
    {
        if (!posts.IsNational && !posts.Covers(institution)) return null;
        var place = await db.RoundInstitutions.AsNoTracking().Include(p => p.Regions).Include(p => p.Round).ThenInclude(r => r.Offerings).ThenInclude(o => o.Qualification)
            .Include(p => p.Round).ThenInclude(r => r.Offerings).ThenInclude(o => o.Sittings).AsSplitQuery()
            .Where(p => p.Round.Code == round && p.Round.State != RoundState.Draft && p.InstitutionCode == institution).OrderBy(p => p.Id).FirstOrDefaultAsync(ct);
        return place is null ? null : new(place.Round, place, (await InstitutionAsync(institution, ct))!);
    }

    public Task<Institution?> InstitutionAsync(string code, CancellationToken ct) => db.Institutions.AsNoTracking().SingleOrDefaultAsync(i => i.Code == code, ct);

    /// <summary>The round whose plan of the institution a new one would be copied from.</summary>
    public async Task<string?> PatternAsync(ExamRound round, string institution, CancellationToken ct) => await db.RoundInstitutions.Include(p => p.Round)
        .Where(p => p.InstitutionCode == institution && p.State == PlaceState.Published && p.Round.ExamFrom < round.ExamFrom).OrderByDescending(p => p.Round.ExamFrom).FirstOrDefaultAsync(ct) is { } last ? last.Round.Name : null;

    /// <summary>Where the institution can hold the exam: its prefectures, else itself.</summary>
    public async Task<IReadOnlyList<RegionOption>> RegionsAsync(Institution institution, CancellationToken ct)
    {
        var found = await db.Prefectures.AsNoTracking().Where(p => p.InstitutionCode == institution.Code).OrderBy(p => p.Code).Select(p => new RegionOption(p.Code, p.Name)).ToListAsync(ct);
        return found.Count > 0 ? found : [new(institution.Code, institution.Name)];
    }

    /// <summary>Every version of the policy file, the newest first.</summary>
    public async Task<IReadOnlyList<PolicyFileLine>> FilesAsync(Guid placeId, CancellationToken ct) =>
        await db.PolicyFiles.AsNoTracking().Where(f => f.RoundInstitutionId == placeId).OrderByDescending(f => f.Number).Select(f => new PolicyFileLine(f.Number, f.At, f.Name, f.Size)).ToListAsync(ct);

    public Task<PolicyFile?> FileAsync(Guid placeId, int number, CancellationToken ct) => db.PolicyFiles.AsNoTracking().SingleOrDefaultAsync(f => f.RoundInstitutionId == placeId && f.Number == number, ct);
}
