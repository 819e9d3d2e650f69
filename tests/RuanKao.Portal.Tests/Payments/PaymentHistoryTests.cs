using System.Globalization;
using System.Security.Cryptography;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Payments;

public class PaymentHistoryTests(ITestOutputHelper output)
{
    private const int Histories = 500;

    /// <summary>A seed to play again: PORTAL_HISTORY_SEED. Without one every run plays others.</summary>
    [Fact]
    public async Task Five_hundred_random_interleavings_lose_no_money_and_keep_none_twice()
    {
        var seed = Environment.GetEnvironmentVariable("PORTAL_HISTORY_SEED") is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : RandomNumberGenerator.GetInt32(1_000_000);
        output.WriteLine($"first seed {seed}");
        await using var histories = new PaymentHistories();
        for (var n = 0; n < Histories; n++)
            if (await histories.PlayAsync(seed + n) is { } fault) Assert.Fail(fault);
    }
}
