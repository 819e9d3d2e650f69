using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Admission;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;

namespace RuanKao.Portal.Tests.Support;

/// <summary>A paid registration with its seat; the clock still stands before the ticket window.</summary>
public sealed record SeatMade(RegistrationMade Registration, string TicketNumber, TimeWindow Window);

public static partial class TestData
{
    /// <summary>A site with rooms, one capacity each; numbered 001, 002 ….</summary>
    public static Task<ExamSite> SiteAsync(PortalFactory factory, string institution = "53", string region = "5301", params int[] capacities) =>
        factory.WithAsync(place => place.GetRequiredService<ExamSiteService>().AddAsync(institution, new()
        {
            RegionCode = region,
            Name = $"{region} 示例学院 {Interlocked.Increment(ref count)}",
            Address = "示例路 100 号实训楼",
            Directions = "从东门进，凭准考证和有效身份证件入场；可乘地铁 2 号线到示例站 B 口，步行 6 分钟。",
            Rooms = string.Join('\n', (capacities.Length == 0 ? [40] : capacities).Select((seats, at) => $"{at + 1:D3} 机房三楼 {302 + at} {seats}")),
        }, new(null, Role.Office, factory.Clock.UtcNow), default));

    /// <summary>Seats everybody who is paid in the round.</summary>
    public static Task<int> SeatAllAsync(PortalFactory factory, string round, string institution = "53") => factory.WithAsync(async place =>
        await place.GetRequiredService<SeatingService>().SeatAsync(
            (await place.GetRequiredService<RoundPlaces>().FindAsync(round, institution))!.Place, null, new(null, Role.Office, factory.Clock.UtcNow), default));

    /// <summary>报名成功 with a seat. Move the clock into <see cref="SeatMade.Window"/> to print the ticket.</summary>
    public static async Task<SeatMade> SeatedAsync(PortalFactory factory, Guid? userId = null, string institution = "53", string name = "张伟明", string qualification = "SOFTWARE_DESIGNER")
    {
        var registration = await PaidAsync(factory, userId, institution: institution, name: name, qualification: qualification);
        return await factory.WithAsync(async services =>
        {
            var db = services.GetRequiredService<PortalContext>();
            var region = await db.Registrations.Where(r => r.Id == registration.Id).Select(r => r.ExamRegionCode!).SingleAsync();
            if (!await db.ExamSites.AnyAsync(s => s.InstitutionCode == institution && s.RegionCode == region)) await SiteAsync(factory, institution, region);
            await SeatAllAsync(factory, registration.RoundCode, institution);
            var window = await db.RoundInstitutions.Where(p => p.RoundId == registration.RoundId && p.InstitutionCode == institution).Select(p => p.TicketPrinting).SingleAsync();
            return new SeatMade(registration, await db.AdmissionTickets.Where(t => t.RegistrationId == registration.Id).Select(t => t.Number).SingleAsync(), window);
        });
    }
}
