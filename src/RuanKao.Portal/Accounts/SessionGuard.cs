using System.Globalization;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Accounts;

/// <summary>
/// Asks at every request whether the session still holds: one read of the account's security stamp by its key. A changed password, a post
/// that ended or a deleted account ends every session at its next request (GB/T 22239-2019: session timeout, immediate revocation).
/// </summary>
public sealed class SessionGuard(PortalContext db, SecondFactors factors, TimeProvider clock)
{
    public static readonly TimeSpan CandidateIdle = TimeSpan.FromHours(2);
    public static readonly TimeSpan StaffIdle = TimeSpan.FromMinutes(30);
    public static readonly TimeSpan StaffLongest = TimeSpan.FromHours(12);

    /// <summary>How old a cookie must be before a page renews it: a busy page does not write a cookie with every answer.</summary>
    public static readonly TimeSpan Renewal = TimeSpan.FromMinutes(5);

    /// <summary>The name under which a session keeps the instant of its sign-in through all renewals.</summary>
    public const string Began = "began";

    // The name Identity gives the claim (ClaimsIdentityOptions.SecurityStampClaimType).
    private const string StampClaim = "AspNet.Identity.SecurityStamp";

    /// <summary>Sets the times of the cookie and has every request looked at.</summary>
    public static void Watch(CookieAuthenticationOptions cookie)
    {
        cookie.ExpireTimeSpan = CandidateIdle;
        cookie.SlidingExpiration = true;
        cookie.Events.OnSigningIn = context =>
        {
            Begin(context.Properties, context.Principal!.IsStaff(), context.HttpContext.RequestServices.GetRequiredService<TimeProvider>());
            return Task.CompletedTask;
        };
        cookie.Events.OnValidatePrincipal = context => context.HttpContext.RequestServices.GetRequiredService<SessionGuard>().ValidateAsync(context);
        cookie.Events.OnCheckSlidingExpiration = context =>
        {
            context.ShouldRenew = context.ElapsedTime >= Renewal;
            return Task.CompletedTask;
        };
    }

    /// <summary>Writes the times of a session that begins or is issued anew.</summary>
    public static void Begin(AuthenticationProperties session, bool isStaff, TimeProvider clock)
    {
        session.IssuedUtc = clock.GetUtcNow();
        session.ExpiresUtc = session.IssuedUtc + (isStaff ? StaffIdle : CandidateIdle);
        session.Items.TryAdd(Began, clock.Now().Ticks.ToString(CultureInfo.InvariantCulture));
    }

    private async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var http = context.HttpContext;
        if (http.GetEndpoint()?.Metadata.GetMetadata<StaticAssetDescriptor>() is not null) return;
        // The page that says what failed must not fail on the same question; it shows nothing of anybody.
        if (http.Features.Get<IExceptionHandlerFeature>() is not null) context.RejectPrincipal();
        else if (await FaultAsync(context) is { } why)
        {
            http.SayEnded(why);
            context.RejectPrincipal();
        }
    }

    private async Task<SessionEnd?> FaultAsync(CookieValidatePrincipalContext context)
    {
        var person = context.Principal!;
        var stamp = person.FindFirst(StampClaim)?.Value;
        var id = person.UserId;
        if (stamp is null || await db.Users.Where(u => u.Id == id).Select(u => u.SecurityStamp).SingleOrDefaultAsync(context.HttpContext.RequestAborted) != stamp)
            return SessionEnd.Ended;
        if (!person.IsStaff()) return null;
        if (factors.AreRequired && !person.HasClaim(c => c.Type == PersonClaims.SecondFactor)) return SessionEnd.Ended;
        var began = context.Properties.Items.TryGetValue(Began, out var ticks) ? new DateTime(long.Parse(ticks!, CultureInfo.InvariantCulture), DateTimeKind.Utc) : DateTime.MinValue;
        return clock.Now() - began >= StaffLongest ? SessionEnd.Longest : null;
    }
}
