using System.Globalization;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Benchmarks;

/// <summary>Ten thousand random interleavings of payments beside channels that know the truth; how many lost money, kept some twice or booked what never came.</summary>
public static class PaymentHistoriesBench
{
    private const int Histories = 10_000;

    public static async Task RunAsync()
    {
        var count = Environment.GetEnvironmentVariable("PORTAL_HISTORIES") is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : Histories;
        var (next, failed) = (-1, 0);
        await Task.WhenAll(Enumerable.Range(0, Environment.ProcessorCount).Select(_ => Task.Run(async () =>
        {
            await using var histories = new PaymentHistories();
            int seed;
            while ((seed = Interlocked.Increment(ref next)) < count)
                if (await histories.PlayAsync(seed) is { } difference && Interlocked.Increment(ref failed) <= 3) Console.Error.WriteLine(difference);
        })));
        Console.WriteLine($"payments-histories-failed {failed} (of {count})");
    }
}
