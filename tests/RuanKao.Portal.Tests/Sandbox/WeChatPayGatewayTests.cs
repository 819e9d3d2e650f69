using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Xunit;

namespace RuanKao.Portal.Tests.Sandbox;

public sealed class WeChatPayGatewayTests(RunningSandbox sandbox) : IClassFixture<RunningSandbox>
{
    private readonly string number = "W" + Guid.NewGuid().ToString("N")[..20];
    private string notify = "http://127.0.0.1/notify/wechatpay/default";

    [Fact]
    public async Task A_wrong_signature_serial_or_clock_is_refused()
    {
        using var stranger = RSA.Create(2048);
        var query = Order();

        Assert.Equal((401, "SIGN_ERROR"), Fault(await CallAsync("GET", query, key: stranger.ExportPkcs8PrivateKeyPem())));
        Assert.Equal((401, "SIGN_ERROR"), Fault(await CallAsync("GET", query, serial: "00")));
        Assert.Equal((401, "SIGN_ERROR"), Fault(await CallAsync("GET", query, clockOffset: -301)));
        Assert.Equal((404, "ORDER_NOT_EXIST"), Fault(await CallAsync("GET", query)));
    }

    [Fact]
    public async Task An_order_is_scanned_paid_and_told_in_an_encrypted_signed_notice()
    {
        notify += "/" + number;
        var code = (await NativeAsync()).Json.GetProperty("code_url").GetString()!;
        Assert.StartsWith("weixin://wxpay/bizpayurl?pr=", code);
        Assert.Equal("NOTPAY", (await CallAsync("GET", Order())).Json.GetProperty("trade_state").GetString());

        await PayAsync(code);
        await sandbox.Host.NoticesAtRestAsync(Token);

        var order = (await CallAsync("GET", Order())).Json;
        Assert.Equal("SUCCESS", order.GetProperty("trade_state").GetString());
        var notice = sandbox.Merchant.At(notify).Single();
        Assert.True(IsSigned(notice.Headers, notice.Body));
        var paid = Decrypt(JsonElement.Parse(notice.Body).GetProperty("resource"));
        Assert.Equal(number, paid.GetProperty("out_trade_no").GetString());
        Assert.Equal(15000, paid.GetProperty("amount").GetProperty("total").GetInt32());
        var byId = await CallAsync("GET", $"/wechatpay/v3/pay/transactions/id/{order.GetProperty("transaction_id")}?mchid={sandbox.WeChatPay("MchId")}");
        Assert.Equal(number, byId.Json.GetProperty("out_trade_no").GetString());
    }

    [Fact]
    public async Task A_notice_is_sent_again_until_it_is_accepted_signed_afresh()
    {
        notify = $"http://127.0.0.1/stubborn/{number}";
        await PayAsync((await NativeAsync()).Json.GetProperty("code_url").GetString()!);
        await sandbox.Host.NoticesAtRestAsync(Token);

        var notices = sandbox.Merchant.At(notify);
        Assert.Equal(2, notices.Count);
        Assert.NotEqual(notices[0].Headers["Wechatpay-Nonce"], notices[1].Headers["Wechatpay-Nonce"]);
        Assert.Equal(JsonElement.Parse(notices[0].Body).GetProperty("id").GetString(), JsonElement.Parse(notices[1].Body).GetProperty("id").GetString());
    }

    [Fact]
    public async Task An_unpaid_order_closes_with_a_signed_204_and_a_paid_one_refuses()
    {
        await NativeAsync();
        Assert.Equal(204, (await CloseAsync()).Status);
        Assert.Equal(204, (await CloseAsync()).Status);
        Assert.Equal((400, "ORDER_CLOSED"), Fault(await NativeAsync()));

        var paid = new WeChatPayGatewayTests(sandbox);
        await paid.PayAsync((await paid.NativeAsync()).Json.GetProperty("code_url").GetString()!);
        Assert.Equal((400, "ORDERPAID"), Fault(await paid.CloseAsync()));
    }

    [Fact]
    public async Task The_same_number_gets_a_new_code_but_no_other_amount()
    {
        var first = (await NativeAsync()).Json.GetProperty("code_url").GetString();
        var second = (await NativeAsync()).Json.GetProperty("code_url").GetString();

        Assert.NotEqual(first, second);
        Assert.Equal((400, "INVALID_REQUEST"), Fault(await NativeAsync(total: 1)));
    }

