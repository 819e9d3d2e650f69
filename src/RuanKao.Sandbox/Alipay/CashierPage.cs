using System.Text;
using RuanKao.Sandbox.Menu;
using RuanKao.Sandbox.Web;
using static RuanKao.Sandbox.Web.SandboxPages;

namespace RuanKao.Sandbox.Alipay;

/// <summary>What the payer sees in Alipay: the list of codes to scan, and one order to pay.</summary>
internal sealed class CashierPage(AlipayTrades trades, AlipayNotices notices, SandboxKeys keys)
{
    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/alipay/cashier", ShowListAsync);
        app.MapGet("/alipay/cashier/{code}", ShowAsync);
        app.MapPost("/alipay/cashier/{code}/pay", PayAsync);
        app.MapPost("/alipay/cashier/{code}/cancel", CancelAsync);
    }

    private Task ShowListAsync(HttpContext http)
    {
        var body = new StringBuilder();
        foreach (var trade in trades.Payable())
        {
            body.Append($"""
                <article>
                  <a href="/alipay/cashier/{trade.Code}">{Text(trade.Subject)}</a>
                  <div class="meta">¥{Yuan.Text(trade.TotalFen)} · {Text(trade.OutTradeNo)} · {SandboxClock.Text(trade.OrderedAt)}</div>
                </article>
                """);
        }

        return http.WritePageAsync("支付宝扫一扫", body.Length > 0 ? body.ToString() : "<p>没有待付款的订单。</p>", narrow: true);
    }

    private Task ShowAsync(HttpContext http, string code)
    {
        if (trades.ByCode(code) is not { } trade)
            return MissingAsync(http);
        if (!trades.IsPayable(trade))
            return http.WriteMessageAsync("支付宝", State(trade));
        // Opening a code is the scan; at the web cashier the trade begins with the payment.
        if (trade.Product == AlipayTrade.QrProduct)
            trades.Scan(trade);
        var account = keys.Alipay.Single(m => m.AppId == trade.AppId);
        return http.WritePageAsync("支付宝收银台", $"""
            <p class="amount">¥{Yuan.Text(trade.TotalFen)}</p>
            <dl>
              <dt>商品</dt><dd>{Text(trade.Subject)}</dd>
              <dt>收款方</dt><dd>模拟商户 {Text(account.Account)}（{account.SellerId}）</dd>
              <dt>订单号</dt><dd>{Text(trade.OutTradeNo)}</dd>
              <dt>付款截止</dt><dd>{SandboxClock.Text(trade.Deadline)}</dd>
            </dl>
            <form method="post" action="/alipay/cashier/{trade.Code}/pay"><button class="alipay">付款</button></form>
            <form method="post" action="/alipay/cashier/{trade.Code}/cancel"><button>取消</button></form>
            {MenuPage.Link(trade.OutTradeNo)}
            """, narrow: true);
    }

    private Task PayAsync(HttpContext http, string code)
    {
        if (trades.ByCode(code) is not { } trade)
            return MissingAsync(http);
        if (!trades.Pay(trade))
            return http.WriteMessageAsync("支付宝", State(trade));
        if (trade.Product == AlipayTrade.QrProduct || trade.ReturnUrl is null)
            return http.WriteMessageAsync("付款成功", $"已向商户支付 ¥{Yuan.Text(trade.TotalFen)}。");
        http.Response.Redirect(notices.ReturnAddress(trade));
        return Task.CompletedTask;
    }

    private Task CancelAsync(HttpContext http, string code)
    {
        if (trades.ByCode(code) is not { } trade)
            return MissingAsync(http);
        if (trade is { Product: AlipayTrade.WapProduct, QuitUrl: { } quit })
        {
            http.Response.Redirect(quit);
            return Task.CompletedTask;
        }

        return http.WriteMessageAsync("已取消", "您没有付款，可以关闭此页面。");
    }

    private static string State(AlipayTrade trade) => trade switch
    {
        { PaidAt: not null } => "该订单已付款，请勿重复支付。",
        { Status: AlipayTrade.Closed } => "该交易已关闭。",
        _ => "二维码已失效，请在商户页面重新获取。",
    };

    private static Task MissingAsync(HttpContext http)
    {
        http.Response.StatusCode = 404;
        return http.WriteMessageAsync("支付宝", "没有这个订单。");
    }
}
