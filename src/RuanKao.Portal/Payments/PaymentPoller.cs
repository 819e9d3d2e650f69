using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Payments;

/// <summary>Configuration section Payments.</summary>
public sealed class PaymentsOptions
{
    public const string Section = "Payments";

    /// <summary>Whether this process asks channels in the background; tests do it by hand.</summary>
    public bool Poll { get; init; } = true;

    /// <summary>What a cashier may give back alone; above it a second person decides.</summary>
    public int SecondPersonAboveFen { get; init; } = 20000;
}

/// <summary>The last net under a lost callback: keeps asking about what is undecided, gives back what 停考 owes, sends refunds and fetches yesterday's bills.</summary>
public sealed class PaymentPoller(IServiceScopeFactory scopes, TimeProvider clock, ILogger<PaymentPoller> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan BillPause = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var bills = clock.Now();
        while (!stoppingToken.IsCancellationRequested)
        {
            await RoundAsync(place => place.GetRequiredService<AttemptWatch>().LookAtDueAsync(stoppingToken));
            await RoundAsync(place => place.GetRequiredService<SuspensionRefunds>().RequestDueAsync(stoppingToken));
            await RoundAsync(place => place.GetRequiredService<RefundSender>().SendDueAsync(stoppingToken));
            if (clock.Now() >= bills)
            {
                bills = clock.Now() + BillPause;
                await RoundAsync(place => place.GetRequiredService<BillClerk>().WorkAsync(stoppingToken));
            }
            try
            {
                await Task.Delay(Pause, clock, stoppingToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    // A round that fails must not end the watch; what was due stays due.
    private async Task RoundAsync(Func<IServiceProvider, Task<int>> work)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await work(scope.ServiceProvider);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            log.LogError(failure, "A round of the payment poller failed");
        }
        catch (OperationCanceledException)
        {
        }
    }
}