    [Fact]
    public async Task A_refund_with_the_same_number_moves_money_once()
    {
        await PayAsync((await NativeAsync()).Json.GetProperty("code_url").GetString()!);

        var first = await RefundAsync("RF" + number, 5000);
        var again = await RefundAsync("RF" + number, 5000);

        Assert.Equal("PROCESSING", first.Json.GetProperty("status").GetString());
        Assert.Equal("SUCCESS", again.Json.GetProperty("status").GetString());
        Assert.Equal(first.Json.GetProperty("refund_id").GetString(), again.Json.GetProperty("refund_id").GetString());
        Assert.Equal((400, "INVALID_REQUEST"), Fault(await RefundAsync("RF" + number, 5001)));
        Assert.Equal((400, "INVALID_REQUEST"), Fault(await RefundAsync("RG" + number, 10001)));
        Assert.Equal("SUCCESS", (await CallAsync("GET", "/wechatpay/v3/refund/domestic/refunds/RF" + number)).Json.GetProperty("status").GetString());
        Assert.Equal("REFUND", (await CallAsync("GET", Order())).Json.GetProperty("trade_state").GetString());
        await sandbox.Host.NoticesAtRestAsync(Token);
        var notice = Assert.Single(sandbox.Merchant.At("http://127.0.0.1/refunded"), n => Decrypt(JsonElement.Parse(n.Body).GetProperty("resource"))
            .GetProperty("out_trade_no").GetString() == number);
        Assert.Equal("REFUND.SUCCESS", JsonElement.Parse(notice.Body).GetProperty("event_type").GetString());
    }

    [Fact]
    public async Task A_phone_comes_from_the_merchants_page_pays_and_returns()
    {
        var h5 = (await CallAsync("POST", "/wechatpay/v3/pay/transactions/h5", Body(15000, new { payer_client_ip = "127.0.0.1", h5_info = new { type = "Wap" } })))
            .Json.GetProperty("h5_url").GetString()! + "&redirect_url=" + Uri.EscapeDataString("http://portal.example/pay");
        Assert.Contains("商家参数格式有误", await sandbox.Browser.GetStringAsync(h5, Token));

        using var visit = new HttpRequestMessage(HttpMethod.Get, h5) { Headers = { Referrer = new Uri("http://portal.example/") } };
        using var page = await sandbox.Browser.SendAsync(visit, Token);
        Assert.Contains("http://portal.example/pay", await page.Content.ReadAsStringAsync(Token));
        var code = new Uri(h5).Segments[^1];
        using var paid = await sandbox.Browser.PostAsync($"/wechatpay/pay/{code}",
            new FormUrlEncodedContent(new Dictionary<string, string> { ["redirect_url"] = "http://portal.example/pay" }), Token);

        Assert.Equal("http://portal.example/pay", paid.Headers.Location!.OriginalString);
        Assert.Equal("MWEB", (await CallAsync("GET", Order())).Json.GetProperty("trade_type").GetString());
    }

    [Fact]
    public async Task A_merchant_with_a_public_key_has_no_certificates() =>
        Assert.Equal((404, "RESOURCE_NOT_EXISTS"), Fault(await CallAsync("GET", "/wechatpay/v3/certificates")));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static (int, string?) Fault((int Status, JsonElement Json) answer) =>
        (answer.Status, answer.Json.GetProperty("code").GetString());

    private string Order() => $"/wechatpay/v3/pay/transactions/out-trade-no/{number}?mchid={sandbox.WeChatPay("MchId")}";

    private Task<(int Status, JsonElement Json)> NativeAsync(int total = 15000) =>
        CallAsync("POST", "/wechatpay/v3/pay/transactions/native", Body(total, null));

    private Task<(int Status, JsonElement Json)> CloseAsync() => CallAsync("POST",
        $"/wechatpay/v3/pay/transactions/out-trade-no/{number}/close", JsonSerializer.Serialize(new { mchid = sandbox.WeChatPay("MchId") }));

