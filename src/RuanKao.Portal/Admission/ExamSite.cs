using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Admission;

/// <summary>考点: a school or college of one institution where the exam is sat, in one exam region; it serves round after round.</summary>
public sealed class ExamSite : IVersioned
{
    public const int CodeLength = 7;
    public const int NameLength = 60;
    public const int AddressLength = 100;
    public const int DirectionsLength = 200;

    public Guid Id { get; init; } = Guid.NewGuid();

    /// <summary>Institution, prefecture and a running number, as the ticket's code names it: 5301001.</summary>
    public required string Code { get; init; }

    public required string InstitutionCode { get; init; }

    /// <summary>考试考区 whose candidates sit here.</summary>
    public required string RegionCode { get; init; }

    public required string Name { get; set; }

    public required string Address { get; set; }

    /// <summary>How to get there and which door to take; may be empty.</summary>
    public required string Directions { get; set; }

    public List<ExamRoom> Rooms { get; init; } = [];

    public int Version { get; private set; }

    /// <summary>The running number at the end of the code.</summary>
    public static int SequenceOf(string code) => int.Parse(code[4..], System.Globalization.CultureInfo.InvariantCulture);

    public static string CodeOf(string institutionCode, string regionCode, int sequence) =>
        $"{TicketNumber.Place(institutionCode, regionCode)}{sequence:D3}";
}

/// <summary>考场: a room of a site with its seats, numbered from 1.</summary>
public sealed class ExamRoom
{
    public const int NumberLength = 10;
    public const int PlaceLength = 40;
    public const int MaxCapacity = 500;
    public const int MaxSpare = 100;
    public const int ClosedLength = 400;

    public Guid Id { get; init; } = Guid.NewGuid();

    public required Guid SiteId { get; init; }

    public ExamSite Site { get; private set; } = null!;

    /// <summary>考场号 as the door shows it: 012.</summary>
    public required string Number { get; init; }

    /// <summary>笔试考场: people write on paper, so neighbours should have different papers; otherwise it is a computer room.</summary>
    public bool IsPaper { get; set; }

    /// <summary>Where it is in the building: 机房三楼 302.</summary>
    public required string Place { get; set; }

    /// <summary>Seats, without spare machines.</summary>
    public required int Capacity { get; set; }

    /// <summary>备用机: machines beside the seats, for when one fails.</summary>
    public int SpareMachines { get; set; }

    /// <summary>停用座位 as written: 3,17,20-22; their number beside it.</summary>
    public string ClosedSeats { get; private set; } = "";

    public int ClosedCount { get; private set; }

    public int UsableSeats => Capacity - ClosedCount;

    /// <summary>无障碍考场: on a low floor and without steps; those whose seat comes first sit here before anybody else.</summary>
    public bool IsAccessible { get; set; }

    /// <summary>Closes these seats, and opens all others.</summary>
    public void Close(IReadOnlyCollection<int> seats) => (ClosedSeats, ClosedCount) = (SeatNumbers.Write(seats), seats.Count);
}
