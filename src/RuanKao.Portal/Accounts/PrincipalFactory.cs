using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Accounts;

/// <summary>Puts the staff appointments into the signed-in principal; an account without any is a candidate. Staff may not sit the exam (实施办法 art. 10), so nobody is both.</summary>
public sealed class PrincipalFactory(UserManager<PortalUser> users, IOptions<IdentityOptions> options, PortalContext db)
    : UserClaimsPrincipalFactory<PortalUser>(users, options)
{
    protected override async Task<ClaimsIdentity> GenerateClaimsAsync(PortalUser user)
    {
        var identity = await base.GenerateClaimsAsync(user);
        var appointments = await db.StaffAppointments.AsNoTracking().Where(a => a.UserId == user.Id).ToListAsync();
        foreach (var appointment in appointments)
            identity.AddClaim(new(Appointment.ClaimType, new Appointment(appointment.Role, appointment.InstitutionCode, appointment.PrefectureCode).ToString()));
        identity.AddClaim(new(PersonClaims.DisplayName, ShownName(user)));
        if (appointments.FirstOrDefault()?.InstitutionCode is { } code)
            identity.AddClaim(new(PersonClaims.InstitutionName, (await db.Institutions.AsNoTracking().SingleAsync(i => i.Code == code)).Name));
        foreach (var role in appointments.Count == 0 ? [Role.Candidate] : appointments.Select(a => a.Role).Distinct())
            identity.AddClaim(new(ClaimTypes.Role, role.ToString()));
        return identity;
    }

    private static string ShownName(PortalUser user) => user.DisplayName
        ?? (user.PhoneNumber is { } mobile ? Mask.Mobile(mobile) : user.Email is { } email ? Mask.Email(email) : "我的账号");
}
