using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Notifications;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Notifications;

public class OutboxTests
{
    private const string Mobile = "13912345678";
    private const string Code = "483920";

    private readonly FakeCarrier carrier = new(AddressKind.Mobile);
    private readonly Logs logs = new();

    private Task<PortalFactory> StartAsync(bool sends = false) => PortalFactory.StartAsync(services =>
    {
        services.RemoveAll<ICarrier>();
        services.AddSingleton<ICarrier>(carrier);
        services.AddSingleton<ILoggerFactory>(logs);
    }, sends ? new()
    {
        ["Notifications:Send"] = "true", ["Mail:Host"] = "127.0.0.1", ["Mail:From"] = "a@b.example",
        ["Sms:Aliyun:Endpoint"] = "http://127.0.0.1:9/", ["Sms:Aliyun:AccessKeyId"] = "a", ["Sms:Aliyun:AccessKeySecret"] = "b", ["Sms:Aliyun:SignName"] = "c",
    } : null);

    private static Task AddAsync(PortalFactory portal, DateTime? usefulUntil = null) => portal.WithAsync(async place =>
    {
        place.GetRequiredService<Outbox>().Add(new(AddressKind.Mobile, Mobile), NoticeTemplates.VerificationCode,
            new Dictionary<string, string> { ["purpose"] = "登录", ["code"] = Code }, usefulUntil);
        await place.GetRequiredService<PortalContext>().SaveChangesAsync();
    });

    private static Task<int> SendAsync(PortalFactory portal) => portal.WithAsync(place => place.GetRequiredService<OutboxDelivery>().SendDueAsync(default));

    private static Task<OutboxMessage> OnlyAsync(PortalFactory portal) => portal.WithAsync(place => place.GetRequiredService<PortalContext>().OutboxMessages.SingleAsync());

    [Fact]
    public async Task A_message_rests_sealed_and_is_wiped_once_it_has_left()
    {
        await using var portal = await StartAsync();
        await AddAsync(portal);
        var resting = await OnlyAsync(portal);
        Assert.DoesNotContain(Mobile, resting.AddressSealed!);
        Assert.DoesNotContain(Code, resting.ValuesSealed!);

        await SendAsync(portal);
        Assert.Equal((Mobile, Code), (carrier.Parcels.Single().Address, carrier.Parcels.Single().Values["code"]));
        var gone = await OnlyAsync(portal);
        Assert.Equal((OutboxState.Sent, 1, null, null), (gone.State, gone.Attempts, gone.AddressSealed, gone.ValuesSealed));
        Assert.Equal(0, await SendAsync(portal));
    }

    [Fact]
    public async Task A_failed_attempt_is_repeated_later_with_the_same_key()
    {
        await using var portal = await StartAsync();
        await AddAsync(portal);
        carrier.Answer = () => CarrierAnswer.TryAgain("isv.BUSINESS_LIMIT_CONTROL");
        await SendAsync(portal);
        Assert.Equal(0, await SendAsync(portal));

        portal.Clock.UtcNow += OutboxMessage.BackOff[0];
        carrier.Answer = () => CarrierAnswer.Taken;
        await SendAsync(portal);
        Assert.Equal(2, carrier.Parcels.Count);
        Assert.Single(carrier.Parcels.Select(p => p.Key).Distinct());
        Assert.Equal(OutboxState.Sent, (await OnlyAsync(portal)).State);
    }

    [Fact]
    public async Task A_message_that_never_leaves_is_given_up_loudly_without_address_or_code()
    {
        await using var portal = await StartAsync();
        await AddAsync(portal);
        carrier.Answer = () => throw new InvalidOperationException($"no way to {Mobile} with {Code}");
        for (var i = 0; i <= OutboxMessage.BackOff.Count; i++)
        {
            await SendAsync(portal);
            portal.Clock.UtcNow += OutboxMessage.BackOff[^1];
        }
        var message = await OnlyAsync(portal);
        Assert.Equal((OutboxState.GaveUp, OutboxMessage.BackOff.Count + 1, null), (message.State, message.Attempts, message.AddressSealed));
        Assert.Contains(logs.Lines, l => l.Level == LogLevel.Error && l.Text.Contains(message.Id.ToString()));
        Assert.DoesNotContain(logs.Lines, l => l.Text.Contains(Mobile) || l.Text.Contains(Code));
    }

