using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RuanKao.Portal.Payments;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Payments;

public sealed class NoticeTests : IAsyncLifetime
{
    private const string AlipayDoor = "/notify/alipay/53";
    private const string WeChatDoor = "/notify/wechatpay/53";
    private readonly ChannelMessages messages = new();
    private PortalFactory portal = null!;
    private RegistrationMade registration = null!;
    private HttpClient channel = null!;

    public async ValueTask InitializeAsync()
    {
        portal = await PortalFactory.StartAsync(settings: messages.Settings());
        registration = await TestData.ApprovedAsync(portal);
        channel = portal.CreateClient();
    }

    [Fact]
    public async Task A_genuine_Alipay_notice_settles_and_is_answered_with_seven_bytes()
    {
        var number = await AttemptAsync(Channel.Alipay);
        var (status, body) = await PostAsync(AlipayDoor, messages.AlipayNotice(ChannelMessages.AlipayFields(number)));
        Assert.Equal((HttpStatusCode.OK, "success"), (status, body));
        Assert.Equal(RegistrationState.Paid, await StateAsync());
        var attempt = await ReadAsync(db => db.PaymentAttempts.SingleAsync());
        Assert.Equal(new DateTime(2031, 3, 20, 2, 0, 2, DateTimeKind.Utc), attempt.PaidAt);
    }

    [Fact]
    public async Task A_genuine_WeChat_notice_settles_and_is_answered_empty()
    {
        var number = await AttemptAsync(Channel.WeChatPay);
        var (status, body) = await SendAsync(WeChat(ChannelMessages.WeChatBody(ChannelMessages.WeChatTransaction(number))));
        Assert.Equal((HttpStatusCode.NoContent, ""), (status, body));
        Assert.Equal(RegistrationState.Paid, await StateAsync());
    }

    [Fact]
    public async Task A_second_notice_changes_nothing_and_is_kept_once()
    {
        var number = await AttemptAsync(Channel.Alipay);
        for (var i = 0; i < 3; i++) Assert.Equal("success", (await PostAsync(AlipayDoor, messages.AlipayNotice(ChannelMessages.AlipayFields(number)))).Body);
        Assert.Equal(1, await ReadAsync(db => db.PaymentNotices.CountAsync()));
        Assert.Equal(0, await ReadAsync(db => db.Refunds.CountAsync()));
    }

