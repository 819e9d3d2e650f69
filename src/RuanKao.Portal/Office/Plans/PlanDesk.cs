using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Office.Plans;

/// <summary>Rounds and the institutions' parts of them as the desk reads them, drafts included.</summary>
public sealed class PlanDesk(PortalContext db)
{
    /// <summary>Every round to the national administration; to an institution those that are published, whether it holds them or not.</summary>
    public async Task<IReadOnlyList<PlanLine>> LinesAsync(PlanPosts posts, CancellationToken ct)
    {
        var rounds = await db.ExamRounds.AsNoTracking().Where(r => posts.IsNational || r.State != RoundState.Draft).OrderByDescending(r => r.ExamFrom).ToListAsync(ct);
        var own = posts.Institutions;
        var places = await db.RoundInstitutions.AsNoTracking().Where(p => posts.IsNational || own.Contains(p.InstitutionCode)).ToListAsync(ct);
        var institutions = await db.Institutions.AsNoTracking().Where(i => own.Contains(i.Code)).OrderBy(i => i.Order).ToListAsync(ct);
        return [.. rounds.Select(round => new PlanLine(round, places.Count(p => p.RoundId == round.Id && p.State == PlaceState.Published),
            [.. institutions.Select(i => new InstitutionInRound(i, places.Find(p => p.RoundId == round.Id && p.InstitutionCode == i.Code)))]))];
    }

    /// <summary>The round with offerings, qualifications and sittings; a draft only to the national administration.</summary>
    public Task<ExamRound?> RoundAsync(string code, PlanPosts posts, CancellationToken ct) => db.ExamRounds.AsNoTracking()
        .Include(r => r.Offerings).ThenInclude(o => o.Qualification).Include(r => r.Offerings).ThenInclude(o => o.Sittings).AsSplitQuery()
        .Where(r => r.Code == code && (posts.IsNational || r.State != RoundState.Draft)).OrderBy(r => r.Id).FirstOrDefaultAsync(ct);

    public async Task<IReadOnlyList<Qualification>> QualificationsAsync(CancellationToken ct) => await db.Qualifications.AsNoTracking().OrderBy(q => q.Order).ToListAsync(ct);

    /// <summary>How every institution stands in the round, in the order of the national list.</summary>
    public async Task<IReadOnlyList<InstitutionInRound>> InstitutionsAsync(ExamRound round, PlanPosts posts, CancellationToken ct)
    {
        var own = posts.Institutions;
        var places = await db.RoundInstitutions.AsNoTracking().Where(p => p.RoundId == round.Id).ToListAsync(ct);
        var institutions = await db.Institutions.AsNoTracking().Where(i => posts.IsNational || own.Contains(i.Code)).OrderBy(i => i.Order).ToListAsync(ct);
        return [.. institutions.Select(i => new InstitutionInRound(i, places.Find(p => p.InstitutionCode == i.Code)))];
    }

    /// <summary>What was corrected after publication, the newest first; of the national plan where no institution is named.</summary>
    public async Task<IReadOnlyList<PlanCorrection>> CorrectionsAsync(Guid roundId, string? institution, CancellationToken ct) =>
        await db.PlanCorrections.AsNoTracking().Where(c => c.RoundId == roundId && c.InstitutionCode == institution).OrderByDescending(c => c.At).ToListAsync(ct);

    /// <summary>The rounds that a new one can be copied from, the one of the same half first: it opens the most alike.</summary>
    public async Task<IReadOnlyList<ExamRound>> PatternsAsync(int half, CancellationToken ct) =>
        [.. (await db.ExamRounds.AsNoTracking().OrderByDescending(r => r.ExamFrom).Take(12).ToListAsync(ct)).OrderBy(r => r.Half == half ? 0 : 1)];
}
