using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Accounts.Government;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Accounts.MyData;

/// <summary>The account itself: ways in, sign-ins, links, consents.</summary>
public sealed class AccountHoldings(PortalContext db, GovernmentLinks links) : IPersonalDataSource
{
    public string Title => "账号与登录";

    public int Order => 10;

    public IReadOnlyList<DataKind> Kinds { get; } =
    [
        new("手机号、邮箱、密码", "登录、接收验证码和报名通知；密码只保存不可还原的摘要", "到您修改或注销账号为止"),
        new("登录记录（时间、方式、隐去末位的网络地址、浏览器名称）", "让您发现他人登录；《网络安全法》第二十一条要求留存", $"{SignInRecord.Kept.Days}天"),
        new("绑定的政务服务平台账号（不可还原的标识）", "用平台账号登录", "到您解除绑定或注销账号为止"),
        new("您的同意记录", "证明处理有您的同意（《个人信息保护法》第十四条）", "账号存续期间及注销后3年，注销后不含姓名和号码"),
        new("操作记录（谁在何时做了什么，不含姓名和号码）", "安全审计", RetentionWords.Audit),
    ];

    public async Task ExportAsync(Guid userId, PersonalDataExport export, CancellationToken ct)
    {
        var user = await db.Users.AsNoTracking().SingleAsync(u => u.Id == userId, ct);
        export.Add("账号", ("账号编号", user.Id), ("显示名", user.DisplayName), ("手机号", user.PhoneNumber), ("邮箱", user.Email), ("注册时间", user.CreatedAt));
        foreach (var link in await links.OfAsync(userId, ct))
            export.Add("政务平台账号", ("平台", links.TitleOf(link.Provider)), ("绑定时间", link.LinkedAt), ("最近登录", link.LastUsedAt));
        foreach (var signIn in await db.SignInRecords.AsNoTracking().Where(r => r.UserId == userId).OrderByDescending(r => r.At).ToListAsync(ct))
            export.Add("登录记录", ("时间", signIn.At), ("方式", signIn.Way), ("网络", signIn.Network), ("浏览器", signIn.Browser));
        foreach (var consent in await db.Consents.AsNoTracking().Where(c => c.UserId == userId).OrderBy(c => c.At).ToListAsync(ct))
            export.Add("同意记录", ("事项", consent.Subject), ("文本版本", consent.TextVersion), ("时间", consent.At), ("撤回时间", consent.WithdrawnAt));
        foreach (var post in await db.StaffAppointments.AsNoTracking().Where(a => a.UserId == userId).ToListAsync(ct))
            export.Add("工作人员岗位", ("岗位", Doors.NameOf(post.Role)), ("机构代码", post.InstitutionCode), ("地州市代码", post.PrefectureCode));
    }

    public async Task<IReadOnlyList<ConsentGiven>> ConsentsAsync(Guid userId, CancellationToken ct) =>
        [.. (await db.Consents.AsNoTracking().Where(c => c.UserId == userId && c.Subject == Consent.Account).OrderByDescending(c => c.At).ToListAsync(ct))
            .Select(c => new ConsentGiven(c.Subject, "注册和登录使用手机号或邮箱", c.TextVersion, c.At, c.WithdrawnAt))];

    public Task<IReadOnlyList<DataKind>> KeptAsync(Guid userId, CancellationToken ct) => Task.FromResult<IReadOnlyList<DataKind>>(
        [new("操作记录和同意记录（只有内部编号，不含姓名和号码）", "安全审计，证明处理有您的同意", RetentionWords.Audit)]);

    public async Task EraseAsync(Guid userId, Operation operation, CancellationToken ct)
    {
        await db.SignInRecords.Where(r => r.UserId == userId).ExecuteDeleteAsync(ct);
        await db.GovernmentLinks.Where(l => l.UserId == userId).ExecuteDeleteAsync(ct);
        await db.RecoveryCodes.Where(c => c.UserId == userId).ExecuteDeleteAsync(ct);
        await db.SecondFactors.Where(f => f.UserId == userId).ExecuteDeleteAsync(ct);
        await db.UserClaims.Where(c => c.UserId == userId).ExecuteDeleteAsync(ct);
        await db.UserLogins.Where(l => l.UserId == userId).ExecuteDeleteAsync(ct);
        await db.UserTokens.Where(t => t.UserId == userId).ExecuteDeleteAsync(ct);
        await db.UserPasskeys.Where(p => p.UserId == userId).ExecuteDeleteAsync(ct);
        await db.Consents.Where(c => c.UserId == userId && c.WithdrawnAt == null).ExecuteUpdateAsync(c => c.SetProperty(x => x.WithdrawnAt, operation.At), ct);
        var user = await db.Users.SingleAsync(u => u.Id == userId, ct);
        (user.PhoneNumber, user.PhoneNumberConfirmed, user.Email, user.NormalizedEmail, user.EmailConfirmed) = (null, false, null, null, false);
        (user.PasswordHash, user.DisplayName) = (null, null);
        user.ErasedAt = operation.At;
        // Every session of the account ends at its next request.
        (user.SecurityStamp, user.ConcurrencyStamp) = (Guid.NewGuid().ToString("N"), Guid.NewGuid().ToString());
    }
}
