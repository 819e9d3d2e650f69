using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Notifications;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Accounts;

/// <summary>Makes accounts, finds them by address, checks and changes their passwords.</summary>
public sealed class AccountService(PortalContext db, UserManager<PortalUser> users, Passwords passwords, VerificationCodes codes, SignInThrottle throttle, INotifier notifier, KnownDevices devices, TimeProvider clock)
{
    public Task<PortalUser?> FindAsync(ContactAddress address, CancellationToken ct) => Having(address).SingleOrDefaultAsync(ct);

    /// <summary>Asks for a code; what the page says next does not depend on whether the address has an account.</summary>
    /// <param name="afterPicture">Whether a picture was answered for it.</param>
    public async Task<Guid> SendCodeAsync(CodePurpose purpose, ContactAddress address, string network, CancellationToken ct, bool afterPicture = false)
    {
        // No more than the id: reading a whole account takes measurably longer than finding none.
        var userId = await Having(address).Select(u => (Guid?)u.Id).SingleOrDefaultAsync(ct);
        return await codes.SendAsync(purpose, address, devices.OriginOf(network, userId), userId is not null, ct, afterPicture);
    }

    /// <summary>An account whose address is proven, in one save with the consent and the audit row.</summary>
    public async Task<PortalUser> SignUpAsync(ContactAddress address, Guid codeId, string code, string password, string consentVersion, CancellationToken ct)
    {
        CheckPassword(password);
        await codes.RedeemAsync(CodePurpose.SignUp, address, codeId, code, "Code", ct);
        var user = New(address);
        var operation = new Operation(user.Id, Role.Candidate, clock.Now());
        db.Consents.Add(new() { UserId = user.Id, Subject = Consent.Account, TextVersion = consentVersion, At = operation.At });
        db.Audit(operation, "account.signed-up", user.Id);
        await SaveNewAsync(user, password, ct);
        return user;
    }

    /// <summary>An account made by the house: demo data, staff.</summary>
    public async Task<PortalUser> CreateAsync(ContactAddress address, string password, string? displayName, Operation operation, CancellationToken ct)
    {
        CheckPassword(password);
        var user = New(address);
        user.DisplayName = displayName;
        db.Audit(operation, "account.created", user.Id);
        await SaveNewAsync(user, password, ct);
        return user;
    }

    /// <summary>The account, when address and password belong together.</summary>
    /// <exception cref="RuleViolationException">They do not, or too many guesses came from this network.</exception>
    public async Task<PortalUser> SignInAsync(ContactAddress address, string password, string network, CancellationToken ct)
    {
        var user = await FindAsync(address, ct);
        var origin = devices.OriginOf(network, user?.Id).Text;
        var now = await throttle.BeginAsync(address.Text, origin, ct);
        if (now.Until is { } until) throw new RuleViolationException("Password", Locked(until) + "，或改用动态码登录");
        var verdict = await passwords.VerifyAsync(user, password, ct);
        if (user is null || verdict == PasswordVerificationResult.Failed)
        {
            if (now.IsLast) await throttle.AlarmAsync(address.Text, user is null ? null : address, ct);
            throw new RuleViolationException("Password", "手机号/邮箱或密码不正确");
        }
        await throttle.SucceededAsync(address.Text, origin, ct);
        if (verdict == PasswordVerificationResult.SuccessRehashNeeded) user.PasswordHash = await passwords.HashAsync(user, password, ct);
        await db.SaveChangesAsync(ct);
        return user;
    }

    /// <summary>动态码登录: whoever reads the code sent to the bound address gets in, whatever guessers do elsewhere.</summary>
    public async Task<PortalUser> SignInByCodeAsync(ContactAddress address, Guid codeId, string code, CancellationToken ct)
    {
        await codes.RedeemAsync(CodePurpose.SignIn, address, codeId, code, "Code", ct);
        return await FindAsync(address, ct) ?? throw new RuleViolationException("Code", "验证码已失效，请重新获取");
    }

