using System.Security.Cryptography;

namespace RuanKao.Portal.Tests.Registrations;

public class HistoryTests(ITestOutputHelper output)
{
    private const int Histories = 500;

    /// <summary>A seed to play again: PORTAL_HISTORY_SEED. Without one every run plays others.</summary>
    [Fact]
    public async Task Five_hundred_random_histories_end_as_the_plain_model_says()
    {
        var seed = Environment.GetEnvironmentVariable("PORTAL_HISTORY_SEED") is { } given ? int.Parse(given, System.Globalization.CultureInfo.InvariantCulture) : RandomNumberGenerator.GetInt32(1_000_000);
        output.WriteLine($"first seed {seed}");
        await using var histories = new RegistrationHistories();
        for (var n = 0; n < Histories; n++) Assert.Null(await histories.PlayAsync(seed + n));
    }
}
