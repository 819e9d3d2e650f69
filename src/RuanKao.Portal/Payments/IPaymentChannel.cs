namespace RuanKao.Portal.Payments;

/// <summary>What the channel says of one of our numbers. Unknown is no answer: never "not paid".</summary>
public enum ChannelState { Unknown, NotFound, Unpaid, Paid, Closed, Refunded }

/// <summary>The channel's word on a payment, from a query or a verified notice.</summary>
public sealed record ChannelReport(ChannelState State, string? TransactionId = null, int? AmountFen = null, DateTime? PaidAt = null, bool MerchantIsOurs = true)
{
    public static readonly ChannelReport Unknown = new(ChannelState.Unknown);
}

public enum OfferState { Unknown, Accepted, Refused }

/// <summary>The answer to a new attempt: what to scan or open, if the channel took it.</summary>
public sealed record ChannelOffer(OfferState State, string? Link = null);

/// <summary>Who pays, as far as a channel wants to know: from which network address, and inside WeChat as whom (openid).</summary>
public sealed record Payer(string Address, string? OpenId = null)
{
    public static implicit operator Payer(string address) => new(address);
}

/// <summary>What the channel needs to begin; addresses are absolute.</summary>
public sealed record ChannelOrder(PaymentAttempt Attempt, string Title, string NotifyAddress, string ReturnAddress, Payer Payer);

/// <summary>The answer to a close. Ended: paid or closed already, so ask. NotFound: nothing to close yet (an Alipay code nobody scanned can still be paid).</summary>
public enum CloseAnswer { Unknown, Closed, Ended, NotFound }

/// <summary>The answer to a refund or a question after one. Short: the merchant account holds too little; NotFound: the channel has it not, so it may be sent again.</summary>
public enum RefundAnswer { Unknown, Processing, Succeeded, Abnormal, NotFound, Short }

public sealed record RefundReport(RefundAnswer Answer, string? ChannelRefundId = null, DateTime? RefundedAt = null);

/// <summary>A message as it came: nothing decoded, nothing trimmed.</summary>
public sealed record InboundMessage(IHeaderDictionary Headers, byte[] Body);

/// <summary>A message read. Without a report it is genuine but tells of no payment (a refund, an event we do not know).</summary>
public sealed record NoticeReading(bool Verified, string? NoticeId = null, string? Number = null, ChannelReport? Report = null)
{
    public static readonly NoticeReading Forged = new(false);
}

public sealed record NoticeAnswer(int Status, string ContentType, string Body);

/// <summary>One way money comes: everything that differs between Alipay and WeChat Pay. Calls answer Unknown instead of throwing when the channel cannot be understood.</summary>
public interface IPaymentChannel
{
    Channel Channel { get; }

    /// <summary>Its name in notify and return addresses.</summary>
    string Slug { get; }

    /// <summary>The institution's own merchant account, else the shared one; null where there is none.</summary>
    string? AccountFor(string institutionCode);

    bool Offers(string account, PaymentProduct product);

    Task<ChannelOffer> CreateAsync(ChannelOrder order, CancellationToken ct);

    /// <summary>What the page hands to WeChat's browser so that it opens the payment; null where an attempt is not paid so.</summary>
    IReadOnlyDictionary<string, string>? BridgeOf(PaymentAttempt attempt) => null;

    Task<ChannelReport> QueryAsync(PaymentAttempt attempt, CancellationToken ct);

    Task<CloseAnswer> CloseAsync(PaymentAttempt attempt, CancellationToken ct);

    Task<RefundReport> RefundAsync(PaymentAttempt attempt, Refund refund, CancellationToken ct);

    Task<RefundReport> QueryRefundAsync(PaymentAttempt attempt, Refund refund, CancellationToken ct);

    NoticeReading ReadNotice(string account, InboundMessage message);

    /// <summary>The exact answer that stops the channel's retries, or keeps them coming.</summary>
    NoticeAnswer Answer(bool taken);

    /// <summary>Whether the address of a returning browser was made by the channel for this attempt. It proves no payment.</summary>
    bool IsGenuineReturn(PaymentAttempt attempt, IQueryCollection query);
}

/// <summary>The channels of this house.</summary>
public sealed class PaymentChannels(IEnumerable<IPaymentChannel> channels)
{
    private readonly List<IPaymentChannel> all = [.. channels.OrderBy(c => c.Channel)];

    public IReadOnlyList<IPaymentChannel> All => all;

    public IPaymentChannel Of(Channel channel) => all.First(c => c.Channel == channel);

    public IPaymentChannel? BySlug(string slug) => all.FirstOrDefault(c => c.Slug == slug);
}

public static class ChannelWords
{
    public static string Word(this Channel channel) => channel == Channel.Alipay ? "支付宝" : "微信支付";
}
