using System.Security.Cryptography;

namespace RuanKao.Sandbox.WeChatPay;

/// <summary>WeChat Pay's book of orders: placing, paying, closing and refunds.</summary>
public sealed class WeChatPayOrders
{
    private const string Kind = "wechatpay-order";
    private static readonly TimeSpan OrderLife = TimeSpan.FromDays(7);
    private static readonly TimeSpan CodeLife = TimeSpan.FromHours(2);
    private static readonly TimeSpan H5Life = TimeSpan.FromMinutes(5);

    private readonly SandboxStore store;
    private readonly SandboxClock clock;
    private readonly WeChatPayNotices notices;
    private readonly Lock gate = new();
    private readonly Dictionary<string, WeChatPayOrder> byKey;

    internal WeChatPayOrders(SandboxStore store, SandboxClock clock, WeChatPayNotices notices)
    {
        (this.store, this.clock, this.notices) = (store, clock, notices);
        byKey = store.All<WeChatPayOrder>(Kind).ToDictionary(o => o.Key);
    }

    /// <summary>Unpaid Native orders whose code can be scanned, newest first.</summary>
    public IReadOnlyList<WeChatPayOrder> Scannable()
    {
        lock (gate)
            return [.. byKey.Values.Where(o => o.TradeType == WeChatPayOrder.Native && IsPayable(o)).OrderByDescending(o => o.PlacedAt)];
    }

    public WeChatPayOrder? ByCode(string code)
    {
        lock (gate)
            return byKey.Values.FirstOrDefault(o => o.Code == code) is { } order ? Aged(order) : null;
    }

    public WeChatPayOrder? ByOutTradeNo(string outTradeNo)
    {
        lock (gate)
            return byKey.Values.FirstOrDefault(o => o.OutTradeNo == outTradeNo) is { } order ? Aged(order) : null;
    }

    /// <summary>The payer pays; the merchant is told. False when it can no longer be paid.</summary>
    public bool Pay(WeChatPayOrder order)
    {
        lock (gate)
        {
            if (!IsPayable(Aged(order)))
                return false;
            order.State = WeChatPayOrder.Success;
            order.TransactionId = $"42000{RandomNumberGenerator.GetString("0123456789", 5)}{clock.Now:yyyyMMdd}{RandomNumberGenerator.GetString("0123456789", 10)}";
            order.PaidAt = clock.Now;
            store.Put(Kind, order.Key, order);
        }

        notices.AnnouncePayment(order);
        return true;
    }

    internal bool IsPayable(WeChatPayOrder order) =>
        order.State == WeChatPayOrder.NotPaid && clock.Now < order.CodeExpiresAt
        && (order.ExpiresAt is not { } expires || clock.Now < expires);

    /// <summary>Places an order, or gives the same unpaid order a new code (the old one dies).</summary>
    internal WeChatPayOrder Place(WeChatPayOrder wanted)
    {
        lock (gate)
        {
            if (!byKey.TryGetValue(wanted.Key, out var order))
            {
                byKey[wanted.Key] = order = wanted;
            }
            else
            {
                if (Aged(order).PaidAt is not null)
                    throw new WeChatPayRefusal(400, "ORDERPAID", "该订单已支付");
                if (order.State == WeChatPayOrder.Closed)
                    throw new WeChatPayRefusal(400, "ORDER_CLOSED", "该订单已关闭，请重新下单");
                if ((order.AppId, order.TradeType, order.Description, order.TotalFen, order.NotifyUrl, order.Attach)
                    != (wanted.AppId, wanted.TradeType, wanted.Description, wanted.TotalFen, wanted.NotifyUrl, wanted.Attach))
                    throw WeChatPayRefusal.Request("请求重入时，参数与首次请求时不一致");
                order.Code = wanted.Code;
            }

            order.CodeExpiresAt = clock.Now + (order.TradeType == WeChatPayOrder.H5 ? H5Life : CodeLife);
            store.Put(Kind, order.Key, order);
            return order;
        }
    }

