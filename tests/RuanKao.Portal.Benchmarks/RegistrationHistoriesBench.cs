using System.Globalization;
using RuanKao.Portal.Tests.Registrations;

namespace RuanKao.Portal.Benchmarks;

/// <summary>Twenty thousand random histories of registrations beside a plain model; how many ended otherwise.</summary>
public static class RegistrationHistoriesBench
{
    private const int Histories = 20_000;

    public static async Task RunAsync()
    {
        var given = Environment.GetEnvironmentVariable("PORTAL_HISTORIES");
        var count = given is null ? Histories : int.Parse(given, CultureInfo.InvariantCulture);
        var next = -1;
        var failed = 0;
        await Task.WhenAll(Enumerable.Range(0, Environment.ProcessorCount).Select(_ => Task.Run(async () =>
        {
            await using var histories = new RegistrationHistories();
            int seed;
            while ((seed = Interlocked.Increment(ref next)) < count)
                if (await histories.PlayAsync(seed) is { } difference && Interlocked.Increment(ref failed) <= 3) Console.Error.WriteLine(difference);
        })));
        Console.WriteLine($"registrations-histories-failed {failed} (of {count})");
    }
}
