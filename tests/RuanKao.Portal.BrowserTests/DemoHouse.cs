using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Sandbox.Demo;

[assembly: AssemblyFixture(typeof(RuanKao.Portal.BrowserTests.DemoHouse))]

namespace RuanKao.Portal.BrowserTests;

/// <summary>The whole demo on free ports with an empty database, and one Chromium for all tests.</summary>
public sealed class DemoHouse : IAsyncLifetime
{
    private const string PhoneAgent = "Mozilla/5.0 (Linux; Android 10; M2006C3LC) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/90.0.4430.210 Mobile Safari/537.36";

    private readonly string folder = Directory.CreateTempSubdirectory("portal-browser-").FullName;
    private IPlaywright? playwright;
    private IBrowser? browser;
    private DemoHost? demo;

    /// <summary>What time it is in the house, the sandbox included.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Whether one pays in WeChat's own browser.</summary>
    public bool InWeChat { get; init; }

    public DemoHost Demo => demo!;

    public Uri Portal => Demo.PortalAddress;

    public Uri Sandbox => Demo.Sandbox.Address;

    // A machine may be busy: the models of the photo help alone take seconds of it. Whoever waits for what comes loses nothing by waiting long.
    private const float Patience = 60_000;

    public async ValueTask InitializeAsync()
    {
        Assertions.SetDefaultExpectTimeout(Patience);
        demo = await DemoHost.StartAsync(new() { DataFolder = folder, PortalPort = 0, SandboxPort = 0, MailPort = 0, Clock = Clock, InWeChat = InWeChat });
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    /// <summary>A browser context of a person: a desk 1280 px wide, or a phone of 390×844.</summary>
    /// <param name="agent">What the browser says of itself, where that matters.</param>
    public async Task<Person> PersonAsync(bool phone = false, bool javaScript = true, string? agent = null)
    {
        var context = await browser!.NewContextAsync(new()
        {
            BaseURL = Portal.ToString(), Locale = "zh-CN", TimezoneId = "Asia/Shanghai", JavaScriptEnabled = javaScript,
            ViewportSize = phone ? new() { Width = 390, Height = 844 } : new() { Width = 1280, Height = 900 },
            HasTouch = phone, IsMobile = phone, UserAgent = agent ?? (phone ? PhoneAgent : null), AcceptDownloads = true,
        });
        context.SetDefaultTimeout(Patience);
        return new(this, context, await context.NewPageAsync());
    }

    /// <summary>An account of the test's own, so that nothing done to it meets another test; it signs in with the demo's password.</summary>
    public async Task AccountAsync(string mobile)
    {
        await using var scope = Demo.Portal.CreateAsyncScope();
        var id = Guid.NewGuid();
        var user = new PortalUser { Id = id, UserName = id.ToString("N"), CreatedAt = Clock.GetUtcNow().UtcDateTime, PhoneNumber = mobile, PhoneNumberConfirmed = true };
        Assert.True((await scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>().CreateAsync(user, DemoPeople.Password)).Succeeded);
    }

    /// <summary>A candidate of the demo, signed in.</summary>
    public async Task<Person> CandidateAsync(string mobile, bool phone = true, bool javaScript = true, string? agent = null)
    {
        var person = await PersonAsync(phone, javaScript, agent);
        await person.SignInAsync(mobile);
        return person;
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null) await browser.DisposeAsync();
        playwright?.Dispose();
        if (demo is not null) await demo.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }
}
