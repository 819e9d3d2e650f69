namespace RuanKao.Portal.Admission.Door;

/// <summary>What kind of thing happened in a sitting.</summary>
public enum IncidentKind { Equipment, Discipline, Identity, Illness, Ticket, Other }

/// <summary>异常情况: what happened at a site in one sitting, entered on the spot for the office to read.</summary>
public sealed class DoorIncident
{
    public const int WordsLength = 500;

    /// <summary>Made where it was entered, so that sent twice it is one.</summary>
    public required Guid Id { get; init; }

    public required Guid RoundId { get; init; }

    public required Guid SiteId { get; init; }

    public required DateOnly Day { get; init; }

    public required TimeOnly From { get; init; }

    public required IncidentKind Kind { get; init; }

    /// <summary>考场号, where it happened in one.</summary>
    public required string? RoomNumber { get; init; }

    /// <summary>Whom it concerns, if anybody.</summary>
    public required Guid? TicketId { get; init; }

    public required string WordsSealed { get; init; }

    public required DateTime At { get; init; }

    public required DateTime ReceivedAt { get; init; }

    public required Guid By { get; init; }
}
