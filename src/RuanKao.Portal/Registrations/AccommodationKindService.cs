using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Registrations;

/// <summary>Keeps the list of what can be asked for. New words reach every request; what was granted keeps the words it was granted in.</summary>
public sealed class AccommodationKindService(PortalContext db)
{
    public async Task<IReadOnlyList<AccommodationKind>> AllAsync(CancellationToken ct) =>
        await db.AccommodationKinds.AsNoTracking().OrderBy(k => k.Order).ThenBy(k => k.Code).ToListAsync(ct);

    public Task<AccommodationKind?> FindAsync(string code, CancellationToken ct) => db.AccommodationKinds.AsNoTracking().SingleOrDefaultAsync(k => k.Code == code, ct);

    public async Task AddAsync(AccommodationKindForm typed, Operation operation, CancellationToken ct)
    {
        await CheckAsync(typed, null, ct);
        var kind = new AccommodationKind
        {
            Code = "k-" + Guid.NewGuid().ToString("N"), Words = typed.Words!.Trim(), Measure = typed.Measure?.Trim() ?? "", Meaning = typed.Meaning, AsksForProof = typed.AsksForProof, Order = typed.Order,
        };
        db.Add(kind);
        db.Audit(operation, "accommodation-kind.added", kind.Code);
        await db.SaveChangesAsync(ct);
    }

    /// <summary>Other words, another meaning or place; retired or offered again. False where there is none; a stale version throws.</summary>
    public async Task<bool> ChangeAsync(string code, AccommodationKindForm typed, Operation operation, CancellationToken ct)
    {
        if (await db.AccommodationKinds.SingleOrDefaultAsync(k => k.Code == code, ct) is not { } kind) return false;
        if (kind.Version != typed.Version) throw new DbUpdateConcurrencyException("The kind was changed after the page was opened.");
        await CheckAsync(typed, code, ct);
        if (typed.Then == "retire" && !await db.AccommodationKinds.AnyAsync(k => k.RetiredAt == null && k.Code != code, ct))
            throw new RuleViolationException("", "这是最后一项，停用后考生无法申请。请先添加或恢复另一项");
        (kind.Words, kind.Measure, kind.Meaning, kind.AsksForProof, kind.Order) = (typed.Words!.Trim(), typed.Measure?.Trim() ?? "", typed.Meaning, typed.AsksForProof, typed.Order);
        kind.RetiredAt = typed.Then switch { "retire" => kind.RetiredAt ?? operation.At, "restore" => null, _ => kind.RetiredAt };
        db.Audit(operation, "accommodation-kind.changed", kind.Code);
        await db.SaveChangesAsync(ct);
        return true;
    }

    private async Task CheckAsync(AccommodationKindForm typed, string? code, CancellationToken ct)
    {
        List<RuleViolation> faults = [];
        var words = typed.Words?.Trim() ?? "";
        if (words.Length == 0) faults.Add(new(nameof(typed.Words), "请填写便利的名称，考生按它选择"));
        else if (words.Length > AccommodationKind.WordsLength || words.Any(char.IsControl)) faults.Add(new(nameof(typed.Words), $"最多{AccommodationKind.WordsLength}个字，一行写完"));
        else if (await db.AccommodationKinds.AnyAsync(k => k.Words == words && k.RetiredAt == null && k.Code != code, ct)) faults.Add(new(nameof(typed.Words), $"已经有“{words}”"));
        if (typed.Measure is { } measure && (AccommodationWords.FaultOf(measure.Trim(), AccommodationItem.MeasureElements, AccommodationItem.MeasureLength) is not null || measure.Any(char.IsControl)))
            faults.Add(new(nameof(typed.Measure), $"最多{AccommodationItem.MeasureElements}个字，一行写完"));
        if (!Enum.IsDefined(typed.Meaning)) faults.Add(new(nameof(typed.Meaning), "请选择"));
        if (typed.Order is < 0 or > AccommodationKind.MostOrder) faults.Add(new(nameof(typed.Order), $"顺序请填 0 到 {AccommodationKind.MostOrder} 之间的数，小的在前"));
        RuleViolationException.ThrowIfAny(faults);
    }
}
