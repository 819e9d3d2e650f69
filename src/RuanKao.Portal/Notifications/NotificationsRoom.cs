using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Notifications;

public static class NotificationsRoom
{
    /// <summary>The setting that stops all sending (messages stay in the outbox): for tests, and for an installation that is only looked at.</summary>
    public const string SendSetting = "Notifications:Send";

    public static IServiceCollection AddNotifications(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<OutboxSignal>();
        services.AddSingleton<OutboxCommitWatch>();
        services.ConfigureDbContext<SqlitePortalContext>((place, options) => options.AddInterceptors(place.GetRequiredService<OutboxCommitWatch>()));
        services.ConfigureDbContext<SqlServerPortalContext>((place, options) => options.AddInterceptors(place.GetRequiredService<OutboxCommitWatch>()));
        Bind<QuietHoursOptions>(services, configuration, QuietHoursOptions.Section, validates: true);
        services.AddSingleton<QuietHours>();
        services.AddScoped<NoticeReasons>();
        services.AddScoped<NoticeTexts>();
        services.AddScoped<IDeskMenuContributor, NoticeDeskMenu>();
        services.AddScoped<Outbox>();
        services.AddScoped<INotifier>(place => place.GetRequiredService<Outbox>());
        services.AddScoped<OutboxDelivery>();
        services.AddScoped<IExpiringRows, OutboxRows>();

        // No log line of the client: its addresses carry telephone numbers.
        services.AddHttpClient<AliyunClient>(http => http.Timeout = TimeSpan.FromSeconds(10))
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false })
            .RemoveAllLoggers();
        services.AddScoped<ICarrier, AliyunSmsCarrier>();
        services.AddScoped<ICarrier, SmtpMailCarrier>();
        services.AddScoped<CarrierChoice>();

        var sends = configuration.GetValue(SendSetting, true);
        var chosen = configuration.GetSection(SmsCarrierOptions.Section).Get<SmsCarrierOptions>() ?? new();
        Bind<SmsCarrierOptions>(services, configuration, SmsCarrierOptions.Section, sends);
        if (sends) services.AddSingleton<Microsoft.Extensions.Options.IValidateOptions<SmsCarrierOptions>, CarrierRules>();
        Bind<AliyunSmsOptions>(services, configuration, AliyunSmsOptions.Section, sends && chosen.Uses(AliyunSmsCarrier.CarrierName));
        Bind<SmsTemplateOptions>(services, configuration, SmsTemplateOptions.Section, sends);
        Bind<MailOptions>(services, configuration, MailOptions.Section, sends);
        if (sends) services.AddHostedService<OutboxSender>();
        return services;
    }

    private static void Bind<T>(IServiceCollection services, IConfiguration configuration, string section, bool validates) where T : class
    {
        var options = services.AddOptions<T>().Bind(configuration.GetSection(section)).ValidateDataAnnotations();
        if (validates) options.ValidateOnStart();
    }
}

/// <summary>The tab 通知文字 of the system administrator.</summary>
public sealed class NoticeDeskMenu : IDeskMenuContributor
{
    public Task<IReadOnlyList<DeskMenuItem>> ItemsAsync(ClaimsPrincipal person, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<DeskMenuItem>>(person.Holds(Role.SystemAdministrator) ? [new(80, "通知文字", "notice-texts")] : []);
}
