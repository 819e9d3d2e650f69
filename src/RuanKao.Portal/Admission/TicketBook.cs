using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Photos;
using RuanKao.Portal.Registrations;

namespace RuanKao.Portal.Admission;

/// <summary>The tickets of many at once, read in a few queries; what each says is what its owner's own says.</summary>
public sealed class TicketBook(PortalContext db, RoundPlaces places, GrantedAccommodations granted, TicketKeys keys, PersonalDataSeal seal)
{
    /// <summary>Those tickets that stand, in the order of rooms, batches and seats.</summary>
    public async Task<IReadOnlyList<TicketFacts>> ReadAsync(Guid roundId, string institutionCode, IQueryable<AdmissionTicket> which, CancellationToken ct)
    {
        if (await places.FindAsync(roundId, institutionCode, ct) is not { } at) return [];
        var registrations = Standing(which);
        var rows = await (from ticket in which.AsNoTracking()
                          join registration in registrations on ticket.RegistrationId equals registration.Id
                          orderby ticket.Room.Site.Code, ticket.Room.Number, ticket.Batch, ticket.Seat
                          select new { Ticket = ticket, ticket.Room, ticket.Room.Site, Registration = registration, registration.Qualification }).ToListAsync(ct);
        var photoIds = registrations.Select(r => r.PhotoId);
        var photos = await db.CandidatePhotos.Where(p => photoIds.Contains(p.Id)).Select(p => new { p.Id, p.Processed }).ToDictionaryAsync(p => p.Id, p => p.Processed, ct);
        var sittings = (await db.Set<ExamSitting>().AsNoTracking().Where(s => s.RoundId == roundId).OrderBy(s => s.Day).ThenBy(s => s.From).ToListAsync(ct)).ToLookup(s => (s.QualificationCode, s.Batch));
        var measures = await granted.MeasuresAsync(registrations, ct);
        using var signer = await keys.SignerAsync(ct);
        return [.. rows.Select(row => Facts(at, row.Ticket, row.Site, row.Room, row.Registration, row.Qualification!, sittings[(row.Registration.QualificationCode!, row.Ticket.Batch)],
            row.Registration.PhotoId is { } photo ? photos.GetValueOrDefault(photo) : null, measures.GetValueOrDefault(row.Registration.Id, []), signer))];
    }

    /// <summary>A mark of who sits where: the same seats give the same one.</summary>
    public async Task<IReadOnlyDictionary<Guid, string>> SeatsByRoomAsync(IQueryable<AdmissionTicket> which, CancellationToken ct)
    {
        var registrations = Standing(which).Select(r => r.Id);
        return (await which.Where(t => registrations.Contains(t.RegistrationId)).Select(t => new { t.RoomId, t.Number, t.Batch, t.Seat, t.SeatVersion }).ToListAsync(ct))
            .GroupBy(t => t.RoomId).ToDictionary(room => room.Key, room => Mark(room.Select(t => $"{t.Number} {t.Batch} {t.Seat} {t.SeatVersion}")));
    }

    /// <summary>The mark of several rooms together, in the order of their ids.</summary>
    public static string Mark(IEnumerable<string> parts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts.Order(StringComparer.Ordinal)))))[..32];

    private IQueryable<Registration> Standing(IQueryable<AdmissionTicket> which)
    {
        var ids = which.Select(t => t.RegistrationId);
        return db.Registrations.AsNoTracking().Where(r => r.State == RegistrationState.Paid && ids.Contains(r.Id));
    }

    private TicketFacts Facts(RoundPlaceView at, AdmissionTicket ticket, ExamSite site, ExamRoom room, Registration registration, Qualification qualification, IEnumerable<ExamSitting> sittings,
        byte[]? photo, IReadOnlyList<string> measures, TicketSigner signer)
    {
        var (round, place, institution) = at;
        var region = place.Regions.FirstOrDefault(r => r.Code == registration.ExamRegionCode)?.Name;
        var person = registration.Person!;
        return new()
        {
            RoundCode = round.Code,
            RoundName = round.Name,
            Number = ticket.Number,
            Name = person.Name,
            Sex = person.Sex,
            DocumentKind = person.DocumentKind,
            DocumentNumber = seal.Open(person.NumberSealed),
            Level = qualification.Level,
            Qualification = qualification.Name,
            Region = region is null || region == institution.FullName ? institution.FullName : $"{institution.FullName} {region}",
            RegistrationNumber = registration.Number!,
            Sittings = [.. sittings.Select(s => new TicketSitting(s.PaperList, s.Day, s.Batch, s.From, s.To))],
            SiteCode = site.Code,
            SiteName = site.Name,
            SiteAddress = site.Address,
            Directions = site.Directions,
            RoomNumber = room.Number,
            RoomPlace = room.Place,
            Seat = ticket.Seat,
            SeatVersion = ticket.SeatVersion,
            Code = signer.Sign(ticket.Number, round.Code, site.Code, room.Number, ticket.Seat, ticket.SeatVersion),
            Measures = measures,
            Photo = photo,
            Operator = institution.Operator,
            Telephones = institution.TelephoneList,
        };
    }
}
