using System.ComponentModel.DataAnnotations;
using RuanKao.Portal.Admission.Seats;
using RuanKao.Portal.Exams;

namespace RuanKao.Portal.Admission;

/// <summary>A new site with its rooms, one a line.</summary>
public sealed class ExamSiteForm
{
    [Display(Name = "考试考区")]
    public string? RegionCode { get; set; }

    [Display(Name = "考点名称"), MaxLength(ExamSite.NameLength)]
    public string? Name { get; set; }

    [Display(Name = "地址"), MaxLength(ExamSite.AddressLength)]
    public string? Address { get; set; }

    [Display(Name = "入场与交通说明"), DataType(DataType.MultilineText), MaxLength(ExamSite.DirectionsLength)]
    public string? Directions { get; set; }

    [Display(Name = "考场"), DataType(DataType.MultilineText)]
    public string? Rooms { get; set; }
}

/// <summary>An institution this person works for.</summary>
public sealed record OfficeScope(string Code, string Name, IReadOnlyList<RegionChoice> Choices);

/// <summary>Rounds and sites of an institution.</summary>
public sealed record AdmissionOfficePage(OfficeScope Scope, IReadOnlyList<RoundFigures> Rounds, IReadOnlyList<ExamSite> Sites, IReadOnlyList<RegionChoice> Regions)
{
    public string RegionName(string code) => Regions.FirstOrDefault(r => r.Code == code)?.Name ?? code;
}

public sealed record ExamSitePage(OfficeScope Scope, IReadOnlyList<RegionChoice> Regions, ExamSiteForm Form);

/// <summary>A room in a round: how many sit in it, batch by batch.</summary>
public sealed record RoomFigures(Guid RoomId, string RegionCode, string Site, string Number, string Place, int Capacity, bool IsAccessible, bool IsPaper, IReadOnlyDictionary<int, int> SeatedByBatch);

public sealed record SeatingPage(string InstitutionName, RoundFigures Figures, IReadOnlyList<RoomFigures> Rooms);

/// <summary>What seating would do, before it is done.</summary>
public sealed record SeatingCheckPage(string InstitutionName, RoundFigures Figures, SeatingPreview Plan, bool PaymentOver, SeatFirstFigures First, IReadOnlyList<MoveLine> Moves)
{
    /// <summary>So many of those who move are listed by name.</summary>
    public const int MostMoves = 200;
}

/// <summary>Somebody who would move, from where to where and why.</summary>
public sealed record MoveLine(string Name, string TicketNumber, string From, string To, string Why);

/// <summary>One seat of a room as the office reads it; the document number is masked.</summary>
public sealed record RoomSeat(Guid TicketId, string Why, int Batch, int Seat, string TicketNumber, string Name, string MaskedDocument, Level Level, string Qualification, IReadOnlyList<string> Measures);

public sealed record RoomPage(string InstitutionName, RoundInstitution Place, ExamRoom Room, IReadOnlyList<RoomSeat> Seats)
{
    /// <summary>Somebody here was granted accommodations.</summary>
    public bool HasMeasures => Seats.Any(s => s.Measures.Count > 0);
}

/// <summary>A candidate's ticket page: the facts only while they may be shown.</summary>
public sealed record TicketPage(TicketStanding Standing, TicketFacts? Facts)
{
    public string RoundName => Standing.At.Round.Name;

    public string InstitutionName => Standing.At.Institution.Name;
}
