using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Accounts.Government;
using RuanKao.Portal.Tests.Sandbox;
using RuanKao.Portal.Tests.Support;
using RuanKao.Sandbox.Government;

namespace RuanKao.Portal.Tests.Accounts.Government;

/// <summary>Every way in which a visit to a platform opens nothing.</summary>
public sealed class GovernmentRefusalTests(RunningSandbox sandbox) : IClassFixture<RunningSandbox>
{
    private const string Expired = "这次平台登录已失效";
    private const string Unreadable = "平台登录没有成功";

    [Theory]
    [InlineData(Platform.National)]
    [InlineData(Platform.Province)]
    public async Task A_foreign_state_opens_nothing(string key)
    {
        await using var portal = await Platform.StartAsync(sandbox);
        var visitor = portal.Visitor();
        var back = await Platform.ChooseAsync(sandbox, await Platform.LeaveAsync(visitor, key), Platform.Somebody);
        await EndsAsync(visitor, With(back, "state", "made-up"), Expired);
        await EndsAsync(visitor, Without(back, "state"), Expired);
    }

    [Theory]
    [InlineData(Platform.National)]
    [InlineData(Platform.Province)]
    public async Task An_answer_begun_in_another_browser_opens_nothing(string key)
    {
        await using var portal = await Platform.StartAsync(sandbox);
        var back = await Platform.ChooseAsync(sandbox, await Platform.LeaveAsync(portal.Visitor(), key), Platform.Somebody);
        var other = portal.Visitor();
        await EndsAsync(other, back, Expired);
        // Not even in a browser that has a visit of its own under way.
        await Platform.LeaveAsync(other, key);
        await EndsAsync(other, back, Expired);
    }

    [Theory]
    [InlineData(Platform.National)]
    [InlineData(Platform.Province)]
    public async Task An_answer_is_good_once(string key)
    {
        await using var portal = await Platform.StartAsync(sandbox);
        var visitor = portal.Visitor();
        var back = await Platform.ChooseAsync(sandbox, await Platform.LeaveAsync(visitor, key), Platform.Somebody);
        Assert.Equal("还差一步：绑定报名账号", (await Platform.EndAsync(visitor, await visitor.GetAsync(back))).Heading);
        await EndsAsync(visitor, back, Expired);
    }

    [Theory]
    [InlineData(Platform.National)]
    [InlineData(Platform.Province)]
    public async Task A_code_that_was_used_elsewhere_opens_nothing(string key)
    {
        await using var portal = await Platform.StartAsync(sandbox);
        var (thief, visitor) = (portal.Visitor(), portal.Visitor());
        var stolen = Value(await Platform.ChooseAsync(sandbox, await Platform.LeaveAsync(visitor, key), Platform.Somebody), "code");
        // Injected into another visit: PKCE or the redirect and the nonce bind it to its own; where neither does, it was used up there.
        if (key == Platform.Province)
        {
            var used = await Platform.ChooseAsync(sandbox, await Platform.LeaveAsync(visitor, key), Platform.Somebody);
            stolen = Value(used, "code");
            await visitor.GetAsync(used);
        }
        var own = await Platform.ChooseAsync(sandbox, await Platform.LeaveAsync(thief, key), Platform.SomebodyElse);
        await EndsAsync(thief, With(own, "code", stolen), Unreadable);
    }

    [Theory]
    [InlineData(Platform.National)]
    [InlineData(Platform.Province)]
    public async Task An_answer_that_comes_too_late_opens_nothing(string key)
    {
        await using var portal = await Platform.StartAsync(sandbox);
        var visitor = portal.Visitor();
        var back = await Platform.ChooseAsync(sandbox, await Platform.LeaveAsync(visitor, key), Platform.Somebody);
        portal.Clock.UtcNow += GovernmentSchemes.Visit + TimeSpan.FromMinutes(1);
        await EndsAsync(visitor, back, Expired);
    }

