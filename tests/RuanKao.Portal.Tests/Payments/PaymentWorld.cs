using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Payments;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Payments;

/// <summary>A portal with two scripted channels and one approved registration.</summary>
public sealed class PaymentWorld : IAsyncDisposable
{
    private PaymentWorld(PortalFactory factory, ScriptedChannel alipay, ScriptedChannel weChatPay, RegistrationMade registration) =>
        (Factory, Alipay, WeChatPay, Registration) = (factory, alipay, weChatPay, registration);

    public PortalFactory Factory { get; }

    public ScriptedChannel Alipay { get; }

    public ScriptedChannel WeChatPay { get; }

    public RegistrationMade Registration { get; }

    public FakeClock Clock => Factory.Clock;

    public ScriptedChannel Of(Channel channel) => channel == Channel.Alipay ? Alipay : WeChatPay;

    public static Task<PaymentWorld> BeginAsync(Action<IServiceCollection>? more = null) => BeginAsync(null, more);

    /// <summary>The same with settings of the test.</summary>
    public static async Task<PaymentWorld> BeginAsync(Dictionary<string, string?>? settings, Action<IServiceCollection>? more = null)
    {
        var (alipay, weChatPay) = (new ScriptedChannel(Channel.Alipay), new ScriptedChannel(Channel.WeChatPay));
        var factory = await PortalFactory.StartAsync(services =>
        {
            ScriptedChannel.Use(services, alipay, weChatPay);
            more?.Invoke(services);
        }, settings);
        return new(factory, alipay, weChatPay, await TestData.ApprovedAsync(factory));
    }

    public Task<string> StartAsync(Channel channel = Channel.Alipay, PaymentProduct product = PaymentProduct.Qr) => Factory.WithAsync(async place =>
        (await place.GetRequiredService<PaymentService>().StartAsync(Registration.RoundCode, Registration.InstitutionCode, channel, product, "127.0.0.1",
            new(Registration.UserId, Role.Candidate, Clock.UtcNow), default))!);

    public Task<Booking> BookAsync(string number, Channel channel = Channel.Alipay, int fen = 10000, string transaction = "t1", DateTime? paidAt = null, string account = "default", bool ours = true) =>
        Factory.Services.GetRequiredService<Settlement>().BookAsync(channel, account, number, Paid(fen, transaction, paidAt ?? Clock.UtcNow, ours));

    public ChannelReport Paid(int fen = 10000, string transaction = "t1", DateTime? paidAt = null, bool ours = true) =>
        new(ChannelState.Paid, transaction, fen, paidAt ?? Clock.UtcNow, ours);

    public Task<PaymentAttempt> AttemptAsync(string number) => ReadAsync(db => db.PaymentAttempts.AsNoTracking().Include(a => a.Refunds).Include(a => a.Order).SingleAsync(a => a.Number == number));

    public Task<RegistrationState> StateAsync() => ReadAsync(db => db.Registrations.Where(r => r.Id == Registration.Id).Select(r => r.State).SingleAsync());

    /// <summary>The paid registration ended by the office: 作废, or 停考 of the whole institution.</summary>
    public Task EndAsync(RegistrationState state) => Factory.WithAsync(async place =>
    {
        var (endings, office) = (place.GetRequiredService<RegistrationEndings>(), new Operation(null, Role.Office, Clock.UtcNow, "办学点取消"));
        var version = await place.GetRequiredService<PortalContext>().Registrations.Where(r => r.Id == Registration.Id).Select(r => r.Version).SingleAsync();
        if (state == RegistrationState.Voided) await endings.VoidAsync(Registration.Id, version, office);
        else await endings.SuspendAsync(Registration.RoundId, Registration.InstitutionCode, null, null, office);
    });

    public Task<int> RequestByRuleAsync() => Factory.WithAsync(place => place.GetRequiredService<SuspensionRefunds>().RequestDueAsync(default));

    public Task<T> ReadAsync<T>(Func<PortalContext, Task<T>> read) => Factory.WithAsync(place => read(place.GetRequiredService<PortalContext>()));

    /// <summary>A refund of the one attempt, requested and not sent.</summary>
    public Task WithRefundAsync() => Factory.WithAsync(async place =>
    {
        var db = place.GetRequiredService<PortalContext>();
        db.Add(Refund.Of(await db.PaymentAttempts.SingleAsync(), "退考", Clock.UtcNow));
        await db.SaveChangesAsync();
    });

    /// <summary>A message of the channel, already read; what it brings is booked.</summary>
    public Task<NoticeAnswer> NoticeAsync(Channel channel, NoticeReading reading) => Factory.WithAsync(async place =>
    {
        Of(channel).Read = _ => reading;
        var answer = await place.GetRequiredService<NoticeDesk>().ReceiveAsync(Of(channel), "default", new(new HeaderDictionary(), []));
        await place.GetRequiredService<NoticeBooking>().BookWaitingAsync();
        return answer;
    });

    public Task<bool> GiveUpAsync(string number) => Factory.WithAsync(async place => await place.GetRequiredService<PaymentService>()
        .GiveUpAsync(await AttemptAsync(number), new(Registration.UserId, Role.Candidate, Clock.UtcNow), default));

    public Task<int> LookAsync() => Factory.WithAsync(place => place.GetRequiredService<AttemptWatch>().LookAtDueAsync(default));

    public Task<int> SendRefundsAsync() => Factory.WithAsync(place => place.GetRequiredService<RefundSender>().SendDueAsync(default));

    public ValueTask DisposeAsync() => Factory.DisposeAsync();
}
