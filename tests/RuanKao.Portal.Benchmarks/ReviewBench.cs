using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Registrations.Figures;

namespace RuanKao.Portal.Benchmarks;

/// <summary>
/// The desk in a round of a million beside a round of ten thousand, and beside bare ADO.NET that reads the same rows, all in one run. The statistic is the
/// ratio of two medians of calls that took turns. Limits: 1.3 against the small round, 2 against bare ADO.NET.
/// PORTAL_REVIEW_SIZE plays another number than a million.
/// </summary>
public static class ReviewBench
{
    private const int Small = 10_000;
    private const int Calls = 300;
    private const double LimitOfSize = 1.3;
    private const double LimitOfBare = 2;

    public static async Task RunAsync()
    {
        var large = int.TryParse(Environment.GetEnvironmentVariable("PORTAL_REVIEW_SIZE"), out var given) ? given : 1_000_000;
        var begin = Stopwatch.GetTimestamp();
        await using var few = await ReviewRound.WriteAsync(Small);
        await using var many = await ReviewRound.WriteAsync(large);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"review-rounds-written {Small} and {large} in {Stopwatch.GetElapsedTime(begin).TotalSeconds:0} s ({new FileInfo(many.File).Length >> 20} MB)"));

        await CompareAsync("queue", few, many, ReviewReads.QueueAsync, ReviewReads.BareQueue);
        await CompareAsync("search", few, many, ReviewReads.SearchAsync, ReviewReads.BareSearch);

        // Some moves that are not folded yet, as on any day.
        foreach (var round in new[] { few, many }) await MoveAsync(round, 100);
        await CompareAsync("figures", few, many,
            (round, services) => services.GetRequiredService<FigureReading>().ReadAsync(round.RoundId, ReviewRound.Institution, default),
            (round, connection) => ReviewReads.Read(connection, FigureReading.Sql.Replace("@round", "$0", StringComparison.Ordinal).Replace("@scope", "$1", StringComparison.Ordinal), round.RoundId, ReviewRound.Institution));
        foreach (var round in new[] { few, many })
            Console.WriteLine($"figures-differences {await round.Portal.WithAsync(async services => (await services.GetRequiredService<FigureRecount>().WriteAsync()).Differences)} (recount of {round.Size})");
    }

    /// <summary>Prints NAME-1m-vs-10k and NAME-vs-bare.</summary>
    /// <param name="portal">One call of the portal, in a scope of its own as in a request.</param>
    /// <param name="bare">The same rows by bare ADO.NET.</param>
    private static async Task CompareAsync(string name, ReviewRound few, ReviewRound many, Func<ReviewRound, IServiceProvider, Task> portal, Action<ReviewRound, SqliteConnection> bare)
    {
        var (small, large, plain) = (new List<double>(), new List<double>(), new List<double>());
        for (var call = -Calls / 5; call < Calls; call++)
        {
            var (one, two, three) = (await TimeAsync(() => few.Portal.WithAsync(services => portal(few, services))), await TimeAsync(() => many.Portal.WithAsync(services => portal(many, services))), await TimeAsync(() => BareAsync(many, bare)));
            if (call < 0) continue;
            small.Add(one);
            large.Add(two);
            plain.Add(three);
        }
        Console.WriteLine(Line($"{name}-1m-vs-10k", Median(large) / Median(small), LimitOfSize, $"median {Median(large):0.00} ms, {Median(small):0.00} ms"));
        Console.WriteLine(Line($"{name}-vs-bare", Median(large) / Median(plain), LimitOfBare, $"median {Median(large):0.00} ms, bare {Median(plain):0.00} ms"));
    }

    private static Task BareAsync(ReviewRound round, Action<ReviewRound, SqliteConnection> bare)
    {
        using var connection = new SqliteConnection(round.ConnectionString);
        connection.Open();
        bare(round, connection);
        return Task.CompletedTask;
    }

    private static Task MoveAsync(ReviewRound round, int count) => round.Portal.WithAsync(async services =>
    {
        var db = services.GetRequiredService<PortalContext>();
        foreach (var registration in await db.Registrations.Where(r => r.InstitutionCode == ReviewRound.Institution && r.State == RegistrationState.Submitted).OrderBy(r => r.Id).Take(count).ToListAsync())
            registration.Return("请写明学校全称", new(null, Role.Reviewer, round.Portal.Clock.UtcNow));
        await db.SaveChangesAsync();
    });

    private static async Task<double> TimeAsync(Func<Task> call)
    {
        var begin = Stopwatch.GetTimestamp();
        await call();
        return Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
    }

    private static double Median(List<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    private static string Line(string name, double ratio, double limit, string more) => string.Create(CultureInfo.InvariantCulture, $"{name} {ratio:0.00} ({more}, limit {limit:0.0})");
}
