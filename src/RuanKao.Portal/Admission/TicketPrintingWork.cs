using System.Security.Claims;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Admission;

/// <summary>What printing many tickets brings.</summary>
public static class TicketPrintingParts
{
    internal static IServiceCollection AddTicketPrinting(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddScoped<TicketBook>().AddScoped<TicketPrinting>().AddScoped<IExpiringRows, TicketPrinting>().AddScoped<IDeskMenuContributor, TicketDeskMenu>();
        if (configuration.GetValue(TicketPrintingWork.Setting, true)) services.AddHostedService<TicketPrintingWork>();
        return services;
    }
}

/// <summary>The office's tab 准考证与签到.</summary>
public sealed class TicketDeskMenu : IDeskMenuContributor
{
    public Task<IReadOnlyList<DeskMenuItem>> ItemsAsync(ClaimsPrincipal person, CancellationToken ct) => Task.FromResult<IReadOnlyList<DeskMenuItem>>(
        person.Appointments(Role.Office).Count > 0 ? [new(42, "准考证与签到", "ticket-office")] : []);
}

/// <summary>Makes the files of orders, one after the other; any number of instances may.</summary>
public sealed class TicketPrintingWork(IServiceScopeFactory scopes, ILogger<TicketPrintingWork> log) : BackgroundService
{
    /// <summary>The setting that stops it, for tests.</summary>
    public const string Setting = "Admission:Print";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var more = false;
            try
            {
                // A context for each file: nothing of one room outlives it.
                await using var scope = scopes.CreateAsyncScope();
                more = await scope.ServiceProvider.GetRequiredService<TicketPrinting>().MakeNextAsync(stop);
            }
            // The file stays taken for a while and is tried again.
            catch (Exception fault) when (!stop.IsCancellationRequested) { log.LogError("A file of tickets could not be made: {Fault}", fault.GetType().Name); }
            if (!more) await Task.Delay(Pause, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
