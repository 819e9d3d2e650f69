using System.Security.Claims;
using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Web;

/// <summary>What a signed-in principal says about itself.</summary>
public static class SignedIn
{
    extension(ClaimsPrincipal user)
    {
        public bool IsSignedIn => user.Identity?.IsAuthenticated == true;

        /// <summary>The account's id; throws for an anonymous visitor, whom the doors keep out.</summary>
        public Guid UserId => Guid.Parse(user.FindFirstValue(ClaimTypes.NameIdentifier)
            ?? throw new InvalidOperationException("Nobody is signed in."));

        /// <summary>The staff appointments in this role; empty for a candidate.</summary>
        public IReadOnlyList<Appointment> Appointments(Role role) => user.FindAll(Appointment.ClaimType)
            .Select(c => Appointment.Parse(c.Value)).Where(a => a.Role == role).ToList();

        /// <summary>The role in which this person tends to the own account: the first post, or the candidate's.</summary>
        public Role OwnRole => user.Appointments().Select(a => a.Role).DefaultIfEmpty(Role.Candidate).Min();

        /// <summary>The operation context of something this person does now in this role.</summary>
        public Operation Does(Role role, TimeProvider clock, string? why = null) => new(user.UserId, role, clock.Now(), why);
    }
}
