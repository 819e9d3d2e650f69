using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Accounts.MyData;

/// <summary>A person's whole data, put together from every room: explained, handed out, erased.</summary>
public sealed class PersonalDataService(PortalContext db, IEnumerable<IPersonalDataSource> sources)
{
    public IReadOnlyList<IPersonalDataSource> Sources => [.. sources.OrderBy(s => s.Order)];

    public async Task<byte[]> ExportAsync(Guid userId, Operation operation, CancellationToken ct)
    {
        var export = new PersonalDataExport();
        foreach (var source in Sources) await source.ExportAsync(userId, export, ct);
        db.Audit(operation, "personal-data.exported", userId);
        await db.SaveChangesAsync(ct);
        return export.ToZip(operation.At);
    }

    public Task<IReadOnlyList<string>> ObstaclesAsync(Guid userId, CancellationToken ct) => EachAsync(source => source.ObstaclesAsync(userId, ct));

    public Task<IReadOnlyList<DataKind>> KeptAsync(Guid userId, CancellationToken ct) => EachAsync(source => source.KeptAsync(userId, ct));

    public Task<IReadOnlyList<ConsentGiven>> ConsentsAsync(Guid userId, CancellationToken ct) => EachAsync(source => source.ConsentsAsync(userId, ct));

    /// <summary>注销账号, at once and for good. The empty account stays for what points at it.</summary>
    /// <exception cref="RuleViolationException">Something must be brought to an end first.</exception>
    public async Task EraseAsync(Guid userId, Operation operation, CancellationToken ct)
    {
        await using var all = await db.Database.BeginTransactionAsync(ct);
        await StopAtObstaclesAsync(userId, ct);
        foreach (var source in Sources.Reverse())
        {
            await source.EraseAsync(userId, operation, ct);
            await db.SaveChangesAsync(ct);
        }
        db.Audit(operation, "personal-data.erased", userId);
        await db.SaveChangesAsync(ct);
        await all.CommitAsync(ct);
    }

    /// <summary>Withdraws one consent and erases what hung on it; false where no such consent can be withdrawn.</summary>
    public async Task<bool> WithdrawAsync(Guid userId, string subject, Operation operation, CancellationToken ct)
    {
        if (sources.SingleOrDefault(s => s.Consent?.Subject == subject) is not { } source) return false;
        await using var all = await db.Database.BeginTransactionAsync(ct);
        await StopAtObstaclesAsync(userId, ct);
        await source.EraseAsync(userId, operation, ct);
        db.Audit(operation with { Why = subject }, "personal-data.consent-withdrawn", userId);
        await db.SaveChangesAsync(ct);
        await all.CommitAsync(ct);
        return true;
    }

    private async Task StopAtObstaclesAsync(Guid userId, CancellationToken ct)
    {
        if (await ObstaclesAsync(userId, ct) is { Count: > 0 } obstacles) throw new RuleViolationException("", string.Join("；", obstacles));
    }

    private async Task<IReadOnlyList<T>> EachAsync<T>(Func<IPersonalDataSource, Task<IReadOnlyList<T>>> ask)
    {
        var all = new List<T>();
        foreach (var source in Sources) all.AddRange(await ask(source));
        return all;
    }
}
