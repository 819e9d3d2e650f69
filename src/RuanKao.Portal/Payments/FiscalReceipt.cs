namespace RuanKao.Portal.Payments;

/// <summary>财政电子票据 of an order, as the finance department issued it. Never altered: another one takes its place, and the old one is kept.</summary>
public sealed class FiscalReceipt
{
    public const int CodeLength = 20;
    public const int NumberLength = 30;
    public const int CheckCodeLength = 20;
    public const int LinkLength = 500;

    public Guid Id { get; init; } = Guid.NewGuid();

    public required Guid OrderId { get; init; }

    public FeeOrder Order { get; private set; } = null!;

    public required string InstitutionCode { get; init; }

    /// <summary>票据代码: the kind and year of the series; with the number it is unique within an institution.</summary>
    public required string Code { get; init; }

    public required string Number { get; init; }

    /// <summary>校验码; empty where the region prints none.</summary>
    public required string CheckCode { get; init; }

    public required DateOnly IssuedOn { get; init; }

    public required int AmountFen { get; init; }

    /// <summary>Where the payer fetches it; https.</summary>
    public required string Link { get; init; }

    public required DateTime ImportedAt { get; init; }

    public required Guid ImportedBy { get; init; }

    /// <summary>When another took its place; null while it is the one that counts.</summary>
    public DateTime? ReplacedAt { get; private set; }

    public void Replace(DateTime now) => ReplacedAt ??= now;

    public bool SaysTheSameAs(FiscalReceipt other) =>
        (Code, Number, CheckCode, IssuedOn, AmountFen, Link) == (other.Code, other.Number, other.CheckCode, other.IssuedOn, other.AmountFen, other.Link);
}
