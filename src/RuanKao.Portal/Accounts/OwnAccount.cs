using System.Security.Claims;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Accounts;

/// <summary>What people do with their own account.</summary>
public static class OwnAccount
{
    /// <summary>The operation context in the person's own role: a candidate, or the first post of a member of staff.</summary>
    public static Operation ActsForSelf(this ClaimsPrincipal person, TimeProvider clock) =>
        person.Does(person.OwnRole, clock);
}
