using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Accounts;

/// <summary>两步验证 of a member of staff: new recovery codes, another phone.</summary>
[Authorize(Policy = Doors.Staff)]
[Route("/account/two-factor")]
public sealed class TwoFactorController(PortalContext db, SecondFactors factors, TimeProvider clock) : Controller
{
    [HttpGet("", Name = "two-factor")]
    public Task<IActionResult> TwoFactor(CancellationToken ct) => PageAsync(new(), ct);

    /// <summary>The recovery codes once after they were made; whoever comes back finds none.</summary>
    [HttpGet("codes", Name = "two-factor-codes")]
    public IActionResult Codes() => TempData.TakeCodes() is { } codes ? View("TwoFactorCodes", codes) : RedirectToRoute("two-factor");

    [HttpPost("codes")]
    public async Task<IActionResult> Renew([Bind(Prefix = nameof(TwoFactorPage.Form))] SecondStepForm form, CancellationToken ct)
    {
        if (!ModelState.IsValid || !await factors.IsEnrolledAsync(User.UserId, ct)) return await PageAsync(form, ct);
        try
        {
            TempData.PutCodes(await factors.RenewCodesAsync(User.UserId, form.Code, User.ActsForSelf(clock), ct));
            return RedirectToRoute("two-factor-codes");
        }
        catch (RuleViolationException fault)
        {
            ModelState.Add(fault, nameof(TwoFactorPage.Form));
            return await PageAsync(form, ct);
        }
    }

    /// <summary>First proof of the phone that is bound (or of a recovery code), then the new one.</summary>
    [HttpPost("phone", Name = "two-factor-phone")]
    public async Task<IActionResult> Replace([Bind(Prefix = nameof(TwoFactorPage.Form))] SecondStepForm form, CancellationToken ct)
    {
        if (!ModelState.IsValid) return await PageAsync(form, ct);
        try
        {
            if (await factors.IsEnrolledAsync(User.UserId, ct)) await factors.CheckAsync(User.UserId, form.Code, User.OwnRole, ct);
        }
        catch (RuleViolationException fault)
        {
            ModelState.Add(fault, nameof(TwoFactorPage.Form));
            return await PageAsync(form, ct);
        }
        return await EnrolViewAsync(new() { Setup = factors.NewSetup(User.UserId) }, ct);
    }

    [HttpPost("phone/new", Name = "two-factor-phone-new")]
    public async Task<IActionResult> Bind([Bind(Prefix = nameof(EnrolPage.Form))] EnrolForm form, CancellationToken ct)
    {
        // The setup is sealed for this account and given out only after the proof.
        if (factors.SecretOf(User.UserId, form.Setup) is not { } secret) return RedirectToRoute("two-factor");
        if (!ModelState.IsValid) return await EnrolViewAsync(form, ct);
        try
        {
            TempData.PutCodes(await factors.EnrolAsync(User.UserId, secret, form.Code, User.ActsForSelf(clock), ct));
            return RedirectToRoute("two-factor-codes");
        }
        catch (RuleViolationException fault)
        {
            ModelState.Add(fault, nameof(EnrolPage.Form));
            return await EnrolViewAsync(form, ct);
        }
    }

    /// <summary>The account's name in the phone's list: nothing that tells a stranger more than the screen does.</summary>
    public static string AccountOf(PortalUser user) => user.Email is { } email ? Mask.Email(email) : user.PhoneNumber is { } mobile ? Mask.Mobile(mobile) : "工作账号";

    private async Task<IActionResult> PageAsync(SecondStepForm form, CancellationToken ct) => View("TwoFactor",
        new TwoFactorPage(await factors.FindAsync(User.UserId, ct), await factors.RecoveryCodesLeftAsync(User.UserId, ct), form));

    private async Task<IActionResult> EnrolViewAsync(EnrolForm form, CancellationToken ct)
    {
        var id = User.UserId;
        return View("TwoFactorEnrol", EnrolPage.Of(form, factors.SecretOf(id, form.Setup)!, AccountOf(await db.Users.AsNoTracking().SingleAsync(u => u.Id == id, ct)), isFirst: false));
    }
}

/// <summary>Recovery codes on their way to the page that shows them once, in the sealed cookie of the redirect.</summary>
internal static class CodesOnce
{
    private const string Key = "recovery-codes";

    public static void PutCodes(this ITempDataDictionary kept, IReadOnlyList<string> codes) => kept[Key] = codes.ToArray();

    public static IReadOnlyList<string>? TakeCodes(this ITempDataDictionary kept) => kept[Key] as string[];
}
