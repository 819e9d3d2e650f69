using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Payments;

namespace RuanKao.Portal.Benchmarks.Crash;

/// <summary>When the sandbox dies too.</summary>
public enum SandboxDeath { Never, InTraffic, WithPortal, AfterRestart }

/// <summary>What came of one trial. Without a number in flight the point was not reached.</summary>
public sealed record CrashOutcome(CrashPoint Point, int? InFlight, SandboxDeath Sandbox, CrashVerdict Verdict);

/// <summary>One death of the portal: payers begin, the switch is set, money moves until the process ends, it starts again, everybody finishes, time passes, and the books are held beside the channels'.</summary>
public sealed class CrashTrial(CrashTown town, CrashPoint point, SandboxDeath sandboxDeath, Random random)
{
    /// <summary>Attempts that nobody pays before the death.</summary>
    private const int Waiting = 22;
    private const int Single = 8;
    private const int Twice = 5;
    private const int Late = 5;

    /// <summary>Registrations that a trial uses up.</summary>
    public const int Payers = Waiting + Single + Twice + Late;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(240);

    private readonly CancellationTokenSource over = new(Longest);
    private readonly CancellationTokenSource died = new();
    private readonly SemaphoreSlim together = new(8);
    private readonly List<CrashPayer> payers = [];

    public async Task<CrashOutcome> PlayAsync()
    {
        // Before ten nobody asks for yesterday's bills; attempts begin now, so that they are there when somebody does.
        var begun = Beijing.At(Beijing.Day(town.Shared.UtcNow).AddDays(1), new(9, 58));
        town.Shared.UtcNow = begun;
        for (var n = 0; n < Payers; n++)
        {
            var (registration, visitor) = await town.NextAsync();
            payers.Add(new(town, registration, visitor, over.Token));
        }
        var waiting = await Task.WhenAll(payers.Take(Waiting).Select(p => TogetherAsync(() => BeginAsync(p))));
        var single = await Task.WhenAll(payers.Skip(Waiting).Take(Single).Select(p => TogetherAsync(() => BeginAsync(p))));
        var twice = await Task.WhenAll(payers.Skip(Waiting + Single).Take(Twice).Select(p => TogetherAsync(() => BeginTwiceAsync(p))));

        town.Shared.Arm(point, 1 + Next(point.Occasions()));
        town.Shared.UtcNow += TimeSpan.FromMinutes(3);
        List<Task> traffic =
        [
            .. single.Select(s => TogetherAsync(() => PayAsync(s))),
            .. twice.Select(t => TogetherAsync(() => PayBothAsync(t))),
            .. payers.Skip(Waiting + Single + Twice).Select(p => TogetherAsync(async () => await PayAsync(await BeginAsync(p)))),
            .. waiting.Select(WatchAsync),
        ];
        if (sandboxDeath == SandboxDeath.InTraffic) traffic.Add(KillSandboxAsync(Next(400)));
        var reached = await DeathAsync();
        var inFlight = await town.ReadAsync(db => db.PaymentAttempts.CountAsync(a => PaymentLifecycle.Undecided.Contains(a.State)));
        await died.CancelAsync();

        // Some pay while nobody is there to hear of it.
        var finishing = waiting.Select(w => (w, story: Next(8), pause: Next(1500))).ToList();
        traffic.AddRange(finishing.Select(f => FinishAsync(f.w, f.story, f.pause)));
        if (sandboxDeath == SandboxDeath.WithPortal) traffic.Add(KillSandboxAsync(0));
        await town.StartPortalAsync();
        if (sandboxDeath == SandboxDeath.AfterRestart) traffic.Add(KillSandboxAsync(Next(300)));
        await Task.WhenAll(traffic);
        return new(point, reached ? inFlight : null, sandboxDeath, await CrashVerdict.AtRestAsync(town, begun, [.. payers.Select(p => p.Registration)]));
    }

