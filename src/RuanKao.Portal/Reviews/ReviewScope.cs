using System.Security.Claims;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Reviews;

/// <summary>Which registrations a reviewer sees: those whose 报名省 (and, where so appointed, 报名市) the appointments cover. Put into every query, so that what lies outside does not exist.</summary>
public sealed class ReviewScope(IReadOnlyList<Appointment> appointments)
{
    private readonly bool wholeCountry = appointments.Any(a => a.InstitutionCode is null && a.PrefectureCode is null);
    private readonly List<string> institutions = [.. appointments.Where(a => a is { InstitutionCode: not null, PrefectureCode: null }).Select(a => a.InstitutionCode!)];
    private readonly List<string> prefectures = [.. appointments.Where(a => a.PrefectureCode is not null).Select(a => a.PrefectureCode!)];

    public static ReviewScope Of(ClaimsPrincipal reviewer) => new(reviewer.Appointments(Role.Reviewer));

    /// <summary>What was handed in within the scope; a draft is nobody's business but its owner's.</summary>
    public IQueryable<Registration> Within(IQueryable<Registration> registrations)
    {
        var (all, whole, parts) = (wholeCountry, institutions, prefectures);
        return registrations.Where(r => r.Number != null && (all || whole.Contains(r.InstitutionCode) || parts.Contains(r.PrefectureCode!)));
    }
}
