using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Notifications;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Notifications;

public class QuietHoursTests
{
    private static readonly QuietHours Usual = new(Options.Create(new QuietHoursOptions()));
    private static readonly DateTime Morning = Beijing.At(2031, 4, 1, 8);

    private readonly FakeCarrier carrier = new(AddressKind.Mobile);

    [Theory]
    [InlineData(2031, 3, 31, 21, 59, 59, false)]
    [InlineData(2031, 3, 31, 22, 0, 0, true)]
    [InlineData(2031, 3, 31, 23, 59, 59, true)]
    [InlineData(2031, 4, 1, 0, 0, 0, true)]
    [InlineData(2031, 4, 1, 7, 59, 59, true)]
    [InlineData(2031, 4, 1, 8, 0, 0, false)]
    public void The_night_lasts_from_ten_to_eight_over_midnight_and_the_end_of_a_month(int year, int month, int day, int hour, int minute, int second, bool quiet)
    {
        var around = Usual.Around(Beijing.At(year, month, day, hour, minute, second));
        Assert.Equal(quiet, around is not null);
        if (around is { } night) Assert.Equal((Beijing.At(2031, 3, 31, 22), Morning), night);
    }

    [Fact]
    public void The_same_time_twice_means_that_no_hour_is_quiet()
    {
        var never = new QuietHours(Options.Create(new QuietHoursOptions { From = new(8, 0), To = new(8, 0) }));
        Assert.All(Enumerable.Range(0, 24), hour => Assert.Null(never.Around(Beijing.At(2031, 4, 1, hour))));
    }

    [Fact]
    public void Quiet_hours_may_lie_within_a_day()
    {
        var noon = new QuietHours(Options.Create(new QuietHoursOptions { From = new(12, 0), To = new(14, 0) }));
        Assert.Equal((Beijing.At(2031, 4, 1, 12), Beijing.At(2031, 4, 1, 14)), noon.Around(Beijing.At(2031, 4, 1, 13)));
        Assert.Null(noon.Around(Beijing.At(2031, 4, 1, 2)));
    }

    [Fact]
    public void The_messages_of_a_night_are_spread_over_the_morning()
    {
        var leave = Enumerable.Range(0, 2000).Select(n => Usual.Morning(Beijing.At(2031, 4, 1, 1), $"139{n:D8}")!.Value).ToList();
        Assert.All(leave, at => Assert.InRange(at, Morning, Morning.AddMinutes(46)));
        Assert.All(leave.GroupBy(at => (int)(at - Morning).TotalMinutes), minute => Assert.InRange(minute.Count(), 0, 2000 / 45 * 3));
    }

    [Fact]
    public void What_happened_first_to_a_person_is_told_first()
    {
        var told = Enumerable.Range(0, 10).Select(hour => Usual.Morning(Beijing.At(2031, 3, 31, 22 + hour, 5), "13912345678")).ToList();
        Assert.Equal(told.Order(), told);
        Assert.Equal(told.Count, told.Distinct().Count());
    }

    [Theory]
    [InlineData(NoticeTemplates.VerificationCode, NoticeClass.Awaited)]
    [InlineData(NoticeTemplates.PasswordChanged, NoticeClass.Security)]
    [InlineData(NoticeTemplates.ReminderPayment, NoticeClass.Deadline)]
    [InlineData(NoticeTemplates.ReviewWarning, NoticeClass.Deadline)]
    public async Task Codes_security_and_deadlines_are_told_at_night(string template, NoticeClass of)
    {
        Assert.Equal(of, NoticeTemplates.Find(template).Class);
        await using var portal = await AtAsync(Beijing.At(2031, 3, 31, 23));
        await AddAsync(portal, template);
        await SendAsync(portal);
        Assert.Single(carrier.Parcels);
    }

