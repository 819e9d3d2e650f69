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
        Guid codeId;
        try
        {
            codeId = await accounts.SendCodeAsync(CodePurpose.Recovery, address!, From, Ct);
        }
        catch (RuleViolationException fault)
        {
            ModelState.Add(fault);
            return View("Recovery", form);
        }
        return RedirectToRoute("recovery-finish", new { step = steps.Write(CodePurpose.Recovery, address!, codeId) });
    }

    [HttpGet("/recovery/finish", Name = "recovery-finish")]
    public IActionResult Finish(string? step) =>
        steps.Read(CodePurpose.Recovery, step) is { } at ? FinishPage(new() { Step = step }, at.Address) : Expired("recovery");

    [HttpPost("/recovery/finish")]
    public async Task<IActionResult> Finish(NewPasswordForm form)
    {
        if (steps.Read(CodePurpose.Recovery, form.Step) is not { } at) return Expired("recovery");
        if (form.Password is not null && PasswordRules.Fault(form.Password) is { } fault) ModelState.AddModelError(nameof(form.Password), fault);
        if (!ModelState.IsValid) return FinishPage(form, at.Address);
        try
        {
            await accounts.RecoverAsync(at.Address, at.CodeId, form.Code!, form.Password!, From, Ct);
        }
        catch (RuleViolationException violation)
        {
            ModelState.Add(violation);
            return FinishPage(form, at.Address);
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
