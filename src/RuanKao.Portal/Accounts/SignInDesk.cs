using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Accounts;

/// <summary>Where a later room wants to see a candidate first, and what is said there.</summary>
public sealed record SignInTurn(string RouteName, string Notice);

/// <summary>Lets a later room turn a candidate who has just signed in to something that must come first.</summary>
public interface ISignInGuide
{
    Task<SignInTurn?> TurnAsync(Guid userId, CancellationToken ct);
}

/// <summary>Gives the cookie, notes the sign-in for its owner and shows the way: staff to their desk, candidates to what must come first, else back to where they wanted to go.</summary>
public sealed class SignInDesk(PortalContext db, SignInManager<PortalUser> signIn, IUserClaimsPrincipalFactory<PortalUser> principals, IEnumerable<ISignInGuide> guides, TimeProvider clock)
{
    public async Task<IActionResult> WelcomeAsync(Controller page, PortalUser user, SignInWay way, string? returnUrl, CancellationToken ct)
    {
        var person = await AdmitAsync(user, way, ct);
        var back = page.Url.IsLocalUrl(returnUrl) ? Ascii(returnUrl!) : null;
        if (person.IsStaff())
            return page.LocalRedirect(back ?? page.Url.Existing("desk") ?? Home(page));
        foreach (var guide in guides)
        {
            if (await guide.TurnAsync(user.Id, ct) is not { } turn) continue;
            page.Notice(turn.Notice, Tone.Waiting);
            return page.RedirectToRoute(turn.RouteName, back is null ? null : new { returnUrl = back });
        }
        return page.LocalRedirect(back ?? Home(page));
    }

    /// <summary>Begins a session: the cookie, the line in 登录记录 and the audit row.</summary>
    public async Task<ClaimsPrincipal> AdmitAsync(PortalUser user, SignInWay way, CancellationToken ct)
    {
        var person = await principals.CreateAsync(user);
        var (now, http) = (clock.Now(), signIn.Context);
        var old = now - SignInRecord.Kept;
        await db.SignInRecords.Where(r => r.At < old).ExecuteDeleteAsync(ct);
        db.SignInRecords.Add(new()
        {
            UserId = user.Id, At = now, Way = way,
            Network = SignInTrace.Network(http.Connection.RemoteIpAddress), Browser = SignInTrace.Browser(http.Request.Headers.UserAgent),
        });
        db.Audit(new(user.Id, person.OwnRole, now, way.ToString().ToLowerInvariant()), "account.signed-in", user.Id);
        await db.SaveChangesAsync(ct);
        await signIn.SignInAsync(user, new AuthenticationProperties());
        return person;
    }

    /// <summary>Issues the own session anew after something that ended all others (a new security stamp); it stays as old as it is.</summary>
    public async Task AdmitAsync(PortalUser user)
    {
        var now = await signIn.Context.AuthenticateAsync(IdentityConstants.ApplicationScheme);
        if (now.Principal is not { IsSignedIn: true } person || person.UserId != user.Id)
            throw new InvalidOperationException("This session is not the account's own; a new one begins with WelcomeAsync.");
        var session = new AuthenticationProperties();
        if (now.Properties!.Items.TryGetValue(SessionGuard.Began, out var began)) session.Items[SessionGuard.Began] = began;
        await signIn.SignInAsync(user, session);
    }

    public Task FarewellAsync() => signIn.SignOutAsync();

    // A header holds no Chinese; what is encoded already stays as it is.
    private static string Ascii(string address) =>
        string.Concat(address.EnumerateRunes().Select(rune => rune.IsAscii ? rune.ToString() : Uri.EscapeDataString(rune.ToString())));

    public static string Home(Controller page) => page.Url.Existing("home") ?? "/";
}
