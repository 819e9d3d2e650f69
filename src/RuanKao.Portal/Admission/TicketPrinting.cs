using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;

namespace RuanKao.Portal.Admission;

/// <summary>How far an order of tickets is.</summary>
public sealed record TicketPrintProgress(TicketPrint Print, int FilesMade, int Files, int TicketsMade, int Tickets)
{
    public bool IsDone => FilesMade == Files;
}

/// <summary>Orders of tickets and their files: each file is made by itself, so that whatever stops the work leaves what is made and goes on with the rest.</summary>
public sealed class TicketPrinting(PortalContext db, TicketBook book, TicketPaper paper, PersonalDataSeal seal, TimeProvider clock) : IExpiringRows
{
    /// <summary>Papers hold whole document numbers: they lie here for a week.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    // Longer than the largest file takes; whoever died with it is followed by another after that.
    private static readonly TimeSpan Taken = TimeSpan.FromMinutes(5);

    /// <summary>Orders all tickets that stand; an order that is not finished is gone on with instead. Null where there is nobody to print.</summary>
    public async Task<TicketPrint?> OrderAsync(RoundInstitution place, bool bySite, Operation operation, CancellationToken ct)
    {
        if (await db.TicketPrints.Where(p => p.RoundId == place.RoundId && p.InstitutionCode == place.InstitutionCode && p.BySite == bySite && p.Files.Any(f => f.MadeAt == null))
                .OrderByDescending(p => p.OrderedAt).FirstOrDefaultAsync(ct) is { } running) return running;
        var rooms = await Tickets(place.RoundId, place.InstitutionCode).GroupBy(t => new { t.RoomId, t.Room.SiteId, Site = t.Room.Site.Code, t.Room.Number })
            .Select(g => new { g.Key.RoomId, g.Key.SiteId, g.Key.Site, g.Key.Number, Count = g.Count() }).ToListAsync(ct);
        if (rooms.Count == 0) return null;
        var print = new TicketPrint { RoundId = place.RoundId, InstitutionCode = place.InstitutionCode, BySite = bySite, OrderedAt = operation.At, OrderedBy = operation.UserId!.Value };
        var ordered = rooms.OrderBy(r => r.Site, StringComparer.Ordinal).ThenBy(r => r.Number, StringComparer.Ordinal).ToList();
        print.Files.AddRange(bySite
            ? ordered.GroupBy(r => r.SiteId).Select((site, at) => new TicketPrintFile { PrintId = print.Id, Order = at, SiteId = site.Key, RoomId = null, Tickets = site.Sum(r => r.Count) })
            : ordered.Select((room, at) => new TicketPrintFile { PrintId = print.Id, Order = at, SiteId = room.SiteId, RoomId = room.RoomId, Tickets = room.Count }));
        db.TicketPrints.Add(print);
        db.Audit(operation, "admission.tickets-ordered", place.Id);
        await db.SaveChangesAsync(ct);
        return print;
    }

    /// <summary>The orders of a round at an institution, the newest first.</summary>
    public async Task<IReadOnlyList<TicketPrintProgress>> OrdersAsync(RoundInstitution place, CancellationToken ct) =>
        [.. (await db.TicketPrints.AsNoTracking().Where(p => p.RoundId == place.RoundId && p.InstitutionCode == place.InstitutionCode).OrderByDescending(p => p.OrderedAt)
            .Select(p => new { Print = p, Files = p.Files.Count, Made = p.Files.Count(f => f.MadeAt != null), Tickets = p.Files.Sum(f => f.Tickets), TicketsMade = p.Files.Where(f => f.MadeAt != null).Sum(f => f.Tickets) }).ToListAsync(ct))
            .Select(p => new TicketPrintProgress(p.Print, p.Made, p.Files, p.TicketsMade, p.Tickets))];

    /// <summary>The files of an order, and whether each still shows the seats of now.</summary>
    public async Task<IReadOnlyList<TicketPrintLine>> FilesAsync(TicketPrint print, CancellationToken ct)
    {
        var files = await db.TicketPrintFiles.Where(f => f.PrintId == print.Id).OrderBy(f => f.Order).Select(f => new { f.Id, f.SiteId, f.RoomId, f.Tickets, f.MadeAt, f.Seats }).ToListAsync(ct);
        var siteIds = files.Select(f => f.SiteId).Distinct().ToList();
        var sites = await db.ExamSites.AsNoTracking().Include(s => s.Rooms).Where(s => siteIds.Contains(s.Id)).ToDictionaryAsync(s => s.Id, ct);
        var now = await book.SeatsByRoomAsync(Tickets(print.RoundId, print.InstitutionCode), ct);
        return [.. files.Select(f => new TicketPrintLine(f.Id, sites[f.SiteId].Name, sites[f.SiteId].Rooms.FirstOrDefault(r => r.Id == f.RoomId)?.Number, f.Tickets, f.MadeAt,
            f.MadeAt is not null && f.Seats != TicketBook.Mark(sites[f.SiteId].Rooms.Where(r => f.RoomId is null || r.Id == f.RoomId).Select(r => now.GetValueOrDefault(r.Id)).OfType<string>())))];
    }

