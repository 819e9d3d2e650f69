using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Payments;

/// <summary>Begins payments: the row before the call, one live attempt an order, the earlier one closed at its channel first.</summary>
public sealed class PaymentService(PortalContext db, FeeDesk desk, PaymentChannels channels, AttemptWatch watch,
    IOptions<SiteOptions> site, TimeProvider clock, ILogger<PaymentService> log)
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(15);

    /// <summary>A WeChat H5 address lives five minutes (pay.weixin.qq.com, H5 order).</summary>
    private static readonly TimeSpan PhoneLifeOfWeChat = TimeSpan.FromMinutes(5);

    /// <summary>An attempt with less than this left is not offered again.</summary>
    private static readonly TimeSpan WorthReusing = TimeSpan.FromMinutes(1);

    /// <summary>A request that began so recently is probably still talking to the channel.</summary>
    private static readonly TimeSpan Underway = TimeSpan.FromSeconds(15);

    /// <summary>Begins (or finds again) an attempt; the number under which its page is. Null where there is nothing to pay for.</summary>
    public async Task<string?> StartAsync(string roundCode, string institutionCode, Channel channel, PaymentProduct product, Payer payer, Operation operation, CancellationToken ct)
    {
        if (await desk.FindAsync(operation.UserId!.Value, roundCode, institutionCode, ct) is not { } fee) return null;
        if (fee.WhyNot(clock.Now()) is { } why) throw new RuleViolationException("", why);
        var way = channels.Of(channel);
        if (way.AccountFor(institutionCode) is not { } account || !way.Offers(account, product))
            throw new RuleViolationException(nameof(PayForm.Channel), $"现在不能用{channel.Word()}，请选择另一种支付方式");
        if (product == PaymentProduct.InWeChat && payer.OpenId is null) throw new RuleViolationException("", "微信没有告知付款人，请刷新本页后再支付");

        var order = await OrderAsync(fee, operation, ct);
        foreach (var earlier in fee.Attempts.Where(a => a.IsUndecided))
        {
            if (PaymentLifecycle.Live.Contains(earlier.State) && Fits(earlier, order, channel, product, account)) return await GoOnAsync(earlier, order, payer, ct);
            if (await LetGoAsync(earlier, ct)) return earlier.Number;
        }

        var now = clock.Now();
        var life = (channel, product) == (Channel.WeChatPay, PaymentProduct.Phone) ? PhoneLifeOfWeChat : Life;
        var attempt = PaymentAttempt.Begin(order, channel, product, account, now, now + life < order.Deadline ? now + life : order.Deadline);
        db.PaymentAttempts.Add(attempt);
        db.Audit(operation, "payment.began", attempt.Id);
        try
        {
            // With the registration's row in hand: it cannot be cancelled, lapse or be asked to change between this look and this row.
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            await db.HoldAsync(fee.Registration.Id, ct);
            var stands = await db.Registrations.AsNoTracking().SingleAsync(r => r.Id == fee.Registration.Id, ct);
            if ((fee with { Registration = stands }).WhyNot(now) is { } meanwhile) throw new RuleViolationException("", meanwhile);
            if (stands.FeeFen != order.AmountFen) throw new RuleViolationException("", "考试费刚有变化，请刷新本页后再支付");
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
        }
        catch (DbUpdateException)
        {
            // A second click or another tab was first: there is one live attempt, and this person goes to it.
            db.ChangeTracker.Clear();
            var first = await db.PaymentAttempts.AsNoTracking().Where(a => a.OrderId == order.Id && PaymentLifecycle.Live.Contains(a.State))
                .OrderByDescending(a => a.CreatedAt).FirstOrDefaultAsync(ct);
            return first?.Number ?? throw new RuleViolationException("", "另一个窗口刚刚发起了支付，请刷新本页");
        }
        await OfferAsync(attempt, order, payer, ct);
        return attempt.Number;
    }

    /// <summary>The payer gives up an attempt: closed at the channel, not before. False where the channel has not answered so yet.</summary>
    public async Task<bool> GiveUpAsync(PaymentAttempt attempt, Operation operation, CancellationToken ct)
    {
        db.Audit(operation, "payment.given-up", attempt.Id);
        await db.SaveChangesAsync(ct);
        return await watch.CloseAsync(attempt, ct) is CloseAnswer.Closed or CloseAnswer.Ended;
    }

    private bool Fits(PaymentAttempt attempt, FeeOrder order, Channel channel, PaymentProduct product, string account) =>
        attempt.Channel == channel && attempt.Product == product && attempt.MerchantAccount == account
        && attempt.AmountFen == order.AmountFen && clock.Now() < attempt.ExpiresAt - WorthReusing;

    // One whose first call came to no clear end is asked for again with the same number: the channel knows it at most once.
    private async Task<string> GoOnAsync(PaymentAttempt attempt, FeeOrder order, Payer payer, CancellationToken ct)
    {
        if (attempt.State == PaymentState.Unknown || (attempt.State == PaymentState.Created && clock.Now() >= attempt.CreatedAt + Underway))
            await OfferAsync(attempt, order, payer, ct);
        return attempt.Number;
    }

    /// <summary>
    /// True when the earlier attempt turned out to have paid. Throws when the channel gives no answer: a second payment beside it would be a gamble,
    /// until the earlier one's time is over. Then nobody can pay it any more, and a silent channel must not keep the candidate from the other one.
    /// </summary>
    private async Task<bool> LetGoAsync(PaymentAttempt earlier, CancellationToken ct)
    {
        var word = await watch.AskAsync(earlier, ct);
        if (word is ChannelState.Paid or ChannelState.Refunded) return true;
        if (word == ChannelState.Closed) return false;
        var isOver = clock.Now() >= earlier.ExpiresAt + AttemptWatch.Margin;
        var answer = word == ChannelState.Unknown && !isOver ? CloseAnswer.Unknown : await watch.CloseAsync(earlier, ct);
        if (answer == CloseAnswer.Unknown && !isOver)
            throw new RuleViolationException("", $"您刚才发起的{earlier.Channel.Word()}付款还没有得到支付平台的答复，为避免重复扣款，请稍后再试");
        if (answer != CloseAnswer.Ended) return false;
        var now = await db.PaymentAttempts.Where(a => a.Id == earlier.Id).Select(a => a.State).SingleAsync(ct);
        return now is PaymentState.Paid or PaymentState.Surplus or PaymentState.Incident;
    }

    private async Task OfferAsync(PaymentAttempt attempt, FeeOrder order, Payer payer, CancellationToken ct)
    {
        var channel = channels.Of(attempt.Channel);
        var offer = await channel.CreateAsync(new(attempt, order.Title,
            site.Value.Link($"/notify/{channel.Slug}/{attempt.MerchantAccount}"),
            site.Value.Link($"/pay/return/{channel.Slug}/{attempt.Number}"), payer), ct);
        switch (offer.State)
        {
            case OfferState.Accepted:
                await db.MoveAsync(attempt, PaymentEvent.Accept, row => row.SetProperty(a => a.Link, offer.Link), CancellationToken.None);
                break;
            case OfferState.Unknown:
                await db.MoveAsync(attempt, PaymentEvent.Doubt, null, CancellationToken.None);
                break;
            default:
                await db.MoveAsync(attempt, PaymentEvent.Refuse, null, CancellationToken.None);
                log.LogError(new EventId(6003, "PaymentRefused"), "{Channel} {Account} refused to take {Number}", attempt.Channel, attempt.MerchantAccount, attempt.Number);
                throw new RuleViolationException("", $"{attempt.Channel.Word()}暂时不能受理，没有扣款，请选择另一种支付方式或稍后再试");
        }
    }

    // The amount and the deadline follow the registration and the window as long as nothing is settled.
    private async Task<FeeOrder> OrderAsync(FeeCase fee, Operation operation, CancellationToken ct)
    {
        var (registration, fen) = (fee.Registration, fee.Registration.FeeFen ?? throw new InvalidOperationException("An approved registration has a fee."));
        var deadline = fee.Where.Place.Payment.To!.Value;
        var order = await db.FeeOrders.SingleOrDefaultAsync(o => o.Purpose == FeePurpose.Registration && o.SubjectId == registration.Id, ct);
        if (order is null)
        {
            db.FeeOrders.Add(order = new()
            {
                Purpose = FeePurpose.Registration,
                SubjectId = registration.Id,
                PayerId = registration.UserId,
                InstitutionCode = registration.InstitutionCode,
                Title = $"{fee.Where.Title}考试费",
                AmountFen = fen,
                Deadline = deadline,
                CreatedAt = operation.At,
            });
            try
            {
                await db.SaveChangesAsync(ct);
            }
            catch (DbUpdateException)
            {
                db.ChangeTracker.Clear();
                return await db.FeeOrders.SingleAsync(o => o.Purpose == FeePurpose.Registration && o.SubjectId == registration.Id, ct);
            }
        }
        else if (order.State == FeeOrderState.Open && (order.AmountFen != fen || order.Deadline != deadline))
        {
            (order.AmountFen, order.Deadline) = (fen, deadline);
            await db.SaveChangesAsync(ct);
        }
        return order;
    }
}
