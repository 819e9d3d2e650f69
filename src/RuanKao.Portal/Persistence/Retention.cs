using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Persistence;

/// <summary>A room's rows that have served their time; swept by <see cref="RetentionSweeper"/>, whether or not anybody comes by.</summary>
public interface IExpiringRows
{
    /// <summary>Deletes what is too old now and says how many rows that were.</summary>
    Task<int> SweepAsync(DateTime now, CancellationToken ct);
}

/// <summary>How long what has to be kept is kept, as 我的数据 and docs/personal-data.md tell it.</summary>
public static class RetentionWords
{
    /// <summary>会计档案管理办法 (2015) annex: vouchers 30 years.</summary>
    public const string Payment = "30年（《会计档案管理办法》）";

    /// <summary>A certificate holds for good and must stay verifiable (国人部发〔2003〕39号 art. 9).</summary>
    public const string ExamRecord = "长期（资格证书长期有效，须能查验）";

    /// <summary>网络安全法 art. 21 asks six months of logs, 个人信息保护法 art. 56 three years of records.</summary>
    public const string Audit = "不少于3年（《网络安全法》第二十一条、《个人信息保护法》第五十六条）";
}

/// <summary>Sweeps every few hours; several instances doing it at once do no harm.</summary>
public sealed class RetentionSweeper(IServiceScopeFactory scopes, TimeProvider clock, ILogger<RetentionSweeper> log) : BackgroundService
{
    /// <summary>The setting that stops it, for tests.</summary>
    public const string Setting = "Retention:Sweep";

    private static readonly TimeSpan Every = TimeSpan.FromHours(6);

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await SweepAsync(stop);
            await Task.Delay(Every, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public async Task<int> SweepAsync(CancellationToken ct)
    {
        var swept = 0;
        await using var scope = scopes.CreateAsyncScope();
        foreach (var rows in scope.ServiceProvider.GetServices<IExpiringRows>())
        {
            try { swept += await rows.SweepAsync(clock.Now(), ct); }
            // One room's trouble must not keep the others from forgetting.
            catch (Exception fault) when (!ct.IsCancellationRequested) { log.LogError("{Rows} could not be swept: {Fault}", rows.GetType().Name, fault.GetType().Name); }
        }
        return swept;
    }
}