    [Fact]
    public async Task News_of_the_night_leave_in_the_morning()
    {
        await using var portal = await AtAsync(Beijing.At(2031, 3, 31, 23, 30));
        await AddAsync(portal, NoticeTemplates.PaymentSettled);
        await SendAsync(portal);
        portal.Clock.UtcNow = Morning.AddSeconds(-1);
        await SendAsync(portal);
        Assert.Empty(carrier.Parcels);
        portal.Clock.UtcNow = Morning.AddMinutes(46);
        await SendAsync(portal);
        Assert.Single(carrier.Parcels);
        Assert.Equal(1, (await OnlyAsync(portal)).Attempts);
    }

    [Fact]
    public async Task News_of_the_day_leave_at_once()
    {
        await using var portal = await AtAsync(Beijing.At(2031, 3, 31, 21, 59));
        await AddAsync(portal, NoticeTemplates.PaymentSettled);
        await SendAsync(portal);
        Assert.Single(carrier.Parcels);
    }

    [Fact]
    public async Task An_attempt_that_failed_in_the_evening_is_not_repeated_at_night()
    {
        await using var portal = await AtAsync(Beijing.At(2031, 3, 31, 21, 59, 58));
        await AddAsync(portal, NoticeTemplates.PaymentSettled);
        carrier.Answer = () => CarrierAnswer.TryAgain("isp.SYSTEM_ERROR");
        await SendAsync(portal);
        Assert.Single(carrier.Parcels);
        portal.Clock.UtcNow = Beijing.At(2031, 3, 31, 22, 0, 30);
        await SendAsync(portal);
        Assert.Single(carrier.Parcels);
        var waiting = await OnlyAsync(portal);
        Assert.Equal(1, waiting.Attempts);
        Assert.InRange(waiting.NextAttemptAt, Morning, Morning.AddMinutes(46));
    }

    [Fact]
    public async Task News_that_would_come_too_late_in_the_morning_are_told_at_night()
    {
        await using var portal = await AtAsync(Beijing.At(2031, 3, 31, 23));
        await AddAsync(portal, NoticeTemplates.RegistrationApproved, Morning + QuietHours.TimeToAct - TimeSpan.FromSeconds(1));
        await AddAsync(portal, NoticeTemplates.RegistrationApproved, Morning + QuietHours.TimeToAct);
        await SendAsync(portal);
        Assert.Single(carrier.Parcels);
    }

    [Fact]
    public void Every_message_has_a_class_and_what_a_stranger_could_cause_is_told_at_once()
    {
        Assert.Equal(Enum.GetValues<NoticeClass>().Order(), NoticeTemplates.Keys.Select(key => NoticeTemplates.Find(key).Class).Distinct().Order());
        Assert.All(NoticeTemplates.Keys.Where(key => NoticeTemplates.Find(key).Body.Contains("不是您本人", StringComparison.Ordinal)), key => Assert.NotEqual(NoticeClass.News, NoticeTemplates.Find(key).Class));
    }

    private async Task<PortalFactory> AtAsync(DateTime now)
    {
        var portal = await PortalFactory.StartAsync(services =>
        {
            services.RemoveAll<ICarrier>();
            services.AddSingleton<ICarrier>(carrier);
        });
        portal.Clock.UtcNow = now;
        return portal;
    }

    private static Task AddAsync(PortalFactory portal, string template, DateTime? usefulUntil = null) => portal.WithAsync(async place =>
    {
        place.GetRequiredService<Outbox>().Add(new(AddressKind.Mobile, "13912345678"), template, NoticeTemplates.Find(template).Values.ToDictionary(name => name, name => name), usefulUntil);
        await place.GetRequiredService<PortalContext>().SaveChangesAsync();
    });

    private static Task<int> SendAsync(PortalFactory portal) => portal.WithAsync(place => place.GetRequiredService<OutboxDelivery>().SendDueAsync(default));

    private static Task<OutboxMessage> OnlyAsync(PortalFactory portal) => portal.WithAsync(place => place.GetRequiredService<PortalContext>().OutboxMessages.SingleAsync());
}
