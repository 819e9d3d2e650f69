using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Admission.Door;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Admission;

/// <summary>Changes and removes sites and rooms. What tickets hang on can be closed, not removed.</summary>
public sealed class ExamRoomService(PortalContext db, TimeProvider clock)
{
    public Task<ExamRoom?> RoomAsync(Guid id, CancellationToken ct) => db.ExamRooms.Include(r => r.Site).SingleOrDefaultAsync(r => r.Id == id, ct);

    public Task<ExamSite?> SiteAsync(Guid id, CancellationToken ct) => db.ExamSites.Include(s => s.Rooms.OrderBy(r => r.Number)).SingleOrDefaultAsync(s => s.Id == id, ct);

    public Task<int> SeatedEverAsync(Guid roomId, CancellationToken ct) => db.AdmissionTickets.CountAsync(t => t.RoomId == roomId, ct);

    public Task<int> SeatedAtSiteAsync(Guid siteId, CancellationToken ct) => db.AdmissionTickets.CountAsync(t => t.Room.SiteId == siteId, ct);

    public Task<int> SeatedAheadAsync(Guid roomId, CancellationToken ct) => Ahead(roomId).CountAsync(ct);

    /// <summary>How many of the rounds to come sit on a seat that would not be there any more.</summary>
    public Task<int> AffectedAsync(Guid roomId, RoomNumbers numbers, CancellationToken ct)
    {
        var (capacity, closed) = (numbers.Capacity, numbers.Closed);
        return Ahead(roomId).CountAsync(t => t.Seat > capacity || closed.Contains(t.Seat), ct);
    }

    /// <summary>Changes a room. People who lose their seat by it are counted and asked about first; they are moved by the next run.</summary>
    public async Task ChangeAsync(ExamRoom room, ExamRoomForm form, Operation operation, CancellationToken ct)
    {
        var numbers = form.Read();
        var affected = await AffectedAsync(room.Id, numbers, ct);
        if (affected > 0 && form.Affected != affected) throw new RuleViolationException("", $"有{affected}名考生坐在要停用的座位上，请核对后再次确认");
        (room.Place, room.Capacity, room.SpareMachines, room.IsPaper, room.IsAccessible) = (numbers.Place, numbers.Capacity, numbers.Spare, form.IsPaper, form.IsAccessible);
        room.Close(numbers.Closed);
        db.Audit(operation, "admission.room-changed", room.Id);
        await db.SaveChangesAsync(ct);
    }

    /// <summary>Changes a site's words, and adds the rooms that were written.</summary>
    public async Task ChangeAsync(ExamSite site, ExamSiteForm form, Operation operation, CancellationToken ct)
    {
        form.RegionCode = site.RegionCode;
        var rooms = ExamSiteRules.Check(form, roomsNeeded: false);
        var taken = rooms.Where(r => site.Rooms.Any(old => old.Number == r.Number)).Select(r => new RuleViolation(nameof(form.Rooms), $"考场号“{r.Number}”已经有了")).ToList();
        var name = form.Name!.Trim();
        if (await db.ExamSites.AnyAsync(s => s.InstitutionCode == site.InstitutionCode && s.Name == name && s.Id != site.Id, ct)) taken.Add(new(nameof(form.Name), $"已有名为“{name}”的考点，请换一个名称，例如加上校区"));
        RuleViolationException.ThrowIfAny(taken);
        (site.Name, site.Address, site.Directions) = (name, form.Address!.Trim(), form.Directions?.Trim() ?? "");
        foreach (var room in rooms) db.ExamRooms.Add(new() { SiteId = site.Id, Number = room.Number, Place = room.Place, Capacity = room.Capacity, IsAccessible = room.IsAccessible, IsPaper = room.IsPaper });
        db.Audit(operation, "admission.site-changed", site.Id);
        await db.SaveChangesAsync(ct);
    }

    public async Task RemoveAsync(ExamRoom room, Operation operation, CancellationToken ct)
    {
        if (await SeatedEverAsync(room.Id, ct) is > 0 and var seated) throw new RuleViolationException("", $"这个考场有{seated}张准考证，不能删除。不再使用时请停用它的座位");
        if (await db.TicketPrintFiles.AnyAsync(f => f.RoomId == room.Id, ct)) throw new RuleViolationException("", "这个考场有批量打印的准考证，文件过期（七天）以后才能删除");
        db.ExamRooms.Remove(room);
        db.Audit(operation, "admission.room-removed", room.Id);
        await db.SaveChangesAsync(ct);
    }

    public async Task RemoveAsync(ExamSite site, Operation operation, CancellationToken ct)
    {
        if (await SeatedAtSiteAsync(site.Id, ct) is > 0 and var seated) throw new RuleViolationException("", $"这个考点有{seated}张准考证，不能删除。不再使用时请停用各考场的座位");
        if (await db.DoorIncidents.AnyAsync(i => i.SiteId == site.Id, ct)) throw new RuleViolationException("", "这个考点有异常情况登记，不能删除。不再使用时请停用各考场的座位");
        if (await db.TicketPrintFiles.AnyAsync(f => f.SiteId == site.Id, ct)) throw new RuleViolationException("", "这个考点有批量打印的准考证，文件过期（七天）以后才能删除");
        db.ExamRooms.RemoveRange(site.Rooms);
        db.ExamSites.Remove(site);
        db.Audit(operation, "admission.site-removed", site.Id);
        await db.SaveChangesAsync(ct);
    }

    private IQueryable<AdmissionTicket> Ahead(Guid roomId)
    {
        var (today, rounds) = (Beijing.Day(clock.Now()), db.ExamRounds);
        return db.AdmissionTickets.Where(t => t.RoomId == roomId && rounds.Any(r => r.Id == t.RoundId && r.ExamTo >= today));
    }
}