    /// <summary>准考证-5301001-001.pdf.</summary>
    public async Task<string> NameAsync(Guid fileId, CancellationToken ct)
    {
        var file = await db.TicketPrintFiles.Where(f => f.Id == fileId).Select(f => new { f.SiteId, f.RoomId }).SingleAsync(ct);
        var site = await db.ExamSites.Where(s => s.Id == file.SiteId).Select(s => s.Code).SingleAsync(ct);
        var room = await db.ExamRooms.Where(r => r.Id == file.RoomId).Select(r => r.Number).SingleOrDefaultAsync(ct);
        return $"准考证-{site}{(room is null ? "" : "-" + room)}.pdf";
    }

    /// <summary>Makes the next file that nobody is at; false where there is none.</summary>
    public async Task<bool> MakeNextAsync(CancellationToken ct)
    {
        var now = clock.Now();
        var next = await db.TicketPrintFiles.AsNoTracking().Where(f => f.MadeAt == null && (f.TakenUntil == null || f.TakenUntil < now))
            .OrderBy(f => f.Print.OrderedAt).ThenBy(f => f.Order).Select(f => new { f.Id, f.Version }).FirstOrDefaultAsync(ct);
        if (next is null) return false;
        var until = now + Taken;
        if (await db.TicketPrintFiles.Where(f => f.Id == next.Id && f.Version == next.Version)
                .ExecuteUpdateAsync(f => f.SetProperty(x => x.TakenUntil, until).SetProperty(x => x.Version, next.Version + 1), ct) == 0) return true;
        await MakeAsync(next.Id, ct);
        return true;
    }

    private async Task MakeAsync(Guid id, CancellationToken ct)
    {
        // What this context still holds of it is from before it was taken.
        db.ChangeTracker.Clear();
        var file = await db.TicketPrintFiles.Include(f => f.Print).SingleAsync(f => f.Id == id, ct);
        var which = Of(file);
        var marks = await book.SeatsByRoomAsync(which, ct);
        var tickets = await book.ReadAsync(file.Print.RoundId, file.Print.InstitutionCode, which, ct);
        var now = clock.Now();
        file.PaperSealed = tickets.Count == 0 ? null : seal.SealBytes(paper.Print(tickets, TitleOf(tickets, file), now).Bytes);
        (file.Tickets, file.Seats, file.MadeAt, file.TakenUntil) = (tickets.Count, TicketBook.Mark(marks.Values), now, null);
        await db.SaveChangesAsync(ct);
        // A long batch in one context must not hold what it has written.
        db.ChangeTracker.Clear();
    }

    /// <summary>A file that is made, open; null where there is none of this institution.</summary>
    public async Task<byte[]?> OpenAsync(RoundInstitution place, Guid fileId, Operation operation, CancellationToken ct)
    {
        var paper = await db.TicketPrintFiles.Where(f => f.Id == fileId && f.Print.RoundId == place.RoundId && f.Print.InstitutionCode == place.InstitutionCode).Select(f => f.PaperSealed).SingleOrDefaultAsync(ct);
        if (paper is null) return null;
        db.Audit(operation, "admission.tickets-downloaded", fileId);
        await db.SaveChangesAsync(ct);
        return seal.OpenBytes(paper);
    }

    public Task<int> SweepAsync(DateTime now, CancellationToken ct) => SweptAsync(now - Kept, ct);

    private async Task<int> SweptAsync(DateTime before, CancellationToken ct)
    {
        var swept = await db.TicketPrintFiles.Where(f => f.Print.OrderedAt < before).ExecuteDeleteAsync(ct);
        return swept + await db.TicketPrints.Where(p => p.OrderedAt < before && !p.Files.Any()).ExecuteDeleteAsync(ct);
    }

    internal IQueryable<AdmissionTicket> Of(TicketPrintFile file) =>
        Tickets(file.Print.RoundId, file.Print.InstitutionCode).Where(t => file.RoomId == null ? t.Room.SiteId == file.SiteId : t.RoomId == file.RoomId);

    private IQueryable<AdmissionTicket> Tickets(Guid roundId, string institutionCode)
    {
        var standing = db.Registrations.Where(r => r.State == RegistrationState.Paid).Select(r => r.Id);
        return db.AdmissionTickets.Where(t => t.RoundId == roundId && t.InstitutionCode == institutionCode && standing.Contains(t.RegistrationId));
    }

    private static string TitleOf(IReadOnlyList<TicketFacts> tickets, TicketPrintFile file) => $"准考证 {tickets[0].SiteName}{(file.RoomId is null ? "" : $" 考场 {tickets[0].RoomNumber}")}";
}
