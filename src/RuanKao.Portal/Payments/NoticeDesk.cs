using System.Text;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Payments;

/// <summary>Takes in what channels send: verifies, keeps, books, answers. What is not genuine changes nothing.</summary>
public sealed class NoticeDesk(PortalContext db, Settlement settlement, TimeProvider clock, ILogger<NoticeDesk> log)
{
    private const int KeptOfUnverified = 4000;

    public async Task<NoticeAnswer> ReceiveAsync(IPaymentChannel channel, string account, InboundMessage message)
    {
        var reading = channel.ReadNotice(account, message);
        try
        {
            if (!reading.Verified)
            {
                await KeepUnverifiedAsync(Notice(channel, account, message, null));
                return channel.Answer(false);
            }
            var notice = Notice(channel, account, message, reading.NoticeId);
            if (reading is { Report: { } report, Number: { } number })
                await settlement.BookAsync(channel.Channel, account, number, report, notice);
            else
                await KeepNotedAsync(notice);
            return channel.Answer(true);
        }
        catch (Exception failure) when (failure is DbUpdateException or System.Data.Common.DbException or TimeoutException)
        {
            // Not taken, so the channel sends it again.
            log.LogError(failure, "A notice of {Channel} {Account} could not be stored", channel.Channel, account);
            return channel.Answer(false);
        }
    }

    private PaymentNotice Notice(IPaymentChannel channel, string account, InboundMessage message, string? id)
    {
        var body = Encoding.UTF8.GetString(message.Body);
        var headers = string.Join('\n', message.Headers.Where(h => h.Key.StartsWith("Wechatpay-", StringComparison.OrdinalIgnoreCase) || h.Key == "Content-Type")
            .Select(h => $"{h.Key}: {h.Value}"));
        return new()
        {
            Channel = channel.Channel,
            MerchantAccount = Cut(account, PaymentAttempt.AccountLength),
            NoticeId = id is null ? null : Cut(id, PaymentNotice.NoticeIdLength),
            ReceivedAt = clock.Now(),
            Headers = Cut(headers, PaymentNotice.HeadersLength),
            Body = id is null ? Cut(body, KeptOfUnverified) : body,
        };
    }

    private async Task KeepUnverifiedAsync(PaymentNotice notice)
    {
        var since = notice.ReceivedAt.AddHours(-1);
        var kept = await db.PaymentNotices.CountAsync(n => n.Channel == notice.Channel && n.Verdict == NoticeVerdict.Unverified && n.ReceivedAt > since);
        log.LogWarning("An unverified notice came for {Channel}", notice.Channel);
        if (kept >= PaymentNotice.UnverifiedPerHour) return;
        db.PaymentNotices.Add(notice);
        await db.SaveChangesAsync();
    }

    private async Task KeepNotedAsync(PaymentNotice notice)
    {
        notice.Verdict = NoticeVerdict.Noted;
        if (notice.NoticeId is not null && await db.PaymentNotices.AnyAsync(n => n.Channel == notice.Channel && n.NoticeId == notice.NoticeId && n.Verdict != NoticeVerdict.Unverified)) return;
        db.PaymentNotices.Add(notice);
        await db.SaveChangesAsync();
    }

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..length];
}
