using System.Globalization;
using System.Security.Cryptography;

namespace RuanKao.Portal.Tests.Payments;

public class NoticeFuzzTests(ITestOutputHelper output)
{
    private const int Count = 400;

    /// <summary>A seed to send again: PORTAL_FUZZ_SEED.</summary>
    [Fact]
    public async Task No_mutated_notice_is_taken_and_none_is_our_fault()
    {
        var seed = Environment.GetEnvironmentVariable("PORTAL_FUZZ_SEED") is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : RandomNumberGenerator.GetInt32(1_000_000);
        output.WriteLine($"first seed {seed}");
        await using var fuzz = await NoticeFuzz.BeginAsync();
        for (var n = 0; n < Count; n++)
            if (await fuzz.TryAsync(seed + n) is { } fault) Assert.Fail(fault);
        Assert.Null(await fuzz.AfterAllAsync());
    }
}