    [Theory]
    [InlineData(Platform.National)]
    [InlineData(Platform.Province)]
    public async Task An_answer_that_names_another_sender_opens_nothing(string key)
    {
        await using var portal = await Platform.StartAsync(sandbox);
        var visitor = portal.Visitor();
        var back = await Platform.ChooseAsync(sandbox, await Platform.LeaveAsync(visitor, key), Platform.Somebody);
        await EndsAsync(visitor, With(back, "iss", "https://evil.example"), Unreadable);
    }

    [Theory]
    [InlineData("iss", "https://evil.example/government", Unreadable)]
    [InlineData("aud", "another-client", Unreadable)]
    [InlineData("nonce", "another-nonce", Unreadable)]
    [InlineData("exp", 1_000_000, Expired)]
    [InlineData("nbf", 2_000_000_000, Expired)]
    [InlineData("sub", "somebody-else", Unreadable)]
    public async Task An_identity_token_with_a_wrong_claim_opens_nothing(string claim, object value, string heading)
    {
        await using var portal = await Platform.StartAsync(sandbox);
        sandbox.Host.Government.Tamper = claims => claims[claim] = value is int number ? JsonValue.Create(number) : JsonValue.Create((string)value);
        try
        {
            Assert.Equal(heading, (await Platform.VisitAsync(sandbox, portal.Visitor(), Platform.National, Platform.Somebody)).Heading);
        }
        finally
        {
            sandbox.Host.Government.Tamper = null;
        }
    }

    [Theory]
    [InlineData(200, "还差一步：绑定报名账号")]
    [InlineData(403, Unreadable)]
    public async Task A_person_told_beside_a_refusal_opens_nothing(int status, string heading)
    {
        await using var server = WebApplication.CreateSlimBuilder(["--urls", "http://127.0.0.1:0"]).Build();
        server.MapGet("/user", () => Results.Json(new { result = "0", data = new { platform = "province", user = new { uid = "somebody", xm = "张伟明", zjhm = "53010219900101123X", sjhm = "13800000001", rzdj = 3, yhlx = "1" } } }, statusCode: status));
        await server.StartAsync();
        await using var portal = await Platform.StartAsync(sandbox, ("GovernmentLogin:Providers:province:UserInfoEndpoint", new Uri(new(server.Urls.Single()), "/user").ToString()));
        Assert.Equal(heading, (await Platform.VisitAsync(sandbox, portal.Visitor(), Platform.Province, Platform.Somebody)).Heading);
    }

    [Fact]
    public async Task A_platform_that_names_itself_otherwise_opens_nothing()
    {
        await using var portal = await Platform.StartAsync(sandbox, ("GovernmentLogin:Providers:province:Issuer", "another-province"));
        Assert.Equal(Unreadable, (await Platform.VisitAsync(sandbox, portal.Visitor(), Platform.Province, Platform.Somebody)).Heading);
    }

    [Theory]
    [InlineData("吴无录", "平台账号尚未实名")]
    [InlineData("郑停机", Unreadable)]
    [InlineData("冯故障", "请使用个人账号")]
    public async Task Who_is_not_a_verified_person_there_does_not_come_in_here(string name, string heading)
    {
        await using var portal = await Platform.StartAsync(sandbox);
        foreach (var key in new[] { Platform.National, Platform.Province })
        {
            var visitor = portal.Visitor();
            Assert.Equal(heading, (await Platform.VisitAsync(sandbox, visitor, key, Platform.Called(name))).Heading);
            Assert.Equal(Expired, (await Platform.EndAsync(visitor, await visitor.GetAsync(GovernmentSchemes.Arrived))).Heading);
        }
    }

    [Theory]
    [InlineData(Platform.National)]
    [InlineData(Platform.Province)]
    public async Task Turning_back_at_the_platform_changes_nothing(string key)
    {
        await using var portal = await Platform.StartAsync(sandbox);
        var page = await Platform.VisitAsync(sandbox, portal.Visitor(), key, null);
        Assert.Equal("您没有完成平台登录", page.Heading);
        Assert.NotNull(page.Html.QuerySelector("main a[href='/sign-in']"));
    }

