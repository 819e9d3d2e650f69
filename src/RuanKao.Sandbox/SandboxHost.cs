using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using RuanKao.Sandbox.Alipay;
using RuanKao.Sandbox.Aliyun;
using RuanKao.Sandbox.Authenticator;
using RuanKao.Sandbox.Bills;
using RuanKao.Sandbox.Government;
using RuanKao.Sandbox.Inbox;
using RuanKao.Sandbox.Mail;
using RuanKao.Sandbox.Menu;
using RuanKao.Sandbox.Notices;
using RuanKao.Sandbox.People;
using RuanKao.Sandbox.WeChatPay;
using RuanKao.Sandbox.Web;

namespace RuanKao.Sandbox;

/// <summary>The outside world on 127.0.0.1: payment channels, SMS carrier, mail server, real-name authority and government login.</summary>
public sealed class SandboxHost : IAsyncDisposable
{
    private readonly SandboxOptions options;
    private readonly SandboxStore store;
    private readonly SmsTemplates templates = new();
    private readonly WebApplication app;
    private readonly SmtpListener smtp;
    private readonly NoticeDelivery notices;

    private SandboxHost(SandboxOptions options)
    {
        this.options = options;
        Keys = SandboxKeys.LoadOrMake(options.DataFolder, options.MerchantAccounts);
        store = new SandboxStore(options.DataFolder);
        app = Build(options);
        var clock = new SandboxClock(options.TimeProvider ?? TimeProvider.System);

        Inbox = new SandboxInbox(store);
        Authenticator = new SandboxAuthenticator(store, clock);
        smtp = new SmtpListener(Keys, Inbox, clock);
        Misbehaviours = new MisbehaviourRules(Keys.Alipay.Count > 1);
        notices = new NoticeDelivery(store, options, Misbehaviours, app.Services.GetRequiredService<ILogger<NoticeDelivery>>());

        var alipayNotices = new AlipayNotices(Keys, clock, notices, Misbehaviours);
        notices.Use(AlipayNotices.Channel, alipayNotices);
        Alipay = new AlipayTrades(store, clock, alipayNotices);

        var weChatPayNotices = new WeChatPayNotices(Keys, clock, notices, Misbehaviours, options.WeChatPayKeys);
        notices.Use(WeChatPayNotices.Channel, weChatPayNotices);
        WeChatPay = new WeChatPayOrders(store, clock, weChatPayNotices);

        Government = new GovernmentPlatform(Keys, clock);

        app.UseRouting();
        app.MapHome();
        app.MapPeople();
        app.MapInbox(Inbox);
        app.MapAuthenticator(Authenticator);
        new MenuPage(Misbehaviours).Map(app);
        var shelf = new BillShelf(clock);
        var alipayBills = new AlipayBills(Alipay, shelf, clock, Misbehaviours);
        alipayBills.Map(app);
        new AlipayGateway(Keys, new AlipayMethods(Alipay, alipayBills, clock, Misbehaviours), clock, Misbehaviours).Map(app);
        new CashierPage(Alipay, alipayNotices, Keys).Map(app);
        var door = new WeChatPayDoor(Keys, clock, Misbehaviours, options.WeChatPayKeys);
        new WeChatPayGateway(door, WeChatPay, new WeChatPayBills(door, WeChatPay, shelf, clock, Misbehaviours), clock, Misbehaviours, options.WeChatPayKeys).Map(app);
        new WeChatPayPages(WeChatPay).Map(app);
        new WeChatInApp(WeChatPay, Keys, clock).Map(app);
        new AliyunGateway(Keys, clock, new SmsCarrier(templates, Inbox, clock), new RealNameAuthority()).Map(app);
        new GovernmentGateway(Government, Keys, clock).Map(app);
        new GovernmentPages(Government).Map(app);
    }

    public SandboxKeys Keys { get; }

    public SandboxInbox Inbox { get; }

    /// <summary>The phone of every member of staff: the codes of their second factor.</summary>
    public SandboxAuthenticator Authenticator { get; }

    public AlipayTrades Alipay { get; }

    public WeChatPayOrders WeChatPay { get; }

    public GovernmentPlatform Government { get; }

    /// <summary>What was ordered from the menu of misbehaviours.</summary>
    public MisbehaviourRules Misbehaviours { get; }

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
        notices.SendWhatIsOwed();
    }

    /// <summary>The settings that make a portal speak to this sandbox; the database is the portal's own matter.</summary>
    /// <param name="portal">Where the sandbox finds the portal, for notices and returning browsers.</param>
    /// <param name="smsTemplates">Further template keys to approve besides the known ones.</param>
    public IReadOnlyDictionary<string, string?> PortalSettings(Uri? portal = null, params IEnumerable<string> smsTemplates)
    {
        foreach (var key in smsTemplates)
            templates.CodeOf(key);
        if (portal is not null) Government.Register(new Uri(portal, "/sign-in/government/national/callback").ToString());
        return Sandbox.PortalSettings.For(Keys, templates, Address, SmtpPort, portal, options.WeChatPayKeys, options.InWeChat);
    }

    /// <summary>Waits until every payment notice was accepted or given up.</summary>
    public Task NoticesAtRestAsync(CancellationToken ct = default) => notices.RestAsync(ct);

    public async ValueTask DisposeAsync()
    {
        await smtp.DisposeAsync();
        await app.StopAsync(CancellationToken.None);
        await notices.DisposeAsync();
        await app.DisposeAsync();
        store.Dispose();
    }

    // An empty builder reads no settings file and no static-asset manifest: the portal's lie in the same folder.
    private static WebApplication Build(SandboxOptions options)
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
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.Extensions.Hosting", LogLevel.None).AddSimpleConsole();
        return builder.Build();
    }
}
