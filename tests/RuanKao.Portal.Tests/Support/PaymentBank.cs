using System.Text;
using Microsoft.AspNetCore.Http;
using RuanKao.Portal.Payments;
using RuanKao.Portal.Tests.Payments;

namespace RuanKao.Portal.Tests.Support;

/// <summary>The portal's process ends in the middle of a call.</summary>
public sealed class PortalDied() : Exception("the portal died in the middle of a call");

/// <summary>One payment as the channel knows it.</summary>
public sealed class BankTrade
{
    public required string Number { get; init; }

    public required int Fen { get; init; }

    public required DateTime ExpiresAt { get; init; }

    /// <summary>The channel tells of it. An Alipay code that nobody scanned is not, and can be paid all the same.</summary>
    public bool IsSeen { get; set; }

    public bool IsClosed { get; set; }

    public DateTime? PaidAt { get; set; }

    public int PaidFen { get; set; }

    /// <summary>By our refund number.</summary>
    public Dictionary<string, (int Fen, RefundAnswer Answer)> Refunds { get; } = [];
}

/// <summary>A message of the channel; without a report it tells of a refund.</summary>
public sealed record BankNotice(string Id, BankTrade Trade, bool IsPayment)
{
    public bool IsTaken { get; set; }
}

/// <summary>A channel that holds a truth of its own: what was created, paid, closed and given back. Questions and answers get lost on the way, and payers pay while the portal asks.</summary>
public sealed class PaymentBank
{
    /// <summary>Whoever types the password when the time is over still gets through; less than the portal's margin.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(100);

    private readonly Lock gate = new();
    private readonly Channel channel;
    private readonly Func<DateTime> now;
    private readonly Dictionary<string, BankTrade> trades = [];
    private Random random = new(0);
    private int notices;

    public PaymentBank(Channel channel, Func<DateTime> now)
    {
        (this.channel, this.now) = (channel, now);
        Script = new(channel)
        {
            Create = order => Task.FromResult(Answer(order.Attempt.Number, () => Create(order.Attempt), new(OfferState.Unknown))),
            Query = attempt => Answer(attempt.Number, () => Query(attempt.Number), ChannelReport.Unknown),
            Close = attempt => Answer(attempt.Number, () => Close(attempt.Number), CloseAnswer.Unknown),
            Refund = refund => Answer(refund.Attempt.Number, () => GiveBack(refund), new(RefundAnswer.Unknown)),
            QueryRefund = refund => Answer(refund.Attempt.Number, () => QueryRefund(refund), new(RefundAnswer.Unknown)),
            Read = message => Read(Encoding.UTF8.GetString(message.Body)),
        };
    }

    public ScriptedChannel Script { get; }

    public IReadOnlyCollection<BankTrade> Trades => trades.Values;

    public List<BankNotice> Notices { get; } = [];

    /// <summary>How many calls in a hundred do not come through whole.</summary>
    public int Trouble { get; set; }

    /// <summary>What the portal asked for that would cost somebody money.</summary>
    public string? Fault { get; private set; }

    public void Begin(int seed)
    {
        trades.Clear();
        Notices.Clear();
        Script.Asked.Clear();
        (random, Trouble, Fault, notices) = (new(seed), 25, null, 0);
    }

    public BankTrade? Find(string number) => trades.GetValueOrDefault(number);

    public static InboundMessage Message(BankNotice notice, bool forged = false) => new(new HeaderDictionary(), Encoding.UTF8.GetBytes((forged ? "forged " : "") + notice.Id));

    /// <summary>False where the channel takes no money for it any more.</summary>
    public bool Pay(BankTrade trade, int? fen = null, bool tells = true)
    {
        lock (gate)
        {
            if (trade.IsClosed || trade.PaidAt is not null) return false;
            (trade.IsSeen, trade.PaidAt, trade.PaidFen) = (true, now(), fen ?? trade.Fen);
            if (tells) Tell(trade, isPayment: true);
            return true;
        }
    }

    private T Answer<T>(string number, Func<T> truth, T unknown)
    {
        lock (gate)
        {
            var before = random.Next(100) < Trouble ? random.Next(4) : 4;
            if (before == 0) throw new PortalDied();
            if (before == 1) return unknown;
            var answer = truth();
            // Paid between this answer and what the portal does with it; the notice is lost, so only asking finds it.
            if (random.Next(100) < Trouble / 3 && Find(number) is { } trade && now() <= trade.ExpiresAt + Grace) Pay(trade, tells: random.Next(2) == 0);
            return before switch { 2 => throw new PortalDied(), 3 => unknown, _ => answer };
        }
    }

