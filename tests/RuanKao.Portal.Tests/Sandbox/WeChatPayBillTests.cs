using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RuanKao.Portal.Tests.Support;
using RuanKao.Sandbox.Menu;
using Xunit;

namespace RuanKao.Portal.Tests.Sandbox;

public sealed class WeChatPayBillTests : IAsyncLifetime
{
    private readonly FakeClock clock = new(new DateTime(2031, 3, 20, 2, 0, 0, DateTimeKind.Utc));
    private readonly RunningSandbox sandbox;

    public WeChatPayBillTests() => sandbox = new RunningSandbox { Clock = clock };

    public ValueTask InitializeAsync() => sandbox.InitializeAsync();

    public ValueTask DisposeAsync() => sandbox.DisposeAsync();

    [Fact]
    public async Task The_bill_of_a_day_in_Beijing_has_its_payments_refunds_and_totals()
    {
        await PaidAsync("ORDER-1", 10000);
        clock.UtcNow = new DateTime(2031, 3, 20, 15, 59, 58, DateTimeKind.Utc);
        await PaidAsync("ORDER-2", 5050);
        clock.UtcNow = clock.UtcNow.AddSeconds(1);
        await CallAsync("POST", "/v3/refund/domestic/refunds", new { out_trade_no = "ORDER-1", out_refund_no = "R1", amount = new { refund = 3000, total = 10000, currency = "CNY" } });
        clock.UtcNow = clock.UtcNow.AddSeconds(1);
        await PaidAsync("ORDER-3", 100);

        var asked = (await CallAsync("GET", Bill("2031-03-20"))).Json;
        var text = Unzipped(await FetchAsync(asked.GetProperty("download_url").GetString()!));
        Assert.Equal(("SHA1", Convert.ToHexStringLower(SHA1.HashData(text))), (asked.GetProperty("hash_type").GetString(), asked.GetProperty("hash_value").GetString()));
        var lines = Encoding.UTF8.GetString(text).TrimStart('\uFEFF').Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(',')).ToList();
        var rows = lines[1..^2].Select(l => lines[0].Zip(l).ToDictionary(c => c.First, c => c.Second[1..])).ToList();
        Assert.All(lines[1..^2].Append(lines[^1]), l => Assert.All(l, c => Assert.StartsWith("`", c)));
        Assert.Equal([("ORDER-1", "SUCCESS", "100.00", "0", "0.00"), ("ORDER-2", "SUCCESS", "50.50", "0", "0.00"), ("ORDER-1", "REFUND", "0.00", "R1", "30.00")],
            rows.Select(r => (r["商户订单号"], r["交易状态"], r["应结订单金额"], r["商户退款单号"], r["退款金额"])));
        Assert.Equal("2031-03-20 23:59:59", rows[2]["交易时间"]);
        Assert.Equal(["`3", "`150.50", "`30.00", "`0.00", "`0.00000", "`150.50", "`30.00"], lines[^1]);
    }

    [Fact]
    public async Task The_download_wants_a_signature_gives_none_and_lives_five_minutes()
    {
        await PaidAsync("ORDER-1", 10000);
        clock.UtcNow = clock.UtcNow.AddDays(1);
        var address = new Uri((await CallAsync("GET", Bill("2031-03-20"))).Json.GetProperty("download_url").GetString()!).PathAndQuery;

        using var unsigned = await sandbox.Browser.GetAsync(address, Token);
        Assert.Equal(HttpStatusCode.Unauthorized, unsigned.StatusCode);
        using var good = await SendAsync("GET", address, "");
        Assert.Equal(HttpStatusCode.OK, good.StatusCode);
        Assert.DoesNotContain(good.Headers, h => h.Key.StartsWith("Wechatpay-", StringComparison.OrdinalIgnoreCase));
        clock.UtcNow = clock.UtcNow.AddMinutes(5);
        using var late = await SendAsync("GET", address, "");
        Assert.Equal(HttpStatusCode.NotFound, late.StatusCode);
    }

    [Fact]
    public async Task A_line_is_missing_where_the_menu_says_so()
    {
        await PaidAsync("ORDER-1", 10000);
        await PaidAsync("ORDER-2", 5050);
        sandbox.Host.Misbehaviours.Add(Misbehaviour.BillLineMissing, "ORDER-1");
        clock.UtcNow = clock.UtcNow.AddDays(1);
        async Task<(bool, bool)> InAsync()
        {
            var text = Encoding.UTF8.GetString(Unzipped(await FetchAsync((await CallAsync("GET", Bill("2031-03-20"))).Json.GetProperty("download_url").GetString()!)));
            return (text.Contains("`ORDER-1,"), text.Contains("`ORDER-2,"));
        }
        Assert.Equal(((false, true), (true, true)), (await InAsync(), await InAsync()));
    }

    [Fact]
    public async Task A_day_without_business_has_no_bill_and_a_day_that_is_not_over_none_yet()
    {
        await PaidAsync("ORDER-1", 10000);
        Assert.Equal("NO_STATEMENT_EXIST", (await CallAsync("GET", Bill("2031-03-19"))).Json.GetProperty("code").GetString());
        Assert.Equal("PARAM_ERROR", (await CallAsync("GET", Bill("2031-03-20"))).Json.GetProperty("code").GetString());
        Assert.Equal("PARAM_ERROR", (await CallAsync("GET", Bill("2030-12-19"))).Json.GetProperty("code").GetString());
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string Bill(string day) => $"/v3/bill/tradebill?bill_date={day}&bill_type=ALL&tar_type=GZIP";

    private async Task PaidAsync(string number, int fen)
    {
        var (appid, mchid) = (sandbox.WeChatPay("AppId"), sandbox.WeChatPay("MchId"));
        var placed = await CallAsync("POST", "/v3/pay/transactions/native",
            new { appid, mchid, description = "软考,考试费", out_trade_no = number, notify_url = "http://127.0.0.1/n", amount = new { total = fen, currency = "CNY" } });
        Assert.Equal(HttpStatusCode.OK, placed.Status);
        Assert.True(sandbox.Host.WeChatPay.Pay(sandbox.Host.WeChatPay.ByOutTradeNo(number)!));
    }

    private async Task<byte[]> FetchAsync(string address)
    {
        using var answer = await SendAsync("GET", new Uri(address).PathAndQuery, "");
        return await answer.Content.ReadAsByteArrayAsync(Token);
    }

    private static byte[] Unzipped(byte[] zipped)
    {
        using var text = new MemoryStream();
        using (var gzip = new GZipStream(new MemoryStream(zipped), CompressionMode.Decompress)) gzip.CopyTo(text);
        return text.ToArray();
    }

    private async Task<(HttpStatusCode Status, JsonElement Json)> CallAsync(string method, string path, object? body = null)
    {
        using var answer = await SendAsync(method, "/wechatpay" + path, body is null ? "" : JsonSerializer.Serialize(body));
        return (answer.StatusCode, JsonElement.Parse(await answer.Content.ReadAsStringAsync(Token)));
    }

    private async Task<HttpResponseMessage> SendAsync(string method, string target, string body)
    {
        using var rsa = RSA.Create();
        rsa.ImportFromPem(sandbox.WeChatPay("PrivateKey"));
        var (timestamp, nonce) = (clock.GetUtcNow().ToUnixTimeSeconds(), Guid.NewGuid().ToString("N"));
        var signature = Convert.ToBase64String(rsa.SignData(Encoding.UTF8.GetBytes($"{method}\n{target}\n{timestamp}\n{nonce}\n{body}\n"), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        using var request = new HttpRequestMessage(new HttpMethod(method), target);
        request.Headers.TryAddWithoutValidation("Authorization",
            $"WECHATPAY2-SHA256-RSA2048 mchid=\"{sandbox.WeChatPay("MchId")}\",nonce_str=\"{nonce}\",signature=\"{signature}\",timestamp=\"{timestamp}\",serial_no=\"{sandbox.WeChatPay("MerchantSerialNumber")}\"");
        request.Headers.Add("Accept", "application/json");
        request.Headers.Add("User-Agent", "tests/1.0");
        if (method == "POST") request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return await sandbox.Browser.SendAsync(request, Token);
    }
}
