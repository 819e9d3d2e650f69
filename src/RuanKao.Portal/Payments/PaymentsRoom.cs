using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Payments;

/// <summary>Brings payments into the house; channels come beside it.</summary>
public static class PaymentsRoom
{
    private const int LargestAnswer = 256 * 1024;

    public static IServiceCollection AddPayments(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<PaymentsOptions>().Bind(configuration.GetSection(PaymentsOptions.Section))
            .Validate(o => o.SecondPersonAboveFen >= 0, "Payments:SecondPersonAboveFen is less than nothing.").ValidateOnStart();
        services.AddSingleton<PaymentChannels>();
        services.AddSingleton<Settlement>();
        services.AddSingleton<PayerIdentity>();
        services.AddScoped<IFeeOwner, RegistrationFee>();
        services.AddScoped<AttemptWatch>();
        services.AddScoped<OrderFiles>();
        services.AddScoped<RefundService>();
        services.AddScoped<RefundRepairs>();
        services.AddScoped<SuspensionRefunds>();
        services.AddScoped<RefundSender>();
        services.AddScoped<Reconciliation>();
        services.AddScoped<BillClerk>();
        services.AddChannelClient(BillDownload.Client, BillDownload.LargestFile);
        services.AddSingleton<NoticeShelf>();
        services.AddSingleton<NoticeBooking>();
        services.AddScoped<NoticeDesk>();
        services.AddScoped<FeeDesk>();
        services.AddScoped<PaymentService>();
        services.AddScoped<IJourneyContributor, PaymentsJourney>();
        services.AddScoped<IDepartureGuard, PaymentDepartureGuard>();
        services.AddScoped<IPersonalDataSource, PaymentHoldings>();
        if (configuration.GetValue($"{PaymentsOptions.Section}:{nameof(PaymentsOptions.Poll)}", true))
        {
            services.AddHostedService<PaymentPoller>();
            services.AddHostedService<NoticeBookingWorker>();
        }
        return services;
    }

    /// <summary>The one kind of client for money: follows no redirect, repeats nothing by itself, waits ten seconds, reads a limited answer, logs no address.</summary>
    public static IServiceCollection AddChannelClient(this IServiceCollection services, string name, int largest = LargestAnswer)
    {
        services.AddHttpClient(name, client =>
        {
            client.Timeout = TimeSpan.FromSeconds(10);
            client.MaxResponseContentBufferSize = largest;
        }).RemoveAllLoggers().ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            AutomaticDecompression = System.Net.DecompressionMethods.None,
        });
        return services;
    }
}
