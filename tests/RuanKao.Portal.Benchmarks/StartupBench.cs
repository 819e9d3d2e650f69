using System.Globalization;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Benchmarks;

/// <summary>From starting the published portal to the last byte of its first page, five times; limit 3 s.</summary>
public static class StartupBench
{
    private const double LimitSeconds = 3;

    public static async Task RunAsync()
    {
        using var portal = await PublishedPortal.PublishAsync();
        var settings = CompleteSettings.For(Path.Combine(portal.Folder, "bench.db"));
        var (code, output) = await portal.RunAsync(settings, "migrate");
        if (code != 0) throw new InvalidOperationException(output);
        var seconds = new List<double>();
        for (var run = 0; run < 5; run++)
        {
            using var running = await portal.StartAsync(settings);
            seconds.Add(running.TookToFirstPage.TotalSeconds);
        }
        seconds.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"startup-seconds {seconds[2]:0.00} (min {seconds[0]:0.00}, max {seconds[4]:0.00}, limit {LimitSeconds:0.00})"));
    }
}
