using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Accounts;

/// <summary>Binding, changing and unbinding mobile number and e-mail: first a proof that the person at the screen is the owner, then the new address and the code that went there.</summary>
public sealed class BindingController(PortalContext db, BindingService bindings, BindingSteps steps, SignInDesk desk, TimeProvider clock) : Controller
{
    private CancellationToken Ct => HttpContext.RequestAborted;

    private string From => Network.Of(HttpContext);

    [HttpGet("/account/mobile", Name = "account-mobile")]
    public Task<IActionResult> Mobile() => BeginAsync(AddressKind.Mobile);

    [HttpGet("/account/email", Name = "account-email")]
    public Task<IActionResult> Email() => BeginAsync(AddressKind.Email);

    [HttpPost("/account/binding/proof", Name = "account-binding-proof")]
    public async Task<IActionResult> SendProof(SendProofForm form)
    {
        if (!ModelState.IsValid) return NotFound();
        var user = await UserAsync();
        Guid codeId;
        try
        {
            codeId = await bindings.SendProofAsync(user, form.By, From, Ct);
        }
        catch (RuleViolationException fault)
        {
            // The page asks for no address: what is wrong with it concerns the whole.
            ModelState.AddModelError("", fault.Violations[0].Message);
            return await BeginPageAsync(user, form.Kind);
        }
        return RedirectToRoute("account-binding-code", new { step = steps.Write(user, new(form.Kind, SentTo: form.By, CodeId: codeId)) });
    }

    [HttpGet("/account/binding/code", Name = "account-binding-code")]
    public async Task<IActionResult> Prove(string? step)
    {
        var user = await UserAsync();
        return Read(user, step, out var at) ?? (at.SentTo is { } by ? CodePage(new() { Step = step }, user, at, by) : Begin(at.Kind));
    }

    [HttpPost("/account/binding/code")]
    public async Task<IActionResult> Prove(CodeForm form)
    {
        var user = await UserAsync();
        if (Read(user, form.Step, out var at) is { } elsewhere) return elsewhere;
        if (at.SentTo is not { } by) return Begin(at.Kind);
        if (!ModelState.IsValid) return CodePage(form, user, at, by);
        try
        {
            await bindings.ProveAsync(user, by, at.CodeId, form.Code!, Ct);
        }
        catch (RuleViolationException fault)
        {
            ModelState.Add(fault);
            return CodePage(form, user, at, by);
        }
        return Proven(user, at.Kind);
    }

    [HttpGet("/account/binding/identity", Name = "account-binding-identity")]
    public async Task<IActionResult> ProveByIdentity(AddressKind kind) => ModelState.IsValid && await bindings.CanProveByIdentityAsync(await UserAsync(), Ct)
        ? View("BindingIdentity", new ProveIdentityForm { Kind = kind }) : NotFound();

    [HttpPost("/account/binding/identity")]
    public async Task<IActionResult> ProveByIdentity(ProveIdentityForm form)
    {
        var user = await UserAsync();
        if (!await bindings.CanProveByIdentityAsync(user, Ct)) return NotFound();
        if (!ModelState.IsValid) return View("BindingIdentity", form);
        try
        {
            await bindings.ProveByIdentityAsync(user, form.Name!, form.Number!, form.Password!, From, Ct);
        }
        catch (RuleViolationException fault)
        {
            ModelState.Add(fault);
            return View("BindingIdentity", form);
        }
        return Proven(user, form.Kind);
    }

    [HttpGet("/account/binding/address", Name = "account-binding-address")]
    public async Task<IActionResult> Address(string? step)
    {
        var user = await UserAsync();
        return Read(user, step, out var at) ?? (at.IsProven ? AddressPage(new() { Step = step }, user, at.Kind) : Begin(at.Kind));
    }

    [HttpPost("/account/binding/address")]
    public async Task<IActionResult> Address(NewAddressForm form)
    {
        var user = await UserAsync();
        if (Read(user, form.Step, out var at) is { } elsewhere) return elsewhere;
        if (!at.IsProven) return Begin(at.Kind);
        string? fault = null;
        var address = at.Kind == AddressKind.Mobile ? ContactAddress.ParseMobile(form.Address, out fault) : ContactAddress.ParseEmail(form.Address, out fault);
        if (fault is not null) ModelState.AddModelError(nameof(form.Address), fault);
        if (!ModelState.IsValid) return AddressPage(form, user, at.Kind);
        Guid codeId;
        try
        {
            codeId = await bindings.SendToNewAsync(user, address!, From, Ct);
        }
        catch (RuleViolationException violation)
        {
            ModelState.Add(violation);
            return AddressPage(form, user, at.Kind);
        }
        return RedirectToRoute("account-binding-confirm", new { step = steps.Write(user, at with { Address = address!.Text, CodeId = codeId }) });
    }

