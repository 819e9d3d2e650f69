using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Admission;

/// <summary>批量准考证: one order of an office to print all tickets of a round, in files of a room or of a site.</summary>
public sealed class TicketPrint
{
    public Guid Id { get; init; } = Guid.NewGuid();

    public required Guid RoundId { get; init; }

    public required string InstitutionCode { get; init; }

    /// <summary>One file a site; otherwise one a room.</summary>
    public required bool BySite { get; init; }

    public required DateTime OrderedAt { get; init; }

    public required Guid OrderedBy { get; init; }

    public List<TicketPrintFile> Files { get; init; } = [];
}

/// <summary>One file of an order. It is made by whichever instance takes it first; an instance that died leaves it to the next.</summary>
public sealed class TicketPrintFile : IVersioned
{
    public Guid Id { get; init; } = Guid.NewGuid();

    public required Guid PrintId { get; init; }

    public TicketPrint Print { get; private set; } = null!;

    public required int Order { get; init; }

    public required Guid SiteId { get; init; }

    /// <summary>Null where the file is a site's.</summary>
    public required Guid? RoomId { get; init; }

    /// <summary>How many tickets are in it; before it is made, how many there were when it was ordered.</summary>
    public required int Tickets { get; set; }

    /// <summary>An instance is at it until then.</summary>
    public DateTime? TakenUntil { get; set; }

    public DateTime? MadeAt { get; set; }

    /// <summary>Which seats it shows: where they are others now, the file is stale.</summary>
    public string? Seats { get; set; }

    /// <summary>Null until it is made.</summary>
    public byte[]? PaperSealed { get; set; }

    public int Version { get; private set; }
}
