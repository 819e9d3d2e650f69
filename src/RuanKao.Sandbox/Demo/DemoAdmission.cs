using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Admission;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Persistence;

namespace RuanKao.Sandbox.Demo;

/// <summary>A site with two computer rooms and a paper room in each exam region of 云南, and seats for those who are paid in the round whose tickets are printed now. Runs after the demo's rounds and people.</summary>
public static class DemoAdmission
{
    private const string Institution = InstitutionList.Yunnan;

    public static async Task SeedAsync(IServiceProvider portal, CancellationToken ct = default)
    {
        await using var scope = portal.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var (db, sites, seating) = (services.GetRequiredService<PortalContext>(), services.GetRequiredService<ExamSiteService>(), services.GetRequiredService<SeatingService>());
        var operation = Operation.BySystem(services.GetRequiredService<TimeProvider>().Now(), "演示数据");

        var equipped = (await sites.SitesAsync(Institution, ct)).Select(s => s.RegionCode).ToHashSet();
        foreach (var region in (await sites.RegionsAsync(Institution, ct)).Where(r => !equipped.Contains(r.Code)))
            await sites.AddAsync(Institution, Site(region), operation, ct);

        var printing = (await db.RoundInstitutions.AsNoTracking().Include(p => p.Round).Include(p => p.Regions)
                .Where(p => p.InstitutionCode == Institution).ToListAsync(ct))
            .Where(p => p.TicketPrinting.Contains(operation.At));
        foreach (var place in printing) await seating.SeatAsync(place, null, operation, ct);
    }

    private static ExamSiteForm Site(RegionChoice region) => new()
    {
        RegionCode = region.Code,
        Name = $"{region.Name}示例职业学院（东校区）",
        Address = $"{region.Name}示例路 100 号 实训楼",
        Directions = "从东门进，凭准考证和有效身份证件入场；可乘公交 2 路到示例站，步行 6 分钟。",
        Rooms = "001 机房三楼 301 40\n002 机房三楼 302 40\n101 教学楼一楼 101 30 笔试 无障碍",
    };
}
