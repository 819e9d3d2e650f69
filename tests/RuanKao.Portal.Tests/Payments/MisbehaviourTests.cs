using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Payments;
using RuanKao.Portal.Registrations;
using RuanKao.Sandbox.Menu;

namespace RuanKao.Portal.Tests.Payments;

/// <summary>The sandbox's whole menu against the real portal: whatever goes wrong, the candidate ends paid and registered once, or with the money back, or in a person's hands.</summary>
public sealed class MisbehaviourTests(MisbehaviourWorld house) : IClassFixture<MisbehaviourWorld>
{
    private const int Fee = 10000;

    private enum End { Registered, Incident, RefundForAPerson }

    private static End EndOf(Misbehaviour what, Channel channel) => what switch
    {
        Misbehaviour.NoticeLate or Misbehaviour.NoticeTwice or Misbehaviour.NoticeOutOfOrder or Misbehaviour.NoticesAtOnce or Misbehaviour.NoticeNever
            or Misbehaviour.WrongMerchant or Misbehaviour.OtherAccount or Misbehaviour.BadSignature or Misbehaviour.OldTimestamp or Misbehaviour.Replay
            or Misbehaviour.SignatureProbe or Misbehaviour.KeyRotation or Misbehaviour.PaidAfterClose or Misbehaviour.CloseRefused
            or Misbehaviour.ServerError or Misbehaviour.Hang or Misbehaviour.UnsignedError or Misbehaviour.HalfAnswer or Misbehaviour.RefundShort or Misbehaviour.BillLineMissing => End.Registered,
        Misbehaviour.WrongAmount => End.Incident,
        Misbehaviour.RefundAbnormal => channel == Channel.Alipay ? End.Registered : End.RefundForAPerson,
        _ => throw new NotSupportedException($"Say how the portal ends after {what}."),
    };

    public static TheoryData<Misbehaviour, Channel, Touch> Menu()
    {
        var cases = new TheoryData<Misbehaviour, Channel, Touch>();
        foreach (var item in MenuItem.All)
            foreach (var channel in new[] { Channel.Alipay, Channel.WeChatPay })
                foreach (var at in Enum.GetValues<Touch>().Where(t => t != Touch.Calls && item.Touches.HasFlag(t)))
                    if (item.Channels.HasFlag(channel == Channel.Alipay ? Channels.Alipay : Channels.WeChatPay)) cases.Add(item.What, channel, at);
        return cases;
    }

    [Theory]
    [MemberData(nameof(Menu))]
    public async Task Nobody_ends_paid_and_unregistered(Misbehaviour what, Channel channel, Touch at)
    {
        var end = EndOf(what, channel);
        await house.NextCandidateAsync();
        var number = await PlayAsync(what, channel, at);
        await SettleDownAsync(waits: what is not (Misbehaviour.NoticeLate or Misbehaviour.NoticeOutOfOrder));
        // Alipay's answer to a query names no merchant, and a bill is asked for by nobody here.
        if (at != Touch.Bill && (what, channel, at) != (Misbehaviour.WrongMerchant, Channel.Alipay, Touch.Query))
            Assert.DoesNotContain(house.Menu.All, r => r.Item.What == what && r.Trade == number);
        await AssertEndAsync(end);
    }

    [Theory]
    [InlineData(Channel.Alipay)]
    [InlineData(Channel.WeChatPay)]
    public async Task A_lasting_lie_that_nobody_signed_closes_nothing_that_was_taken(Channel channel)
    {
        await house.NextCandidateAsync();
        var number = await house.BeginAsync(channel);
        house.Menu.Add(Misbehaviour.NoticeNever, number);
        var lie = house.Menu.Add(Misbehaviour.UnsignedError, number, Touch.Query | Touch.Close, repeats: true);
        Assert.True(house.TryPay(channel, number));
        for (var round = 0; round < 10; round++) await house.RoundAsync();
        Assert.True(Assert.Single(await house.AttemptsAsync()).IsUndecided);
        house.Menu.Remove(lie.Id);
        await SettleDownAsync(waits: true);
        await AssertEndAsync(End.Registered);
    }

    [Theory]
    [InlineData(Misbehaviour.WrongMerchant, Channel.Alipay)]
    [InlineData(Misbehaviour.WrongMerchant, Channel.WeChatPay)]
    [InlineData(Misbehaviour.OtherAccount, Channel.Alipay)]
    [InlineData(Misbehaviour.OtherAccount, Channel.WeChatPay)]
    public async Task Well_signed_news_of_another_merchant_settles_nothing_and_is_kept(Misbehaviour what, Channel channel)
    {
        await house.NextCandidateAsync();
        var number = await house.BeginAsync(channel);
        house.Menu.Add(what, number, Touch.Notice);
        Assert.True(house.TryPay(channel, number));
        await house.RestAsync();
        var attempt = Assert.Single(await house.AttemptsAsync());
        Assert.True(attempt.IsUndecided);
        var notice = await house.World.ReadAsync(db => db.PaymentNotices.AsNoTracking().SingleAsync(n => n.AttemptId == attempt.Id));
        Assert.Equal((NoticeVerdict.WrongMerchant, what == Misbehaviour.OtherAccount ? "44" : "default"), (notice.Verdict, notice.MerchantAccount));
    }

