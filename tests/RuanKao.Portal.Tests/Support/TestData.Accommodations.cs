using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Office;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;

namespace RuanKao.Portal.Tests.Support;

public static partial class TestData
{
    /// <summary>A PDF that holds nothing but what every PDF holds, and what is given.</summary>
    public static byte[] Pdf(string extra = "") => Encoding.ASCII.GetBytes($"%PDF-1.7\n1 0 obj\n<</Type/Catalog{extra}>>\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF\n");

    /// <summary>A request for accommodations beside the registration: more time and an aid, with words and one picture; its id.</summary>
    public static Task<Guid> AccommodationAsync(PortalFactory factory, RegistrationMade made, string words = "右手骨折，打石膏", string[]? kinds = null, byte[]? proof = null) =>
        factory.WithAsync(async services =>
        {
            var place = (await services.GetRequiredService<RoundPlaces>().FindAsync(made.RoundId, made.InstitutionCode))!;
            var registration = (await services.GetRequiredService<RegistrationService>().FindAsync(made.Id))!;
            await services.GetRequiredService<AccommodationService>().AskAsync(place, registration,
                new(kinds ?? ["time", "aid"], words, [proof ?? Card.Value], AccommodationForm.ConsentVersion), null, new(made.UserId, Role.Candidate, factory.Clock.UtcNow));
            return await services.GetRequiredService<PortalContext>().AccommodationRequests.Where(a => a.RegistrationId == made.Id).Select(a => a.Id).SingleAsync();
        });

    /// <summary>The office of the institution decides: the kinds named are granted, with minutes for time, the others are not.</summary>
    public static Task DecidedAsync(PortalFactory factory, Guid requestId, params string[] granted) => factory.WithAsync(async services =>
    {
        var (db, scope) = (services.GetRequiredService<PortalContext>(), new AccommodationScope([new(Role.Office, null)]));
        var office = await StaffAsync(factory, Role.Office, "53");
        var request = await db.AccommodationRequests.AsNoTracking().Include(a => a.Items).ThenInclude(i => i.Kind).SingleAsync(a => a.Id == requestId);
        var answers = request.Items.Select(i => new AccommodationAnswer(i.Id, granted.Contains(i.KindCode), i.Kind.Measure, i.Kind.Meaning == AccommodationMeaning.ExtraTime ? 30 : null));
        if (!await services.GetRequiredService<AccommodationDesk>().DecideAsync(scope, requestId, new(request.Version, [.. answers], "考点没有条件", "重新核对"), new(office, Role.Office, factory.Clock.UtcNow)))
            throw new InvalidOperationException("There is no such request.");
    });

    public static Task<AccommodationRequest?> AccommodationOfAsync(PortalFactory factory, RegistrationMade made) =>
        factory.WithAsync(services => services.GetRequiredService<AccommodationService>().FindAsync(made.Id));
}
