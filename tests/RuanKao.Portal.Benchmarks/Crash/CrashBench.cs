using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace RuanKao.Portal.Benchmarks.Crash;

/// <summary>
/// The portal's process is killed at named points with payments in flight, in a third of the trials the sandbox too, and started again; what became of the money is
/// judged by the channels' own books. PORTAL_CRASH_TRIALS plays another number of trials, PORTAL_CRASH_SEED draws the same again (who is faster is not drawn).
/// </summary>
public static class CrashBench
{
    private const int Trials = 200;
    private const int InGroup = 10;

    /// <summary>How many portals live and die at the same time, each with a sandbox and files of its own.</summary>
    private const int Towns = 2;
    private const int LeastOfAPoint = 10;
    private const int LeastInFlight = 20;

    public static async Task RunAsync()
    {
        var trials = Given("PORTAL_CRASH_TRIALS") ?? Trials;
        var seed = Given("PORTAL_CRASH_SEED") ?? Random.Shared.Next(1_000_000);
        var folder = Directory.CreateTempSubdirectory("portal-crash-").FullName;
        Console.WriteLine($"crash-seed {seed}");
        var (took, outcomes) = (Stopwatch.StartNew(), new List<CrashOutcome>());
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, Math.Min(Towns, (trials + InGroup - 1) / InGroup)).Select(town => Task.Run(async () =>
        {
            var ground = new CrashGround(Directory.CreateDirectory(Path.Combine(folder, $"town-{town}")).FullName);
            await ground.PrepareAsync(Math.Min(InGroup, trials) * CrashTrial.Payers);
            int group;
            while ((group = Interlocked.Increment(ref next)) * InGroup < trials)
                await PlayGroupAsync(ground, group, [.. Enumerable.Range(group * InGroup, Math.Min(InGroup, trials - group * InGroup))], seed, outcomes);
        })));
        SqliteConnection.ClearAllPools();
        if (Report(outcomes, trials, took.Elapsed)) Directory.Delete(folder, recursive: true);
        else
        {
            Console.Error.WriteLine($"Databases and logs are in {folder}.");
            Environment.ExitCode = 1;
        }
        Console.WriteLine($"crash-trials {outcomes.Count} lost {outcomes.Sum(o => o.Verdict.Lost)} doubled {outcomes.Sum(o => o.Verdict.Doubled)} undecided {outcomes.Sum(o => o.Verdict.Undecided)}");
    }

    private static async Task PlayGroupAsync(CrashGround ground, int group, List<int> numbers, int seed, List<CrashOutcome> outcomes)
    {
        // The first day of a group has no day before it whose bill could be read.
        if (PointOf(numbers[0]).IsOfBills() && numbers.FindIndex(n => !PointOf(n).IsOfBills()) is > 0 and var other) (numbers[0], numbers[other]) = (numbers[other], numbers[0]);
        await using var town = await CrashTown.OpenAsync(ground, group);
        foreach (var number in numbers)
        {
            // So that every point meets every kind of the sandbox's death.
            var turn = number / CrashPoints.All.Count;
            var death = (number + turn) % 3 == 1 ? (SandboxDeath)(1 + (number / 3 + turn / 3) % 3) : SandboxDeath.Never;
            var outcome = await new CrashTrial(town, PointOf(number), death, new Random(seed + number)).PlayAsync();
            lock (outcomes) outcomes.Add(outcome);
            foreach (var fault in outcome.Verdict.Faults) Console.Error.WriteLine($"trial {number} ({outcome.Point.Word()}, sandbox {outcome.Sandbox}, group {group}): {fault}");
        }
    }

    private static CrashPoint PointOf(int number) => CrashPoints.All[number % CrashPoints.All.Count];

    private static bool Report(List<CrashOutcome> outcomes, int trials, TimeSpan took)
    {
        var (isRight, least) = (true, Math.Min(LeastOfAPoint, trials / CrashPoints.All.Count));
        Console.WriteLine($"{"point",-30} {"trials",6} {"in flight",10} {"sandbox killed",15}");
        foreach (var point in CrashPoints.All)
        {
            var reached = outcomes.Where(o => o.Point == point && o.InFlight is not null).ToList();
            var inFlight = reached.Min(o => o.InFlight) ?? 0;
            Console.WriteLine($"{point.Word(),-30} {reached.Count,6} {"≥ " + inFlight,10} {reached.Count(o => o.Sandbox != SandboxDeath.Never),15}");
            isRight &= reached.Count >= least && (reached.Count == 0 || inFlight >= LeastInFlight);
        }
        if (outcomes.Count(o => o.InFlight is null) is > 0 and var missed) Console.WriteLine($"not reached in {missed} trials");
        if (outcomes.Count(o => !o.Verdict.IsClean) is > 0 and var wrong) Console.WriteLine($"books wrong in {wrong} trials");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"crash-seconds {took.TotalSeconds:0} ({took.TotalSeconds / Math.Max(1, outcomes.Count):0.0} a trial)"));
        return isRight && outcomes.All(o => o.Verdict.IsClean);
    }

    private static int? Given(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } given ? int.Parse(given, CultureInfo.InvariantCulture) : null;
}
