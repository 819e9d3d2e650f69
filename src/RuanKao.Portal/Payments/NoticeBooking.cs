using System.Diagnostics;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Payments;

/// <summary>Books what the shelf keeps, the oldest first, and those last whose booking failed before.</summary>
public sealed class NoticeBooking(IServiceScopeFactory scopes, NoticeShelf shelf, Settlement settlement, ILogger<NoticeBooking> log)
{
    private const int InOneRound = 100;

    /// <summary>Returns how many were booked; what could not be stays and is tried again.</summary>
    public async Task<int> BookWaitingAsync(CancellationToken ct = default)
    {
        var booked = 0;
        foreach (var notice in await WaitingAsync(ct))
        {
            if (ct.IsCancellationRequested) return booked;
            if (await BookAsync(notice)) booked++;
        }
        return booked;
    }

    private async Task<List<PaymentNotice>> WaitingAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<PortalContext>().PaymentNotices.AsNoTracking().Where(n => n.Verdict == NoticeVerdict.Waiting)
            .OrderBy(n => n.Failures).ThenBy(n => n.ReceivedAt).Take(InOneRound).ToListAsync(ct);
    }

    private async Task<bool> BookAsync(PaymentNotice notice)
    {
        try
        {
            var (number, report) = JsonSerializer.Deserialize<NoticeReport>(notice.Report!)!;
            await shelf.BetweenAsync(() => Task.Run(() => settlement.BookAsync(notice.Channel, notice.MerchantAccount, number, report, notice)));
            return true;
        }
        catch (Exception failure)
        {
            // The others do not wait for this one; the poller asks about its attempt besides.
            log.LogError(failure, "The notice {Notice} of {Channel} could not be booked", notice.Id, notice.Channel);
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<PortalContext>().PaymentNotices.Where(n => n.Id == notice.Id)
                .ExecuteUpdateAsync(row => row.SetProperty(n => n.Failures, n => n.Failures + 1));
            return false;
        }
    }
}

/// <summary>Has notices booked at once when they have come, and what an earlier process left behind.</summary>
public sealed class NoticeBookingWorker(NoticeBooking booking, NoticeShelf shelf, ILogger<NoticeBookingWorker> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>In a burst the keeping goes first, until there is a lull or for a second: channels wait five seconds for an answer, the page asks every three.</summary>
    private static readonly TimeSpan Lull = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan LongestBurst = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                for (var waited = Stopwatch.StartNew(); shelf.IsBusy(Lull) && waited.Elapsed < LongestBurst;) await Task.Delay(5, stoppingToken);
                if (await booking.BookWaitingAsync(stoppingToken) == 0) await shelf.NewsAsync(Pause, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                // What waits still waits.
                log.LogError(failure, "A round of the booking of notices failed");
                await Task.Delay(Pause, CancellationToken.None);
            }
        }
    }
}