    [Theory]
    [InlineData(Misbehaviour.RefundAbnormal, Channel.Alipay)]
    [InlineData(Misbehaviour.RefundShort, Channel.WeChatPay)]
    public async Task An_empty_merchant_account_is_told_to_a_person_and_once_filled_the_money_goes_back(Misbehaviour what, Channel channel)
    {
        await house.NextCandidateAsync();
        var other = channel == Channel.Alipay ? Channel.WeChatPay : Channel.Alipay;
        var numbers = new Dictionary<Channel, string> { [Channel.Alipay] = await house.BeginAsync(Channel.Alipay), [Channel.WeChatPay] = await house.BeginAsync(Channel.WeChatPay) };
        var empty = house.Menu.Add(what, numbers[channel], Touch.Refund, repeats: true);
        Assert.True(house.TryPay(other, numbers[other]));
        await house.RestAsync();
        Assert.True(house.TryPay(channel, numbers[channel]));
        await house.RestAsync();
        for (var round = 0; round < 12; round++) await house.RoundAsync();
        var stuck = Assert.Single((await house.AttemptsAsync()).SelectMany(a => a.Refunds));
        Assert.Equal((RefundState.Stuck, RefundSender.ShortOfMoney), (stuck.State, stuck.Fault));
        Assert.NotNull(stuck.NextTryAt);
        house.Menu.Remove(empty.Id);
        await SettleDownAsync(waits: true);
        await AssertEndAsync(End.Registered);
    }

    /// <summary>The scene in which this touch matters; the number of the trade that goes wrong.</summary>
    private async Task<string> PlayAsync(Misbehaviour what, Channel channel, Touch at)
    {
        var other = channel == Channel.Alipay ? Channel.WeChatPay : Channel.Alipay;
        if (at == Touch.Order) house.Menu.Add(what, null, at);
        if (at is Touch.Refund or Touch.RefundQuery || what == Misbehaviour.NoticeOutOfOrder) return await PayTwiceAsync(what, channel, other, at);

        var number = await house.BeginAsync(channel);
        if (at != Touch.Order) house.Menu.Add(what, number, at);
        if (at == Touch.Query) house.Menu.Add(Misbehaviour.NoticeNever, number);
        // Whoever sees no code asks for it again.
        if (at == Touch.Order) Assert.Equal(number, await house.BeginAsync(channel));
        if (at == Touch.Close)
        {
            house.Scan(channel, number);
            await house.GiveUpAsync(number);
            if (what != Misbehaviour.PaidAfterClose) Assert.True(house.TryPay(other, await house.BeginAsync(other)));
            house.TryPay(channel, number);
        }
        else Assert.True(house.TryPay(channel, number));
        return number;
    }

    // Nobody has scanned Alipay's code, so it cannot be closed, and both can be paid; the one that goes wrong is the second and goes back.
    private async Task<string> PayTwiceAsync(Misbehaviour what, Channel channel, Channel other, Touch at)
    {
        var numbers = new Dictionary<Channel, string> { [Channel.Alipay] = await house.BeginAsync(Channel.Alipay), [Channel.WeChatPay] = await house.BeginAsync(Channel.WeChatPay) };
        house.Menu.Add(what, numbers[channel], at);
        // A refund is asked about only where its first answer was lost.
        if (at == Touch.RefundQuery) house.Menu.Add(Misbehaviour.HalfAnswer, numbers[channel], Touch.Refund);
        Assert.True(house.TryPay(other, numbers[other]));
        await house.RestAsync();
        Assert.True(house.TryPay(channel, numbers[channel]));
        return numbers[channel];
    }

    private async Task SettleDownAsync(bool waits)
    {
        if (waits) await house.RestAsync();
        // Three hours: what is stuck is tried hourly, and asked about once more after that.
        for (var round = 0; round < 60; round++)
        {
            await house.RoundAsync();
            if (round > 0 || waits) await house.RestAsync();
            var attempts = await house.AttemptsAsync();
            if (!attempts.Any(a => a.IsUndecided) && attempts.SelectMany(a => a.Refunds).All(r => r.NextTryAt is null)) break;
        }
        await house.RestAsync();
    }

    private async Task AssertEndAsync(End end)
    {
        var (attempts, id) = (await house.AttemptsAsync(), house.World.Registration.Id);
        var state = await house.World.ReadAsync(db => db.Registrations.Where(r => r.Id == id).Select(r => r.State).SingleAsync());
        var settled = await house.World.ReadAsync(db => db.AuditEntries.CountAsync(e => e.Action == "registration.settled" && e.Subject == id.ToString()));
        var (kept, refunds) = (attempts.Sum(house.MoneyAt), attempts.SelectMany(a => a.Refunds).ToList());
        Assert.DoesNotContain(attempts, a => a.IsUndecided);
        if (end == End.Incident)
        {
            Assert.Equal((RegistrationState.Approved, 0, Fee, PaymentState.Incident), (state, settled, kept, Assert.Single(attempts).State));
            return;
        }
        Assert.Equal((RegistrationState.Paid, 1), (state, settled));
        Assert.Single(attempts, a => a.State == PaymentState.Paid);
        Assert.Equal(end == End.Registered ? Fee : 2 * Fee, kept);
        Assert.All(refunds, r => Assert.Equal(end == End.Registered ? RefundState.Succeeded : RefundState.Abnormal, r.State));
    }
}
