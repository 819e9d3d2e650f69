using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Accounts;

/// <summary>登录记录 as its owner sees it.</summary>
public sealed record SignInsPage(IReadOnlyList<SignInRecord> Records, int Page, int Total)
{
    public const int Size = 20;

    public int Pages => Math.Max(1, (Total + Size - 1) / Size);

    public static string Words(SignInRecord record) => Words(record.Way) + record.Second switch
    {
        SecondStep.Authenticator => "和手机验证器",
        SecondStep.RecoveryCode => "和恢复码",
        _ => "",
    };

    private static string Words(SignInWay way) => way switch
    {
        SignInWay.Password => "密码",
        SignInWay.Code => "动态码",
        SignInWay.Government => "政务服务平台",
        SignInWay.SignUp => "注册",
        _ => "邀请链接",
    };
}

/// <summary>登录记录: when, how and from where somebody signed in, for the owner's eyes, candidate or staff.</summary>
[Route("/account/sign-ins")]
public sealed class SignInsController(PortalContext db, UserManager<PortalUser> users, SignInDesk desk, TimeProvider clock) : Controller
{
    [HttpGet("", Name = "sign-ins")]
    public async Task<IActionResult> SignIns(int page = 1, CancellationToken ct = default)
    {
        var id = User.UserId;
        var own = db.SignInRecords.AsNoTracking().Where(r => r.UserId == id);
        var total = await own.CountAsync(ct);
        page = Math.Clamp(page, 1, new SignInsPage([], 1, total).Pages);
        return View("SignIns", new SignInsPage(
            await own.OrderByDescending(r => r.At).ThenBy(r => r.Id).Skip((page - 1) * SignInsPage.Size).Take(SignInsPage.Size).ToListAsync(ct), page, total));
    }

    [HttpPost("end-others", Name = "sign-ins-end-others")]
    public async Task<IActionResult> EndOthers(CancellationToken ct)
    {
        var (id, operation) = (User.UserId, User.ActsForSelf(clock));
        var user = await db.Users.SingleAsync(u => u.Id == id, ct);
        db.Audit(operation, "account.other-sessions-ended", id);
        await users.UpdateSecurityStampAsync(user);
        await desk.AdmitAsync(user);
        this.Notice("其他设备上的登录已全部退出");
        return RedirectToRoute("sign-ins");
    }
}
