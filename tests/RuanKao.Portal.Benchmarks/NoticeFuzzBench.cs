using RuanKao.Portal.Tests.Payments;

namespace RuanKao.Portal.Benchmarks;

/// <summary>10,000 mutated notices of both channels over real HTTP; prints its seed.</summary>
public static class NoticeFuzzBench
{
    private const int Count = 10_000;

    public static async Task RunAsync()
    {
        var seed = Environment.TickCount;
        Console.WriteLine($"notices-fuzz-seed {seed}");
        await using var fuzz = await NoticeFuzz.BeginAsync();
        var failed = 0;
        for (var i = 0; i < Count; i++)
            if (await fuzz.TryAsync(unchecked(seed + i)) is { } fault && failed++ < 10) Console.WriteLine(fault);
        if (await fuzz.AfterAllAsync() is { } wrong)
        {
            failed++;
            Console.WriteLine(wrong);
        }
        Console.WriteLine($"notices-fuzz-failed {failed} (of {Count})");
    }
}