    [HttpGet("/account/binding/confirm", Name = "account-binding-confirm")]
    public async Task<IActionResult> Confirm(string? step)
    {
        var user = await UserAsync();
        return Read(user, step, out var at) ?? (at is { IsProven: true, NewAddress: { } address } ? ConfirmPage(new() { Step = step }, user, at.Kind, address) : Begin(at.Kind));
    }

    [HttpPost("/account/binding/confirm")]
    public async Task<IActionResult> Confirm(CodeForm form)
    {
        var user = await UserAsync();
        if (Read(user, form.Step, out var at) is { } elsewhere) return elsewhere;
        if (at is not { IsProven: true, NewAddress: { } address }) return Begin(at.Kind);
        if (!ModelState.IsValid) return ConfirmPage(form, user, at.Kind, address);
        try
        {
            await bindings.BindAsync(user, address, at.CodeId, form.Code!, User.ActsForSelf(clock), Ct);
        }
        catch (RuleViolationException fault)
        {
            ModelState.Add(fault);
            return ConfirmPage(form, user, at.Kind, address);
        }
        return await DoneAsync(user, at.Kind, isBound: true);
    }

    [HttpPost("/account/binding/unbind", Name = "account-binding-unbind")]
    public async Task<IActionResult> Unbind(CodeForm form)
    {
        var user = await UserAsync();
        if (Read(user, form.Step, out var at) is { } elsewhere) return elsewhere;
        if (!at.IsProven) return Begin(at.Kind);
        try
        {
            await bindings.UnbindAsync(user, at.Kind, User.ActsForSelf(clock), Ct);
        }
        catch (RuleViolationException fault)
        {
            ModelState.Clear();
            ModelState.Add(fault);
            return AddressPage(new() { Step = form.Step }, user, at.Kind);
        }
        return await DoneAsync(user, at.Kind, isBound: false);
    }

    private Task<PortalUser> UserAsync()
    {
        var userId = User.UserId;
        return db.Users.SingleAsync(u => u.Id == userId, Ct);
    }

    /// <summary>The step of this account as it is now; else where to go instead.</summary>
    private IActionResult? Read(PortalUser user, string? token, out BindingStep at)
    {
        at = steps.Read(user, token, out var isCurrent)!;
        if (at is null) return RedirectToRoute("account");
        if (isCurrent) return null;
        // Pressed twice, or gone back to: what was asked for is done already.
        if (at.NewAddress is { } address && address == BindingService.Find(user, at.Kind)) return RedirectToRoute("account");
        this.Notice("密码或登录方式刚刚有变化，请重新验证身份", Tone.Waiting);
        return Begin(at.Kind);
    }

    private IActionResult Begin(AddressKind kind) => RedirectToRoute(kind == AddressKind.Mobile ? "account-mobile" : "account-email");

    private IActionResult Proven(PortalUser user, AddressKind kind) =>
        RedirectToRoute("account-binding-address", new { step = steps.Write(user, new(kind, IsProven: true)) });

    private async Task<IActionResult> DoneAsync(PortalUser user, AddressKind kind, bool isBound)
    {
        await desk.AdmitAsync(user);
        this.Notice(BindingService.Word(kind) + (isBound ? "已绑定，以后可以用它登录" : "已解除绑定"));
        return RedirectToRoute("account");
    }

    private async Task<IActionResult> BeginAsync(AddressKind kind) => await BeginPageAsync(await UserAsync(), kind);

    private async Task<ViewResult> BeginPageAsync(PortalUser user, AddressKind kind) => View("Binding", new BindingPage(kind, BindingService.Find(user, kind)?.Masked,
        [.. new[] { kind, BindingService.Other(kind) }.Select(k => BindingService.Find(user, k)).OfType<ContactAddress>()],
        await bindings.CanProveByIdentityAsync(user, Ct)));

    private ViewResult CodePage(CodeForm form, PortalUser user, BindingStep at, AddressKind by)
    {
        ViewData["SentTo"] = BindingService.Find(user, by)?.Masked;
        ViewData["Kind"] = at.Kind;
        return View("BindingCode", form);
    }

    private ViewResult AddressPage(NewAddressForm form, PortalUser user, AddressKind kind)
    {
        ViewData["Kind"] = kind;
        ViewData["Bound"] = BindingService.Find(user, kind)?.Masked;
        ViewData["MayUnbind"] = BindingService.Find(user, kind) is not null && BindingService.Find(user, BindingService.Other(kind)) is not null;
        return View("BindingAddress", form);
    }

    private ViewResult ConfirmPage(CodeForm form, PortalUser user, AddressKind kind, ContactAddress address)
    {
        ViewData["SentTo"] = address.Masked;
        ViewData["Kind"] = kind;
        ViewData["Back"] = steps.Write(user, new(kind, IsProven: true));
        return View("BindingConfirm", form);
    }
}
