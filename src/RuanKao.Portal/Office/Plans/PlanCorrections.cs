using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;

namespace RuanKao.Portal.Office.Plans;

/// <summary>更正: what is published changes only with a reason, by somebody who has seen what changes and how many it touches.</summary>
public sealed class PlanCorrections(PortalContext db)
{
    /// <summary>Null where it may be written, with its record added to the unit of work; else what must be looked at first.</summary>
    /// <param name="institution">Null for the national plan.</param>
    /// <param name="moved">Qualifications whose sittings it moves: those who registered for one will be told (<see cref="MovedExams"/>).</param>
    public async Task<CorrectionPreview?> WeighAsync(
        Guid roundId, string? institution, IReadOnlyList<PlanChange> changes, IQueryable<Registration> within, IReadOnlyList<string> moved, PlanForm typed, Operation operation, CancellationToken ct)
    {
        if (changes.Count == 0) throw new RuleViolationException("", "没有任何改动");
        var preview = new CorrectionPreview(changes, await TouchedAsync(within, ct), moved.Count == 0 ? 0 : (await TouchedAsync(within.Where(r => moved.Contains(r.QualificationCode!)), ct)).Live);
        if (typed.Shown != preview.Mark) return preview;
        var why = typed.Why?.Trim() ?? "";
        if (why.Length == 0) throw new RuleViolationException(nameof(typed.Why), "请写明更正原因，会记入更正记录和审计");
        if (why.Length > PlanCorrection.WhyLength) throw new RuleViolationException(nameof(typed.Why), $"原因最多{PlanCorrection.WhyLength}个字，现在有{why.Length}个");
        db.PlanCorrections.Add(new()
        {
            RoundId = roundId, InstitutionCode = institution, At = operation.At, UserId = operation.UserId, Why = why,
            Live = preview.Touched.Live, Paid = preview.Touched.Paid, Changes = preview.Text, Moved = moved.Count == 0 ? null : string.Join(',', moved),
        });
        return null;
    }

    public async Task<Touched> TouchedAsync(IQueryable<Registration> within, CancellationToken ct)
    {
        var live = RegistrationLifecycle.Live;
        var counts = await within.Where(r => live.Contains(r.State)).GroupBy(r => r.State).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(ct);
        return new(counts.Sum(c => c.Count), counts.Where(c => c.Key == RegistrationState.Paid).Sum(c => c.Count));
    }
}
