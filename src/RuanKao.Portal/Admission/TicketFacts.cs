using RuanKao.Portal.Candidates;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Admission;

/// <summary>One sitting as the ticket says it: which papers, when, and from when one may enter.</summary>
public sealed record TicketSitting(IReadOnlyList<string> Papers, DateOnly Day, int Batch, TimeOnly From, TimeOnly To)
{
    public TimeOnly SignInFrom => From.AddMinutes(-TicketRules.SignInMinutes);
}

/// <summary>Everything an admission ticket says; the paper, the page and the code are all made from it.</summary>
public sealed record TicketFacts
{
    public required string RoundCode { get; init; }

    public required string RoundName { get; init; }

    public required string Number { get; init; }

    public required string Name { get; init; }

    public required Sex Sex { get; init; }

    public required DocumentKind DocumentKind { get; init; }

    /// <summary>Whole, because the invigilator compares it with the document.</summary>
    public required string DocumentNumber { get; init; }

    public required Level Level { get; init; }

    public required string Qualification { get; init; }

    /// <summary>云南省 昆明市.</summary>
    public required string Region { get; init; }

    public required string RegistrationNumber { get; init; }

    public required IReadOnlyList<TicketSitting> Sittings { get; init; }

    public required string SiteCode { get; init; }

    public required string SiteName { get; init; }

    public required string SiteAddress { get; init; }

    public required string Directions { get; init; }

    public required string RoomNumber { get; init; }

    public required string RoomPlace { get; init; }

    public required int Seat { get; init; }

    public required int SeatVersion { get; init; }

    /// <summary>The JPEG of 295×413; null where a registration has none.</summary>
    public required byte[]? Photo { get; init; }

    public required string Operator { get; init; }

    public required IReadOnlyList<string> Telephones { get; init; }

    /// <summary>What the code on the ticket says: a <see cref="TicketStatement"/> with its signature.</summary>
    public required string Code { get; init; }

    /// <summary>合理便利 that was granted, in neutral words; mostly none.</summary>
    public IReadOnlyList<string> Measures { get; init; } = [];

    public IReadOnlyList<string> Notes => TicketRules.Notes(Sittings, Measures);
}
