using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Accounts.MyData;

/// <summary>请再次确认是您本人: by the password, or by a code to the bound address.</summary>
[ResponseCache(NoStore = true)]
public sealed class ProofController(PortalContext db, AccountService accounts, VerificationCodes codes, KnownDevices devices, StepTokens steps, FreshProof proof) : Controller
{
    private CancellationToken Ct => HttpContext.RequestAborted;

    [HttpGet("/account/proof", Name = "account-proof")]
    public async Task<IActionResult> Ask(string? returnUrl) => await PageAsync(new() { ReturnUrl = returnUrl });

    [HttpPost("/account/proof")]
    public async Task<IActionResult> Show(ProofForm form)
    {
        if (!ModelState.IsValid) return await PageAsync(form);
        var user = await MeAsync();
        try
        {
            await accounts.CheckOwnPasswordAsync(user, form.Password!, Network.Of(HttpContext), "Password", Ct);
        }
        catch (RuleViolationException fault)
        {
            ModelState.Add(fault);
            return await PageAsync(form);
        }
        return Proven(user, form.ReturnUrl);
    }

    [HttpPost("/account/proof/send", Name = "account-proof-send")]
    public async Task<IActionResult> Send(string? returnUrl)
    {
        var user = await MeAsync();
        if (AddressOf(user) is not { } address) return NotFound();
        Guid codeId;
        try
        {
            codeId = await codes.SendAsync(CodePurpose.OwnData, address, devices.OriginOf(Network.Of(HttpContext), user.Id), isAccount: true, Ct);
        }
        catch (RuleViolationException fault)
        {
            ModelState.AddModelError("", fault.Violations[0].Message);
            return await PageAsync(new() { ReturnUrl = returnUrl });
        }
        return RedirectToRoute("account-proof-code", new { step = steps.Write(CodePurpose.OwnData, address, codeId), returnUrl });
    }

    [HttpGet("/account/proof/code", Name = "account-proof-code")]
    public async Task<IActionResult> EnterCode(string? step, string? returnUrl) => await CodePageAsync(new() { Step = step, ReturnUrl = returnUrl });

    [HttpPost("/account/proof/code")]
    public async Task<IActionResult> EnterCode(CodeForm form)
    {
        var user = await MeAsync();
        if (AddressOf(user) is not { } address) return NotFound();
        if (!ModelState.IsValid) return await CodePageAsync(form);
        try
        {
            // A page that is too old takes no code, nor does one that was made for another address; the form below says so.
            await codes.RedeemAsync(CodePurpose.OwnData, address, steps.Read(CodePurpose.OwnData, form.Step)?.CodeId ?? Guid.Empty, form.Code, "Code", Ct);
        }
        catch (RuleViolationException fault)
        {
            ModelState.Add(fault);
            return await CodePageAsync(form);
        }
        return Proven(user, form.ReturnUrl);
    }

    private IActionResult Proven(PortalUser user, string? returnUrl)
    {
        proof.Give(HttpContext, user);
        return Url.IsLocalUrl(returnUrl) ? LocalRedirect(returnUrl!) : RedirectToRoute("my-data");
    }

    private async Task<IActionResult> PageAsync(ProofForm form)
    {
        var user = await MeAsync();
        ViewData["Masked"] = AddressOf(user)?.Masked;
        return View("Proof", form);
    }

    private async Task<IActionResult> CodePageAsync(CodeForm form)
    {
        ViewData["SentTo"] = AddressOf(await MeAsync())?.Masked;
        return View("ProofCode", form);
    }

    private Task<PortalUser> MeAsync()
    {
        var id = User.UserId;
        return db.Users.SingleAsync(u => u.Id == id, Ct);
    }

    private static ContactAddress? AddressOf(PortalUser user) =>
        user is { PhoneNumber: { } mobile, PhoneNumberConfirmed: true } ? new(AddressKind.Mobile, mobile)
        : user is { Email: { } email, EmailConfirmed: true } ? new(AddressKind.Email, email) : null;
}
