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

/// <summary>A sign-in that has passed its first step: whose it is, how, and where he wanted to go.</summary>
public sealed record HalfSignedIn(PortalUser User, SignInWay Way, string? ReturnUrl);

/// <summary>
/// Gives the cookie, notes the sign-in for its owner and shows the way: staff first to the second step and then to their desk, candidates to what must come first,
/// else back to where they wanted to go. Between the two steps nobody is signed in: a cookie of its own leads to the pages of the second step and opens no other.
/// </summary>
public sealed class SignInDesk(
    PortalContext db, SignInManager<PortalUser> signIn, IUserClaimsPrincipalFactory<PortalUser> principals, SecondFactors factors, IEnumerable<ISignInGuide> guides, KnownDevices devices, TimeProvider clock)
{
    /// <summary>How long the second step may take after the first.</summary>
    public static readonly TimeSpan StepLife = TimeSpan.FromMinutes(15);

    public async Task<IActionResult> WelcomeAsync(Controller page, PortalUser user, SignInWay way, string? returnUrl, CancellationToken ct)
    {
        var person = await principals.CreateAsync(user);
        if (person.IsStaff() && factors.AreRequired)
        {
            await BeginSecondStepAsync(user, way, returnUrl);
            return page.RedirectToRoute(await factors.IsEnrolledAsync(user.Id, ct) ? "two-factor-enter" : "two-factor-enrol");
        }
        await AdmitAsync(user, way, ct);
        return await LeadAsync(page, person, returnUrl, ct);
    }

    /// <summary>Begins the session of whoever has passed the second step too, and shows the way.</summary>
    public async Task<IActionResult> WelcomeAsync(Controller page, HalfSignedIn half, SecondStep second, CancellationToken ct)
    {
        await AdmitAsync(half.User, half.Way, ct, second);
        return await LeadAsync(page, await principals.CreateAsync(half.User), half.ReturnUrl, ct);
    }

    /// <summary>Who is between the two steps on this browser; null where nobody is, it took too long, or the account has changed since.</summary>
    public async Task<HalfSignedIn?> BetweenStepsAsync(CancellationToken ct)
    {
        var half = await signIn.Context.AuthenticateAsync(IdentityConstants.TwoFactorUserIdScheme);
        if (half.Principal is not { } person || !Enum.TryParse<SignInWay>(person.FindFirstValue(nameof(SignInWay)), out var way)) return null;
        var id = person.UserId;
        var user = await db.Users.SingleOrDefaultAsync(u => u.Id == id, ct);
        return user is null || user.SecurityStamp != person.FindFirstValue(nameof(user.SecurityStamp)) ? null
            : new(user, way, half.Properties!.Items.TryGetValue("returnUrl", out var back) ? back : null);
    }

    /// <summary>Begins a session: the cookie, the line in 登录记录 and the audit row.</summary>
    /// <exception cref="InvalidOperationException">Staff without their second step.</exception>
    public async Task AdmitAsync(PortalUser user, SignInWay way, CancellationToken ct, SecondStep? second = null)
    {
        var person = await principals.CreateAsync(user);
        if (person.IsStaff() && factors.AreRequired && second is null) throw new InvalidOperationException("Staff are admitted after the second step; begin with WelcomeAsync.");
        var (now, http) = (clock.Now(), signIn.Context);
        var old = now - SignInRecord.Kept;
        await db.SignInRecords.Where(r => r.At < old).ExecuteDeleteAsync(ct);
        db.SignInRecords.Add(new()
        {
            UserId = user.Id, At = now, Way = way, Second = second,
            Network = SignInTrace.Network(http.Connection.RemoteIpAddress), Browser = SignInTrace.Browser(http.Request.Headers.UserAgent),
        });
        db.Audit(new(user.Id, person.OwnRole, now, $"{way} {second}".TrimEnd().ToLowerInvariant()), "account.signed-in", user.Id);
        await db.SaveChangesAsync(ct);
        await signIn.Context.SignOutAsync(IdentityConstants.TwoFactorUserIdScheme);
        await signIn.SignInWithClaimsAsync(user, new AuthenticationProperties(), second is { } shown ? [new(PersonClaims.SecondFactor, shown.ToString())] : []);
        devices.Remember(user.Id);
    }

    /// <summary>Issues the own session anew after something that ended all others (a new security stamp); it stays as old as it is.</summary>
    public async Task AdmitAsync(PortalUser user)
    {
        var now = await signIn.Context.AuthenticateAsync(IdentityConstants.ApplicationScheme);
        if (now.Principal is not { IsSignedIn: true } person || person.UserId != user.Id)
            throw new InvalidOperationException("This session is not the account's own; a new one begins with WelcomeAsync.");
        var session = new AuthenticationProperties();
        if (now.Properties!.Items.TryGetValue(SessionGuard.Began, out var began)) session.Items[SessionGuard.Began] = began;
        await signIn.SignInWithClaimsAsync(user, session, person.FindAll(PersonClaims.SecondFactor));
    }

    private async Task<IActionResult> LeadAsync(Controller page, ClaimsPrincipal person, string? returnUrl, CancellationToken ct)
    {
        var back = page.Url.IsLocalUrl(returnUrl) ? Ascii(returnUrl!) : null;
        if (person.IsStaff())
            return page.LocalRedirect(back ?? page.Url.Existing("desk") ?? Home(page));
        // A link that waits for its confirmation runs out; what must come first waits longer.
        if (back is not null && back == page.Url.Existing("account-links-confirm")) return page.LocalRedirect(back);
        foreach (var guide in guides)
        {
            if (await guide.TurnAsync(person.UserId, ct) is not { } turn) continue;
            page.Notice(turn.Notice, Tone.Waiting);
            return page.RedirectToRoute(turn.RouteName, back is null ? null : new { returnUrl = back });
        }
        return page.LocalRedirect(back ?? Home(page));
    }

    private Task BeginSecondStepAsync(PortalUser user, SignInWay way, string? returnUrl)
    {
        var identity = new ClaimsIdentity(
            [new(ClaimTypes.NameIdentifier, user.Id.ToString()), new(nameof(SignInWay), way.ToString()), new(nameof(user.SecurityStamp), user.SecurityStamp!)],
            IdentityConstants.TwoFactorUserIdScheme);
        var step = new AuthenticationProperties();
        if (returnUrl is not null) step.Items["returnUrl"] = returnUrl;
        return signIn.Context.SignInAsync(IdentityConstants.TwoFactorUserIdScheme, new(identity), step);
    }

    public Task FarewellAsync() => signIn.SignOutAsync();

    // A header holds no Chinese; what is encoded already stays as it is.
    private static string Ascii(string address) =>
        string.Concat(address.EnumerateRunes().Select(rune => rune.IsAscii ? rune.ToString() : Uri.EscapeDataString(rune.ToString())));

    public static string Home(Controller page) => page.Url.Existing("home") ?? "/";
}
