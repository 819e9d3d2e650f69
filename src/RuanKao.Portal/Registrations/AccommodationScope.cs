using System.Security.Claims;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Registrations;

/// <summary>Which requests an exam office sees: those whose 报名省 (and, where a post names one, 报名市) its posts cover. Put into every query, so that what lies outside does not exist.</summary>
public sealed class AccommodationScope(IReadOnlyList<Appointment> appointments)
{
    private readonly bool wholeCountry = appointments.Any(a => a.InstitutionCode is null && a.PrefectureCode is null);
    private readonly List<string> institutions = [.. appointments.Where(a => a is { InstitutionCode: not null, PrefectureCode: null }).Select(a => a.InstitutionCode!)];
    private readonly List<string> prefectures = [.. appointments.Where(a => a.PrefectureCode is not null).Select(a => a.PrefectureCode!)];

    public static AccommodationScope Of(ClaimsPrincipal office) => new(office.Appointments(Role.Office));

    /// <summary>Requests whose registration was handed in and stands: a draft is nobody's business but its owner's, and what is over nobody's any more.</summary>
    public IQueryable<AccommodationRequest> Within(PortalContext db)
    {
        var (all, whole, parts) = (wholeCountry, institutions, prefectures);
        var covered = db.Registrations.Where(r => r.Number != null && !RegistrationLifecycle.Ended.Contains(r.State) && (all || whole.Contains(r.InstitutionCode) || parts.Contains(r.PrefectureCode!)));
        return db.AccommodationRequests.Where(a => covered.Any(r => r.Id == a.RegistrationId));
    }
}