    [Fact]
    public async Task A_platform_that_does_not_answer_is_said_so_and_soon_not_asked_any_more()
    {
        await using var house = new RunningSandbox();
        await house.InitializeAsync();
        await using var portal = await Platform.StartAsync(house);
        var platform = house.Host.Government;
        var visitor = portal.Visitor();
        platform.State = PlatformState.Slow;
        platform.Slowness = TimeSpan.FromMinutes(1);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        await StartFailsAsync(visitor);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, GovernmentBackchannel.Patience + TimeSpan.FromSeconds(10));
        platform.State = PlatformState.Down;
        for (var attempt = 1; attempt < GovernmentBreaker.Faults; attempt++) await StartFailsAsync(visitor);

        var asked = platform.Calls;
        await StartFailsAsync(visitor);
        Assert.Equal(asked, platform.Calls);
        // Everybody still comes in by password and code.
        Assert.NotNull((await visitor.GetAsync("/sign-in")).Html.QuerySelector("input[name=Password]"));

        platform.State = PlatformState.Up;
        portal.Clock.UtcNow += GovernmentBreaker.Rest + TimeSpan.FromSeconds(1);
        Assert.Contains("/government/authorize", (await Platform.LeaveAsync(visitor, Platform.National)).ToString());

        static async Task StartFailsAsync(Visitor visitor)
        {
            var page = await visitor.FollowAsync(await visitor.GetAsync("/sign-in/government/national/start"));
            Assert.Equal("政务服务平台暂时无法连接", page.Heading);
            Assert.NotNull(page.Html.QuerySelector("main a[href='/sign-in']"));
        }
    }

    [Theory]
    [InlineData(Platform.National)]
    [InlineData(Platform.Province)]
    public async Task A_platform_that_falls_silent_in_between_is_said_so(string key)
    {
        await using var house = new RunningSandbox();
        await house.InitializeAsync();
        await using var portal = await Platform.StartAsync(house);
        var visitor = portal.Visitor();
        var back = await Platform.ChooseAsync(house, await Platform.LeaveAsync(visitor, key), Platform.Somebody);
        house.Host.Government.State = PlatformState.Down;
        await EndsAsync(visitor, back, "政务服务平台暂时无法连接");
    }

    [Fact]
    public async Task Another_site_does_not_begin_a_visit()
    {
        await using var portal = await Platform.StartAsync(sandbox);
        var request = new HttpRequestMessage(HttpMethod.Get, "/sign-in/government/national/start");
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        Assert.Equal("/sign-in", (await portal.Visitor().SendAsync(request)).Location);
    }

    [Theory]
    [InlineData(Platform.National)]
    [InlineData(Platform.Province)]
    public async Task The_way_back_is_the_registered_one_whatever_host_was_asked(string key)
    {
        await using var portal = await Platform.StartAsync(sandbox);
        var request = new HttpRequestMessage(HttpMethod.Get, $"https://evil.example/sign-in/government/{key}/start");
        var away = await portal.Visitor().SendAsync(request);
        Assert.Equal(Platform.Callback(key), Value(new Uri(away.Location!).PathAndQuery, "redirect_uri"));
    }

    [Fact]
    public async Task An_unknown_platform_is_not_found()
    {
        await using var portal = await Platform.StartAsync(sandbox);
        Assert.Equal(HttpStatusCode.NotFound, (await portal.Visitor().GetAsync("/sign-in/government/elsewhere/start")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await portal.Visitor().GetAsync("/sign-in/government/failed?reason=99")).Status);
    }

    private static async Task EndsAsync(Visitor visitor, string back, string heading) =>
        Assert.Equal(heading, (await Platform.EndAsync(visitor, await visitor.GetAsync(back))).Heading);

    private static string Value(string address, string name) => QueryHelpers.ParseQuery(address[address.IndexOf('?')..])[name].ToString();

    private static string With(string address, string name, string value) => QueryHelpers.AddQueryString(Without(address, name), name, value);

    private static string Without(string address, string name)
    {
        var at = address.IndexOf('?');
        var rest = QueryHelpers.ParseQuery(address[at..]).Where(q => q.Key != name).ToDictionary(q => q.Key, q => (string?)q.Value.ToString());
        return QueryHelpers.AddQueryString(address[..at], rest);
    }
}
