using System.Security.Claims;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Candidates;

/// <summary>Which manual checks a reviewer sees: those whose intended 考区 the appointments cover. Put into every query, so that what lies outside does not exist.</summary>
public sealed class IdentityCaseScope(IReadOnlyList<Appointment> appointments)
{
    private readonly bool wholeCountry = appointments.Any(a => a.InstitutionCode is null && a.PrefectureCode is null);
    private readonly List<string> institutions = [.. appointments.Where(a => a is { InstitutionCode: not null, PrefectureCode: null }).Select(a => a.InstitutionCode!)];
    private readonly List<string> prefectures = [.. appointments.Where(a => a.PrefectureCode is not null).Select(a => a.PrefectureCode!)];

    public static IdentityCaseScope Of(ClaimsPrincipal reviewer) => new(reviewer.Appointments(Role.Reviewer));

    /// <summary>What was handed in within the scope; a draft is nobody's business but its owner's.</summary>
    public IQueryable<IdentityCase> Within(IQueryable<IdentityCase> cases)
    {
        var (all, whole, parts) = (wholeCountry, institutions, prefectures);
        return cases.Where(c => c.SentAt != null && (all || whole.Contains(c.InstitutionCode) || parts.Contains(c.PrefectureCode!)));
    }
}
