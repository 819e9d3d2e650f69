using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using RuanKao.Portal.Payments;

namespace RuanKao.Portal.Tests.Payments;

/// <summary>A channel that says what the test wants, and remembers what it was asked.</summary>
public sealed class ScriptedChannel(Channel channel) : IPaymentChannel
{
    public Channel Channel => channel;

    public string Slug => channel == Channel.Alipay ? "alipay" : "wechatpay";

    public List<string> Asked { get; } = [];

    public Func<ChannelOrder, Task<ChannelOffer>> Create { get; set; } = order => Task.FromResult(new ChannelOffer(OfferState.Accepted, "https://pay.example/" + order.Attempt.Number));

    public Func<PaymentAttempt, ChannelReport> Query { get; set; } = _ => new(ChannelState.Unpaid);

    public Func<PaymentAttempt, CloseAnswer> Close { get; set; } = _ => CloseAnswer.Closed;

    public Func<Refund, RefundReport> Refund { get; set; } = _ => new(RefundAnswer.Succeeded, "r1");

    public Func<Refund, RefundReport> QueryRefund { get; set; } = _ => new(RefundAnswer.NotFound);

    public Func<InboundMessage, NoticeReading> Read { get; set; } = _ => NoticeReading.Forged;

    public PaymentProduct[] Products { get; set; } = [PaymentProduct.Qr, PaymentProduct.Page, PaymentProduct.Phone];

    public string Account { get; set; } = "default";

    public string? AccountFor(string institutionCode) => Account;

    public bool Offers(string account, PaymentProduct product) => Products.Contains(product);

    public Task<ChannelOffer> CreateAsync(ChannelOrder order, CancellationToken ct) => Note("create", order.Attempt.Number, () => Create(order));

    public Task<ChannelReport> QueryAsync(PaymentAttempt attempt, CancellationToken ct) => Note("query", attempt.Number, () => Task.FromResult(Query(attempt)));

    public Task<CloseAnswer> CloseAsync(PaymentAttempt attempt, CancellationToken ct) => Note("close", attempt.Number, () => Task.FromResult(Close(attempt)));

    public Task<RefundReport> RefundAsync(PaymentAttempt attempt, Refund refund, CancellationToken ct) => Note("refund", refund.Number, () => Task.FromResult(Refund(refund)));

    public Task<RefundReport> QueryRefundAsync(PaymentAttempt attempt, Refund refund, CancellationToken ct) => Note("refund-query", refund.Number, () => Task.FromResult(QueryRefund(refund)));

    public NoticeReading ReadNotice(string account, InboundMessage message) => Read(message);

    public NoticeAnswer Answer(bool taken) => new(200, "text/plain", taken ? "success" : "fail");

    public bool IsGenuineReturn(PaymentAttempt attempt, IQueryCollection query) => query["good"] == "1";

    public static void Use(IServiceCollection services, params ScriptedChannel[] channels)
    {
        services.RemoveAll<IPaymentChannel>();
        foreach (var channel in channels) services.AddSingleton<IPaymentChannel>(channel);
    }

    private Task<T> Note<T>(string call, string number, Func<Task<T>> answer)
    {
        lock (Asked) Asked.Add($"{call} {number}");
        return answer();
    }
}
