using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Payments;

/// <summary>Takes in what channels send: verifies, keeps, answers. What is kept is booked afterwards (<see cref="NoticeBooking"/>); what is not genuine changes nothing.</summary>
public sealed class NoticeDesk(IServiceScopeFactory scopes, NoticeShelf shelf, TimeProvider clock, ILogger<NoticeDesk> log)
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
            await (reading.Verified ? shelf.KeepAsync(notice) : Task.Run(() => KeepUnverifiedAsync(notice))).WaitAsync(Patience);
            return channel.Answer(reading.Verified);
        }
        catch (Exception failure) when (failure is DbUpdateException or System.Data.Common.DbException or TimeoutException)
        {
            // Not taken, so the channel sends it again.
            log.LogError(failure, "A notice of {Channel} {Account} could not be stored", channel.Channel, account);
            return channel.Answer(false);
        }
    }

    private PaymentNotice Notice(IPaymentChannel channel, string account, InboundMessage message, NoticeReading reading)
    {
        var body = Encoding.UTF8.GetString(message.Body);
        var headers = string.Join('\n', message.Headers.Where(h => h.Key.StartsWith("Wechatpay-", StringComparison.OrdinalIgnoreCase) || h.Key == "Content-Type")
            .Select(h => $"{h.Key}: {h.Value}"));
        var report = reading is { Verified: true, Report: { } told, Number: { } number } ? JsonSerializer.Serialize(new NoticeReport(number, told)) : null;
        return new()
        {
            Channel = channel.Channel,
            MerchantAccount = Cut(account, PaymentAttempt.AccountLength),
            NoticeId = reading.NoticeId is { } id ? Cut(id, PaymentNotice.NoticeIdLength) : null,
            Verdict = !reading.Verified ? NoticeVerdict.Unverified : report is null ? NoticeVerdict.Noted : NoticeVerdict.Waiting,
            ReceivedAt = clock.Now(),
            Headers = Cut(headers, PaymentNotice.HeadersLength),
            Body = reading.Verified ? body : Cut(body, KeptOfUnverified),
            Report = report,
        };
    }

    // A scope of its own, because it may outlive the request.
    private async Task KeepUnverifiedAsync(PaymentNotice notice)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PortalContext>();
        var since = notice.ReceivedAt.AddHours(-1);
        var kept = await db.PaymentNotices.CountAsync(n => n.Channel == notice.Channel && n.Verdict == NoticeVerdict.Unverified && n.ReceivedAt > since);
        log.LogWarning("An unverified notice came for {Channel}", notice.Channel);
        if (kept >= PaymentNotice.UnverifiedPerHour) return;
        db.PaymentNotices.Add(notice);
        await db.SaveChangesAsync();
    }

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..length];
}

/// <summary>What a genuine notice told: our number, and the channel's word on it.</summary>
public sealed record NoticeReport(string Number, ChannelReport Report);
