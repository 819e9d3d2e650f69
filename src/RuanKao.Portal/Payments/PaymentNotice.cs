namespace RuanKao.Portal.Payments;

/// <summary>What became of a message from a channel. Unverified ones count for nothing.</summary>
public enum NoticeVerdict { Unverified, Booked, Repeated, Surplus, WrongAmount, WrongMerchant, UnknownNumber, Noted }

/// <summary>A message that came to a notify address, kept as it came. Only verified ones have an id that must be unique: anybody can guess one.</summary>
public sealed class PaymentNotice
{
    public const int NoticeIdLength = 128;
    public const int HeadersLength = 2000;

    /// <summary>How many unverified messages a channel may leave here in an hour; what comes beyond is answered and forgotten.</summary>
    public const int UnverifiedPerHour = 100;

    public Guid Id { get; init; } = Guid.NewGuid();

    public required Channel Channel { get; init; }

    public required string MerchantAccount { get; init; }

    public string? NoticeId { get; init; }

    public NoticeVerdict Verdict { get; set; } = NoticeVerdict.Unverified;

    public required DateTime ReceivedAt { get; init; }

    public required string Headers { get; init; }

    public required string Body { get; init; }

    /// <summary>The attempt it told of, where there is one.</summary>
    public Guid? AttemptId { get; set; }
}
