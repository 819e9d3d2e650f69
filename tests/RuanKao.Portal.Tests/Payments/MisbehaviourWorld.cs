using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Payments;
using RuanKao.Portal.Payments.Alipay;
using RuanKao.Portal.Payments.WeChatPay;
using RuanKao.Portal.Tests.Support;
using RuanKao.Sandbox.Menu;
using RuanKao.Sandbox.WeChatPay;

namespace RuanKao.Portal.Tests.Payments;

/// <summary>One portal and one sandbox for many candidates, one after the other: impatient clients, quick notices, a second institution with an account of its own.</summary>
public sealed class MisbehaviourWorld : IAsyncLifetime
{
    private Visitor? payer;

    public SandboxWorld World { get; private set; } = null!;

    public MisbehaviourRules Menu => World.Sandbox.Misbehaviours;

    public async ValueTask InitializeAsync() => World = await SandboxWorld.BeginAsync(
        sandbox: options => options with
        {
            MerchantAccounts = ["default", "44"],
            NoticePauses = [TimeSpan.Zero, .. Enumerable.Repeat(TimeSpan.FromMilliseconds(30), 7)],
            Lateness = TimeSpan.FromSeconds(1),
        },
        portal: services =>
        {
            foreach (var client in new[] { AlipayGateway.Client, WeChatPayGateway.Client })
                services.AddHttpClient(client).ConfigureHttpClient(c => c.Timeout = TimeSpan.FromSeconds(2));
        });

    public ValueTask DisposeAsync() => World.DisposeAsync();

    public async Task NextCandidateAsync()
    {
        await World.NextCandidateAsync();
        payer = null;
    }

    /// <summary>The candidate chooses a channel; the number of the attempt.</summary>
    public async Task<string> BeginAsync(Channel channel)
    {
        var (visitor, page) = await World.BeginPaymentAsync(channel, visitor: payer);
        payer = visitor;
        return page.Path[^PaymentAttempt.NumberLength..];
    }

    public async Task GiveUpAsync(string number)
    {
        var page = await payer!.GetAsync(World.Registration.At("pay/" + number));
        await payer.SubmitAsync(page, [], "/give-up");
    }

    /// <summary>The payer opens the code without paying.</summary>
    public void Scan(Channel channel, string number)
    {
        if (channel == Channel.Alipay) World.Sandbox.Alipay.Scan(World.Sandbox.Alipay.ByOutTradeNo(number)!);
    }

    /// <summary>Pays if the channel still takes it.</summary>
    public bool TryPay(Channel channel, string number) => channel == Channel.Alipay
        ? World.Sandbox.Alipay.Pay(World.Sandbox.Alipay.ByOutTradeNo(number)!)
        : World.Sandbox.WeChatPay.Pay(World.Sandbox.WeChatPay.ByOutTradeNo(number)!);

    public Task RestAsync() => World.Sandbox.NoticesAtRestAsync(Xunit.TestContext.Current.CancellationToken);

    /// <summary>Three minutes pass, then the poller does its work.</summary>
    public async Task RoundAsync()
    {
        World.MoveClock(TimeSpan.FromMinutes(3));
        await World.Portal.WithAsync(place => place.GetRequiredService<AttemptWatch>().LookAtDueAsync(default));
        await World.Portal.WithAsync(place => place.GetRequiredService<RefundSender>().SendDueAsync(default));
    }

    public Task<List<PaymentAttempt>> AttemptsAsync() => World.ReadAsync(db => db.PaymentAttempts.AsNoTracking().Include(a => a.Refunds).Include(a => a.Order)
        .Where(a => a.Order.SubjectId == World.Registration.Id).OrderBy(a => a.CreatedAt).ToListAsync());

    /// <summary>What the channels have of this attempt after refunds, by their own books.</summary>
    public int MoneyAt(PaymentAttempt attempt)
    {
        if (attempt.Channel == Channel.Alipay)
            return World.Sandbox.Alipay.ByOutTradeNo(attempt.Number) is { PaidAt: not null } trade ? trade.TotalFen - trade.RefundedFen : 0;
        return World.Sandbox.WeChatPay.ByOutTradeNo(attempt.Number) is { PaidAt: not null } order
            ? order.TotalFen - order.Refunds.Where(r => r.Status == WeChatPayRefund.Success).Sum(r => r.Fen) : 0;
    }
}
