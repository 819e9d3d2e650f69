using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Admission;

/// <summary>An exam region that an institution may place sites in.</summary>
public sealed record RegionChoice(string Code, string Name);

/// <summary>The sites of an institution.</summary>
public sealed class ExamSiteService(PortalContext db)
{
    public async Task<IReadOnlyList<ExamSite>> SitesAsync(string institutionCode, CancellationToken ct) =>
        await db.ExamSites.AsNoTracking().Include(s => s.Rooms.OrderBy(r => r.Number))
            .Where(s => s.InstitutionCode == institutionCode).OrderBy(s => s.Code).ToListAsync(ct);

    /// <summary>The exam regions of the institution's rounds, or its prefectures while it has none.</summary>
    public async Task<IReadOnlyList<RegionChoice>> RegionsAsync(string institutionCode, CancellationToken ct)
    {
        var regions = await db.RoundInstitutions.Where(p => p.InstitutionCode == institutionCode).SelectMany(p => p.Regions)
            .Select(r => new { r.Code, r.Name }).Distinct().ToListAsync(ct);
        if (regions.Count == 0)
            regions = await db.Prefectures.Where(p => p.InstitutionCode == institutionCode).Select(p => new { p.Code, p.Name }).ToListAsync(ct);
        return [.. regions.GroupBy(r => r.Code).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => new RegionChoice(g.Key, g.First().Name))];
    }

    /// <summary>Adds a site with its rooms; throws <see cref="RuleViolationException"/> with everything that can be put right.</summary>
    public async Task<ExamSite> AddAsync(string institutionCode, ExamSiteForm form, Operation operation, CancellationToken ct)
    {
        var rooms = ExamSiteRules.Check(form);
        var (region, name) = (form.RegionCode!, form.Name!.Trim());
        if ((await RegionsAsync(institutionCode, ct)).All(r => r.Code != region))
            throw new RuleViolationException(nameof(form.RegionCode), "请从列出的考区中选择");
        if (await db.ExamSites.AnyAsync(s => s.InstitutionCode == institutionCode && s.Name == name, ct))
            throw new RuleViolationException(nameof(form.Name), $"已有名为“{name}”的考点，请换一个名称，例如加上校区");

        var start = TicketNumber.Place(institutionCode, region);
        var codes = await db.ExamSites.Where(s => s.InstitutionCode == institutionCode && s.Code.StartsWith(start)).Select(s => s.Code).ToListAsync(ct);
        var site = new ExamSite
        {
            Code = ExamSite.CodeOf(institutionCode, region, codes.Select(ExamSite.SequenceOf).DefaultIfEmpty(0).Max() + 1),
            InstitutionCode = institutionCode,
            RegionCode = region,
            Name = name,
            Address = form.Address!.Trim(),
            Directions = form.Directions?.Trim() ?? "",
        };
        site.Rooms.AddRange(rooms.Select(r => new ExamRoom { SiteId = site.Id, Number = r.Number, Place = r.Place, Capacity = r.Capacity, IsAccessible = r.IsAccessible, IsPaper = r.IsPaper }));
        db.ExamSites.Add(site);
        db.Audit(operation, "admission.site-added", site.Id);
        await db.SaveChangesAsync(ct);
        return site;
    }

    /// <summary>Marks a room as 无障碍考场 or takes the mark away; seats that were given stay. False where the institution has no such room.</summary>
    public async Task<bool> MarkAsync(string institutionCode, Guid roomId, bool accessible, Operation operation, CancellationToken ct)
    {
        if (await db.ExamRooms.SingleOrDefaultAsync(r => r.Id == roomId && r.Site.InstitutionCode == institutionCode, ct) is not { } room) return false;
        room.IsAccessible = accessible;
        db.Audit(operation, "admission.room-marked", room.Id);
        await db.SaveChangesAsync(ct);
        return true;
    }
}
