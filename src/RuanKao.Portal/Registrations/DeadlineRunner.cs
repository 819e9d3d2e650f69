using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Registrations;

/// <summary>Something that has to happen when a time has come, whether or not anybody opens a page. Doing it twice, or on two machines at once, must change nothing.</summary>
public interface IDeadlineWork
{
    Task DoDueAsync(CancellationToken ct);

    /// <summary>The next instant at which there will be something to do, where one is known; the runner wakes at it.</summary>
    Task<DateTime?> NextAsync(CancellationToken ct) => Task.FromResult<DateTime?>(null);
}

/// <summary>The registrations' own: lapse what is not paid in time, revive what an extension missed, finish suspensions.</summary>
public sealed class RegistrationDeadlineWork(PaymentDeadlines deadlines, RegistrationEndings endings, TimeProvider clock) : IDeadlineWork
{
    public async Task DoDueAsync(CancellationToken ct)
    {
        await deadlines.LapseDueAsync(ct);
        await deadlines.ReviveAsync(null, Operation.BySystem(clock.Now()), ct);
        await endings.SweepAsync(clock.Now(), ct);
    }

    public async Task<DateTime?> NextAsync(CancellationToken ct) => await endings.HasMoreAsync(ct) ? clock.Now() : await deadlines.NextAsync(ct);
}

/// <summary>Configuration section Registrations.</summary>
public sealed class RegistrationsOptions
{
    public const string Section = "Registrations";

    /// <summary>Whether this process keeps the deadlines; tests do it by hand.</summary>
    public bool KeepDeadlines { get; init; } = true;

    /// <summary>Whether this process folds the figures; any number of processes may.</summary>
    public bool FoldFigures { get; init; } = true;
}

/// <summary>Wakes at the second at which a payment window ends or a decision takes effect, and every few seconds besides.</summary>
public sealed class DeadlineRunner(IServiceScopeFactory scopes, TimeProvider clock, ILogger<DeadlineRunner> log) : BackgroundService
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = Longest;
            try
            {
                await using (var scope = scopes.CreateAsyncScope())
                    foreach (var work in scope.ServiceProvider.GetServices<IDeadlineWork>()) await work.DoDueAsync(stoppingToken);
                await using var next = scopes.CreateAsyncScope();
                foreach (var work in next.ServiceProvider.GetServices<IDeadlineWork>())
                    if (await work.NextAsync(stoppingToken) is { } end && end - clock.Now() is var left && left < pause)
                        pause = left > TimeSpan.Zero ? left : TimeSpan.FromSeconds(1);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                // What was due stays due. Only the kind: the database's own words can carry a person's values.
                log.LogError("A round of the deadline runner failed: {Fault}", fault.GetType().Name);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            await Task.Delay(pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
