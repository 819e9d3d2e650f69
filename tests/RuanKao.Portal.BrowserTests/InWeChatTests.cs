using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using RuanKao.Portal.Payments;
using RuanKao.Portal.Registrations;

namespace RuanKao.Portal.BrowserTests;

/// <summary>Paying inside WeChat's own browser, in a house whose merchant accounts have a 服务号. The bridge that the app gives a page is put in by hand and leads to the sandbox.</summary>
public sealed class InWeChatTests : IAsyncLifetime
{
    private readonly DemoHouse house = new() { InWeChat = true };

    public ValueTask InitializeAsync() => house.InitializeAsync();

    public ValueTask DisposeAsync() => house.DisposeAsync();

    [Fact]
    public async Task A_payer_who_first_turns_back_pays_there_and_is_registered()
    {
        const string Mobile = "13900000004";
        await using var payer = await house.PersonAsync(phone: true, agent: MoneyTests.WeChat);
        var turnsBack = true;
        await payer.Page.ExposeFunctionAsync<string, Task<string>>("payInWeChat", async arguments =>
        {
            if (turnsBack) return "get_brand_wcpay_request:cancel";
            using var http = new HttpClient();
            using var answer = await http.PostAsync(new Uri(house.Sandbox, "/wechatpay/bridge"), new StringContent(arguments));
            return (await answer.Content.ReadFromJsonAsync<JsonObject>())!["err_msg"]!.GetValue<string>();
        });
        // The app brings its bridge some time after the page.
        await payer.Page.AddInitScriptAsync("""
            addEventListener('load', () => setTimeout(() => {
              window.WeixinJSBridge = { invoke: (name, given, done) => name === 'getBrandWCPayRequest' && payInWeChat(JSON.stringify(given)).then(err_msg => done({ err_msg })) };
              document.dispatchEvent(new Event('WeixinJSBridgeReady'));
            }, 300));
            """);
        var (id, pay) = await PaymentTests.OwingAsync(payer, Mobile);
        await payer.GoAsync(pay);
        await payer.LooksGoodAsync("pay-in-wechat-account");
        await payer.PressAsync("用微信支付");
        await payer.SeesHeadingAsync("用微信支付付款");
        await payer.LooksGoodAsync("pay-in-wechat-attempt");
        await payer.PressAsync("用微信支付付款");
        await payer.SeesAsync("您没有付款，可以再点一次");
        turnsBack = false;
        await payer.PressAsync("用微信支付付款");
        await payer.SeesAsync("缴费成功，报名成功");
        Assert.Equal(RegistrationState.Paid, await payer.ArchiveAsync(db => db.Registrations.Where(r => r.Id == id).Select(r => r.State).SingleAsync()));
        Assert.Equal(PaymentProduct.InWeChat, await payer.ArchiveAsync(db => db.PaymentAttempts.Where(a => a.Order.SubjectId == id).Select(a => a.Product).SingleAsync()));
    }
}
