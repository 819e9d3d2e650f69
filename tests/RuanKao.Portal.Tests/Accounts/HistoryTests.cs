using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Accounts;

/// <summary>Codes and lockout through random histories; PORTAL_TEST_SEED repeats a run. ./portal bench histories runs many more.</summary>
public class HistoryTests
{
    private const int Histories = 250;

    [Fact]
    public Task Codes_do_what_their_model_says() => RunAsync((portal, random) => new CodeHistory(portal, random));

    [Fact]
    public Task Nobody_locks_out_another_person() => RunAsync((portal, random) => new LockoutHistory(portal, random));

    private static async Task RunAsync(Func<PortalFactory, Random, History> begin)
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("PORTAL_TEST_SEED"), out var given) ? given : Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"PORTAL_TEST_SEED={seed}");
        await using var portal = await PortalFactory.StartAsync();
        for (var i = 0; i < Histories; i++)
        {
            var unlike = await History.RunAsync(random => begin(portal, random), unchecked(seed + i));
            Assert.True(unlike is null, unlike);
            // The next one starts on a clean day.
            portal.Clock.UtcNow += TimeSpan.FromDays(2);
        }
    }
}