    internal WeChatPayOrder Find(string mchId, string? outTradeNo, string? transactionId = null)
    {
        lock (gate)
        {
            var order = transactionId is null
                ? byKey.GetValueOrDefault(WeChatPayOrder.KeyOf(mchId, outTradeNo ?? ""))
                : byKey.Values.FirstOrDefault(o => o.MchId == mchId && o.TransactionId == transactionId);
            return order is null ? throw new WeChatPayRefusal(404, "ORDER_NOT_EXIST", "订单不存在") : Aged(order);
        }
    }

    /// <summary>Closing twice is as good as once; a paid order cannot be closed.</summary>
    internal void Close(WeChatPayOrder order)
    {
        lock (gate)
        {
            if (order.PaidAt is not null)
                throw new WeChatPayRefusal(400, "ORDERPAID", "该订单已支付");
            order.State = WeChatPayOrder.Closed;
            store.Put(Kind, order.Key, order);
        }
    }

    /// <summary>Takes a refund; the same number with the same amount is the refund there already is.</summary>
    internal (WeChatPayRefund Refund, bool IsNew) Refund(WeChatPayOrder order, WeChatPayRefund wanted, int totalFen)
    {
        lock (gate)
        {
            if (byKey.Values.Any(o => o != order && o.MchId == order.MchId && o.Refunds.Any(r => r.OutRefundNo == wanted.OutRefundNo)))
                throw WeChatPayRefusal.Request("商户退款单号已用于其他订单");
            if (order.Refunds.FirstOrDefault(r => r.OutRefundNo == wanted.OutRefundNo) is { } before)
                return before.Fen == wanted.Fen ? (before, false) : throw WeChatPayRefusal.Request("请求重入时，参数与首次请求时不一致");
            if (order.PaidAt is null)
                throw WeChatPayRefusal.Request("订单未支付");
            if (totalFen != order.TotalFen)
                throw WeChatPayRefusal.Request("订单金额不一致");
            if (order.Refunds.Sum(r => r.Fen) + wanted.Fen > order.TotalFen)
                throw WeChatPayRefusal.Request("申请退款金额大于订单剩余可退金额");
            order.Refunds.Add(wanted);
            order.State = WeChatPayOrder.Refunded;
            store.Put(Kind, order.Key, order);
        }

        notices.AnnounceRefund(order, wanted);
        return (wanted, true);
    }

    /// <summary>What was paid or refunded on a day in Beijing, in the order of time.</summary>
    internal IReadOnlyList<WeChatPayBillLine> BillLines(string mchId, DateOnly day)
    {
        lock (gate)
        {
            return [.. byKey.Values.Where(o => o is { PaidAt: not null } && o.MchId == mchId)
                .SelectMany(o => o.Refunds.Select(r => new WeChatPayBillLine(o, r, r.CreatedAt)).Prepend(new WeChatPayBillLine(o, null, o.PaidAt!.Value)))
                .Where(l => SandboxClock.DayOf(l.At) == day).OrderBy(l => l.At)];
        }
    }

    internal (WeChatPayOrder Order, WeChatPayRefund Refund) FindRefund(string mchId, string outRefundNo)
    {
        lock (gate)
        {
            foreach (var order in byKey.Values.Where(o => o.MchId == mchId))
            {
                if (order.Refunds.FirstOrDefault(r => r.OutRefundNo == outRefundNo) is { } refund)
                    return (order, refund);
            }
        }

        throw new WeChatPayRefusal(404, "RESOURCE_NOT_EXISTS", "退款单不存在");
    }

    /// <summary>The merchant's number of the order that a refund belongs to.</summary>
    internal string? OfRefund(string outRefundNo)
    {
        lock (gate)
            return byKey.Values.FirstOrDefault(o => o.Refunds.Any(r => r.OutRefundNo == outRefundNo))?.OutTradeNo;
    }

    private WeChatPayOrder Aged(WeChatPayOrder order)
    {
        if (order.State == WeChatPayOrder.NotPaid && clock.Now >= order.PlacedAt + OrderLife)
        {
            order.State = WeChatPayOrder.Closed;
            store.Put(Kind, order.Key, order);
        }

        return order;
    }
}
