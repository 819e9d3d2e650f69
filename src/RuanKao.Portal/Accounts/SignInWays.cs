using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Accounts;

/// <summary>The ways in that every account has: mobile number, e-mail, password.</summary>
public sealed class SignInWays(PortalContext db) : IAccountLine
{
    public const string Unbound = "未绑定";

    public async Task<IReadOnlyList<AccountLine>> LinesAsync(ClaimsPrincipal person, CancellationToken ct)
    {
        var userId = person.UserId;
        var user = await db.Users.AsNoTracking().SingleAsync(u => u.Id == userId, ct);
        return
        [
            Line(10, "手机号码", user.PhoneNumber is { } mobile ? Mask.Mobile(mobile) : null, "account-mobile"),
            Line(20, "邮箱", user.Email is { } email ? Mask.Email(email) : null, "account-email"),
            new(30, "登录密码", user.PasswordHash is null ? "未设置" : "已设置", "account-password", "修改"),
        ];
    }

    private static AccountLine Line(int order, string question, string? bound, string route) => new(order, question, bound ?? Unbound, route, bound is null ? "绑定" : "修改");
}
