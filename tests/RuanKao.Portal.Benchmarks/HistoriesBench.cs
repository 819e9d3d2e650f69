using RuanKao.Portal.Tests.Accounts;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Benchmarks;

/// <summary>Ten thousand random histories of each matter that has a model; a room adds its line to the list.</summary>
public static class HistoriesBench
{
    private const int Histories = 10_000;

    /// <summary>Name of the figure, and the machines that share the ten thousand.</summary>
    private static readonly (string Name, Func<PortalFactory, Random, History>[] Machines)[] Matters =
    [
        ("accounts", [(portal, random) => new CodeHistory(portal, random), (portal, random) => new LockoutHistory(portal, random)]),
    ];

    public static async Task RunAsync()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("PORTAL_TEST_SEED"), out var given) ? given : Random.Shared.Next();
        Console.WriteLine($"PORTAL_TEST_SEED={seed}");
        foreach (var (name, machines) in Matters)
        {
            var failed = 0;
            // Each on a portal and clock of its own.
            await Task.WhenAll(machines.Select((begin, at) => Task.Run(async () =>
            {
                await using var portal = await PortalFactory.StartAsync();
                for (var i = at; i < Histories; i += machines.Length)
                {
                    if (await History.RunAsync(random => begin(portal, random), unchecked(seed + i)) is { } unlike)
                    {
                        Interlocked.Increment(ref failed);
                        Console.WriteLine(unlike);
                    }
                    portal.Clock.UtcNow += TimeSpan.FromDays(2);
                }
            })));
            Console.WriteLine($"{name}-histories-failed {failed} ({Histories} histories)");
        }
    }
}
