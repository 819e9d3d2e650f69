using System.Security.Claims;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Office.Figures;

/// <summary>An institution's exam office and administrator see its figures, the national administration everybody's.</summary>
public static class FigureDoors
{
    public static IReadOnlyList<Appointment> FigurePosts(this ClaimsPrincipal person) =>
        [.. person.Appointments(Role.Office), .. person.Appointments(Role.InstitutionAdministrator), .. person.Appointments(Role.NationalAdministrator)];
}

/// <summary>The tab 报名统计.</summary>
public sealed class FigureDeskMenu : IDeskMenuContributor
{
    public Task<IReadOnlyList<DeskMenuItem>> ItemsAsync(ClaimsPrincipal person, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<DeskMenuItem>>(person.FigurePosts().Count > 0 ? [new(35, "报名统计", "figures")] : []);
}
