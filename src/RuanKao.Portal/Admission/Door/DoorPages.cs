using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Admission.Door;

/// <summary>A site to stand at: its round, and how many sit there.</summary>
public sealed record DoorChoice(string RoundCode, string RoundName, DateOnly ExamFrom, string InstitutionCode, string InstitutionName, string SiteCode, string SiteName, string Address, int Seats);

public sealed record DoorPage(IReadOnlyList<DoorChoice> Sites);

public sealed record DoorSitePage(DoorPlace Place, IReadOnlyList<string> Rooms, bool IsOpen, Guid Owner);

/// <summary>The sites at whose doors this person may stand, in rounds whose exam is not over.</summary>
public sealed class DoorChoices(PortalContext db, TimeProvider clock)
{
    public static IReadOnlyList<Appointment> Posts(ClaimsPrincipal person) => [.. person.Appointments(Role.DoorStaff), .. person.Appointments(Role.Office)];

    public async Task<IReadOnlyList<DoorChoice>> OfAsync(ClaimsPrincipal person, CancellationToken ct)
    {
        var today = Beijing.Today(clock);
        var rounds = await db.ExamRounds.AsNoTracking().Where(r => r.ExamTo >= today).OrderBy(r => r.ExamFrom).ToListAsync(ct);
        var ids = rounds.Select(r => r.Id).ToList();
        var seats = await db.AdmissionTickets.Where(t => ids.Contains(t.RoundId)).GroupBy(t => new { t.RoundId, t.Room.SiteId })
            .Select(g => new { g.Key.RoundId, g.Key.SiteId, Count = g.Count() }).ToListAsync(ct);
        var sites = await db.ExamSites.AsNoTracking().OrderBy(s => s.Code).ToListAsync(ct);
        var names = await db.Institutions.ToDictionaryAsync(i => i.Code, i => i.Name, ct);
        return [.. from round in rounds
                   from site in sites
                   where Posts(person).Any(a => a.Covers(site.InstitutionCode))
                   from seat in seats
                   where seat.RoundId == round.Id && seat.SiteId == site.Id
                   select new DoorChoice(round.Code, round.Name, round.ExamFrom, site.InstitutionCode, names[site.InstitutionCode], site.Code, site.Name, site.Address, seat.Count)];
    }
}

/// <summary>The tab 入场核验.</summary>
public sealed class DoorDeskMenu : IDeskMenuContributor
{
    public Task<IReadOnlyList<DeskMenuItem>> ItemsAsync(ClaimsPrincipal person, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<DeskMenuItem>>(DoorChoices.Posts(person).Count > 0 ? [new(45, "入场核验", "door")] : []);
}
