using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Accounts;

/// <summary>忘记密码: a code to the bound address, then a new password.</summary>
[AllowAnonymous]
public sealed class RecoveryController(Captcha captcha, AccountService accounts, StepTokens steps) : EntranceController(captcha)
{
    [HttpGet("/recovery", Name = "recovery")]
    public IActionResult Ask() => View("Recovery", new AskCodeForm());

    [HttpPost("/recovery")]
    public async Task<IActionResult> Ask(AskCodeForm form)
    {
        var address = AddressOf(form.Address);
        if (!ModelState.IsValid) return View("Recovery", form);
        try
        {
            await accounts.SendCodeAsync(CodePurpose.Recovery, address!, From, Ct);
        }
        catch (RuleViolationException fault)
        {
            ModelState.Add(fault);
            return View("Recovery", form);
        }
        return RedirectToRoute("recovery-finish", new { step = steps.Write(CodePurpose.Recovery, address!) });
    }

    [HttpGet("/recovery/finish", Name = "recovery-finish")]
    public IActionResult Finish(string? step) =>
        steps.Read(CodePurpose.Recovery, step) is { } address ? FinishPage(new() { Step = step }, address) : RedirectToRoute("recovery");

    [HttpPost("/recovery/finish")]
    public async Task<IActionResult> Finish(NewPasswordForm form)
    {
        if (steps.Read(CodePurpose.Recovery, form.Step) is not { } address) return RedirectToRoute("recovery");
        if (form.Password is not null && PasswordRules.Fault(form.Password) is { } fault) ModelState.AddModelError(nameof(form.Password), fault);
        if (!ModelState.IsValid) return FinishPage(form, address);
        try
        {
            await accounts.RecoverAsync(address, form.Code!, form.Password!, From, Ct);
        }
        catch (RuleViolationException violation)
        {
            ModelState.Add(violation);
            return FinishPage(form, address);
        }
        this.Notice("密码已重新设置，请用新密码登录");
        return RedirectToRoute("sign-in");
    }

    private ViewResult FinishPage(NewPasswordForm form, ContactAddress address)
    {
        ViewData["SentTo"] = address.Masked;
        return View("RecoveryFinish", form);
    }
}
