using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Xunit;

namespace RuanKao.Portal.Tests.Sandbox;

public sealed class AlipayGatewayTests(RunningSandbox sandbox) : IClassFixture<RunningSandbox>
{
    private readonly AlipayMerchantClient merchant = new(sandbox);
    private readonly string number = "T" + Guid.NewGuid().ToString("N");

    [Fact]
    public async Task A_wrong_signature_is_refused_and_the_gateway_shows_what_it_would_sign()
    {
        using var stranger = RSA.Create(2048);
        merchant.Key = stranger.ExportPkcs8PrivateKeyPem();

        var answer = await PrecreateAsync();

        Assert.Equal("40002", Text(answer, "code"));
        Assert.Equal("isv.invalid-signature", Text(answer, "sub_code"));
        Assert.Contains("sign_type=RSA2", Text(answer, "sub_msg"));
    }

    [Fact]
    public async Task A_clock_that_is_an_hour_off_is_refused()
    {
        merchant.Timestamp = "2020-01-01 00:00:00";

        Assert.Equal("isv.invalid-timestamp", Text(await PrecreateAsync(), "sub_code"));
    }

    [Fact]
    public async Task A_parameter_changed_after_signing_is_refused()
    {
        var parameters = merchant.Parameters("alipay.trade.query", new { out_trade_no = number });
        parameters["biz_content"] = """{"out_trade_no":"other"}""";
        using var answer = await sandbox.Browser.PostAsync("/alipay/gateway.do?charset=utf-8",
            new FormUrlEncodedContent(parameters.Where(p => p.Key != "charset")), Token);

        Assert.Contains("isv.invalid-signature", await answer.Content.ReadAsStringAsync(Token));
    }

    [Fact]
    public async Task Nothing_exists_before_the_code_is_scanned_and_everything_is_told_after_payment()
    {
        const string notify = "http://merchant.example/notify/alipay/default";
        var code = Text(await PrecreateAsync(notify), "qr_code");
        Assert.Equal("ACQ.TRADE_NOT_EXIST", Text(await QueryAsync(), "sub_code"));
        Assert.Equal("ACQ.TRADE_NOT_EXIST", Text(await CloseAsync(), "sub_code"));

        var page = await sandbox.Browser.GetStringAsync(code, Token);
        Assert.Contains("¥88.80", page);
        Assert.Equal("WAIT_BUYER_PAY", Text(await QueryAsync(), "trade_status"));

        await PayAsync(code);
        await sandbox.Host.NoticesAtRestAsync(Token);

        var paid = await QueryAsync();
        Assert.Equal("TRADE_SUCCESS", Text(paid, "trade_status"));
        Assert.Equal("88.80", Text(paid, "total_amount"));
        var notice = AlipayMerchantClient.ReadForm(sandbox.Merchant.At(notify).Single(n => n.Body.Contains(number)).Body);
        Assert.True(merchant.IsSigned(notice));
        Assert.Equal(("TRADE_SUCCESS", number, "88.80", sandbox.Alipay("SellerId")),
            (notice["trade_status"], notice["out_trade_no"], notice["total_amount"], notice["seller_id"]));
    }

    [Fact]
    public async Task A_notice_is_sent_again_until_it_is_accepted_with_the_same_id()
    {
        var notify = $"http://merchant.example/stubborn/{number}";
        await PayAsync(Text(await PrecreateAsync(notify), "qr_code"));
        await sandbox.Host.NoticesAtRestAsync(Token);

        var notices = sandbox.Merchant.At(notify).Select(n => AlipayMerchantClient.ReadForm(n.Body)).ToList();
        Assert.Equal(2, notices.Count);
        Assert.Equal(notices[0]["notify_id"], notices[1]["notify_id"]);
        Assert.All(notices, n => Assert.True(merchant.IsSigned(n)));
    }

    [Fact]
    public async Task A_paid_trade_cannot_be_closed_nor_paid_again()
    {
        var code = Text(await PrecreateAsync(), "qr_code");
        await PayAsync(code);

        Assert.Equal("ACQ.TRADE_STATUS_ERROR", Text(await CloseAsync(), "sub_code"));
        Assert.Equal("ACQ.TRADE_HAS_SUCCESS", Text(await PrecreateAsync(), "sub_code"));
        Assert.Contains("请勿重复支付", await PayAsync(code));
    }

