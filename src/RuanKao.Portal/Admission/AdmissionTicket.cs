using RuanKao.Portal.Admission.Seats;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Admission;

/// <summary>准考证: the seat of one paid registration in its round, and the number it is known by. The number never changes; a later seat raises <see cref="SeatVersion"/>.</summary>
public sealed class AdmissionTicket : IVersioned
{
    public Guid Id { get; init; } = Guid.NewGuid();

    public required Guid RegistrationId { get; init; }

    public required Guid RoundId { get; init; }

    public required string InstitutionCode { get; init; }

    /// <summary>准考证号, unique in the round nationwide; see <see cref="TicketNumber"/>.</summary>
    public required string Number { get; init; }

    public required Guid RoomId { get; init; }

    public ExamRoom Room { get; private set; } = null!;

    /// <summary>批次. A seat is given once in a batch, so batches of a round do not overlap in time.</summary>
    public required int Batch { get; init; }

    public required int Seat { get; init; }

    /// <summary>Printed into the code of the ticket: an older version at the door is superseded.</summary>
    public int SeatVersion { get; private set; } = 1;

    /// <summary>The run that gave this seat, and why it is this one; null on seats given before runs were kept.</summary>
    public Guid? SeatRunId { get; init; }

    public SeatWhy? SeatWhy { get; init; }

    public required DateTime IssuedAt { get; init; }

    public int Version { get; private set; }
}
