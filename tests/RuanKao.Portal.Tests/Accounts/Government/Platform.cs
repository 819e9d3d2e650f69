using System.Net;
using RuanKao.Portal.Tests.Sandbox;
using RuanKao.Portal.Tests.Support;
using RuanKao.Sandbox.Government;
using RuanKao.Sandbox.People;

namespace RuanKao.Portal.Tests.Accounts.Government;

/// <summary>A portal with both kinds of platform, and what a browser does between it and them.</summary>
public static class Platform
{
    public const string National = "national";
    public const string Province = "province";

    /// <summary>Verified by name and number.</summary>
    public static readonly SandboxPerson Somebody = SandboxPopulation.People[0];

    public static readonly SandboxPerson SomebodyElse = SandboxPopulation.People[2];

    public static SandboxPerson Called(string name) => SandboxPopulation.People.Single(p => p.Name == name);

    public static async Task<PortalFactory> StartAsync(RunningSandbox sandbox, params (string Key, string Value)[] over)
    {
        var settings = new Dictionary<string, string?>(sandbox.Settings);
        foreach (var (name, value) in GovernmentSettings.Province(sandbox.Host.Keys, sandbox.Host.Address)) settings["GovernmentLogin:Providers:province:" + name] = value;
        foreach (var (key, value) in over) settings[key] = value;
        foreach (var key in new[] { National, Province }) sandbox.Host.Government.Register(Callback(key));
        var portal = await PortalFactory.StartAsync(settings: settings, configure: null);
        // Identity tokens carry the sandbox's time.
        portal.Clock.UtcNow = TimeProvider.System.GetUtcNow().UtcDateTime;
        return portal;
    }

    public static string Callback(string key) => $"https://localhost/sign-in/government/{key}/callback";

    /// <summary>Presses the button on the sign-in page and follows it to the platform: the platform's address.</summary>
    public static async Task<Uri> LeaveAsync(Visitor visitor, string key, string? returnUrl = null)
    {
        var page = await visitor.GetAsync("/sign-in" + (returnUrl is null ? "" : "?returnUrl=" + Uri.EscapeDataString(returnUrl)));
        var button = page.Html.QuerySelectorAll("a").Single(a => (a.GetAttribute("href") ?? "").Contains($"/government/{key}/start", StringComparison.Ordinal));
        var away = await visitor.GetAsync(button.GetAttribute("href")!);
        Assert.Equal(HttpStatusCode.Redirect, away.Status);
        return new(away.Location!);
    }

    /// <summary>Chooses a person at the platform (null: turns back) and gives the way back to the portal.</summary>
    public static async Task<string> ChooseAsync(RunningSandbox sandbox, Uri platform, SandboxPerson? person)
    {
        var asked = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(platform.Query).ToDictionary(q => q.Key, q => q.Value.ToString());
        using var page = await sandbox.Browser.GetAsync(platform);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        using var back = await sandbox.Browser.PostAsync("/government/authorize", new FormUrlEncodedContent([.. asked, new("person", person?.IdNumber ?? "")]));
        Assert.Equal(HttpStatusCode.Redirect, back.StatusCode);
        return back.Headers.Location!.PathAndQuery;
    }

    /// <summary>The whole round: to the platform, back, and to the page where that ends.</summary>
    public static async Task<Page> VisitAsync(RunningSandbox sandbox, Visitor visitor, string key, SandboxPerson? person, string? returnUrl = null)
    {
        var back = await ChooseAsync(sandbox, await LeaveAsync(visitor, key, returnUrl), person);
        return await EndAsync(visitor, await visitor.GetAsync(back));
    }

    public static async Task<Page> EndAsync(Visitor visitor, Page page)
    {
        while (page.Status == HttpStatusCode.Redirect) page = await visitor.FollowAsync(page);
        return page;
    }

    /// <summary>A visitor signed in as this account who has linked this person.</summary>
    public static async Task<Visitor> LinkedAsync(RunningSandbox sandbox, PortalFactory portal, Guid userId, string key, SandboxPerson person)
    {
        var visitor = await portal.SignedInAsync(userId);
        var start = await visitor.GetAsync($"/sign-in/government/{key}/start");
        var confirm = await EndAsync(visitor, await visitor.GetAsync(await ChooseAsync(sandbox, new(start.Location!), person)));
        Assert.Equal("确认绑定", confirm.Heading);
        var done = await visitor.FollowAsync(await visitor.SubmitAsync(confirm, []));
        Assert.Equal("政务平台账号", done.Heading);
        return visitor;
    }
}
