using System.Security.Cryptography;
using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Payments;

/// <summary>Who moves the money.</summary>
public enum Channel { Alipay, WeChatPay }

/// <summary>How the payer reaches the channel: a code to scan, the cashier in this browser, the app on this phone, or WeChat from within WeChat.</summary>
public enum PaymentProduct { Qr, Page, Phone, InWeChat }

/// <summary>One try to pay an order: one channel, one product, one number of ours, until it expires.</summary>
public sealed class PaymentAttempt
{
    public const int NumberLength = 32;
    public const int AccountLength = 40;
    public const int TransactionIdLength = 64;
    public const int LinkLength = 4000;

    public Guid Id { get; init; } = Guid.NewGuid();

    public required Guid OrderId { get; init; }

    public FeeOrder Order { get; private set; } = null!;

    public required Channel Channel { get; init; }

    public required PaymentProduct Product { get; init; }

    /// <summary>The merchant account's key in the settings, frozen: later settings do not move an attempt to other books.</summary>
    public required string MerchantAccount { get; init; }

    /// <summary>out_trade_no: ours, unique within the channel, stored before the channel hears of it.</summary>
    public required string Number { get; init; }

    public required int AmountFen { get; init; }

    public PaymentState State { get; private set; } = PaymentState.Created;

    /// <summary>What the payer scans or opens.</summary>
    public string? Link { get; private set; }

    public required DateTime CreatedAt { get; init; }

    public required DateTime ExpiresAt { get; init; }

    /// <summary>The channel's number for the same payment.</summary>
    public string? TransactionId { get; private set; }

    /// <summary>When the payer paid, by the channel's clock.</summary>
    public DateTime? PaidAt { get; private set; }

    /// <summary>What the channel says it took; differs from the amount only in an incident.</summary>
    public int? ReceivedFen { get; private set; }

    /// <summary>What there is to give back.</summary>
    public int TakenFen => ReceivedFen ?? AmountFen;

    /// <summary>How often the channel was asked; decides how long until the next question.</summary>
    public int Asked { get; private set; }

    /// <summary>When to ask the channel next; null once decided.</summary>
    public DateTime? NextAskAt { get; private set; }

    public List<Refund> Refunds { get; init; } = [];

    public StateWords Words => PaymentLifecycle.Table.Words(State);

    /// <summary>The refund that counts: there is at most one that was not declined. Needs the refunds.</summary>
    public Refund? FindRefund() => Refunds.FirstOrDefault(r => r.State != RefundState.Declined);

    public bool IsUndecided => PaymentLifecycle.Undecided.Contains(State);

    /// <summary>A row for an attempt that begins now; the first question follows five seconds later.</summary>
    public static PaymentAttempt Begin(FeeOrder order, Channel channel, PaymentProduct product, string account, DateTime now, DateTime expiresAt) => new()
    {
        OrderId = order.Id,
        Channel = channel,
        Product = product,
        MerchantAccount = account,
        Number = NewNumber('P', now),
        AmountFen = order.AmountFen,
        CreatedAt = now,
        ExpiresAt = expiresAt,
        NextAskAt = now + AskRhythm.After(0),
    };

    /// <summary>32 characters: a letter, the Beijing second, and 17 that nobody can guess. Upper case, because SQL Server compares without case.</summary>
    public static string NewNumber(char letter, DateTime now) =>
        letter + Beijing.WallClock(now).ToString("yyyyMMddHHmmss", System.Globalization.CultureInfo.InvariantCulture)
        + RandomNumberGenerator.GetString("0123456789ABCDEFGHJKLMNPQRSTUVWXYZ", 17);
}

/// <summary>How long to wait before the next question: quickly at first, then ever less often.</summary>
public static class AskRhythm
{
    private static readonly int[] Seconds = [5, 10, 20, 40, 60, 120, 300];

    public static TimeSpan After(int asked) => TimeSpan.FromSeconds(asked > 60 ? 3600 : Seconds[Math.Min(asked, Seconds.Length - 1)]);
}
