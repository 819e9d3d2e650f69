using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Registrations.Figures;
using RuanKao.Portal.Reviews;
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
        differences.AddRange(await WaitingDifferencesAsync(services));
        return differences.Count == 0 ? null : string.Join('\n', differences);
    });

    /// <summary>How many wait: what the desk says, beside the rows themselves, for every part of the country and in every round and all of them.</summary>
    private static async Task<IReadOnlyList<string>> WaitingDifferencesAsync(IServiceProvider services)
    {
        var (queue, db, differences) = (services.GetRequiredService<ReviewQueue>(), services.GetRequiredService<PortalContext>(), new List<string>());
        var places = await db.Registrations.Where(r => r.PrefectureCode != null).Select(r => new { r.InstitutionCode, r.PrefectureCode }).Distinct().ToListAsync();
        var appointments = places.SelectMany(p => new[] { new Appointment(Role.Reviewer, p.InstitutionCode), new Appointment(Role.Reviewer, p.InstitutionCode, p.PrefectureCode) }).Append(new(Role.Reviewer, null)).Distinct();
        List<Guid?> rounds = [null, .. await db.ExamRounds.Select(r => r.Id).ToListAsync()];
        foreach (var scope in appointments.Select(a => (Words: a.ToString(), Scope: new ReviewScope([a]))).Append(("every prefecture", new([.. appointments.Where(a => a.PrefectureCode is not null)]))))
            foreach (var round in rounds)
            {
                var (told, waiting) = (await queue.WaitingAsync(scope.Scope, round, default), scope.Scope.Waiting(db.Registrations).Where(r => round == null || r.RoundId == round));
                if (told != await waiting.CountAsync()) differences.Add($"{scope.Words} in {round}: {told} wait, counted {await waiting.CountAsync()}");
                var (since, oldest) = (await queue.OldestAsync(scope.Scope, round, default), await waiting.MinAsync(r => r.WaitsSince));
                if (since != oldest) differences.Add($"{scope.Words} in {round}: since {since}, counted {oldest}");
            }
        return differences;
    }

    /// <summary>What a page would read.</summary>
    public static Task<PlaceFigures> ReadAsync(PortalFactory factory, Guid round, string scope) =>
        factory.WithAsync(services => services.GetRequiredService<FigureReading>().ReadAsync(round, scope, default));

    public static Task<int> FoldAsync(PortalFactory factory) => factory.WithAsync(services => services.GetRequiredService<FigureFolding>().FoldAsync(default));

    public static Task<T> DbAsync<T>(PortalFactory factory, Func<PortalContext, Task<T>> ask) => factory.WithAsync(services => ask(services.GetRequiredService<PortalContext>()));

    public static Task<int> UnfoldedAsync(PortalFactory factory) => DbAsync(factory, db => db.FigureMoves.CountAsync());
}
