using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Payments;

/// <summary>What a fee is owed for. The thing itself belongs to an <see cref="IFeeOwner"/>.</summary>
public enum FeePurpose { Registration }

/// <summary>Withdrawn: its subject had gone when the money came.</summary>
public enum FeeOrderState { Open, Settled, Withdrawn }

/// <summary>What is owed: so much, for one thing, until a deadline. It is settled once, however often somebody pays.</summary>
public sealed class FeeOrder
{
    public const int TitleLength = 100;

    public Guid Id { get; init; } = Guid.NewGuid();

    public required FeePurpose Purpose { get; init; }

    /// <summary>The thing it is owed for: the registration's id.</summary>
    public required Guid SubjectId { get; init; }

    public required Guid PayerId { get; init; }

    public required string InstitutionCode { get; init; }

    /// <summary>What the channel shows to the payer; no personal data, and none of / = &amp; which Alipay refuses.</summary>
    public required string Title { get; init; }

    public required int AmountFen { get; set; }

    /// <summary>A payment made before this instant (UTC), by the channel's clock, settles the order.</summary>
    public required DateTime Deadline { get; set; }

    public FeeOrderState State { get; private set; } = FeeOrderState.Open;

    public required DateTime CreatedAt { get; init; }

    public DateTime? SettledAt { get; private set; }

    public List<PaymentAttempt> Attempts { get; init; } = [];
}
