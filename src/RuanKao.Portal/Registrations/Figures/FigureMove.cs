using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Registrations.Figures;

/// <summary>Where a registration counts in the figures. A draft counts nowhere: it is nobody's business but its owner's.</summary>
/// <param name="Since">The Beijing day since which it waits for a reviewer; null where it does not.</param>
public sealed record FigureSpot(string? Prefecture, string? Qualification, RegistrationState State, bool ChangeWaits, DateOnly? Since)
{
    /// <summary>The property of a registration that says since when it waits.</summary>
    public const string WaitsSince = nameof(Registration.WaitsSince);

    public bool Waits => State == RegistrationState.Submitted || ChangeWaits;
}

/// <summary>
/// One registration went from one spot of the figures to another, on which event and on which day. Written in the transaction of the move and never
/// changed, so that two people never wait for each other's counting; a few seconds later it is folded into the tallies and gone.
/// </summary>
public sealed class FigureMove
{
    public long Id { get; init; }

    public required Guid RoundId { get; init; }

    public required string InstitutionCode { get; init; }

    public string? FromPrefecture { get; init; }

    public string? FromQualification { get; init; }

    /// <summary>Null where it did not count before.</summary>
    public RegistrationState? FromState { get; init; }

    public bool FromChange { get; init; }

    public DateOnly? FromSince { get; init; }

    public string? ToPrefecture { get; init; }

    public string? ToQualification { get; init; }

    /// <summary>Null where it counts no more.</summary>
    public RegistrationState? ToState { get; init; }

    public bool ToChange { get; init; }

    public DateOnly? ToSince { get; init; }

    /// <summary>Null where only answers changed.</summary>
    public RegistrationEvent? On { get; init; }

    /// <summary>The Beijing day of the event: a payment's by the channel's clock, a lapse's by the end of the window.</summary>
    public DateOnly? Day { get; init; }

    public FigureSpot? From => FromState is { } state ? new(FromPrefecture, FromQualification, state, FromChange, FromSince) : null;

    public FigureSpot? To => ToState is { } state ? new(ToPrefecture, ToQualification, state, ToChange, ToSince) : null;

    public static FigureMove Of(Registration registration, FigureSpot? from, FigureSpot? to, RegistrationStep? step) => new()
    {
        RoundId = registration.RoundId, InstitutionCode = registration.InstitutionCode,
        FromPrefecture = from?.Prefecture, FromQualification = from?.Qualification, FromState = from?.State, FromChange = from?.ChangeWaits ?? false, FromSince = from?.Since,
        ToPrefecture = to?.Prefecture, ToQualification = to?.Qualification, ToState = to?.State, ToChange = to?.ChangeWaits ?? false, ToSince = to?.Since,
        On = step?.On, Day = step is null ? null : Beijing.Day(step.At),
    };
}
