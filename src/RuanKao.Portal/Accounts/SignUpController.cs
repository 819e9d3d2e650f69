using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Accounts;

/// <summary>注册: first the address, with a picture or without, then the code that came, a password and the consent.</summary>
public sealed class SignUpController(Captcha captcha, AccountService accounts, SignInDesk desk, StepTokens steps) : EntranceController(captcha)
{
    [AllowAnonymous]
    [HttpGet("/sign-up", Name = "sign-up")]
    public IActionResult SignUp(string? step) =>
        Again("SignUp", new SignUpForm { Address = steps.Read(CodePurpose.SignUp, step)?.Address.Text }, isPictureUsed: true);

    [AllowAnonymous]
    [HttpPost("/sign-up")]
    public async Task<IActionResult> SignUp(SignUpForm form)
    {
        var address = AddressOf(form.Address);
        if (!ModelState.IsValid) return Again("SignUp", form, isPictureUsed: false);
        if (!await PassesPictureAsync(form)) return Again("SignUp", form, isPictureUsed: true);
        Guid codeId;
        try
        {
            codeId = await accounts.SendCodeAsync(CodePurpose.SignUp, address!, From, Ct, afterPicture: true);
        }
        catch (RuleViolationException fault)
        {
            ModelState.Add(fault);
            return Again("SignUp", form, isPictureUsed: true);
        }
        return RedirectToRoute("sign-up-finish", new { step = steps.Write(CodePurpose.SignUp, address!, codeId) });
    }

    [AllowAnonymous]
    [HttpGet("/sign-up/code", Name = "sign-up-code")]
    public IActionResult WithoutPicture(string? step) => View("SignUpWithoutPicture", new AskCodeForm { Address = steps.Read(CodePurpose.SignUp, step)?.Address.Text });

    /// <summary>For people who cannot see the picture (GB/T 37668 names it a barrier): the code alone, under the narrower limit of the network.</summary>
    [AllowAnonymous]
    [HttpPost("/sign-up/code")]
    public async Task<IActionResult> WithoutPicture(AskCodeForm form)
    {
        var address = AddressOf(form.Address);
        if (!ModelState.IsValid) return View("SignUpWithoutPicture", form);
        Guid codeId;
        try
        {
            codeId = await accounts.SendCodeAsync(CodePurpose.SignUp, address!, From, Ct);
        }
        catch (RuleViolationException fault)
        {
            ModelState.Add(fault);
            return View("SignUpWithoutPicture", form);
        }
        return RedirectToRoute("sign-up-finish", new { step = steps.Write(CodePurpose.SignUp, address!, codeId), withoutPicture = true });
    }

    [AllowAnonymous]
    [HttpGet("/sign-up/finish", Name = "sign-up-finish")]
    public IActionResult Finish(string? step, bool withoutPicture) =>
        steps.Read(CodePurpose.SignUp, step) is { } at ? FinishPage(new() { Step = step, WithoutPicture = withoutPicture }, at.Address) : Expired("sign-up");

    [AllowAnonymous]
    [HttpPost("/sign-up/finish")]
    public async Task<IActionResult> Finish(FinishSignUpForm form)
    {
        if (steps.Read(CodePurpose.SignUp, form.Step) is not { } at) return Expired("sign-up");
        if (!form.Agreed) ModelState.AddModelError(nameof(form.Agreed), "请阅读《个人信息保护说明》，同意后才能注册");
        // Judged before the code, so that a weak password does not cost a try.
        if (form.Password is not null && PasswordRules.Fault(form.Password) is { } fault) ModelState.AddModelError(nameof(form.Password), fault);
        if (!ModelState.IsValid) return FinishPage(form, at.Address);
        try
        {
            var user = await accounts.SignUpAsync(at.Address, at.CodeId, form.Code!, form.Password!, FinishSignUpForm.ConsentVersion, Ct);
            await desk.AdmitAsync(user, SignInWay.SignUp, Ct);
        }
        catch (RuleViolationException violation)
        {
            ModelState.Add(violation);
            return FinishPage(form, at.Address);
        }
        return RedirectToRoute("sign-up-done");
    }

    [Authorize(Policy = Doors.Candidate)]
    [HttpGet("/sign-up/done", Name = "sign-up-done")]
    public IActionResult Done() => View("SignUpDone");

    private ViewResult FinishPage(FinishSignUpForm form, ContactAddress address)
    {
        ViewData["SentTo"] = address.Masked;
        return View("SignUpFinish", form);
    }
}
