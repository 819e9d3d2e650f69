using System.Text;
using RuanKao.Sandbox.Web;
using static RuanKao.Sandbox.Web.SandboxPages;

namespace RuanKao.Sandbox.Menu;

/// <summary>The menu for a person, and the same for a test.</summary>
internal sealed class MenuPage(MisbehaviourRules rules)
{
    private const string Address = "/misbehaviour";

    private static readonly (Touch Touch, string Word)[] Words =
    [
        (Touch.Order, "下单"), (Touch.Query, "查询"), (Touch.Close, "关单"), (Touch.Refund, "退款"), (Touch.RefundQuery, "查退款"),
        (Touch.Notice, "通知"), (Touch.Bill, "账单"),
    ];

    /// <summary>A way from a trade's page to the menu.</summary>
    public static string Link(string trade) => $"""<p class="meta"><a href="{Address}?trade={Uri.EscapeDataString(trade)}">让这笔交易出错</a></p>""";

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Address, ShowAsync);
        app.MapPost(Address, AddAsync);
        app.MapPost(Address + "/remove", RemoveAsync);
        app.MapGet(Address + ".json", (HttpContext http) => http.Response.WriteAsJsonAsync(new
        {
            menu = MenuItem.All.Select(i => new { i.Code, i.Name, i.Effect, Channels = i.Channels.ToString(), Touches = i.Touches.ToString() }),
            rules = rules.All.Select(r => new { r.Id, r.Item.Code, r.Trade, At = r.At.ToString(), r.Repeats }),
        }));
    }

    private Task ShowAsync(HttpContext http)
    {
        var trade = http.Request.Query["trade"].ToString();
        var body = new StringBuilder("<p>让支付渠道在一笔交易上出错，看报名系统怎样应付。</p>");
        foreach (var rule in rules.All)
        {
            body.Append($"""
                <article>
                  <form method="post" action="{Address}/remove">
                    {Text(rule.Item.Name)}<div class="meta">{Text(rule.Trade ?? "下一笔交易")} · {Touched(rule.At)} · {(rule.Repeats ? "直到取消" : "一次")}</div>
                    <input type="hidden" name="trade" value="{Text(trade)}"><button name="id" value="{rule.Id}">取消</button>
                  </form>
                </article>
                """);
        }

        body.Append($"""
            <form method="post" action="{Address}">
              <label for="trade">商户订单号（空白：下一笔交易）</label>
              <input type="text" id="trade" name="trade" value="{Text(trade)}" autocomplete="off">
              <p><label><input type="checkbox" name="repeats" value="true"> 直到取消（否则只一次）</label></p>
              <p><label for="at">哪一步</label> <select id="at" name="at"><option value="">不限</option>{string.Concat(Words.Select(w => $"""<option value="{w.Touch}">{w.Word}</option>"""))}</select></p>
            """);
        foreach (var item in MenuItem.All.Where(i => rules.WhyNot(i.What) is null))
        {
            body.Append($"""
                <button name="code" value="{item.Code}">{Text(item.Name)}{(item.Channels == Channels.Both ? "" : "（微信支付）")}<br><span class="meta">{Text(item.Effect)} · {Touched(item.Touches)}</span></button>
                """);
        }

        return http.WritePageAsync("出错菜单", body.Append("</form>").ToString());
    }

    private async Task AddAsync(HttpContext http)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var trade = form["trade"].ToString().Trim();
        var item = MenuItem.All.FirstOrDefault(i => i.Code == form["code"]);
        var at = form["at"].ToString() is { Length: > 0 } text ? Enum.TryParse<Touch>(text, out var read) ? read : 0 : item?.Touches;
        var fault = item is null ? "菜单上没有这一项。" : (item.Touches & at) == 0 ? "这一项不涉及所选的步骤。" : rules.WhyNot(item.What);
        if (fault is not null)
        {
            http.Response.StatusCode = 400;
            await http.WriteMessageAsync("出错菜单", fault);
            return;
        }

        rules.Add(item!.What, trade.Length == 0 ? null : trade, at, form["repeats"] == "true");
        http.Response.Redirect($"{Address}?trade={Uri.EscapeDataString(trade)}");
    }

    private async Task RemoveAsync(HttpContext http)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        if (int.TryParse(form["id"], out var id))
            rules.Remove(id);
        http.Response.Redirect($"{Address}?trade={Uri.EscapeDataString(form["trade"].ToString())}");
    }

    private static string Touched(Touch at) => string.Join('、', Words.Where(w => at.HasFlag(w.Touch)).Select(w => w.Word));
}
