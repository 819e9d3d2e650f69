using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using RuanKao.Portal.Accounts;
using RuanKao.Portal.Payments;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Tests.Support;

/// <summary>The whole portal in memory on a database of its own, at a time the test chooses. Create with <see cref="StartAsync"/>.</summary>
public sealed class PortalFactory : WebApplicationFactory<PortalProgram>
{
    private readonly string databaseFile;
    private readonly Dictionary<string, string?> settings;
    private bool keepsDatabase;

    internal PortalFactory(string databaseFile, Dictionary<string, string?>? settings = null) =>
        (this.databaseFile, this.settings) = (databaseFile, settings ?? []);

    /// <summary>A Thursday in the exam's spring; move it freely.</summary>
    public FakeClock Clock { get; } = new(new DateTime(2031, 3, 20, 2, 0, 0, DateTimeKind.Utc));

    /// <summary>Whether what a payment notice brings is booked before its answer is seen: tests do the portal's background work by hand, and few care for this one.</summary>
    public bool BooksAtOnce { get; init; } = true;

    /// <summary>Further services, before the host is built.</summary>
    public Action<IServiceCollection>? Configure { get; init; }

    /// <summary>Makes the tables of a new database. As in operation they are there before the portal starts, which looks for its keys at once.</summary>
    public Func<IServiceProvider, Task>? Prepare { get; init; }

    public static async Task<PortalFactory> StartAsync(Action<IServiceCollection>? configure = null, Dictionary<string, string?>? settings = null) =>
        new(await TestDatabase.CopyAsync(), settings) { Configure = configure };

    /// <summary>Another portal on the same database with further settings, as after a restart; the database stays when it goes.</summary>
    public PortalFactory Again(Dictionary<string, string?> settings, Action<IServiceCollection>? configure = null) =>
        new(databaseFile, this.settings.Concat(settings).GroupBy(s => s.Key).ToDictionary(g => g.Key, g => g.Last().Value)) { keepsDatabase = true, BooksAtOnce = BooksAtOnce, Configure = configure };

    /// <summary>On the database asked for; on SQL Server in a new database that goes with the factory.</summary>
    public static async Task<PortalFactory> StartAsync(DatabaseProvider provider)
    {
        if (provider == DatabaseProvider.Sqlite) return await StartAsync();
        var connection = new Microsoft.Data.SqlClient.SqlConnectionStringBuilder(TestSettings.SqlServer) { InitialCatalog = "portal_test_" + Guid.NewGuid().ToString("N") };
        return new("", new() { ["Database:Provider"] = "SqlServer", ["Database:ConnectionString"] = connection.ConnectionString }) { Prepare = services => PortalApplication.MigrateAsync(services) };
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Development");
        foreach (var (key, value) in TestSettings.All) builder.UseSetting(key, value);
        builder.UseSetting("Database:ConnectionString", TestDatabase.ConnectionString(databaseFile));
        foreach (var (key, value) in settings) builder.UseSetting(key, value);
        builder.ConfigureTestServices(services =>
        {
            services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock));
            services.AddSingleton<IStartupFilter, UnwatchedFiles>();
            if (BooksAtOnce) services.AddSingleton<IStartupFilter, BookedAtOnce>();
            // Old hashes would verify too; a cheap one keeps hundreds of accounts affordable.
            services.Configure<PasswordHasherOptions>(hasher => hasher.IterationCount = 1);
            if (Prepare is { } prepare) services.AddHostedService(place => new Preparation(() => prepare(place)));
            Configure?.Invoke(services);
        });
    }

    /// <summary>Runs against the database in a scope of its own.</summary>
    public async Task<T> WithAsync<T>(Func<IServiceProvider, Task<T>> work)
    {
        await using var scope = Services.CreateAsyncScope();
        return await work(scope.ServiceProvider);
    }

    public Task WithAsync(Func<IServiceProvider, Task> work) => WithAsync(async place => { await work(place); return 0; });

    /// <summary>A visitor who follows no redirects by itself and keeps cookies.</summary>
    public Visitor Visitor() => new(CreateClient(new() { AllowAutoRedirect = false, BaseAddress = new("https://localhost") }));

    /// <summary>A signed-in visitor with the cookie that the sign-in page would have given.</summary>
    public async Task<Visitor> SignedInAsync(Guid userId, bool secondFactor = true, Action<ClaimsPrincipal>? change = null)
    {
        var cookie = await WithAsync(async place =>
        {
            var user = await place.GetRequiredService<UserManager<PortalUser>>().FindByIdAsync(userId.ToString());
            var principal = await place.GetRequiredService<IUserClaimsPrincipalFactory<PortalUser>>().CreateAsync(user!);
            var options = place.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(IdentityConstants.ApplicationScheme);
            if (secondFactor && principal.IsStaff()) ((ClaimsIdentity)principal.Identity!).AddClaim(new(PersonClaims.SecondFactor, nameof(SecondStep.Authenticator)));
            change?.Invoke(principal);
            var session = new AuthenticationProperties();
            SessionGuard.Begin(session, principal.IsStaff(), Clock);
            var ticket = new AuthenticationTicket(principal, session, IdentityConstants.ApplicationScheme);
            return $"{options.Cookie.Name}={options.TicketDataFormat.Protect(ticket)}";
        });
        var visitor = Visitor();
        visitor.Cookies.Add(cookie);
        return visitor;
    }

    public override async ValueTask DisposeAsync()
    {
        if (databaseFile.Length == 0) await WithAsync(place => place.GetRequiredService<PortalContext>().Database.EnsureDeletedAsync());
        await base.DisposeAsync();
        if (databaseFile.Length == 0 || keepsDatabase) return;
        if (!databaseFile.EndsWith("template.db", StringComparison.Ordinal)) TestDatabase.Delete(databaseFile);
    }

    /// <summary>Runs before any other service of the host starts.</summary>
    private sealed class Preparation(Func<Task> prepare) : IHostedLifecycleService
    {
        public Task StartingAsync(CancellationToken ct) => prepare();

        public Task StartAsync(CancellationToken ct) => Task.CompletedTask;

        public Task StartedAsync(CancellationToken ct) => Task.CompletedTask;

        public Task StoppingAsync(CancellationToken ct) => Task.CompletedTask;

        public Task StopAsync(CancellationToken ct) => Task.CompletedTask;

        public Task StoppedAsync(CancellationToken ct) => Task.CompletedTask;
    }

    private sealed class BookedAtOnce(NoticeBooking booking) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(async (http, further) =>
            {
                if (!http.Request.Path.StartsWithSegments("/notify"))
                {
                    await further(http);
                    return;
                }
                var (body, held) = (http.Response.Body, new MemoryStream());
                http.Response.Body = held;
                await further(http);
                await booking.BookWaitingAsync();
                http.Response.Body = body;
                // A 204 takes not even nothing.
                if (held.Length > 0) await body.WriteAsync(held.ToArray());
            });
            next(app);
        };
    }
}
