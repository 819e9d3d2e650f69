using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations.Figures;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Registrations.Figures;

/// <summary>The figures beside a recount.</summary>
public static class Counting
{
    /// <summary>Null where every number is as a recount says, else the ones that are not.</summary>
    public static Task<string?> DifferenceAsync(PortalFactory factory) => factory.WithAsync(async services =>
    {
        var recount = services.GetRequiredService<FigureRecount>();
        var (counted, kept) = (await recount.CountAsync(), await recount.KeptAsync());
        var differences = counted.Keys.Union(kept.Keys).Where(cell => counted.GetValueOrDefault(cell) != kept.GetValueOrDefault(cell))
            .Select(cell => $"{cell.Scope}/{cell.Dimension}/{cell.Key}/{cell.Mark}: {kept.GetValueOrDefault(cell)}, counted {counted.GetValueOrDefault(cell)}").ToList();
        return differences.Count == 0 ? null : string.Join('\n', differences);
    });

    /// <summary>What a page would read.</summary>
    public static Task<PlaceFigures> ReadAsync(PortalFactory factory, Guid round, string scope) =>
        factory.WithAsync(services => services.GetRequiredService<FigureReading>().ReadAsync(round, scope, default));

    public static Task<int> FoldAsync(PortalFactory factory) => factory.WithAsync(services => services.GetRequiredService<FigureFolding>().FoldAsync(default));

    public static Task<T> DbAsync<T>(PortalFactory factory, Func<PortalContext, Task<T>> ask) => factory.WithAsync(services => ask(services.GetRequiredService<PortalContext>()));

    public static Task<int> UnfoldedAsync(PortalFactory factory) => DbAsync(factory, db => db.FigureMoves.CountAsync());
}
