using RuanKao.Portal.Tests.Photos;

namespace RuanKao.Portal.Benchmarks;

/// <summary>10,000 mutated files through everything an upload meets; prints its seed.</summary>
public static class PhotoFuzzBench
{
    private const int Count = 10_000;

    public static Task RunAsync()
    {
        var seed = Environment.TickCount;
        var (failed, worst, before) = (0, TimeSpan.Zero, 0L);
        for (var i = 0; i < Count; i++)
        {
            if (i == 1_000) before = Environment.WorkingSet;
            var file = PhotoFuzz.File(seed + i);
            var began = PhotoFuzz.ThreadSeconds();
            try
            {
                PhotoFuzz.Try(file, seed + i);
            }
            catch (Exception failure)
            {
                failed++;
                Console.WriteLine($"seed {seed + i}: {failure.GetType().Name} {failure.Message}");
            }

            var took = TimeSpan.FromSeconds(PhotoFuzz.ThreadSeconds() - began);
            if (took > worst) worst = took;
            if (took > PhotoFuzz.LongestRun) failed++;
        }

        var growth = Math.Max(0, (Environment.WorkingSet - before) / 1048576);
        Console.WriteLine($"photos-fuzz-seed {seed}");
        Console.WriteLine($"photos-fuzz-worst-ms {worst.TotalMilliseconds:0} (limit 2000)");
        Console.WriteLine($"photos-fuzz-growth-mb {growth} (limit 50)");
        Console.WriteLine($"photos-fuzz-failed {failed + (growth > 50 ? 1 : 0)} (of {Count})");
        return Task.CompletedTask;
    }
}