    private ChannelOffer Create(PaymentAttempt attempt)
    {
        if (!trades.ContainsKey(attempt.Number))
        {
            if (Trouble > 0 && random.Next(30) == 0) return new(OfferState.Refused);
            trades[attempt.Number] = new() { Number = attempt.Number, Fen = attempt.AmountFen, ExpiresAt = attempt.ExpiresAt, IsSeen = channel == Channel.WeChatPay || random.Next(3) == 0 };
        }
        return new(OfferState.Accepted, "https://pay.example/" + attempt.Number);
    }

    private ChannelReport Query(string number)
    {
        if (Find(number) is not { IsSeen: true } trade) return new(ChannelState.NotFound);
        if (trade.PaidAt is not null)
            return new(trade.Refunds.Values.Any(r => r.Answer == RefundAnswer.Succeeded) ? ChannelState.Refunded : ChannelState.Paid, "T" + number, trade.PaidFen, trade.PaidAt);
        if (channel == Channel.Alipay && now() > trade.ExpiresAt + Grace) trade.IsClosed = true;
        return new(trade.IsClosed ? ChannelState.Closed : ChannelState.Unpaid);
    }

    private CloseAnswer Close(string number)
    {
        if (Find(number) is not { IsSeen: true } trade) return CloseAnswer.NotFound;
        if (trade.PaidAt is not null || (trade.IsClosed && channel == Channel.Alipay)) return CloseAnswer.Ended;
        trade.IsClosed = true;
        return CloseAnswer.Closed;
    }

    private RefundReport GiveBack(Refund refund)
    {
        if (Find(refund.Attempt.Number) is not { PaidAt: not null } trade)
        {
            Fault ??= $"refund {refund.Number} of money that never came";
            return new(RefundAnswer.Unknown);
        }
        if (!trade.Refunds.ContainsKey(refund.Number))
        {
            if (trade.Refunds.Values.Sum(r => r.Fen) + refund.AmountFen > trade.PaidFen) Fault ??= $"{refund.Number} gives back more than {trade.Number} brought";
            trade.Refunds[refund.Number] = (refund.AmountFen, RefundAnswer.Processing);
            if (random.Next(2) == 0) Finish(trade, refund.Number);
        }
        else if (channel == Channel.Alipay) return new(RefundAnswer.Processing, "R" + refund.Number); // fund_change=N: nothing moved this time.
        return ReportOf(trade, refund.Number);
    }

    private RefundReport QueryRefund(Refund refund)
    {
        if (Find(refund.Attempt.Number) is not { } trade || !trade.Refunds.ContainsKey(refund.Number)) return new(RefundAnswer.NotFound);
        if (trade.Refunds[refund.Number].Answer == RefundAnswer.Processing && random.Next(3) > 0) Finish(trade, refund.Number);
        // Alipay does not say of a refund that it is under way.
        return trade.Refunds[refund.Number].Answer == RefundAnswer.Processing && channel == Channel.Alipay ? new(RefundAnswer.NotFound) : ReportOf(trade, refund.Number);
    }

    private void Finish(BankTrade trade, string refund)
    {
        // The payer's card is gone: only WeChat Pay tells of that.
        var failed = channel == Channel.WeChatPay && random.Next(8) == 0;
        trade.Refunds[refund] = (trade.Refunds[refund].Fen, failed ? RefundAnswer.Abnormal : RefundAnswer.Succeeded);
        if (!failed) Tell(trade, isPayment: false);
    }

    private RefundReport ReportOf(BankTrade trade, string refund) =>
        new(trade.Refunds[refund].Answer, "R" + refund, trade.Refunds[refund].Answer == RefundAnswer.Succeeded ? now() : null);

    private void Tell(BankTrade trade, bool isPayment) => Notices.Add(new($"{trade.Number}-{++notices}", trade, isPayment));

    // Only the driver reads, one or two at a time, never while the list grows.
    private NoticeReading Read(string body)
    {
        lock (gate)
        {
            if (Notices.FirstOrDefault(n => n.Id == body) is not { } notice) return NoticeReading.Forged;
            var trade = notice.Trade;
            return new(true, notice.Id, trade.Number, notice.IsPayment ? new(ChannelState.Paid, "T" + trade.Number, trade.PaidFen, trade.PaidAt) : null);
        }
    }
}
