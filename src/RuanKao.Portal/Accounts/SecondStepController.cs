using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Accounts;

/// <summary>The second step of staff at the entrance: the phone's code, or first of all the binding of the phone. Whoever has not passed the first step is led back to it.</summary>
[AllowAnonymous]
[Route("/sign-in/two-factor")]
public sealed class SecondStepController(SignInDesk desk, SecondFactors factors, IUserClaimsPrincipalFactory<PortalUser> principals, TimeProvider clock) : Controller
{
    [HttpGet("", Name = "two-factor-enter")]
    public async Task<IActionResult> Enter(CancellationToken ct)
    {
        if (await desk.BetweenStepsAsync(ct) is not { } half) return Back();
        return await factors.IsEnrolledAsync(half.User.Id, ct) ? View("TwoFactorEnter", new SecondStepForm()) : RedirectToRoute("two-factor-enrol");
    }

    [HttpPost("")]
    public async Task<IActionResult> Enter(SecondStepForm form, CancellationToken ct)
    {
        if (await desk.BetweenStepsAsync(ct) is not { } half) return Back();
        if (!await factors.IsEnrolledAsync(half.User.Id, ct)) return RedirectToRoute("two-factor-enrol");
        if (!ModelState.IsValid) return View("TwoFactorEnter", form);
        try
        {
            var role = (await principals.CreateAsync(half.User)).OwnRole;
            var second = await factors.CheckAsync(half.User.Id, form.Code, role, ct);
            if (second == SecondStep.RecoveryCode) this.Notice("您用一个恢复码登录，它已失效。手机丢失的，请尽快重新绑定", Tone.Waiting);
            return await desk.WelcomeAsync(this, half, second, ct);
        }
        catch (RuleViolationException fault)
        {
            ModelState.Add(fault);
            return View("TwoFactorEnter", form);
        }
    }

    [HttpGet("enrol", Name = "two-factor-enrol")]
    public async Task<IActionResult> Enrol(CancellationToken ct)
    {
        if (await desk.BetweenStepsAsync(ct) is not { } half) return Back();
        return await factors.IsEnrolledAsync(half.User.Id, ct) ? RedirectToRoute("two-factor-enter") : EnrolView(new() { Setup = factors.NewSetup(half.User.Id) }, half.User);
    }

    [HttpPost("enrol")]
    public async Task<IActionResult> Enrol([Bind(Prefix = nameof(EnrolPage.Form))] EnrolForm form, CancellationToken ct)
    {
        if (await desk.BetweenStepsAsync(ct) is not { } half) return Back();
        // A phone once bound is not replaced by whoever knows the password alone.
        if (await factors.IsEnrolledAsync(half.User.Id, ct)) return RedirectToRoute("two-factor-enter");
        if (factors.SecretOf(half.User.Id, form.Setup) is not { } secret) return RedirectToRoute("two-factor-enrol");
        if (!ModelState.IsValid) return EnrolView(form, half.User);
        try
        {
            var role = (await principals.CreateAsync(half.User)).OwnRole;
            TempData.PutCodes(await factors.EnrolAsync(half.User.Id, secret, form.Code, new(half.User.Id, role, clock.Now()), ct));
        }
        catch (RuleViolationException fault)
        {
            ModelState.Add(fault, nameof(EnrolPage.Form));
            return EnrolView(form, half.User);
        }
        await desk.AdmitAsync(half.User, half.Way, ct, SecondStep.Authenticator);
        return RedirectToRoute("two-factor-codes");
    }

    private RedirectToRouteResult Back()
    {
        this.Notice("请先用密码登录", Tone.Waiting);
        return RedirectToRoute("sign-in");
    }

    private ViewResult EnrolView(EnrolForm form, PortalUser user) => View("TwoFactorEnrol",
        EnrolPage.Of(form, factors.SecretOf(user.Id, form.Setup)!, TwoFactorController.AccountOf(user), isFirst: true));
}
