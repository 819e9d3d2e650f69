using Microsoft.AspNetCore.Mvc;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Accounts;

/// <summary>账号与安全: the own account of whoever is signed in, candidate or staff.</summary>
public sealed class AccountController(IEnumerable<IAccountLine> lines, AccountService accounts, SignInDesk desk, TimeProvider clock) : Controller
{
    private CancellationToken Ct => HttpContext.RequestAborted;

    [HttpGet("/account", Name = "account")]
    public async Task<IActionResult> Account()
    {
        var all = new List<AccountLine>();
        foreach (var source in lines) all.AddRange(await source.LinesAsync(User, Ct));
        return View("Account", new AccountPage([.. all.OrderBy(line => line.Order)]));
    }

    [HttpGet("/account/password", Name = "account-password")]
    public IActionResult ChangePassword() => View("Password", new ChangePasswordForm());

    [HttpPost("/account/password")]
    public async Task<IActionResult> ChangePassword(ChangePasswordForm form)
    {
        if (form.NewPassword is not null && PasswordRules.Fault(form.NewPassword) is { } weak) ModelState.AddModelError(nameof(form.NewPassword), weak);
        if (!ModelState.IsValid) return View("Password", form);
        try
        {
            await desk.AdmitAsync(await accounts.ChangePasswordAsync(form.OldPassword!, form.NewPassword!, Network.Of(HttpContext), User.ActsForSelf(clock), Ct));
        }
        catch (RuleViolationException fault)
        {
            ModelState.Add(fault);
            return View("Password", form);
        }
        this.Notice("密码已修改，其他设备上的登录已退出");
        return RedirectToRoute("account");
    }
}