    [Theory]
    [InlineData("gone.AAAA")]
    [InlineData("never sealed")]
    public async Task A_message_of_the_night_that_no_key_opens_is_given_up_loudly_and_holds_up_no_other(string address)
    {
        await using var portal = await StartAsync();
        portal.Clock.UtcNow = Beijing.At(2031, 3, 31, 23);
        await portal.WithAsync(async place =>
        {
            var db = place.GetRequiredService<PortalContext>();
            place.GetRequiredService<Outbox>().Add(new(AddressKind.Mobile, Mobile), NoticeTemplates.PaymentSettled, NoticeTemplates.Find(NoticeTemplates.PaymentSettled).Values.ToDictionary(name => name));
            await db.SaveChangesAsync();
            await db.OutboxMessages.ExecuteUpdateAsync(m => m.SetProperty(x => x.AddressSealed, address).SetProperty(x => x.NextAttemptAt, portal.Clock.UtcNow));
        });
        portal.Clock.UtcNow += TimeSpan.FromSeconds(1);
        await AddAsync(portal);
        Assert.Equal(2, await SendAsync(portal));
        Assert.Single(carrier.Parcels);
        for (var i = 0; i < OutboxMessage.BackOff.Count; i++)
        {
            portal.Clock.UtcNow += OutboxMessage.BackOff[^1];
            await SendAsync(portal);
        }
        var message = await portal.WithAsync(place => place.GetRequiredService<PortalContext>().OutboxMessages.SingleAsync(m => m.Template == NoticeTemplates.PaymentSettled));
        Assert.Equal((OutboxState.GaveUp, OutboxMessage.BackOff.Count + 1), (message.State, message.Attempts));
        Assert.Contains(logs.Lines, l => l.Level == LogLevel.Error && l.Text.Contains(message.Id.ToString()));
    }

    [Fact]
    public async Task A_refusal_is_final_at_once()
    {
        await using var portal = await StartAsync();
        await AddAsync(portal);
        carrier.Answer = () => CarrierAnswer.Refused("isv.MOBILE_NUMBER_ILLEGAL");
        await SendAsync(portal);
        Assert.Equal((OutboxState.GaveUp, "isv.MOBILE_NUMBER_ILLEGAL"), ((await OnlyAsync(portal)).State, (await OnlyAsync(portal)).Fault));
    }

    [Fact]
    public async Task A_code_that_has_run_out_is_not_sent()
    {
        await using var portal = await StartAsync();
        await AddAsync(portal, portal.Clock.UtcNow.AddMinutes(5));
        portal.Clock.UtcNow += TimeSpan.FromMinutes(5);
        await SendAsync(portal);
        Assert.Empty(carrier.Parcels);
        Assert.Equal(OutboxState.GaveUp, (await OnlyAsync(portal)).State);
    }

    [Fact]
    public async Task What_is_rolled_back_is_never_sent()
    {
        await using var portal = await StartAsync();
        await portal.WithAsync(async place =>
        {
            var db = place.GetRequiredService<PortalContext>();
            await using var transaction = await db.Database.BeginTransactionAsync();
            place.GetRequiredService<Outbox>().Add(new(AddressKind.Mobile, Mobile), NoticeTemplates.AlreadyRegistered, new Dictionary<string, string>());
            await db.SaveChangesAsync();
        });
        Assert.Equal(0, await SendAsync(portal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_commit_wakes_the_sender_at_once(bool inTransaction)
    {
        await using var portal = await StartAsync();
        var signal = portal.Services.GetRequiredService<OutboxSignal>();
        await portal.WithAsync(async place =>
        {
            var db = place.GetRequiredService<PortalContext>();
            await using var transaction = inTransaction ? await db.Database.BeginTransactionAsync() : null;
            place.GetRequiredService<Outbox>().Add(new(AddressKind.Mobile, Mobile), NoticeTemplates.AlreadyRegistered, new Dictionary<string, string>());
            await db.SaveChangesAsync();
            if (transaction is null) return;
            Assert.False(await RangAsync(signal));
            await transaction.CommitAsync();
        });
        Assert.True(await RangAsync(signal));
    }

    [Fact]
    public async Task A_person_is_told_by_mobile_first_then_by_mail_and_else_not_at_all()
    {
        await using var portal = await StartAsync();
        var byMobile = await TestData.CandidateAsync(portal, mobile: Mobile, email: "both@example.com");
        var byMail = await TestData.CandidateAsync(portal, email: "mail@example.com");
        await portal.WithAsync(async place =>
        {
            var (db, notifier) = (place.GetRequiredService<PortalContext>(), place.GetRequiredService<INotifier>());
            var values = new Dictionary<string, string> { ["round"] = "2031年上半年软考", ["number"] = "1" };
            await notifier.NotifyAsync(byMobile, NoticeTemplates.RegistrationSubmitted, values);
            await notifier.NotifyAsync(byMail, NoticeTemplates.RegistrationSubmitted, values);
            await Assert.ThrowsAsync<ArgumentException>(() => notifier.NotifyAsync(byMail, NoticeTemplates.RegistrationApproved, values, TestContext.Current.CancellationToken));
            await db.SaveChangesAsync();
            Assert.Equal([AddressKind.Email, AddressKind.Mobile], (await db.OutboxMessages.Select(m => m.Channel).ToListAsync()).Order().Reverse());
        });
    }

    [Fact]
    public async Task A_portal_that_would_send_starts_only_with_complete_settings()
    {
        await using var portal = await StartAsync(sends: true);
        var fault = Assert.Throws<Microsoft.Extensions.Options.OptionsValidationException>(() => portal.Visitor());
        Assert.Contains("Sms:Templates:verification-code", fault.Message);
    }

    private static Task<bool> RangAsync(OutboxSignal signal) => signal.WaitAsync(TimeSpan.Zero, TestContext.Current.CancellationToken);
}
