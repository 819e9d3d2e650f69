using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
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

/// <summary>Gives the cookie and shows the way: staff to their desk, candidates to what must come first, else back to where they wanted to go.</summary>
public sealed class SignInDesk(SignInManager<PortalUser> signIn, IUserClaimsPrincipalFactory<PortalUser> principals, IEnumerable<ISignInGuide> guides)
{
    public async Task<IActionResult> WelcomeAsync(Controller page, PortalUser user, string? returnUrl, CancellationToken ct)
    {
        await AdmitAsync(user);
        var back = page.Url.IsLocalUrl(returnUrl) ? Ascii(returnUrl!) : null;
        if ((await principals.CreateAsync(user)).IsStaff())
            return page.LocalRedirect(back ?? page.Url.Existing("desk") ?? Home(page));
        foreach (var guide in guides)
        {
            if (await guide.TurnAsync(user.Id, ct) is not { } turn) continue;
            page.Notice(turn.Notice, Tone.Waiting);
            return page.RedirectToRoute(turn.RouteName, back is null ? null : new { returnUrl = back });
        }
        return page.LocalRedirect(back ?? Home(page));
    }

    /// <summary>Gives the cookie alone.</summary>
    public Task AdmitAsync(PortalUser user) => signIn.SignInAsync(user, isPersistent: false);

    public Task FarewellAsync() => signIn.SignOutAsync();

    // A header holds no Chinese; what is encoded already stays as it is.
    private static string Ascii(string address) =>
        string.Concat(address.EnumerateRunes().Select(rune => rune.IsAscii ? rune.ToString() : Uri.EscapeDataString(rune.ToString())));

    public static string Home(Controller page) => page.Url.Existing("home") ?? "/";
}
