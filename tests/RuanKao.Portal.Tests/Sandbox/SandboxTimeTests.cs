using RuanKao.Portal.Tests.Support;
using Xunit;

namespace RuanKao.Portal.Tests.Sandbox;

public sealed class SandboxTimeTests : IAsyncLifetime
{
    private readonly FakeClock clock = new(new DateTime(2031, 3, 20, 2, 0, 0, DateTimeKind.Utc));
    private readonly RunningSandbox sandbox;

    public SandboxTimeTests() => sandbox = new RunningSandbox { Clock = clock };

    public ValueTask InitializeAsync() => sandbox.InitializeAsync();

    public ValueTask DisposeAsync() => sandbox.DisposeAsync();

    [Theory]
    [InlineData("timeout_express", "30m")]
    [InlineData("time_expire", "2031-03-20 10:30:00")]
    public async Task Nobody_can_pay_after_the_deadline(string name, string value)
    {
        var code = await PrecreateAsync(name, value);
        clock.UtcNow = clock.UtcNow.AddMinutes(30);

        Assert.Contains("二维码已失效", await sandbox.Browser.GetStringAsync(code, Token));
        Assert.False(sandbox.Host.Alipay.Pay(sandbox.Host.Alipay.ByOutTradeNo("A1")!));
    }

    [Fact]
    public async Task A_code_lives_two_hours_whatever_the_deadline()
    {
        var code = await PrecreateAsync("timeout_express", "1d");
        clock.UtcNow = clock.UtcNow.AddHours(2);

        Assert.Contains("二维码已失效", await sandbox.Browser.GetStringAsync(code, Token));
    }

    [Fact]
    public async Task A_scanned_trade_closes_at_its_deadline_and_nobody_is_told()
    {
        var code = await PrecreateAsync("timeout_express", "30m");
        await sandbox.Browser.GetStringAsync(code, Token);
        clock.UtcNow = clock.UtcNow.AddMinutes(30);

        Assert.Equal("TRADE_CLOSED", sandbox.Host.Alipay.ByOutTradeNo("A1")!.Status);
        await sandbox.Host.NoticesAtRestAsync(Token);
        Assert.Empty(sandbox.Merchant.At(NotifyUrl));
    }

    [Fact]
    public async Task Trades_and_owed_notices_survive_a_restart()
    {
        await PrecreateAsync("timeout_express", "30m");
        Assert.True(sandbox.Host.Alipay.Pay(sandbox.Host.Alipay.ByOutTradeNo("A1")!));
        await sandbox.RestartAsync();
        sandbox.Merchant.IsBack = true;
        await sandbox.Host.NoticesAtRestAsync(Token);

        Assert.Equal("TRADE_SUCCESS", sandbox.Host.Alipay.ByOutTradeNo("A1")!.Status);
        Assert.Single(sandbox.Merchant.At(NotifyUrl));
    }

    private const string NotifyUrl = "http://absent.example/n";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private async Task<string> PrecreateAsync(string name, string value)
    {
        var biz = new Dictionary<string, string> { ["out_trade_no"] = "A1", ["total_amount"] = "100.00", ["subject"] = "软考考试费", [name] = value };
        var answer = await new AlipayMerchantClient(sandbox).CallAsync("alipay.trade.precreate", biz, ("notify_url", NotifyUrl));
        return answer.GetProperty("qr_code").GetString()!;
    }
}