    private Task<(int Status, JsonElement Json)> RefundAsync(string refundNumber, int fen) => CallAsync("POST", "/wechatpay/v3/refund/domestic/refunds",
        JsonSerializer.Serialize(new { out_trade_no = number, out_refund_no = refundNumber, notify_url = "http://127.0.0.1/refunded", amount = new { refund = fen, total = 15000, currency = "CNY" } }));

    private string Body(int total, object? scene)
    {
        var body = new Dictionary<string, object>
        {
            ["appid"] = sandbox.WeChatPay("AppId"),
            ["mchid"] = sandbox.WeChatPay("MchId"),
            ["description"] = "软考考试费",
            ["out_trade_no"] = number,
            ["notify_url"] = notify,
            ["amount"] = new { total, currency = "CNY" },
        };
        if (scene is not null)
            body["scene_info"] = scene;
        return JsonSerializer.Serialize(body);
    }

    private async Task PayAsync(string codeUrl)
    {
        using var scanned = await sandbox.Browser.PostAsync("/wechatpay/scan",
            new FormUrlEncodedContent(new Dictionary<string, string> { ["code_url"] = codeUrl }), Token);
        Assert.Contains("¥150.00", await sandbox.Browser.GetStringAsync(scanned.Headers.Location, Token));
        using var paid = await sandbox.Browser.PostAsync(scanned.Headers.Location, null, Token);
        Assert.Contains("支付成功", await paid.Content.ReadAsStringAsync(Token));
    }

    private async Task<(int Status, JsonElement Json)> CallAsync(
        string method, string target, string body = "", string? key = null, string? serial = null, int clockOffset = 0)
    {
        using var rsa = RSA.Create();
        rsa.ImportFromPem(key ?? sandbox.WeChatPay("PrivateKey"));
        var (timestamp, nonce) = (TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + clockOffset, Guid.NewGuid().ToString("N"));
        var signature = Convert.ToBase64String(rsa.SignData(Encoding.UTF8.GetBytes($"{method}\n{target}\n{timestamp}\n{nonce}\n{body}\n"),
            HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        using var request = new HttpRequestMessage(new HttpMethod(method), target);
        request.Headers.Authorization = new AuthenticationHeaderValue("WECHATPAY2-SHA256-RSA2048",
            $"mchid=\"{sandbox.WeChatPay("MchId")}\",nonce_str=\"{nonce}\",signature=\"{signature}\",timestamp=\"{timestamp}\",serial_no=\"{serial ?? sandbox.WeChatPay("MerchantSerialNumber")}\"");
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.UserAgent.ParseAdd("tests/1.0");
        if (method == "POST")
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");

        using var answer = await sandbox.Browser.SendAsync(request, Token);
        var text = await answer.Content.ReadAsStringAsync(Token);
        if (answer.IsSuccessStatusCode)
            Assert.True(IsSigned(answer.Headers.ToDictionary(h => h.Key, h => h.Value.First()), text));
        return ((int)answer.StatusCode, text.Length == 0 ? default : JsonElement.Parse(text));
    }

    private bool IsSigned(IReadOnlyDictionary<string, string> headers, string body)
    {
        Assert.Equal(sandbox.WeChatPay("PublicKeyId"), headers["Wechatpay-Serial"]);
        using var rsa = RSA.Create();
        rsa.ImportFromPem(sandbox.WeChatPay("PublicKey"));
        return rsa.VerifyData(Encoding.UTF8.GetBytes($"{headers["Wechatpay-Timestamp"]}\n{headers["Wechatpay-Nonce"]}\n{body}\n"),
            Convert.FromBase64String(headers["Wechatpay-Signature"]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    private JsonElement Decrypt(JsonElement resource)
    {
        var cipher = resource.GetProperty("ciphertext").GetBytesFromBase64();
        var plain = new byte[cipher.Length - 16];
        using var gcm = new AesGcm(Encoding.UTF8.GetBytes(sandbox.WeChatPay("ApiV3Key")), 16);
        gcm.Decrypt(Encoding.UTF8.GetBytes(resource.GetProperty("nonce").GetString()!), cipher.AsSpan(..^16), cipher.AsSpan(^16..), plain,
            Encoding.UTF8.GetBytes(resource.GetProperty("associated_data").GetString()!));
        return JsonElement.Parse(plain);
    }
}
