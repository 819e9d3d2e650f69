using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;

namespace RuanKao.Portal.Admission;

/// <summary>How a person's ticket stands in a round.</summary>
public enum TicketState { NotRegistered, NotPaid, NotPublished, Before, NotSeated, Open, Closed }

/// <summary>A person in a round: the state of the ticket, the window, and the ids of what is there.</summary>
public sealed record TicketStanding(TicketState State, RoundPlaceView At, Guid? RegistrationId, Guid? TicketId)
{
    public TimeWindow Window => At.Place.TicketPrinting;

    /// <summary>Site, room and seat are public to their owner from the day tickets may be printed, and stay so.</summary>
    public bool ShowsArrangement => State == TicketState.Open || (State == TicketState.Closed && TicketId is not null);
}

/// <summary>A candidate's own ticket.</summary>
public sealed class TicketService(PortalContext db, RoundPlaces places, TicketBook book, TimeProvider clock)
{
    /// <summary>Null where this institution does not hold the round.</summary>
    public async Task<TicketStanding?> StandingAsync(Guid userId, string roundCode, string institutionCode, CancellationToken ct)
    {
        if (await places.FindAsync(roundCode, institutionCode, ct) is not { } place) return null;
        var registration = await db.Registrations.Where(r => r.UserId == userId && r.RoundId == place.Round.Id && r.InstitutionCode == institutionCode
                && RegistrationLifecycle.Live.Contains(r.State))
            .Select(r => new { r.Id, r.State }).SingleOrDefaultAsync(ct);
        if (registration is null) return new(TicketState.NotRegistered, place, null, null);
        if (registration.State != RegistrationState.Paid) return new(TicketState.NotPaid, place, registration.Id, null);
        var ticket = await db.AdmissionTickets.Where(t => t.RegistrationId == registration.Id).Select(t => (Guid?)t.Id).SingleOrDefaultAsync(ct);
        return new(StateOf(place.Place.TicketPrinting, ticket is not null), place, registration.Id, ticket);
    }

    /// <summary>What the ticket of this standing says; for whoever <see cref="StandingAsync"/> found to own it.</summary>
    public async Task<TicketFacts> FactsAsync(TicketStanding standing, CancellationToken ct) =>
        (await book.ReadAsync(standing.At.Round.Id, standing.At.Institution.Code, db.AdmissionTickets.Where(t => t.Id == standing.TicketId), ct)).Single();

    private TicketState StateOf(TimeWindow window, bool seated)
    {
        var now = clock.Now();
        if (!window.IsPublished) return TicketState.NotPublished;
        if (window.IsBefore(now)) return TicketState.Before;
        if (window.IsOver(now)) return TicketState.Closed;
        return seated ? TicketState.Open : TicketState.NotSeated;
    }
}
