using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Accounts;

/// <summary>考生登录: by password and picture, or by a code without any picture.</summary>
[AllowAnonymous]
public sealed class SignInController(Captcha captcha, AccountService accounts, SignInDesk desk, StepTokens steps) : EntranceController(captcha)
{
    [HttpGet("/sign-in", Name = "sign-in")]
    public IActionResult SignIn(string? returnUrl) =>
        Again("SignIn", new SignInForm { ReturnUrl = returnUrl }, isPictureUsed: true);

    [HttpPost("/sign-in")]
    public async Task<IActionResult> SignIn(SignInForm form)
    {
        var address = AddressOf(form.Address);
        if (!ModelState.IsValid) return Again("SignIn", form, isPictureUsed: false);
        if (!await PassesPictureAsync(form)) return Again("SignIn", form, isPictureUsed: true);
        try
        {
            return await desk.WelcomeAsync(this, await accounts.SignInAsync(address!, form.Password!, From, Ct), SignInWay.Password, form.ReturnUrl, Ct);
        }
        catch (RuleViolationException fault)
        {
            ModelState.Add(fault);
            return Again("SignIn", form, isPictureUsed: true);
        }
    }

    [HttpGet("/sign-in/code", Name = "sign-in-code")]
    public IActionResult AskCode(string? returnUrl) => View("SignInAskCode", new AskCodeForm { ReturnUrl = returnUrl });

    [HttpPost("/sign-in/code")]
    public async Task<IActionResult> AskCode(AskCodeForm form)
    {
        var address = AddressOf(form.Address);
        if (!ModelState.IsValid) return View("SignInAskCode", form);
        Guid codeId;
        try
        {
            codeId = await accounts.SendCodeAsync(CodePurpose.SignIn, address!, From, Ct);
        }
        catch (RuleViolationException fault)
        {
            ModelState.Add(fault);
            return View("SignInAskCode", form);
        }
        return RedirectToRoute("sign-in-code-enter", new { step = steps.Write(CodePurpose.SignIn, address!, codeId), returnUrl = form.ReturnUrl });
    }

    [HttpGet("/sign-in/code/enter", Name = "sign-in-code-enter")]
    public IActionResult EnterCode(string? step, string? returnUrl) =>
        steps.Read(CodePurpose.SignIn, step) is { } at ? EnterCodePage(new() { Step = step, ReturnUrl = returnUrl }, at.Address) : Expired("sign-in-code");

    [HttpPost("/sign-in/code/enter")]
    public async Task<IActionResult> EnterCode(CodeForm form)
    {
        if (steps.Read(CodePurpose.SignIn, form.Step) is not { } at) return Expired("sign-in-code");
        if (!ModelState.IsValid) return EnterCodePage(form, at.Address);
        try
        {
            return await desk.WelcomeAsync(this, await accounts.SignInByCodeAsync(at.Address, at.CodeId, form.Code!, Ct), SignInWay.Code, form.ReturnUrl, Ct);
        }
        catch (RuleViolationException fault)
        {
            ModelState.Add(fault);
            return EnterCodePage(form, at.Address);
        }
    }

    [HttpPost("/sign-out", Name = "sign-out")]
    public async Task<IActionResult> Leave()
    {
        await desk.FarewellAsync();
        this.Notice("您已退出登录");
        return LocalRedirect(SignInDesk.Home(this));
    }

    private ViewResult EnterCodePage(CodeForm form, ContactAddress address)
    {
        ViewData["SentTo"] = address.Masked;
        return View("SignInEnterCode", form);
    }
}
