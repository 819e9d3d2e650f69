using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Candidates;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Photos;
using RuanKao.Portal.Registrations;

namespace RuanKao.Portal.Admission.Seats;

/// <summary>One seat as the lists of a room print it; the document number is masked.</summary>
public sealed record ListedSeat(int Batch, int Seat, string TicketNumber, string Name, string MaskedDocument, string Level, string Qualification, string Why, IReadOnlyList<string> Measures, byte[]? Photo);

/// <summary>A room in a round with everybody who sits in it, batch by batch.</summary>
/// <param name="Times">When each batch sits there.</param>
public sealed record RoomList(RoundPlaceView At, ExamRoom Room, IReadOnlyList<ListedSeat> Seats, IReadOnlyDictionary<int, string> Times);

/// <summary>Reads the lists of a room, and of all rooms.</summary>
public sealed class SeatLists(PortalContext db, GrantedAccommodations granted, PersonalDataSeal seal)
{
    public static readonly IReadOnlyList<string> Heads = ["考试考区", "考点代码", "考点", "批次", "考场", "机房", "座位", "准考证号", "姓名", "证件号码", "级别", "报考资格", "依据"];

    /// <summary>Null where the institution has no such room.</summary>
    public async Task<RoomList?> RoomAsync(RoundPlaceView at, Guid roomId, bool withPhotos, CancellationToken ct)
    {
        var institution = at.Institution.Code;
        if (await db.ExamRooms.AsNoTracking().Include(r => r.Site).SingleOrDefaultAsync(r => r.Id == roomId && r.Site.InstitutionCode == institution, ct) is not { } room) return null;
        var photos = db.CandidatePhotos;
        var rows = await Seated(at).Where(s => s.Ticket.RoomId == roomId).OrderBy(s => s.Ticket.Batch).ThenBy(s => s.Ticket.Seat)
            .Select(s => new
            {
                s.Registration.Id, s.Registration.QualificationCode, s.Ticket.Batch, s.Ticket.Seat, s.Ticket.Number, s.Registration.Person!.Name, s.Registration.Person.NumberSealed,
                s.Registration.Qualification!.Level, Qualification = s.Registration.Qualification.Name, s.Ticket.SeatWhy,
                Photo = withPhotos ? photos.Where(p => p.Id == s.Registration.PhotoId).Select(p => p.Processed).SingleOrDefault() : null,
            }).ToListAsync(ct);
        var ids = rows.Select(r => r.Id).ToList();
        var measures = await granted.MeasuresAsync(db.Registrations.Where(r => ids.Contains(r.Id)), ct);
        var codes = rows.Select(r => r.QualificationCode).Distinct().ToList();
        var sittings = await db.Set<ExamSitting>().AsNoTracking().Where(s => s.RoundId == at.Round.Id && codes.Contains(s.QualificationCode)).ToListAsync(ct);
        return new(at, room,
            [.. rows.Select(r => new ListedSeat(r.Batch, r.Seat, r.Number, r.Name, Mask.IdNumber(seal.Open(r.NumberSealed)), r.Level.Word, r.Qualification, SeatWords.Short(r.SeatWhy), measures.GetValueOrDefault(r.Id, []), r.Photo))],
            sittings.GroupBy(s => s.Batch).ToDictionary(b => b.Key, b => string.Join("；", b.Select(s => (s.Day, s.From, s.To)).Distinct().Order().Select(t => $"{AdmissionWords.Day(t.Day)} {AdmissionWords.Hours(t.From, t.To)}"))));
    }

    /// <summary>Heading and every seat of the round at the institution, for a spreadsheet.</summary>
    public async Task<IEnumerable<IReadOnlyList<object>>> AllAsync(RoundPlaceView at, CancellationToken ct)
    {
        var rows = await Seated(at).OrderBy(s => s.Ticket.Room.Site.Code).ThenBy(s => s.Ticket.Batch).ThenBy(s => s.Ticket.Room.Number).ThenBy(s => s.Ticket.Seat)
            .Select(s => new
            {
                s.Ticket.Room.Site.RegionCode, s.Ticket.Room.Site.Code, Site = s.Ticket.Room.Site.Name, s.Ticket.Batch, Room = s.Ticket.Room.Number, s.Ticket.Room.Place, s.Ticket.Seat, s.Ticket.Number,
                s.Registration.Person!.Name, s.Registration.Person.NumberSealed, s.Registration.Qualification!.Level, Qualification = s.Registration.Qualification.Name, s.Ticket.SeatWhy,
            }).ToListAsync(ct);
        return rows.Select(IReadOnlyList<object> (r) => [SeatingService.RegionName(at.Place, r.RegionCode), r.Code, r.Site, r.Batch, r.Room, r.Place, r.Seat, r.Number, r.Name, Mask.IdNumber(seal.Open(r.NumberSealed)), r.Level.Word, r.Qualification, SeatWords.Short(r.SeatWhy)]).Prepend(Heads);
    }

    private IQueryable<SeatedPerson> Seated(RoundPlaceView at)
    {
        var (round, institution) = (at.Round.Id, at.Institution.Code);
        return db.AdmissionTickets.Where(t => t.RoundId == round && t.InstitutionCode == institution)
            .Join(db.Registrations.Where(r => r.State == RegistrationState.Paid), t => t.RegistrationId, r => r.Id, (t, r) => new SeatedPerson { Ticket = t, Registration = r });
    }

    private sealed class SeatedPerson
    {
        public required AdmissionTicket Ticket { get; init; }

        public required Registration Registration { get; init; }
    }
}
