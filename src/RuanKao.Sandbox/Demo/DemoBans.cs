using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Candidates;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Sandbox.People;

namespace RuanKao.Sandbox.Demo;

/// <summary>One person of the crowd who may not register, entered by the office.</summary>
internal static class DemoBans
{
    public static async Task MakeAsync(IServiceProvider services, string office, string institution, CancellationToken ct)
    {
        var (db, clock) = (services.GetRequiredService<PortalContext>(), services.GetRequiredService<TimeProvider>());
        if (await db.Set<ExamBan>().AnyAsync(ct)) return;
        var (person, today) = (SandboxPopulation.Crowd(4), Beijing.Today(clock));
        var user = await db.Users.SingleAsync(u => u.Email == office, ct);
        await services.GetRequiredService<BanService>().EnterAsync(
            new(person.Name, DocumentKind.ResidentIdCard, null, person.IdNumber, today.AddMonths(-6), today.AddYears(2), false, "演示：考试违纪处理决定，人力资源社会保障部令第31号"),
            new(false, [institution]), new(user.Id, Role.Office, clock.Now()), ct);
    }
}
