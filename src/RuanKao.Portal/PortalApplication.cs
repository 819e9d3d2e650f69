using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using RuanKao.Portal.Accounts;
using RuanKao.Portal.Admission;
using RuanKao.Portal.Announcements;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Candidates;
using RuanKao.Portal.Documents;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Notifications;
using RuanKao.Portal.Office;
using RuanKao.Portal.Payments;
using RuanKao.Portal.Payments.Alipay;
using RuanKao.Portal.Payments.WeChatPay;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Photos;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Reviews;
using RuanKao.Portal.Web;
using Serilog;
using Serilog.Events;

namespace RuanKao.Portal;

/// <summary>The composition root: the one place that knows every room. Hosted by Program, by the sandbox, by tests and by benchmarks.</summary>
public static class PortalApplication
{
    public static void AddTo(WebApplicationBuilder builder)
    {
        var (services, configuration) = (builder.Services, builder.Configuration);
        if (builder.Environment.IsProduction()) ProductionSettings.ThrowIfUnsafe(configuration);
        builder.Host.UseSerilog((_, _, log) => log
            .MinimumLevel.Information()
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("System.Net.Http", LogEventLevel.Warning)
            // Whoever saves decides what a lost race means; the database's own words about it can carry a person's values.
            .MinimumLevel.Override("Microsoft.EntityFrameworkCore.Database.Command", LogEventLevel.Fatal)
            .MinimumLevel.Override("Microsoft.EntityFrameworkCore.Update", LogEventLevel.Fatal)
            .MinimumLevel.Override("Microsoft.EntityFrameworkCore.Query", LogEventLevel.Fatal)
            // It warns on every page that has a form and is not to be stored.
            .MinimumLevel.Override("Microsoft.AspNetCore.Antiforgery", LogEventLevel.Error)
            .ReadFrom.Configuration(configuration)
            .WriteTo.Console(formatProvider: System.Globalization.CultureInfo.InvariantCulture), preserveStaticLogger: true);
        builder.Host.UseDefaultServiceProvider(provider => provider.ValidateScopes = provider.ValidateOnBuild = true);

        services.AddSingleton(TimeProvider.System);
        services.AddOptions<SiteOptions>().Bind(configuration.GetSection(SiteOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<PersonalDataOptions>().Bind(configuration.GetSection(PersonalDataOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<PersonalDataSeal>();
        services.AddPortalDatabase(configuration);
        services.AddDataProtection().SetApplicationName("RuanKao.Portal").PersistKeysToDbContext<PortalContext>();
        services.AddOptions<KeyManagementOptions>().Configure<PersonalDataSeal>((ring, seal) => ring.XmlEncryptor = new KeyRingSeal(seal));
        services.AddScoped<Resealing>();
        if (configuration.GetValue(RetentionSweeper.Setting, true)) services.AddHostedService<RetentionSweeper>();
        services.AddHealthChecks().AddCheck<DatabaseHealth>("database", tags: ["ready"]);

        // One line a room.
        services.AddWeb();
        services.AddDocuments(configuration);
        services.AddAudit(configuration);
        services.AddInstitutions();
        services.AddAnnouncements();
        services.AddNotifications(configuration);
        services.AddAccounts(configuration);
        services.AddExams();
        services.AddCandidates(configuration);
        services.AddPhotos();
        services.AddRegistrations(configuration);
        services.AddReviews(configuration);
        services.AddPayments(configuration);
        services.AddAlipay(configuration);
        services.AddWeChatPay(configuration);
        services.AddAdmission(configuration);
        services.AddOffice();
    }

    public static void Use(WebApplication app)
    {
        app.UseShell();
        app.UseRouting();
        app.UseMiddleware<BodySizeGate>();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapStaticAssets().AllowAnonymous();
        app.MapControllers();
        app.MapHealthChecks("/health/live", new() { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks("/health/ready").AllowAnonymous();
        app.MapNotFound();
    }

    /// <summary>Brings the schema and the reference data up to date.</summary>
    public static async Task MigrateAsync(IServiceProvider services, CancellationToken ct = default)
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PortalContext>();
        await PortalDatabase.MigrateAsync(db, ct);
        await ApplyReferenceDataAsync(scope.ServiceProvider, ct);
    }

    public static async Task ApplyReferenceDataAsync(IServiceProvider scope, CancellationToken ct = default)
    {
        var db = scope.GetRequiredService<PortalContext>();
        foreach (var data in scope.GetServices<IReferenceData>().OrderBy(d => d.Order)) await data.ApplyAsync(db, ct);
    }
}
