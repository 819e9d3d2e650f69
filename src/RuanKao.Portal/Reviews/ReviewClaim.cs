namespace RuanKao.Portal.Reviews;

/// <summary>Who has a waiting case before him: one row a registration, so that two never judge the same one. It lapses by itself.</summary>
public sealed class ReviewClaim
{
    public required Guid RegistrationId { get; init; }

    public required Guid ReviewerId { get; set; }

    /// <summary>Made anew by each opening: leaving a page releases only what that page claimed.</summary>
    public required Guid Opening { get; set; }

    public required DateTime ClaimedAt { get; set; }

    /// <summary>From this instant it holds nobody back.</summary>
    public required DateTime LapsesAt { get; set; }
}

/// <summary>Somebody else's claim, as the page tells it.</summary>
public sealed record ClaimHeld(string Who, DateTime Since);
