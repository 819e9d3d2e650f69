using System.Net;
using System.Text.Json;
using RuanKao.Portal.Tests.Support;
using RuanKao.Sandbox.Menu;
using Xunit;

namespace RuanKao.Portal.Tests.Sandbox;

public sealed class MisbehaviourMenuTests(RunningSandbox sandbox) : IClassFixture<RunningSandbox>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_misbehaviour_is_on_the_menu_once_and_in_the_document()
    {
        Assert.Equal(Enum.GetValues<Misbehaviour>(), MenuItem.All.Select(i => i.What));
        Assert.Equal(MenuItem.All.Count, MenuItem.All.Select(i => i.Code).Distinct().Count());
        var page = File.ReadAllText(Repository.File("docs", "sandbox.md"));
        Assert.All(MenuItem.All, i => Assert.Contains($"| `{i.Code}` | {i.Name} |", page));
    }

    [Fact]
    public async Task A_person_orders_on_the_page_and_takes_it_back()
    {
        Assert.Contains("换钥途中", await sandbox.Browser.GetStringAsync("/misbehaviour?trade=T1", Token));
        Assert.Equal(HttpStatusCode.Redirect, (await PostAsync("/misbehaviour", ("code", "hang"), ("trade", "T1"), ("at", "Close"), ("repeats", "true"))).StatusCode);
        var rule = Rules(await sandbox.Browser.GetStringAsync("/misbehaviour.json", Token)).Single(r => r.GetProperty("trade").GetString() == "T1");
        Assert.Equal(("hang", "Close", true), (rule.GetProperty("code").GetString(), rule.GetProperty("at").GetString(), rule.GetProperty("repeats").GetBoolean()));
        await PostAsync("/misbehaviour/remove", ("id", rule.GetProperty("id").ToString()));
        Assert.DoesNotContain(Rules(await sandbox.Browser.GetStringAsync("/misbehaviour.json", Token)), r => r.GetProperty("trade").GetString() == "T1");
    }

    [Theory]
    [InlineData("nothing", "")]
    [InlineData("hang", "Notice")]
    [InlineData("other-account", "")]
    public async Task What_cannot_be_played_is_refused(string code, string at) =>
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync("/misbehaviour", ("code", code), ("trade", "T2"), ("at", at))).StatusCode);

    [Fact]
    public async Task The_next_trade_goes_wrong_once_and_the_one_after_it_goes_well()
    {
        await PostAsync("/misbehaviour", ("code", "server-error"), ("at", "Order"));
        Assert.Equal(HttpStatusCode.InternalServerError, await OrderAsync("N1"));
        Assert.Equal(HttpStatusCode.OK, await OrderAsync("N2"));
        Assert.Equal(HttpStatusCode.OK, await OrderAsync("N1"));
    }

    private async Task<HttpStatusCode> OrderAsync(string number)
    {
        var parameters = new AlipayMerchantClient(sandbox).Parameters("alipay.trade.precreate", new { out_trade_no = number, total_amount = "1.00", subject = "软考考试费" });
        using var answer = await sandbox.Browser.PostAsync("/alipay/gateway.do?charset=utf-8", new FormUrlEncodedContent(parameters), Token);
        return answer.StatusCode;
    }

    private Task<HttpResponseMessage> PostAsync(string path, params (string Name, string Value)[] fields) =>
        sandbox.Browser.PostAsync(path, new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))), Token);

    private static List<JsonElement> Rules(string json) => [.. JsonElement.Parse(json).GetProperty("rules").EnumerateArray()];
}
