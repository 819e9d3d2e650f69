using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Payments;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Payments;

/// <summary>Between the answer to a notice and its booking: what is kept is never lost, booked once, and keeps nobody else waiting.</summary>
public sealed class NoticeBookingTests : IAsyncLifetime
{
    private readonly ChannelMessages messages = new();
    private PortalFactory portal = null!;

    public async ValueTask InitializeAsync() => portal = await StartAsync();

    [Fact]
    public async Task What_was_answered_is_booked_by_the_next_process_when_this_one_died_before()
    {
        var (registration, number) = await AttemptAsync(portal);
        await SendAsync(portal, number);
        Assert.Equal((NoticeVerdict.Waiting, RegistrationState.Approved), (await VerdictAsync(number), await StateAsync(registration)));

        // The key of the channel has changed meanwhile: what was genuine when it came still counts.
        using var others = new ChannelMessages();
        await using var next = portal.Again(others.Settings());
        Assert.Equal(1, await next.Services.GetRequiredService<NoticeBooking>().BookWaitingAsync());
        Assert.Equal((NoticeVerdict.Booked, RegistrationState.Paid), (await VerdictAsync(number), await StateAsync(registration)));
        Assert.Equal(0, await next.Services.GetRequiredService<NoticeBooking>().BookWaitingAsync());
    }

    [Fact]
    public async Task The_worker_books_at_once_what_comes_and_what_lay_there()
    {
        var (registration, number) = await AttemptAsync(portal);
        await SendAsync(portal, number);
        await using var running = portal.Again([], services => services.AddHostedService<NoticeBookingWorker>());
        running.CreateClient().Dispose();
        await BecomesPaidAsync(registration);
        var (second, another) = await AttemptAsync(portal);
        await SendAsync(running, another);
        await BecomesPaidAsync(second);
    }

    [Fact]
    public async Task One_that_cannot_be_booked_does_not_hold_up_the_others_and_is_tried_again()
    {
        var (_, broken) = await AttemptAsync(portal);
        var (registration, number) = await AttemptAsync(portal);
        await SendAsync(portal, broken);
        await ReadAsync(db => db.PaymentNotices.ExecuteUpdateAsync(row => row.SetProperty(n => n.Report, "{")));
        portal.Clock.UtcNow = portal.Clock.UtcNow.AddSeconds(1);
        await SendAsync(portal, number);
        Assert.Equal(1, await BookAsync());
        Assert.Equal(RegistrationState.Paid, await StateAsync(registration));
        Assert.Equal(0, await BookAsync());
        Assert.Equal([2], await ReadAsync(db => db.PaymentNotices.Where(n => n.Verdict == NoticeVerdict.Waiting).Select(n => n.Failures).ToListAsync()));
    }

    [Fact]
    public async Task The_newly_come_go_before_those_that_failed()
    {
        var (_, broken) = await AttemptAsync(portal);
        await SendAsync(portal, broken);
        await ReadAsync(db => db.PaymentNotices.ExecuteUpdateAsync(row => row.SetProperty(n => n.Report, "{")));
        await BookAsync();
        await ReadAsync(async db =>
        {
            var failed = await db.PaymentNotices.AsNoTracking().SingleAsync();
            for (var more = 0; more < 120; more++)
                db.Add(new PaymentNotice { Channel = Channel.Alipay, MerchantAccount = "53", NoticeId = "broken" + more, Verdict = NoticeVerdict.Waiting, ReceivedAt = failed.ReceivedAt, Headers = "", Body = "", Report = "{", Failures = 1 });
            return await db.SaveChangesAsync();
        });
        portal.Clock.UtcNow = portal.Clock.UtcNow.AddSeconds(1);
        var (registration, number) = await AttemptAsync(portal);
        await SendAsync(portal, number);
        await BookAsync();
        Assert.Equal(RegistrationState.Paid, await StateAsync(registration));
    }

    [Fact]
    public async Task Of_two_portals_that_book_the_same_one_the_first_ones_verdict_stays()
    {
        var (_, number) = await AttemptAsync(portal);
        await SendAsync(portal, number);
        var notice = await ReadAsync(db => db.PaymentNotices.AsNoTracking().SingleAsync());
        await BookAsync();
        var report = new ChannelReport(ChannelState.Paid, ChannelMessages.AlipayFields(number)["trade_no"], 10000, portal.Clock.UtcNow);
        Assert.Equal(Booking.NothingNew, await portal.Services.GetRequiredService<Settlement>().BookAsync(Channel.Alipay, "53", number, report, notice));
        Assert.Equal(NoticeVerdict.Booked, await VerdictAsync(number));
    }

    [Fact]
    public async Task A_hundred_at_once_some_of_them_the_same_are_each_kept_once_and_all_answered()
    {
        var numbers = new List<string>();
        for (var n = 0; n < 20; n++) numbers.Add((await AttemptAsync(portal)).Number);
        await Task.WhenAll(Enumerable.Range(0, 100).Select(n => Task.Run(() => SendAsync(portal, numbers[n % 20]))));
        Assert.Equal((20, 20), await ReadAsync(async db => (await db.PaymentNotices.CountAsync(), await db.PaymentNotices.Select(n => n.NoticeId).Distinct().CountAsync())));
        Assert.Equal(20, await BookAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await portal.DisposeAsync();
        messages.Dispose();
    }

    private async Task<PortalFactory> StartAsync() => new(await TestDatabase.CopyAsync(), messages.Settings()) { BooksAtOnce = false };

    private static async Task<(RegistrationMade Registration, string Number)> AttemptAsync(PortalFactory portal)
    {
        var registration = await TestData.ApprovedAsync(portal);
        return (registration, await NoticeRows.AttemptAsync(portal, registration, Channel.Alipay));
    }

    private async Task SendAsync(PortalFactory to, string number)
    {
        using var client = to.CreateClient();
        using var answer = await client.PostAsync(NoticeRows.AlipayDoor, messages.AlipayNotice(ChannelMessages.AlipayFields(number, noticeId: "N" + number)));
        Assert.Equal((HttpStatusCode.OK, "success"), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
    }

    private Task<int> BookAsync() => portal.Services.GetRequiredService<NoticeBooking>().BookWaitingAsync();

    private async Task BecomesPaidAsync(RegistrationMade registration)
    {
        for (var asked = 0; asked < 600 && await StateAsync(registration) != RegistrationState.Paid; asked++) await Task.Delay(50);
        Assert.Equal(RegistrationState.Paid, await StateAsync(registration));
    }

    private Task<NoticeVerdict> VerdictAsync(string number) => ReadAsync(db => db.PaymentNotices.Where(n => n.NoticeId == "N" + number).Select(n => n.Verdict).SingleAsync());

    private Task<RegistrationState> StateAsync(RegistrationMade registration) => ReadAsync(db => db.Registrations.Where(r => r.Id == registration.Id).Select(r => r.State).SingleAsync());

    private Task<T> ReadAsync<T>(Func<PortalContext, Task<T>> read) => portal.WithAsync(place => read(place.GetRequiredService<PortalContext>()));
}
