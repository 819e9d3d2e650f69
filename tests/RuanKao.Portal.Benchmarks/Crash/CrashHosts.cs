using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using RuanKao.Portal.Payments.Alipay;
using RuanKao.Portal.Payments.WeChatPay;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Tests.Support;
using RuanKao.Sandbox;

namespace RuanKao.Portal.Benchmarks.Crash;

/// <summary>What this program is when the bench starts it a second and a third time: the portal as its own program hosts it, with the points of death around it, and the sandbox.</summary>
public static class CrashHosts
{
    public const string Portal = "crash-portal";
    public const string Sandbox = "crash-sandbox";

    /// <summary>The client that fetches bills; its name is the payments' own matter.</summary>
    private const string BillClient = "bills";

    /// <summary>The sandbox's folder, HTTP port and mail port.</summary>
    public const string SandboxVariable = "CRASH_SANDBOX";

    /// <summary>Not one of the bench's own processes: null.</summary>
    public static Task<int>? Find(string[] args)
    {
        if (args is not [Portal or Sandbox]) return null;
        // Whoever started this holds the other end; with it gone there is nothing to serve.
        new Thread(() =>
        {
            using var held = Console.OpenStandardInput();
            while (held.ReadByte() >= 0) { }
            Environment.Exit(0);
        }) { IsBackground = true }.Start();
        return args[0] == Portal ? RunPortalAsync() : RunSandboxAsync();
    }

    public static SandboxOptions SandboxOptions(string folder, int port, int mailPort, TimeProvider? clock = null) => new()
    {
        DataFolder = folder,
        HttpPort = port,
        SmtpPort = mailPort,
        TimeProvider = clock,
        // A portal that was killed is back in seconds, not in minutes.
        NoticePauses = [.. Enumerable.Range(0, 40).Select(n => TimeSpan.FromMilliseconds(Math.Min(1000, n * 100)))],
    };

    private static async Task<int> RunPortalAsync()
    {
        using var shared = CrashSwitch.OfThisProcess();
        // The portal's own name and folder: its settings, views and static files are not the bench's.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(PortalApplication).Assembly.GetName().Name,
            ContentRootPath = Repository.File("src", "RuanKao.Portal"),
            EnvironmentName = "Development",
        });
        PortalApplication.AddTo(builder);
        builder.Services.Replace(ServiceDescriptor.Singleton(shared.Clock));
        foreach (var client in new[] { AlipayGateway.Client, WeChatPayGateway.Client, BillClient })
            builder.Services.AddHttpClient(client).AddHttpMessageHandler(() => new CrashCalls(shared));
        var commits = new CrashCommits(shared);
        builder.Services.ConfigureDbContext<SqlitePortalContext>(options => options.AddInterceptors(commits));
        await using var app = builder.Build();
        PortalApplication.Use(app);
        await app.RunAsync();
        return 0;
    }

    private static async Task<int> RunSandboxAsync()
    {
        using var shared = CrashSwitch.OfThisProcess();
        var given = Environment.GetEnvironmentVariable(SandboxVariable)!.Split('|');
        await using var sandbox = SandboxHost.Create(SandboxOptions(given[0], int.Parse(given[1], CultureInfo.InvariantCulture), int.Parse(given[2], CultureInfo.InvariantCulture), shared.Clock));
        await sandbox.StartAsync();
        await Task.Delay(Timeout.Infinite);
        return 0;
    }
}
