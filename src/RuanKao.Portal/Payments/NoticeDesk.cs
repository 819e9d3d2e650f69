using System.Text;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Payments;

/// <summary>Takes in what channels send: verifies, keeps, books, answers. What is not genuine changes nothing.</summary>
public sealed class NoticeDesk(IServiceScopeFactory scopes, Settlement settlement, TimeProvider clock, ILogger<NoticeDesk> log)
{
    private const int KeptOfUnverified = 4000;

    /// <summary>WeChat Pay counts an answer after five seconds as none. Where the database lets nobody in for so long, the channel is told to come again; what was begun is still finished.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    public async Task<NoticeAnswer> ReceiveAsync(IPaymentChannel channel, string account, InboundMessage message)
    {
        var reading = channel.ReadNotice(account, message);
        var notice = Notice(channel, account, message, reading);
        try
        {
            // SQLite blocks the thread that waits for another writer, so it is not this one.
            await Task.Run(() => TakeAsync(notice, reading, account)).WaitAsync(Patience);
            return channel.Answer(reading.Verified);
        }
        catch (Exception failure) when (failure is DbUpdateException or System.Data.Common.DbException or TimeoutException)
        {
            // Not taken, so the channel sends it again.
            log.LogError(failure, "A notice of {Channel} {Account} could not be stored", channel.Channel, account);
            return channel.Answer(false);
        }
    }

    private async Task TakeAsync(PaymentNotice notice, NoticeReading reading, string account)
    {
        if (reading is { Verified: true, Report: { } report, Number: { } number })
        {
            await settlement.BookAsync(notice.Channel, account, number, report, notice);
            return;
        }
        // A scope of its own, because it may outlive the request.
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PortalContext>();
        await (reading.Verified ? KeepNotedAsync(db, notice) : KeepUnverifiedAsync(db, notice));
    }

    private PaymentNotice Notice(IPaymentChannel channel, string account, InboundMessage message, NoticeReading reading)
    {
        var body = Encoding.UTF8.GetString(message.Body);
        var headers = string.Join('\n', message.Headers.Where(h => h.Key.StartsWith("Wechatpay-", StringComparison.OrdinalIgnoreCase) || h.Key == "Content-Type")
            .Select(h => $"{h.Key}: {h.Value}"));
        return new()
        {
            Channel = channel.Channel,
            MerchantAccount = Cut(account, PaymentAttempt.AccountLength),
            NoticeId = reading.NoticeId is { } id ? Cut(id, PaymentNotice.NoticeIdLength) : null,
            ReceivedAt = clock.Now(),
            Headers = Cut(headers, PaymentNotice.HeadersLength),
            Body = reading.Verified ? body : Cut(body, KeptOfUnverified),
        };
    }

    private async Task KeepUnverifiedAsync(PortalContext db, PaymentNotice notice)
    {
        var since = notice.ReceivedAt.AddHours(-1);
        var kept = await db.PaymentNotices.CountAsync(n => n.Channel == notice.Channel && n.Verdict == NoticeVerdict.Unverified && n.ReceivedAt > since);
        log.LogWarning("An unverified notice came for {Channel}", notice.Channel);
        if (kept >= PaymentNotice.UnverifiedPerHour) return;
        db.PaymentNotices.Add(notice);
        await db.SaveChangesAsync();
    }

    private async Task KeepNotedAsync(PortalContext db, PaymentNotice notice)
    {
        notice.Verdict = NoticeVerdict.Noted;
        if (notice.NoticeId is not null && await db.PaymentNotices.AnyAsync(n => n.Channel == notice.Channel && n.NoticeId == notice.NoticeId && n.Verdict != NoticeVerdict.Unverified)) return;
        db.PaymentNotices.Add(notice);
        await db.SaveChangesAsync();
    }

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..length];
}