    [Fact]
    public async Task Two_notices_at_once_settle_once()
    {
        var number = await AttemptAsync(Channel.WeChatPay);
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(() =>
            SendAsync(WeChat(ChannelMessages.WeChatBody(ChannelMessages.WeChatTransaction(number), id: "EV-" + (i % 2)))))));
        Assert.All(answers, a => Assert.Equal(HttpStatusCode.NoContent, a.Status));
        Assert.Equal(1, await ReadAsync(db => db.RegistrationSteps.CountAsync(s => s.To == RegistrationState.Paid)));
        Assert.Equal(2, await ReadAsync(db => db.PaymentNotices.CountAsync()));
    }

    [Fact]
    public async Task A_forged_notice_with_the_real_id_does_not_stand_in_the_way_of_the_real_one()
    {
        var number = await AttemptAsync(Channel.Alipay);
        using var forger = RSA.Create(2048);
        Assert.Equal("fail", (await PostAsync(AlipayDoor, messages.AlipayNotice(ChannelMessages.AlipayFields(number), forger))).Body);
        Assert.Equal(RegistrationState.Approved, await StateAsync());
        Assert.Equal("success", (await PostAsync(AlipayDoor, messages.AlipayNotice(ChannelMessages.AlipayFields(number)))).Body);
        Assert.Equal(RegistrationState.Paid, await StateAsync());
        Assert.Equal([NoticeVerdict.Unverified, NoticeVerdict.Booked], (await ReadAsync(db => db.PaymentNotices.Select(n => n.Verdict).ToListAsync())).Order());
    }

    [Fact]
    public async Task A_forged_WeChat_notice_with_the_real_id_does_not_stand_in_the_way_either()
    {
        var number = await AttemptAsync(Channel.WeChatPay);
        using var forger = RSA.Create(2048);
        var body = ChannelMessages.WeChatBody(ChannelMessages.WeChatTransaction(number));
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(messages.WeChatNotice(WeChatDoor, body, portal.Clock.UtcNow, key: forger))).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync(WeChat(body))).Status);
        Assert.Equal(RegistrationState.Paid, await StateAsync());
    }

    [Fact]
    public async Task A_flood_of_forged_notices_is_kept_up_to_a_cap_each_hour_and_hides_no_real_one()
    {
        var number = await AttemptAsync(Channel.Alipay);
        using var forger = RSA.Create(2048);
        Task<int> KeptAsync() => ReadAsync(db => db.PaymentNotices.CountAsync(n => n.Verdict == NoticeVerdict.Unverified));
        for (var i = 0; i < PaymentNotice.UnverifiedPerHour + 5; i++) await PostAsync(AlipayDoor, messages.AlipayNotice(ChannelMessages.AlipayFields(number), forger));
        Assert.Equal(PaymentNotice.UnverifiedPerHour, await KeptAsync());
        Assert.Equal("success", (await PostAsync(AlipayDoor, messages.AlipayNotice(ChannelMessages.AlipayFields(number)))).Body);
        Assert.Equal(RegistrationState.Paid, await StateAsync());
        portal.Clock.UtcNow = portal.Clock.UtcNow.AddMinutes(61);
        await PostAsync(AlipayDoor, messages.AlipayNotice(ChannelMessages.AlipayFields(number), forger));
        Assert.Equal(PaymentNotice.UnverifiedPerHour + 1, await KeptAsync());
    }

    [Fact]
    public async Task A_changed_field_is_a_forgery()
    {
        var number = await AttemptAsync(Channel.Alipay);
        var form = await messages.AlipayNotice(ChannelMessages.AlipayFields(number)).ReadAsStringAsync(TestContext.Current.CancellationToken);
        var (_, body) = await PostAsync(AlipayDoor, new StringContent(form.Replace("total_amount=100.00", "total_amount=100.01"), Encoding.UTF8, "application/x-www-form-urlencoded"));
        Assert.Equal("fail", body);
        Assert.Equal(RegistrationState.Approved, await StateAsync());
    }

    [Fact]
    public async Task A_field_that_comes_twice_has_no_one_meaning_however_it_is_signed()
    {
        var fields = ChannelMessages.AlipayFields(await AttemptAsync(Channel.Alipay));
        fields["body"] = "a,b";
        var form = await messages.AlipayNotice(fields).ReadAsStringAsync(TestContext.Current.CancellationToken);
        var (_, body) = await PostAsync(AlipayDoor, new StringContent(form.Replace("body=a%2Cb", "body=a&body=b"), Encoding.UTF8, "application/x-www-form-urlencoded"));
        Assert.Equal("fail", body);
        Assert.Equal(RegistrationState.Approved, await StateAsync());
    }

    [Theory]
    [InlineData(Channel.Alipay)]
    [InlineData(Channel.WeChatPay)]
    public async Task A_wrong_amount_is_taken_kept_and_settles_nothing(Channel by)
    {
        var number = await AttemptAsync(by);
        var (status, _) = by == Channel.Alipay
            ? await PostAsync(AlipayDoor, messages.AlipayNotice(ChannelMessages.AlipayFields(number, amount: "0.01")))
            : await SendAsync(WeChat(ChannelMessages.WeChatBody(ChannelMessages.WeChatTransaction(number, fen: 1))));
        Assert.True(status is HttpStatusCode.OK or HttpStatusCode.NoContent);
        Assert.Equal(RegistrationState.Approved, await StateAsync());
        Assert.Equal(NoticeVerdict.WrongAmount, (await ReadAsync(db => db.PaymentNotices.SingleAsync())).Verdict);
        Assert.Equal((PaymentState.Incident, 1), await ReadAsync(db => db.PaymentAttempts.Select(a => new ValueTuple<PaymentState, int>(a.State, a.ReceivedFen!.Value)).SingleAsync()));
    }

    [Theory]
    [InlineData("", AlipayDoor)]
    [InlineData("9", "/notify/alipay/default")]
    [InlineData("", "/notify/alipay/default")]
    public async Task Another_merchants_money_settles_nothing(string own, string door)
    {
        var number = await AttemptAsync(Channel.Alipay);
        Assert.Equal("success", (await PostAsync(door, messages.AlipayNotice(ChannelMessages.AlipayFields(number, own: own)))).Body);
        Assert.Equal(RegistrationState.Approved, await StateAsync());
        Assert.Equal(NoticeVerdict.WrongMerchant, (await ReadAsync(db => db.PaymentNotices.SingleAsync())).Verdict);
        Assert.Equal("success", (await PostAsync(AlipayDoor, messages.AlipayNotice(ChannelMessages.AlipayFields(number)))).Body);
        Assert.Equal(RegistrationState.Paid, await StateAsync());
    }

    [Theory]
    [InlineData("refund_fee", "50.00")]
    [InlineData("gmt_refund", "2031-03-20 10:05:00.123")]
    [InlineData("out_biz_no", "R1")]
    public async Task A_TRADE_SUCCESS_that_tells_of_a_refund_is_no_payment(string field, string value)
    {
        var number = await AttemptAsync(Channel.Alipay);
        var fields = ChannelMessages.AlipayFields(number);
        fields[field] = value;
        Assert.Equal("success", (await PostAsync(AlipayDoor, messages.AlipayNotice(fields))).Body);
        Assert.Equal(RegistrationState.Approved, await StateAsync());
        Assert.Equal(NoticeVerdict.Noted, (await ReadAsync(db => db.PaymentNotices.SingleAsync())).Verdict);
    }

    [Theory]
    [InlineData("79228162514264337593543950335")]
    [InlineData("-100.00")]
    [InlineData("1E4")]
    [InlineData("")]
    public async Task A_signed_amount_that_no_money_has_settles_nothing_and_is_taken(string amount)
    {
        var number = await AttemptAsync(Channel.Alipay);
        Assert.Equal("success", (await PostAsync(AlipayDoor, messages.AlipayNotice(ChannelMessages.AlipayFields(number, amount)))).Body);
        Assert.Equal(RegistrationState.Approved, await StateAsync());
        Assert.Equal(NoticeVerdict.WrongAmount, (await ReadAsync(db => db.PaymentNotices.SingleAsync())).Verdict);
    }

    [Fact]
    public async Task An_unknown_number_is_kept_for_a_person_and_not_sent_again()
    {
        var (_, body) = await PostAsync(AlipayDoor, messages.AlipayNotice(ChannelMessages.AlipayFields("P2031032000000000000000000000000X")));
        Assert.Equal("success", body);
        Assert.Equal(NoticeVerdict.UnknownNumber, (await ReadAsync(db => db.PaymentNotices.SingleAsync())).Verdict);
    }

    [Fact]
    public async Task A_signature_probe_is_refused_and_the_right_one_after_it_is_taken()
    {
        var number = await AttemptAsync(Channel.WeChatPay);
        var body = ChannelMessages.WeChatBody(ChannelMessages.WeChatTransaction(number));
        var (status, answer) = await SendAsync(messages.WeChatNotice(WeChatDoor, body, portal.Clock.UtcNow, signature: "WECHATPAY/SIGNTEST/kHtcCzMs8+cT=="));
        Assert.InRange((int)status, 400, 499);
        Assert.Contains("\"code\":\"FAIL\"", answer);
        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync(WeChat(body))).Status);
        Assert.Equal(RegistrationState.Paid, await StateAsync());
    }

    [Theory]
    [InlineData(-301)]
    [InlineData(301)]
    public async Task A_message_from_another_time_is_refused(int seconds)
    {
        var number = await AttemptAsync(Channel.WeChatPay);
        var body = ChannelMessages.WeChatBody(ChannelMessages.WeChatTransaction(number));
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(messages.WeChatNotice(WeChatDoor, body, portal.Clock.UtcNow.AddSeconds(seconds)))).Status);
        Assert.Equal(RegistrationState.Approved, await StateAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task While_another_writer_holds_the_database_the_channel_has_its_answer_within_five_seconds(bool forLong)
    {
        var number = await AttemptAsync(Channel.Alipay);
        await using var other = new SqliteConnection(portal.Services.GetRequiredService<IOptions<DatabaseOptions>>().Value.ConnectionString);
        await other.OpenAsync();
        var writer = other.BeginTransaction();
        var begun = Stopwatch.GetTimestamp();
        var asked = new[]
        {
            Task.Run(() => PostAsync(AlipayDoor, messages.AlipayNotice(ChannelMessages.AlipayFields(number)))),
            Task.Run(() => SendAsync(WeChat(ChannelMessages.WeChatBody(ChannelMessages.WeChatTransaction("P2031032000000000000000000000000X"))))),
            Task.Run(() => PostAsync(AlipayDoor, new StringContent("x"))),
        };
        if (!forLong)
        {
            await Task.Delay(1000);
            await writer.DisposeAsync();
        }
        var answers = await Task.WhenAll(asked);
        Assert.InRange(Stopwatch.GetElapsedTime(begun).TotalSeconds, 0, 5);
        await writer.DisposeAsync();
        if (forLong)
        {
            // Not taken, as far as the channel knows: it comes again, and the one that still waited counts for nothing more.
            Assert.Equal(("fail", HttpStatusCode.Unauthorized), (answers[0].Body, answers[1].Status));
            Assert.Equal("success", (await PostAsync(AlipayDoor, messages.AlipayNotice(ChannelMessages.AlipayFields(number)))).Body);
        }
        else Assert.Equal(("success", HttpStatusCode.NoContent, "fail"), (answers[0].Body, answers[1].Status, answers[2].Body));
        Assert.Equal(RegistrationState.Paid, await StateAsync());
        Assert.Equal(1, await ReadAsync(db => db.RegistrationSteps.CountAsync(s => s.To == RegistrationState.Paid)));
    }

    [Fact]
    public async Task An_unknown_key_id_and_a_resource_sealed_with_another_key_are_refused()
    {
        var number = await AttemptAsync(Channel.WeChatPay);
        var inside = ChannelMessages.WeChatTransaction(number);
        var unknown = messages.WeChatNotice(WeChatDoor, ChannelMessages.WeChatBody(inside), portal.Clock.UtcNow, serial: "PUB_KEY_ID_9");
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(unknown)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(WeChat(ChannelMessages.WeChatBody(inside, key: new string('x', 32))))).Status);
        Assert.Equal(RegistrationState.Approved, await StateAsync());
    }

    [Fact]
    public async Task Rubbish_is_never_our_fault_and_only_so_much_of_it_is_kept()
    {
        byte[][] rubbish = [[], "{"u8.ToArray(), "[]"u8.ToArray(), "null"u8.ToArray(), [0xff, 0xfe, 0x00], "sign=%%%&sign=2&a"u8.ToArray(), Encoding.UTF8.GetBytes(new string('&', 60000))];
        foreach (var door in new[] { AlipayDoor, WeChatDoor, "/notify/alipay/nobody", "/notify/wechatpay/" + new string('x', 200) })
            foreach (var body in rubbish)
                foreach (var type in new[] { "application/json", "application/x-www-form-urlencoded", "multipart/form-data" })
                {
                    var content = new ByteArrayContent(body);
                    content.Headers.ContentType = new(type);
                    Assert.InRange((int)(await PostAsync(door, content)).Status, 200, 499);
                }
        Assert.InRange((int)(await SendAsync(WeChat("null"u8.ToArray()))).Status, 400, 499);
        for (var i = 0; i < PaymentNotice.UnverifiedPerHour; i++) await PostAsync(AlipayDoor, new StringContent("x"));
        Assert.Equal(PaymentNotice.UnverifiedPerHour, await ReadAsync(db => db.PaymentNotices.CountAsync(n => n.Channel == Channel.Alipay)));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await PostAsync(AlipayDoor, new ByteArrayContent(new byte[65 * 1024]))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await PostAsync("/notify/unionpay/53", new StringContent("x"))).Status);
    }

    public async ValueTask DisposeAsync()
    {
        channel.Dispose();
        await portal.DisposeAsync();
        messages.Dispose();
    }

    /// <summary>An attempt as it stands when the channel has taken it.</summary>
    private Task<string> AttemptAsync(Channel by) => portal.WithAsync(async place =>
    {
        var db = place.GetRequiredService<PortalContext>();
        var order = new FeeOrder
        {
            Purpose = FeePurpose.Registration, SubjectId = registration.Id, PayerId = registration.UserId, InstitutionCode = "53",
            Title = "考试费", AmountFen = 10000, Deadline = portal.Clock.UtcNow.AddDays(1), CreatedAt = portal.Clock.UtcNow,
        };
        var attempt = PaymentAttempt.Begin(order, by, PaymentProduct.Qr, "53", portal.Clock.UtcNow, portal.Clock.UtcNow.AddMinutes(15));
        db.AddRange(order, attempt);
        await db.SaveChangesAsync();
        return attempt.Number;
    });

    private HttpRequestMessage WeChat(byte[] body) => messages.WeChatNotice(WeChatDoor, body, portal.Clock.UtcNow);

    private Task<(HttpStatusCode Status, string Body)> PostAsync(string door, HttpContent content) => SendAsync(new(HttpMethod.Post, door) { Content = content });

    private async Task<(HttpStatusCode Status, string Body)> SendAsync(HttpRequestMessage request)
    {
        using var answer = await channel.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private Task<RegistrationState> StateAsync() => ReadAsync(db => db.Registrations.Where(r => r.Id == registration.Id).Select(r => r.State).SingleAsync());

    private Task<T> ReadAsync<T>(Func<PortalContext, Task<T>> read) => portal.WithAsync(place => read(place.GetRequiredService<PortalContext>()));
}
