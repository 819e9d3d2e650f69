using System.Text;
using RuanKao.Sandbox.Menu;
using RuanKao.Sandbox.Web;
using static RuanKao.Sandbox.Web.SandboxPages;

namespace RuanKao.Sandbox.WeChatPay;

/// <summary>What the payer sees in WeChat: scanning a code, and paying an order from it or from a phone's browser.</summary>
internal sealed class WeChatPayPages(WeChatPayOrders orders)
{
    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/wechatpay/scan", ShowScanAsync);
        app.MapPost("/wechatpay/scan", ScanAsync);
        app.MapGet("/wechatpay/pay/{code}", (HttpContext http, string code) => ShowOrderAsync(http, code, null));
        app.MapGet("/wechatpay/h5/{code}", ShowH5Async);
        app.MapPost("/wechatpay/pay/{code}", PayAsync);
        app.MapPost("/wechatpay/pay/{code}/cancel", CancelAsync);
    }

    private Task ShowScanAsync(HttpContext http)
    {
        var body = new StringBuilder("""
            <form method="post" action="/wechatpay/scan">
              <label for="code_url">二维码内容</label>
              <input type="text" id="code_url" name="code_url" autocomplete="off" placeholder="weixin://wxpay/bizpayurl?pr=…">
              <button class="wechat">扫一扫</button>
            </form>
            """);
        foreach (var order in orders.Scannable())
        {
            body.Append($"""
                <article>
                  <a href="/wechatpay/pay/{order.Code}">{Text(order.Description)}</a>
                  <div class="meta">¥{Yuan.Text(order.TotalFen)} · {Text(order.OutTradeNo)} · {SandboxClock.Text(order.PlacedAt)}</div>
                </article>
                """);
        }

        return http.WritePageAsync("微信扫一扫", body.ToString(), narrow: true);
    }

    private async Task ScanAsync(HttpContext http)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var text = form["code_url"].ToString().Trim();
        var order = orders.Scannable().FirstOrDefault(o => o.CodeUrl == text);
        if (order is null)
            await http.WriteMessageAsync("微信支付", "无法识别的二维码，或二维码已过期。");
        else
            http.Response.Redirect($"/wechatpay/pay/{order.Code}");
    }

    // The real page refuses a visitor who does not come from the merchant's own page.
    private Task ShowH5Async(HttpContext http, string code) =>
        http.Request.Headers.Referer.ToString() is { Length: > 0 }
            ? ShowOrderAsync(http, code, http.Request.Query["redirect_url"])
            : http.WriteMessageAsync("微信支付", "商家参数格式有误，请联系商家解决（缺少来源页面 Referer）。");

    private Task ShowOrderAsync(HttpContext http, string code, string? redirect)
    {
        if (orders.ByCode(code) is not { } order)
            return MissingAsync(http);
        if (!orders.IsPayable(order))
            return http.WriteMessageAsync("微信支付", State(order));
        var hidden = $"""<input type="hidden" name="redirect_url" value="{Text(redirect)}">""";
        return http.WritePageAsync("微信支付", $"""
            <p class="amount">¥{Yuan.Text(order.TotalFen)}</p>
            <dl>
              <dt>商品</dt><dd>{Text(order.Description)}</dd>
              <dt>收款方</dt><dd>模拟商户（{order.MchId}）</dd>
              <dt>订单号</dt><dd>{Text(order.OutTradeNo)}</dd>
            </dl>
            <form method="post" action="/wechatpay/pay/{order.Code}">{hidden}<button class="wechat">付款</button></form>
            <form method="post" action="/wechatpay/pay/{order.Code}/cancel">{hidden}<button>取消</button></form>
            {MenuPage.Link(order.OutTradeNo)}
            """, narrow: true);
    }

    private async Task PayAsync(HttpContext http, string code)
    {
        if (orders.ByCode(code) is not { } order)
            await MissingAsync(http);
        else if (!orders.Pay(order))
            await http.WriteMessageAsync("微信支付", State(order));
        else if (await RedirectAsync(http) is { } back)
            http.Response.Redirect(back);
        else
            await http.WriteMessageAsync("支付成功", $"已向商户支付 ¥{Yuan.Text(order.TotalFen)}。");
    }

    private static async Task CancelAsync(HttpContext http)
    {
        if (await RedirectAsync(http) is { } back)
            http.Response.Redirect(back);
        else
            await http.WriteMessageAsync("已取消", "您没有付款，可以关闭此页面。");
    }

    private static async Task<string?> RedirectAsync(HttpContext http)
    {
        if (!http.Request.HasFormContentType)
            return null;
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        return Uri.TryCreate(form["redirect_url"], UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? uri.AbsoluteUri : null;
    }

    private static string State(WeChatPayOrder order) => order switch
    {
        { PaidAt: not null } => "该订单已支付，请勿重复支付。",
        { State: WeChatPayOrder.Closed } => "该订单已关闭。",
        _ => "二维码已过期，请在商户页面重新获取。",
    };

    private static Task MissingAsync(HttpContext http)
    {
        http.Response.StatusCode = 404;
        return http.WriteMessageAsync("微信支付", "没有这个订单，或二维码已被新的取代。");
    }
}
