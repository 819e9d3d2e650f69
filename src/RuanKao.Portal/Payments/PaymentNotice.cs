namespace RuanKao.Portal.Payments;

/// <summary>What became of a message from a channel. Unverified ones count for nothing; Waiting ones are kept and answered, and will be booked.</summary>
public enum NoticeVerdict { Unverified, Waiting, Booked, Repeated, Surplus, WrongAmount, WrongMerchant, UnknownNumber, Noted }

/// <summary>A message that came to a notify address, kept as it came. Only verified ones have an id that must be unique: anybody can guess one.</summary>
public sealed class PaymentNotice
{
    public const int NoticeIdLength = 128;
    public const int HeadersLength = 2000;

    public const int ReportLength = 500;

    /// <summary>How many unverified messages a channel may leave here in an hour; what comes beyond is answered and forgotten.</summary>
    public const int UnverifiedPerHour = 100;

    public Guid Id { get; init; } = Guid.NewGuid();

    public required Channel Channel { get; init; }

    public required string MerchantAccount { get; init; }

    /// <summary>Null also where another message had taken the id.</summary>
    public string? NoticeId { get; set; }

    public NoticeVerdict Verdict { get; set; } = NoticeVerdict.Unverified;

    public required DateTime ReceivedAt { get; init; }

    public required string Headers { get; init; }

    public required string Body { get; init; }

    /// <summary>What was read out of it when its signature held, as JSON: a key may have changed by the time it is booked. Null where it tells of no payment.</summary>
    public string? Report { get; init; }

    /// <summary>How often booking it failed.</summary>
    public int Failures { get; set; }

    /// <summary>The attempt it told of, where there is one.</summary>
    public Guid? AttemptId { get; set; }

    public bool TellsTheSameAs(PaymentNotice other) => Report == other.Report && MerchantAccount == other.MerchantAccount;
}
