using System.Security.Cryptography;

namespace RuanKao.Sandbox.Alipay;

/// <summary>Alipay's book of trades: orders, scans, payments, closings and refunds.</summary>
public sealed class AlipayTrades
{
    private const string Kind = "alipay-trade";
    private static readonly TimeSpan QrLife = TimeSpan.FromHours(2);

    private readonly SandboxStore store;
    private readonly SandboxClock clock;
    private readonly AlipayNotices notices;
    private readonly Lock gate = new();
    private readonly Dictionary<string, AlipayTrade> byKey;

    internal AlipayTrades(SandboxStore store, SandboxClock clock, AlipayNotices notices)
    {
        (this.store, this.clock, this.notices) = (store, clock, notices);
        byKey = store.All<AlipayTrade>(Kind).ToDictionary(t => t.Key);
    }

    /// <summary>Unpaid orders whose code can still be scanned, newest first.</summary>
    public IReadOnlyList<AlipayTrade> Payable()
    {
        lock (gate)
            return [.. byKey.Values.Where(IsPayable).OrderByDescending(t => t.OrderedAt)];
    }

    public AlipayTrade? ByCode(string code)
    {
        lock (gate)
            return byKey.Values.FirstOrDefault(t => t.Code == code) is { } trade ? Aged(trade) : null;
    }

    public AlipayTrade? ByOutTradeNo(string outTradeNo)
    {
        lock (gate)
            return byKey.Values.FirstOrDefault(t => t.OutTradeNo == outTradeNo) is { } trade ? Aged(trade) : null;
    }

    /// <summary>A payer opens the code: only now the trade exists. False when it can no longer be paid.</summary>
    public bool Scan(AlipayTrade trade)
    {
        lock (gate)
        {
            if (!IsPayable(Aged(trade)))
                return false;
            Create(trade);
            return true;
        }
    }

    /// <summary>The payer pays; the merchant is told. False when it can no longer be paid.</summary>
    public bool Pay(AlipayTrade trade)
    {
        lock (gate)
        {
            if (!IsPayable(Aged(trade)))
                return false;
            Create(trade);
            (trade.Status, trade.PaidAt) = (AlipayTrade.Success, clock.Now);
            store.Put(Kind, trade.Key, trade);
        }

        notices.Announce(trade);
        return true;
    }

    internal bool IsPayable(AlipayTrade trade) =>
        trade.Status is null or AlipayTrade.WaitBuyerPay
        && clock.Now < trade.Deadline
        && (trade.TradeNo is not null || trade.Product != AlipayTrade.QrProduct || clock.Now < trade.OrderedAt + QrLife);

    /// <summary>Takes an order; the same number with the same matter gives the order there already is.</summary>
    internal AlipayTrade Order(AlipayTrade wanted)
    {
        lock (gate)
        {
            if (!byKey.TryGetValue(wanted.Key, out var trade))
            {
                byKey[wanted.Key] = trade = wanted;
            }
            else
            {
                Aged(trade);
                if (trade.PaidAt is not null)
                    throw AlipayRefusal.Business("TRADE_HAS_SUCCESS", "交易已被支付");
                if (trade.Status == AlipayTrade.Closed)
                    throw AlipayRefusal.Business("TRADE_HAS_CLOSE", "交易已经关闭");
                if (trade.TotalFen != wanted.TotalFen || trade.Subject != wanted.Subject)
                    throw AlipayRefusal.Business("CONTEXT_INCONSISTENT", "交易信息被篡改");
                trade.Product = wanted.Product;
                if (trade.TradeNo is null)
                    (trade.OrderedAt, trade.Deadline) = (wanted.OrderedAt, wanted.Deadline);
                (trade.NotifyUrl, trade.ReturnUrl, trade.QuitUrl) = (wanted.NotifyUrl, wanted.ReturnUrl, wanted.QuitUrl);
            }

            store.Put(Kind, trade.Key, trade);
            return trade;
        }
    }