    /// <summary>忘记密码: a new password by code; sign-ins elsewhere end because the security stamp changes.</summary>
    public async Task RecoverAsync(ContactAddress address, Guid codeId, string code, string password, string network, CancellationToken ct)
    {
        CheckPassword(password);
        await codes.RedeemAsync(CodePurpose.Recovery, address, codeId, code, "Code", ct);
        var user = await FindAsync(address, ct) ?? throw new RuleViolationException("Code", "验证码已失效，请重新获取");
        user.PasswordHash = await passwords.HashAsync(user, password, ct);
        db.Audit(new(user.Id, await RoleOfAsync(user.Id, ct), clock.Now()), "account.password-reset", user.Id);
        await notifier.NotifyAsync(user.Id, NoticeTemplates.PasswordChanged, new Dictionary<string, string>(), ct);
        Expect(await users.UpdateSecurityStampAsync(user));
        await throttle.SucceededAsync(address.Text, devices.OriginOf(network, user.Id).Text, ct);
    }

    /// <summary>修改密码: sign-ins elsewhere end because the security stamp changes, and the owner is told.</summary>
    public async Task<PortalUser> ChangePasswordAsync(string oldPassword, string newPassword, string network, Operation operation, CancellationToken ct)
    {
        if (PasswordRules.Fault(newPassword) is { } weak) throw new RuleViolationException("NewPassword", weak);
        var user = await db.Users.SingleAsync(u => u.Id == operation.UserId, ct);
        await CheckOwnPasswordAsync(user, oldPassword, network, "OldPassword", ct);
        if (newPassword == oldPassword) throw new RuleViolationException("NewPassword", "新密码不能与原密码相同");
        user.PasswordHash = await passwords.HashAsync(user, newPassword, ct);
        db.Audit(operation, "account.password-changed", user.Id);
        await notifier.NotifyAsync(user.Id, NoticeTemplates.PasswordChanged, new Dictionary<string, string>(), ct);
        Expect(await users.UpdateSecurityStampAsync(user));
        return user;
    }

    /// <summary>The password of somebody who is signed in, asked once more: whoever finds an open screen must not guess it.</summary>
    public async Task CheckOwnPasswordAsync(PortalUser user, string password, string network, string field, CancellationToken ct)
    {
        var subject = "account " + user.Id;
        if ((await throttle.BeginAsync(subject, network, ct)).Until is { } until) throw new RuleViolationException(field, Locked(until));
        if (await passwords.VerifyAsync(user, password, ct) == PasswordVerificationResult.Failed)
            throw new RuleViolationException(field, "密码不正确，请输入您登录时用的密码");
        await throttle.SucceededAsync(subject, network, ct);
    }

    private IQueryable<PortalUser> Having(ContactAddress address)
    {
        var normalised = address.Text.ToUpperInvariant();
        return address.Kind == AddressKind.Mobile ? db.Users.Where(u => u.PhoneNumber == address.Text) : db.Users.Where(u => u.NormalizedEmail == normalised);
    }

    private string Locked(DateTime until) => $"密码连续输错{SignInThrottle.Allowed}次，请在{VerificationCodes.Wait(until - clock.Now())}后再试";

    /// <summary>The role in which an account acts for itself: its first post, or the candidate's.</summary>
    private async Task<Role> RoleOfAsync(Guid userId, CancellationToken ct) =>
        (await db.StaffAppointments.Where(a => a.UserId == userId).Select(a => a.Role).ToListAsync(ct)) is { Count: > 0 } posts ? posts.Min() : Role.Candidate;

    private PortalUser New(ContactAddress address)
    {
        var id = Guid.NewGuid();
        var isMobile = address.Kind == AddressKind.Mobile;
        return new()
        {
            Id = id, UserName = id.ToString("N"), CreatedAt = clock.Now(),
            PhoneNumber = isMobile ? address.Text : null, PhoneNumberConfirmed = isMobile,
            Email = isMobile ? null : address.Text, EmailConfirmed = !isMobile,
        };
    }

    private async Task SaveNewAsync(PortalUser user, string password, CancellationToken ct)
    {
        user.PasswordHash = await passwords.HashAsync(user, password, ct);
        try { Expect(await users.CreateAsync(user)); }
        // The address got an account since it was asked about: its unique index says so.
        catch (DbUpdateException) when (user.PhoneNumber is not null || user.Email is not null)
        {
            throw new RuleViolationException("Code", "这个地址刚刚注册过了，请直接登录");
        }
    }

    private static void CheckPassword(string password)
    {
        if (PasswordRules.Fault(password) is { } fault) throw new RuleViolationException("Password", fault);
    }

    private static void Expect(IdentityResult result)
    {
        if (!result.Succeeded) throw new InvalidOperationException("Identity refused: " + string.Join(", ", result.Errors.Select(e => e.Code)));
    }
}
