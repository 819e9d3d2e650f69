using System.Net;
using System.Net.Sockets;
using RuanKao.Portal.Accounts.Government;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Accounts.Government;

public class GovernmentBackchannelTests
{
    [Fact]
    public async Task A_platform_that_failed_three_times_is_left_alone_for_half_a_minute()
    {
        var clock = new FakeClock(new(2031, 3, 20, 2, 0, 0, DateTimeKind.Utc));
        var breaker = new GovernmentBreaker(clock);
        for (var n = 0; n < GovernmentBreaker.Faults; n++) breaker.Failed();
        using var platform = new TcpListener(IPAddress.Loopback, 0);
        platform.Start();
        using var line = new HttpMessageInvoker(new GovernmentBackchannel(new(), breaker));
        async Task<bool> IsAskedAsync()
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
            await Assert.ThrowsAnyAsync<Exception>(() => line.SendAsync(new(HttpMethod.Get, $"http://127.0.0.1:{((IPEndPoint)platform.LocalEndpoint).Port}/"), patience.Token));
            return platform.Pending();
        }
        Assert.False(await IsAskedAsync());
        clock.UtcNow += GovernmentBreaker.Rest;
        Assert.True(await IsAskedAsync());
    }
}
