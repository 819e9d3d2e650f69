using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using RuanKao.Sandbox.Aliyun;
using RuanKao.Sandbox.Inbox;
using RuanKao.Sandbox.Mail;
using RuanKao.Sandbox.People;
using RuanKao.Sandbox.Web;

namespace RuanKao.Sandbox;

/// <summary>The outside world on 127.0.0.1: payment channels, SMS carrier, mail server and real-name authority.</summary>
public sealed class SandboxHost : IAsyncDisposable
{
    private readonly SandboxStore store;
    private readonly SmsTemplates templates = new();
    private readonly SmtpListener smtp;
    private readonly WebApplication app;
    private readonly SandboxOptions options;

    private SandboxHost(SandboxOptions options)
    {
        Keys = SandboxKeys.LoadOrMake(options.DataFolder, options.MerchantAccounts);
        store = new SandboxStore(options.DataFolder);
        Inbox = new SandboxInbox(store);
        var clock = new SandboxClock(options.TimeProvider ?? TimeProvider.System);
        smtp = new SmtpListener(Keys, Inbox, clock);
        this.options = options;
        app = Build();
    }

    public SandboxKeys Keys { get; }

    public SandboxInbox Inbox { get; }

    /// <summary>Base address of all pages and gateways; known once started.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1");

    public int SmtpPort { get; private set; }

    public static SandboxHost Create(SandboxOptions options) => new(options);

    public async Task StartAsync(CancellationToken ct = default)
    {
        await app.StartAsync(ct);
        SmtpPort = smtp.Start(options.SmtpPort);
        var bound = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        Address = new Uri(bound.Addresses.Single());
    }

    /// <summary>The settings that make a portal speak to this sandbox; the database is the portal's own matter.</summary>
    /// <param name="portal">Where the sandbox finds the portal, for notices and returning browsers.</param>
    /// <param name="smsTemplates">Further template keys to approve besides the known ones.</param>
    public IReadOnlyDictionary<string, string?> PortalSettings(Uri? portal = null, params IEnumerable<string> smsTemplates)
    {
        foreach (var key in smsTemplates)
            templates.CodeOf(key);
        return Sandbox.PortalSettings.For(Keys, templates, Address, SmtpPort, portal);
    }

    public async ValueTask DisposeAsync()
    {
        await smtp.DisposeAsync();
        await app.StopAsync(CancellationToken.None);
        await app.DisposeAsync();
        store.Dispose();
    }

    // An empty builder reads no settings file and no static-asset manifest: the portal's lie in the same folder.
    private WebApplication Build()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ApplicationName = SandboxKeys.Mark,
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = Environments.Development,
        });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, options.HttpPort);
            kestrel.Limits.MaxRequestBodySize = 256 * 1024;
        });
        builder.Services.AddRouting();
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddSimpleConsole();
        var web = builder.Build();
        web.UseRouting();
        web.MapHome();
        web.MapPeople();
        web.MapInbox(Inbox);
        return web;
    }
}
