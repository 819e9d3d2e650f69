using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Accounts.MyData;

/// <summary>Remembers for ten minutes that the person at this browser has just shown password or code: what cannot be taken back asks for it, so that an open screen is not enough.</summary>
public sealed class FreshProof(IDataProtectionProvider protection, TimeProvider clock)
{
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    private const string Cookie = "portal-proof";

    private IDataProtector Protector => protection.CreateProtector("RuanKao.Portal.FreshProof");

    public void Give(HttpContext http, PortalUser user) => http.Response.Cookies.Append(Cookie,
        Protector.Protect(string.Create(CultureInfo.InvariantCulture, $"{user.Id:N}|{user.SecurityStamp}|{(clock.Now() + Life).Ticks}")),
        new() { HttpOnly = true, IsEssential = true, SameSite = SameSiteMode.Lax, Secure = http.Request.IsHttps, MaxAge = Life });

    public void Take(HttpContext http) => http.Response.Cookies.Delete(Cookie);

    /// <summary>Whether it is this very account, unchanged since, and not too long ago.</summary>
    public bool Has(HttpContext http)
    {
        if (http.Request.Cookies[Cookie] is not { Length: > 0 } token || !http.User.IsSignedIn) return false;
        try
        {
            return Protector.Unprotect(token).Split('|') is [var user, var stamp, var until]
                && user == http.User.UserId.ToString("N") && stamp == http.User.FindFirstValue("AspNet.Identity.SecurityStamp")
                && long.Parse(until, CultureInfo.InvariantCulture) > clock.Now().Ticks;
        }
        catch (CryptographicException) { return false; }
    }
}

/// <summary>Sends whoever has not shown password or code lately to do so, and back.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequireFreshProofAttribute : TypeFilterAttribute
{
    // After the antiforgery filter, whose order is 1000: a form without its token gets no further.
    public RequireFreshProofAttribute() : base(typeof(Filter)) => Order = 2000;

    private sealed class Filter(FreshProof proof) : IAuthorizationFilter
    {
        public void OnAuthorization(AuthorizationFilterContext context)
        {
            if (proof.Has(context.HttpContext)) return;
            var request = context.HttpContext.Request;
            // A form's own address is no page to come back to.
            var back = HttpMethods.IsGet(request.Method) ? request.Path + request.QueryString : "/account/data";
            context.Result = new RedirectToRouteResult("account-proof", new { returnUrl = back });
        }
    }
}
