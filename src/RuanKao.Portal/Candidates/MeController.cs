using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Accounts;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Candidates;

/// <summary>个人中心: 我的信息 and 实名认证.</summary>
[Authorize(Policy = Doors.Candidate)]
public sealed class MeController(
    PortalContext db, IdentityService identities, IdentityCaseService cases, PersonalDataSeal seal, SignInDesk desk, TimeProvider clock) : Controller
{
    private CancellationToken Ct => HttpContext.RequestAborted;

    [HttpGet("/me", Name = "me")]
    public async Task<IActionResult> Me()
    {
        var userId = User.UserId;
        var user = await db.Users.AsNoTracking().SingleAsync(u => u.Id == userId, Ct);
        var identity = await identities.FindAsync(user.Id, Ct);
        return View("Me", new MePage(
            user.PhoneNumber is { } mobile ? Mask.Mobile(mobile) : null,
            user.Email is { } email ? Mask.Email(email) : null,
            identity is null ? null : OnPage(identity), await cases.FindLastAsync(user.Id, Ct)));
    }

    [HttpGet("/me/identity", Name = "identity")]
    public async Task<IActionResult> Verify(string? returnUrl) => await identities.FindAsync(User.UserId, Ct) is not null ? RedirectToRoute("me")
        : await IdentityAsync(new() { ReturnUrl = returnUrl });

    [HttpPost("/me/identity")]
    public async Task<IActionResult> Verify(IdentityForm form)
    {
        // Told before anything else: without a resident card the other answers do not matter.
        if (form.Kind == DocumentKind.MilitaryOfficerCard) ModelState.AddModelError(nameof(form.Kind), IdentityRules.MilitaryCard);
        else if (form.Kind != DocumentKind.ResidentIdCard)
        {
            ModelState.Clear();
            ModelState.AddModelError(nameof(form.Kind), $"{form.Kind.Word()}不能在线核验，请点“改为申请人工核验”，已填的内容会带过去");
        }
        else if (!form.Agreed) ModelState.AddModelError(nameof(form.Agreed), "需要您单独同意后，才能进行实名认证");
        if (!ModelState.IsValid) return await IdentityAsync(form);
        try
        {
            await identities.VerifyAsync(form.ToClaim(), IdentityForm.ConsentVersion, Network.Of(HttpContext), User.Does(Role.Candidate, clock), Ct);
        }
        catch (RuleViolationException fault)
        {
            ModelState.Add(fault);
            return await IdentityAsync(form);
        }
        // The band shows the verified name from now on.
        await desk.AdmitAsync((await db.Users.FindAsync([User.UserId], Ct))!);
        return RedirectToRoute("identity-done", form.ReturnUrl is null ? null : new { returnUrl = form.ReturnUrl });
    }

    [HttpGet("/me/identity/done", Name = "identity-done")]
    [RequireVerifiedIdentity]
    public IActionResult Done(string? returnUrl) => View("IdentityDone", new IdentityDonePage(Local(returnUrl)));

    [HttpGet("/me/identity/validity", Name = "identity-validity")]
    [RequireVerifiedIdentity]
    public async Task<IActionResult> Renew(string? returnUrl)
    {
        var identity = (await identities.FindAsync(User.UserId, Ct))!;
        return View("Validity", new ValidityForm { ValidFrom = identity.ValidFrom, ValidTo = identity.ValidTo, IsLongTerm = identity.ValidTo is null, ReturnUrl = Local(returnUrl) });
    }

    [HttpPost("/me/identity/validity")]
    [RequireVerifiedIdentity]
    public async Task<IActionResult> Renew(ValidityForm form)
    {
        form.ReturnUrl = Local(form.ReturnUrl);
        if (!ModelState.IsValid) return View("Validity", form);
        try
        {
            await identities.RenewAsync(form.ValidFrom, form.ValidTo, form.IsLongTerm, User.Does(Role.Candidate, clock), Ct);
        }
        catch (RuleViolationException fault)
        {
            ModelState.Add(fault);
            return View("Validity", form);
        }
        this.Notice("证件有效期已更新");
        return form.ReturnUrl is { } back ? LocalRedirect(back) : RedirectToRoute("me");
    }

    private string? Local(string? address) => Url.IsLocalUrl(address) ? address : null;

    // Without the prefix of a page: the button beside posts the same fields to the manual way.
    private async Task<IActionResult> IdentityAsync(IdentityForm form)
    {
        ViewData["Open"] = await cases.FindOpenAsync(User.UserId, Ct);
        return View("Identity", form);
    }

    private IdentityOnPage OnPage(CandidateIdentity identity) => new(
        identity.Name, identity.DocumentKind.Word(), Mask.IdNumber(seal.Open(identity.NumberSealed)), identity.Sex.Word(),
        identity.BirthDate.ToString("yyyy-MM-dd"), identity.ValidFrom.ToString("yyyy-MM-dd"), identity.ValidTo?.ToString("yyyy-MM-dd") ?? "长期");
}
