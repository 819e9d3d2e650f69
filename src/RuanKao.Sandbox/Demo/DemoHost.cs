using Microsoft.Extensions.DependencyInjection.Extensions;
using RuanKao.Portal;

namespace RuanKao.Sandbox.Demo;

/// <summary>Where the demo listens and keeps its data; port 0 takes any free one.</summary>
public sealed record DemoOptions
{
    public required string DataFolder { get; init; }

    public int PortalPort { get; init; } = 5080;

    public int SandboxPort { get; init; } = 5090;

    public int MailPort { get; init; } = 5025;

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The merchant accounts have a 服务号: inside WeChat one pays there.</summary>
    public bool InWeChat { get; init; }
}

/// <summary>The sandbox and, beside it in the same process, a portal that is pointed at it and filled with demo data.</summary>
public sealed class DemoHost : IAsyncDisposable
{
    private readonly WebApplication portal;

    private DemoHost(SandboxHost sandbox, WebApplication portal, Uri address) => (Sandbox, this.portal, PortalAddress) = (sandbox, portal, address);

    public SandboxHost Sandbox { get; }

    public Uri PortalAddress { get; }

    public IServiceProvider Portal => portal.Services;

    public static async Task<DemoHost> StartAsync(DemoOptions options, CancellationToken ct = default)
    {
        var address = new Uri($"http://127.0.0.1:{(options.PortalPort == 0 ? FreePort() : options.PortalPort)}");
        var sandbox = SandboxHost.Create(new SandboxOptions
        {
            DataFolder = Path.Combine(options.DataFolder, "sandbox"),
            HttpPort = options.SandboxPort,
            SmtpPort = options.MailPort,
            TimeProvider = options.Clock,
            InWeChat = options.InWeChat,
        });
        await sandbox.StartAsync(ct);
        var portal = BuildPortal(options, address, sandbox);
        await PortalApplication.MigrateAsync(portal.Services, ct);
        await DemoData.SeedAsync(portal.Services, sandbox, ct);
        await DemoAuthenticators.SeedAsync(portal.Services, sandbox.Authenticator, ct);
        await portal.StartAsync(ct);
        return new(sandbox, portal, address);
    }

    public Task WaitForShutdownAsync() => portal.WaitForShutdownAsync();

    public async ValueTask DisposeAsync()
    {
        await portal.StopAsync();
        await portal.DisposeAsync();
        await Sandbox.DisposeAsync();
    }

    // The portal keeps its own name and folder: its settings, views and static files must not be looked for in the sandbox's.
    private static WebApplication BuildPortal(DemoOptions options, Uri address, SandboxHost sandbox)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(PortalApplication).Assembly.GetName().Name,
            ContentRootPath = Path.Combine(Checkout(), "src", "RuanKao.Portal"),
            EnvironmentName = Environments.Development,
        });
        builder.Configuration.AddInMemoryCollection(sandbox.PortalSettings(address));
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            // Low enough that the demo's fees show the second person at work.
            ["Payments:SecondPersonAboveFen"] = "5000",
            ["Database:ConnectionString"] = $"Data Source={Path.Combine(options.DataFolder, "portal.db")}",
        });
        builder.WebHost.UseUrls(address.ToString());
        PortalApplication.AddTo(builder);
        builder.Services.Replace(ServiceDescriptor.Singleton(options.Clock));
        var app = builder.Build();
        PortalApplication.Use(app);
        return app;
    }

    /// <summary>The root of the checkout that the sandbox was built from.</summary>
    public static string Checkout()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
            if (File.Exists(Path.Combine(folder, "RuanKao.Portal.sln"))) return folder;
        throw new DirectoryNotFoundException("The sandbox runs from a checkout: RuanKao.Portal.sln was not found above it.");
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }
}
