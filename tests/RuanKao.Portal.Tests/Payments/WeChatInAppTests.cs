using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Payments;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Payments;

/// <summary>Payment inside WeChat: the silent authorisation, JSAPI, and the bridge of the page, against the sandbox's own signatures.</summary>
public class WeChatInAppTests
{
    private const string Phone = "Mozilla/5.0 (Linux; Android 14) Mobile MicroMessenger/8.0.49";

    private static readonly HttpClient Outside = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    [Fact]
    public async Task A_payer_in_WeChat_pays_there_and_is_registered()
    {
        await using var world = await SandboxWorld.BeginAsync(sandbox: o => o with { InWeChat = true });
        var visitor = await world.Portal.SignedInAsync(world.Registration.UserId);
        var pay = await KnownAsync(world, visitor);
        Assert.Equal(["用微信支付 100.00 元"], pay.Html.QuerySelectorAll("button[name=Channel]").Select(b => b.TextContent.Trim()));
        var attempt = await BeginAsync(world, visitor, pay);
        var bridge = BridgeOn(attempt);
        Assert.Equal(["appId", "timeStamp", "nonceStr", "package", "signType", "paySign"], bridge.Select(b => b.Key));

        var other = JsonNode.Parse(bridge.ToJsonString())!.AsObject();
        other["timeStamp"] = "1";
        Assert.Equal("get_brand_wcpay_request:fail", await InvokeAsync(world, other));
        Assert.Equal("get_brand_wcpay_request:ok", await InvokeAsync(world, bridge));
        await world.Sandbox.NoticesAtRestAsync(TestContext.Current.CancellationToken);
        await world.AssertPaidAsync(visitor, NoticeVerdict.Booked);
        Assert.Equal(PaymentProduct.InWeChat, await world.ReadAsync(db => db.PaymentAttempts.Select(a => a.Product).SingleAsync()));
    }

    [Fact]
    public async Task Where_WeChat_names_nobody_the_payer_is_led_to_a_browser_and_not_in_a_circle()
    {
        await using var world = await SandboxWorld.BeginAsync(sandbox: o => o with { InWeChat = true });
        var visitor = await world.Portal.SignedInAsync(world.Registration.UserId);
        var left = await GetAsync(visitor, (await GetAsync(visitor, world.Registration.At("pay"))).Location!);
        var mark = System.Web.HttpUtility.ParseQueryString(new Uri(left.Location!).Query)["state"];
        var back = await GetAsync(visitor, $"/pay/wechat/back?code=made-up&state={mark}");
        var page = await GetAsync(visitor, back.Location!);
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains("在浏览器打开", page.Text);
        Assert.Null(page.Html.QuerySelector("button[name=Channel]"));
        // The mark is good once, and only where it was given.
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(visitor, $"/pay/wechat/back?code=x&state={mark}")).Status);
        var stranger = await world.Portal.SignedInAsync((await TestData.ApprovedAsync(world.Portal)).UserId);
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(stranger, $"/pay/wechat/back?code=x&state={mark}")).Status);
    }

    [Fact]
    public async Task Nothing_is_begun_for_a_payer_whom_WeChat_has_not_named()
    {
        await using var world = await SandboxWorld.BeginAsync(sandbox: o => o with { InWeChat = true });
        var visitor = await world.Portal.SignedInAsync(world.Registration.UserId);
        var page = await visitor.GetAsync(world.Registration.At("pay"));
        var refused = await visitor.SubmitAsync(page, [new("Channel", "WeChatPay"), new("Product", "InWeChat")], "/pay");
        Assert.Contains("微信没有告知付款人", refused.Html.QuerySelector(".error-summary")?.TextContent);
        Assert.Equal(0, await world.ReadAsync(db => db.PaymentAttempts.CountAsync()));
    }

    [Fact]
    public async Task A_payment_begun_in_WeChat_cannot_be_opened_elsewhere_and_another_persons_cookie_names_nobody()
    {
        await using var world = await SandboxWorld.BeginAsync(sandbox: o => o with { InWeChat = true });
        var visitor = await world.Portal.SignedInAsync(world.Registration.UserId);
        var attempt = await BeginAsync(world, visitor, await KnownAsync(world, visitor));
        var elsewhere = await visitor.GetAsync(attempt.Path);
        Assert.Null(elsewhere.Html.QuerySelector("[data-wechat-pay]"));
        Assert.Contains("请回到微信里付款", elsewhere.Text);

        var other = await TestData.ApprovedAsync(world.Portal);
        var stranger = await world.Portal.SignedInAsync(other.UserId);
        stranger.Cookies.Add(visitor.Cookies.Single(c => c.StartsWith("payer=", StringComparison.Ordinal)));
        Assert.EndsWith("/pay/wechat", (await GetAsync(stranger, other.At("pay"))).Location);
    }

    [Fact]
    public async Task Without_an_official_account_nobody_is_sent_to_WeChat()
    {
        await using var world = await SandboxWorld.BeginAsync();
        var visitor = await world.Portal.SignedInAsync(world.Registration.UserId);
        var page = await GetAsync(visitor, world.Registration.At("pay"));
        Assert.Contains("在浏览器打开", page.Text);
        Assert.Equal(world.Registration.At("pay"), (await GetAsync(visitor, world.Registration.At("pay/wechat"))).Location);
    }

    /// <summary>The pay page of a payer whom WeChat has named, after the way there and back.</summary>
    private static async Task<Page> KnownAsync(SandboxWorld world, Visitor visitor)
    {
        var asked = await GetAsync(visitor, world.Registration.At("pay"));
        Assert.Equal(world.Registration.At("pay/wechat"), asked.Location);
        var left = await GetAsync(visitor, asked.Location!);
        Assert.EndsWith("#wechat_redirect", left.Location);
        using var answer = await Outside.GetAsync(new Uri(left.Location!));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        var back = await GetAsync(visitor, answer.Headers.Location!.PathAndQuery);
        Assert.Equal(world.Registration.At("pay"), back.Location);
        return await GetAsync(visitor, back.Location!);
    }

    private static async Task<Page> BeginAsync(SandboxWorld world, Visitor visitor, Page pay)
    {
        var token = pay.ValueOf("__RequestVerificationToken")!;
        var request = new HttpRequestMessage(HttpMethod.Post, world.Registration.At("pay")) { Content = new FormUrlEncodedContent([new("__RequestVerificationToken", token), new("Channel", "WeChatPay")]) };
        request.Headers.TryAddWithoutValidation("User-Agent", Phone);
        var posted = await visitor.SendAsync(request);
        Assert.True(posted.Status == HttpStatusCode.Redirect, posted.Text);
        return await GetAsync(visitor, posted.Location!);
    }

    private static JsonObject BridgeOn(Page page) => JsonNode.Parse(page.Html.QuerySelector("[data-wechat-pay]")!.GetAttribute("data-wechat-pay")!)!.AsObject();

    private static async Task<string?> InvokeAsync(SandboxWorld world, JsonObject arguments)
    {
        using var answer = await Outside.PostAsJsonAsync(new Uri(world.Sandbox.Address, "/wechatpay/bridge"), arguments);
        return (await answer.Content.ReadFromJsonAsync<JsonObject>())?["err_msg"]?.ToString();
    }

    private static Task<Page> GetAsync(Visitor visitor, string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("User-Agent", Phone);
        return visitor.SendAsync(request);
    }
}