    [Fact]
    public async Task A_closed_trade_cannot_be_paid()
    {
        var code = Text(await PrecreateAsync(), "qr_code");
        await sandbox.Browser.GetStringAsync(code, Token);

        Assert.Equal("10000", Text(await CloseAsync(), "code"));
        Assert.Contains("已关闭", await PayAsync(code));
        Assert.Equal("TRADE_CLOSED", Text(await QueryAsync(), "trade_status"));
    }

    [Fact]
    public async Task The_same_number_with_another_amount_is_refused()
    {
        await PrecreateAsync();

        var answer = await merchant.CallAsync("alipay.trade.precreate", new { out_trade_no = number, total_amount = "99.00", subject = "软考考试费" });

        Assert.Equal("ACQ.CONTEXT_INCONSISTENT", Text(answer, "sub_code"));
    }

    [Fact]
    public async Task A_refund_with_the_same_number_moves_money_once()
    {
        await PayAsync(Text(await PrecreateAsync(), "qr_code"));

        var first = await RefundAsync("R1", "30.00");
        var again = await RefundAsync("R1", "30.00");

        Assert.Equal(("Y", "30.00"), (Text(first, "fund_change"), Text(first, "refund_fee")));
        Assert.Equal(("N", "30.00"), (Text(again, "fund_change"), Text(again, "refund_fee")));
        Assert.Equal("ACQ.DISCORDANT_REPEAT_REQUEST", Text(await RefundAsync("R1", "31.00"), "sub_code"));
        Assert.Equal("ACQ.REASON_TRADE_REFUND_FEE_ERR", Text(await RefundAsync("R2", "60.00"), "sub_code"));
        Assert.Equal("88.80", Text(await RefundAsync("R3", "58.80"), "refund_fee"));
        Assert.Equal("TRADE_CLOSED", Text(await QueryAsync(), "trade_status"));
        var told = await merchant.CallAsync("alipay.trade.fastpay.refund.query", new { out_trade_no = number, out_request_no = "R1" });
        Assert.Equal("REFUND_SUCCESS", Text(told, "refund_status"));
    }

    [Theory]
    [InlineData("alipay.trade.page.pay", "FAST_INSTANT_TRADE_PAY")]
    [InlineData("alipay.trade.wap.pay", "QUICK_WAP_WAY")]
    public async Task A_browser_is_led_to_the_cashier_and_back_with_a_signed_address(string method, string product)
    {
        var order = new { out_trade_no = number, total_amount = "100.00", subject = "软考考试费", product_code = product };
        using var led = await sandbox.Browser.PostAsync("/alipay/gateway.do?charset=utf-8", new FormUrlEncodedContent(
            merchant.Parameters(method, order, ("return_url", "http://portal.example/pay/return")).Where(p => p.Key != "charset")), Token);
        Assert.Equal(HttpStatusCode.Redirect, led.StatusCode);

        using var paid = await sandbox.Browser.PostAsync(led.Headers.Location + "/pay", null, Token);

        Assert.StartsWith("http://portal.example/pay/return?", paid.Headers.Location!.OriginalString);
        var fields = AlipayMerchantClient.ReadForm(paid.Headers.Location.Query);
        Assert.True(merchant.IsSigned(fields));
        Assert.Equal(method + ".return", fields["method"]);
        Assert.DoesNotContain("trade_status", fields.Keys);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string Text(JsonElement node, string name) =>
        node.TryGetProperty(name, out var value) ? value.ToString() : throw new InvalidOperationException($"{name} is not in {node}");

    private Task<JsonElement> PrecreateAsync(string notify = "http://merchant.example/n") => merchant.CallAsync("alipay.trade.precreate",
        new { out_trade_no = number, total_amount = "88.80", subject = "软考考试费", timeout_express = "30m" }, ("notify_url", notify));

    private Task<JsonElement> QueryAsync() => merchant.CallAsync("alipay.trade.query", new { out_trade_no = number });

    private Task<JsonElement> CloseAsync() => merchant.CallAsync("alipay.trade.close", new { out_trade_no = number });

    private Task<JsonElement> RefundAsync(string request, string amount) =>
        merchant.CallAsync("alipay.trade.refund", new { out_trade_no = number, out_request_no = request, refund_amount = amount });

    private async Task<string> PayAsync(string code)
    {
        using var answer = await sandbox.Browser.PostAsync(code + "/pay", null, Token);
        return await answer.Content.ReadAsStringAsync(Token);
    }
}