    // Time passes while the portal is waited for: what is asked for again after a minute comes too. Whoever misses the drawn occasion dies at the next.
    private async Task<bool> DeathAsync()
    {
        var (waited, moved) = (Stopwatch.StartNew(), 0);
        while (!town.Portal.IsDead && waited.Elapsed < TimeSpan.FromSeconds(60))
        {
            await Task.Delay(20);
            if (waited.Elapsed < TimeSpan.FromSeconds(1.5 + moved) || moved == 8) continue;
            moved++;
            town.Shared.UtcNow += TimeSpan.FromSeconds(70);
            if (moved == 4) town.Shared.Arm(point, 1);
        }
        var isReached = town.Portal is { IsDead: true, ExitCode: CrashProcess.Killed };
        town.Portal.Kill();
        return isReached;
    }

    private async Task KillSandboxAsync(int after)
    {
        await Task.Delay(after);
        await town.KillSandboxAsync(TimeSpan.FromMilliseconds(150));
    }

    private async Task<Begun> BeginAsync(CrashPayer payer)
    {
        var (channel, product) = Next(5) switch { <= 1 => (Channel.Alipay, PaymentProduct.Qr), 2 => (Channel.Alipay, PaymentProduct.Page), _ => (Channel.WeChatPay, PaymentProduct.Qr) };
        return new(payer, channel, await payer.BeginAsync(channel, product));
    }

    // Nobody has scanned the first code, so Alipay cannot close it, and both can be paid.
    private static async Task<(Begun First, Begun Second)> BeginTwiceAsync(CrashPayer payer) =>
        (new(payer, Channel.Alipay, await payer.BeginAsync(Channel.Alipay)), new(payer, Channel.WeChatPay, await payer.BeginAsync(Channel.WeChatPay)));

    private async Task PayAsync(Begun begun)
    {
        if (begun.Number is not { } number) return;
        await begun.Payer.PayAsync(begun.Channel, number);
        if (Next(2) == 0) await begun.Payer.CheckAsync(number);
        else await begun.Payer.LookAsync(number);
    }

    private async Task PayBothAsync((Begun First, Begun Second) begun)
    {
        if (Next(2) == 0) begun = (begun.Second, begun.First);
        await PayAsync(begun.First);
        await PayAsync(begun.Second);
    }

    private async Task WatchAsync(Begun begun)
    {
        if (begun.Number is not { } number) return;
        for (var n = 0; n < 40 && !died.IsCancellationRequested; n++)
        {
            await Task.Delay(300 + Next(1200), CancellationToken.None);
            if (!died.IsCancellationRequested) await (n % 2 == 0 ? begun.Payer.CheckAsync(number) : begun.Payer.LookAsync(number));
        }
    }

    private async Task FinishAsync(Begun begun, int story, int pause)
    {
        if (begun.Number is not { } number) return;
        await Task.Delay(pause);
        switch (story)
        {
            case <= 3:
                await PayAsync(begun);
                break;
            case 4:
                await begun.Payer.GiveUpAsync(number);
                break;
            case 5:
                await Task.WhenAll(begun.Payer.GiveUpAsync(number), begun.Payer.PayAsync(begun.Channel, number));
                break;
            case 6:
                var other = begun.Channel == Channel.Alipay ? Channel.WeChatPay : Channel.Alipay;
                await PayAsync(begun with { Channel = other, Number = await begun.Payer.BeginAsync(other) });
                await begun.Payer.PayAsync(begun.Channel, number);
                break;
            default: // Goes home.
                break;
        }
    }

    // Many draw at once.
    private int Next(int below)
    {
        lock (random) return random.Next(below);
    }

    private async Task<T> TogetherAsync<T>(Func<Task<T>> act)
    {
        await together.WaitAsync();
        try
        {
            return await act();
        }
        finally
        {
            together.Release();
        }
    }

    private Task TogetherAsync(Func<Task> act) => TogetherAsync(async () =>
    {
        await act();
        return 0;
    });

    private sealed record Begun(CrashPayer Payer, Channel Channel, string? Number);
}
