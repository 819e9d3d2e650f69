using System.Security.Claims;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Announcements;

/// <summary>Whose announcements a member of staff writes: the national administrator the country's, an institution's office and administrator their own.</summary>
public sealed record AnnouncementScope(bool IsNational, IReadOnlyDictionary<string, Role> Institutions)
{
    public static AnnouncementScope Of(ClaimsPrincipal person) => new(
        person.Holds(Role.NationalAdministrator),
        person.Appointments().Where(a => a.Role is Role.Office or Role.InstitutionAdministrator && a.InstitutionCode is not null)
            .GroupBy(a => a.InstitutionCode!).ToDictionary(g => g.Key, g => g.Min(a => a.Role)));

    public bool Holds(string? institution) => institution is null ? IsNational : Institutions.ContainsKey(institution);

    /// <summary>The post in which this person writes for the owner.</summary>
    public Role RoleFor(string? institution) => institution is null ? Role.NationalAdministrator : Institutions[institution];

    public IQueryable<Announcement> Within(IQueryable<Announcement> all)
    {
        var (national, codes) = (IsNational, Institutions.Keys.ToList());
        return all.Where(a => (national && a.InstitutionCode == null) || codes.Contains(a.InstitutionCode!));
    }
}