    /// <summary>The trade by Alipay's number, else by the merchant's; an order that nobody scanned does not exist.</summary>
    internal AlipayTrade Find(string appId, string? tradeNo, string? outTradeNo)
    {
        lock (gate)
        {
            var trade = tradeNo is not null
                ? byKey.Values.FirstOrDefault(t => t.AppId == appId && t.TradeNo == tradeNo)
                : byKey.GetValueOrDefault(AlipayTrade.KeyOf(appId, outTradeNo ?? ""));
            return trade?.TradeNo is null
                ? throw AlipayRefusal.Business("TRADE_NOT_EXIST", "交易不存在")
                : Aged(trade);
        }
    }

    /// <summary>What was paid or refunded on a day in Beijing, in the order of time.</summary>
    internal IReadOnlyList<AlipayBillLine> BillLines(string appId, DateOnly day)
    {
        lock (gate)
        {
            return [.. byKey.Values.Where(t => t is { PaidAt: not null } && t.AppId == appId)
                .SelectMany(t => t.Refunds.Select(r => new AlipayBillLine(t, r, r.At)).Prepend(new AlipayBillLine(t, null, t.PaidAt!.Value)))
                .Where(l => SandboxClock.DayOf(l.At) == day).OrderBy(l => l.At)];
        }
    }

    internal void Close(AlipayTrade trade)
    {
        lock (gate)
        {
            if (Aged(trade).Status != AlipayTrade.WaitBuyerPay)
                throw AlipayRefusal.Business("TRADE_STATUS_ERROR", "交易状态不合法");
            (trade.Status, trade.ClosedAt) = (AlipayTrade.Closed, clock.Now);
            store.Put(Kind, trade.Key, trade);
        }

        if (trade.Product == AlipayTrade.WapProduct)
            notices.Announce(trade);
    }

    /// <summary>Gives money back; true when this request moved it, false when it had moved before.</summary>
    internal bool Refund(AlipayTrade trade, string? outRequestNo, int fen, string? reason)
    {
        AlipayRefund refund;
        lock (gate)
        {
            if (outRequestNo is null && fen != trade.TotalFen)
                throw AlipayRefusal.Business("REFUND_AMT_NOT_EQUAL_TOTAL", "退款金额超限");
            outRequestNo ??= trade.OutTradeNo;
            if (trade.Refunds.FirstOrDefault(r => r.OutRequestNo == outRequestNo) is { } before)
                return before.Fen == fen ? false : throw AlipayRefusal.Business("DISCORDANT_REPEAT_REQUEST", "不一致的请求");
            if (trade.PaidAt is null)
                throw AlipayRefusal.Business("TRADE_STATUS_ERROR", "交易状态不合法");
            if (fen > trade.TotalFen - trade.RefundedFen)
                throw AlipayRefusal.Business("REASON_TRADE_REFUND_FEE_ERR", "退款金额无效");

            refund = new AlipayRefund(outRequestNo, fen, reason, clock.Now);
            trade.Refunds.Add(refund);
            if (trade.RefundedFen == trade.TotalFen)
                (trade.Status, trade.ClosedAt) = (AlipayTrade.Closed, clock.Now);
            store.Put(Kind, trade.Key, trade);
        }

        notices.Announce(trade, refund);
        return true;
    }

    private void Create(AlipayTrade trade)
    {
        if (trade.TradeNo is not null)
            return;
        trade.TradeNo = $"{clock.Now:yyyyMMdd}22001{RandomNumberGenerator.GetString("0123456789", 15)}";
        (trade.Status, trade.CreatedAt) = (AlipayTrade.WaitBuyerPay, clock.Now);
        store.Put(Kind, trade.Key, trade);
    }

    /// <summary>An unpaid trade closes at its deadline, and nobody is told.</summary>
    private AlipayTrade Aged(AlipayTrade trade)
    {
        if (trade.Status == AlipayTrade.WaitBuyerPay && clock.Now >= trade.Deadline)
        {
            (trade.Status, trade.ClosedAt) = (AlipayTrade.Closed, trade.Deadline);
            store.Put(Kind, trade.Key, trade);
        }

        return trade;
    }
}
