using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Sandbox.People;

namespace RuanKao.Sandbox.Demo;

/// <summary>A request for accommodations that waits for the office, made as a candidate would.</summary>
internal static class DemoAccommodations
{
    public static async Task MakeAsync(IServiceProvider services, PortalUser user, RoundInstitution open, CancellationToken ct)
    {
        var (db, accommodations, clock) = (services.GetRequiredService<PortalContext>(), services.GetRequiredService<AccommodationService>(), services.GetRequiredService<TimeProvider>());
        var place = (await services.GetRequiredService<RoundPlaces>().FindAsync(open.RoundId, open.InstitutionCode, ct))!;
        if (await services.GetRequiredService<RegistrationService>().FindMineAsync(user.Id, open.RoundId, open.InstitutionCode, ct) is not { } registration
            || await db.AccommodationRequests.AnyAsync(a => a.RegistrationId == registration.Id, ct)) return;
        await accommodations.AskAsync(place, registration, new(["time", "aid"], "右手骨折，打石膏，只能用左手操作鼠标。", [DrawnPortrait.Jpeg(41, 1200, 800)], AccommodationForm.ConsentVersion),
            null, new(user.Id, Role.Candidate, clock.Now()), ct);
    }
}
