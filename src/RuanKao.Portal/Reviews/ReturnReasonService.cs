using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Reviews;

/// <summary>Keeps the reasons for returning: the national ones, or one institution's beside them.</summary>
public sealed class ReturnReasonService(PortalContext db)
{
    public async Task<IReadOnlyList<ReturnReason>> ListAsync(string? institutionCode, CancellationToken ct) =>
        await db.ReturnReasons.AsNoTracking().Where(r => r.InstitutionCode == institutionCode).OrderBy(r => r.Order).ThenBy(r => r.Code).ToListAsync(ct);

    public async Task AddAsync(string? institutionCode, string? words, Operation operation, CancellationToken ct)
    {
        var text = Words(words);
        if (await db.ReturnReasons.AnyAsync(r => r.InstitutionCode == institutionCode && r.Words == text && r.RetiredAt == null, ct)) throw new RuleViolationException(nameof(ReasonForm.Words), "已有这条退回原因");
        var last = await db.ReturnReasons.Where(r => r.InstitutionCode == institutionCode).MaxAsync(r => (int?)r.Order, ct) ?? 0;
        var reason = new ReturnReason { Code = "r-" + Guid.NewGuid().ToString("N"), InstitutionCode = institutionCode, Words = text, Order = last + 10 };
        db.Add(reason);
        db.Audit(operation, "return-reason.added", reason.Code);
        await db.SaveChangesAsync(ct);
    }

    /// <summary>Other words or another place; retired or offered again. False where this list holds no such reason; a stale version throws.</summary>
    public async Task<bool> ChangeAsync(string? institutionCode, string code, int version, string? words, int order, bool retired, Operation operation, CancellationToken ct)
    {
        if (await db.ReturnReasons.SingleOrDefaultAsync(r => r.Code == code && r.InstitutionCode == institutionCode, ct) is not { } reason) return false;
        if (reason.Version != version) throw new DbUpdateConcurrencyException("The reason was changed after the page was opened.");
        if (order is < 0 or > 9999) throw new RuleViolationException(nameof(ReasonForm.Order), "顺序请填 0 到 9999 之间的数，小的在前");
        (reason.Words, reason.Order) = (Words(words), order);
        reason.RetiredAt = retired ? reason.RetiredAt ?? operation.At : null;
        db.Audit(operation, "return-reason.changed", reason.Code);
        await db.SaveChangesAsync(ct);
        return true;
    }

    private static string Words(string? typed)
    {
        var words = typed?.Trim() ?? "";
        if (words.Length == 0) throw new RuleViolationException(nameof(ReasonForm.Words), "请填写退回原因，考生会看到这句话");
        if (words.Length > ReturnReason.WordsLength) throw new RuleViolationException(nameof(ReasonForm.Words), $"退回原因最多{ReturnReason.WordsLength}个字，现在有{words.Length}个");
        return words;
    }
}
