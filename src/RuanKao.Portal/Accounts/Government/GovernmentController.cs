using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Accounts.Government;

/// <summary>政务服务平台账号登录: the way to a platform and back. A link and not a form leads there, because the platforms pass a browser on over hosts that no form policy could name.</summary>
[AllowAnonymous]
[ResponseCache(NoStore = true)]
public sealed class GovernmentController(
    GovernmentLinks links, SignInDesk desk, IUserClaimsPrincipalFactory<PortalUser> principals,
    IOptions<GovernmentLoginOptions> options, GovernmentBreakers breakers, TimeProvider clock, ILogger<GovernmentController> log) : Controller
{
    private CancellationToken Ct => HttpContext.RequestAborted;

    [HttpGet("/sign-in/government/{provider}/start", Name = "government-sign-in")]
    public async Task<IActionResult> Start(string provider, string? returnUrl)
    {
        if (!options.Value.Providers.ContainsKey(provider)) return NotFound();
        // Begun by another site it is not this person's wish.
        if (Request.Headers["Sec-Fetch-Site"] == "cross-site") return RedirectToRoute("sign-in");
        if (breakers.Of(provider).IsOpen) return Failed(GovernmentRefusal.Unavailable);
        try
        {
            await HttpContext.ChallengeAsync(GovernmentSchemes.SchemeOf(provider), GovernmentSchemes.Begin(returnUrl, clock));
            return new EmptyResult();
        }
        catch (Exception fault) when (GovernmentSchemes.WhyNot(fault) == GovernmentRefusal.Unavailable && !Ct.IsCancellationRequested)
        {
            log.LogWarning("The platform {Provider} could not be asked: {Fault}", provider, fault.GetType().Name);
            return Failed(GovernmentRefusal.Unavailable);
        }
    }

    [HttpGet(GovernmentSchemes.Arrived, Name = "government-arrived")]
    public async Task<IActionResult> Arrive()
    {
        var arrival = await HttpContext.AuthenticateAsync(IdentityConstants.ExternalScheme);
        if (GovernmentPerson.From(arrival.Principal) is not { } person) return Failed(GovernmentRefusal.Expired);
        var returnUrl = arrival.Properties?.Items.TryGetValue(GovernmentSchemes.ReturnUrl, out var wanted) == true ? wanted : null;
        if (User.IsStaff()) return await DismissAsync(GovernmentRefusal.Staff);
        var link = await links.FindAsync(person, Ct);
        if (User.IsSignedIn) return link?.UserId == User.UserId ? await KnownAsync(person) : RedirectToRoute("account-links-confirm");
        if (link is null) return View("Unlinked", new UnlinkedPage(links.TitleOf(person.Provider), person.Recognisable));

        var user = await links.OpenAsync(link, clock.Now(), Ct);
        if ((await principals.CreateAsync(user)).IsStaff()) return await DismissAsync(GovernmentRefusal.Staff);
        await HttpContext.SignOutAsync(IdentityConstants.ExternalScheme);
        return await desk.WelcomeAsync(this, user, SignInWay.Government, returnUrl, Ct);
    }

    [HttpGet(GovernmentSchemes.Failed, Name = "government-failed")]
    public IActionResult Fail(GovernmentRefusal reason) => ModelState.IsValid ? View("Failed", reason) : NotFound();

    private async Task<IActionResult> KnownAsync(GovernmentPerson person)
    {
        await HttpContext.SignOutAsync(IdentityConstants.ExternalScheme);
        this.Notice($"您的账号已经绑定了这个{links.TitleOf(person.Provider)}账号");
        return RedirectToRoute("account-links");
    }

    private async Task<IActionResult> DismissAsync(GovernmentRefusal why)
    {
        await HttpContext.SignOutAsync(IdentityConstants.ExternalScheme);
        return Failed(why);
    }

    private RedirectToRouteResult Failed(GovernmentRefusal why) => RedirectToRoute("government-failed", new { reason = why });
}
