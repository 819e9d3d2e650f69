using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Notifications;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Accounts;

/// <summary>Binds, changes and unbinds the addresses that open an account. Whoever does so has proven before to be its owner.</summary>
public sealed class BindingService(
    PortalContext db, UserManager<PortalUser> users, AccountService accounts, VerificationCodes codes, SignInThrottle throttle, Outbox outbox, KnownDevices devices, IIdentityProof identities, TimeProvider clock)
{
    /// <summary>Sends a code to an address that is bound, to prove that the person at the screen is the owner.</summary>
    public async Task<Guid> SendProofAsync(PortalUser user, AddressKind by, string network, CancellationToken ct) =>
        await codes.SendAsync(CodePurpose.Proof, Bound(user, by), devices.OriginOf(network, user.Id), isAccount: true, ct);

    public async Task ProveAsync(PortalUser user, AddressKind by, Guid codeId, string code, CancellationToken ct) =>
        await codes.RedeemAsync(CodePurpose.Proof, Bound(user, by), codeId, code, "Code", ct);

    /// <summary>The proof of who can no longer be reached at the old address: the password, and the verified identity.</summary>
    public async Task ProveByIdentityAsync(PortalUser user, string name, string number, string password, string network, CancellationToken ct)
    {
        await accounts.CheckOwnPasswordAsync(user, password, network, "Password", ct);
        var subject = "identity " + user.Id;
        if (await throttle.BeginAsync(subject, network, ct) is { Until: { } until })
            throw new RuleViolationException("Number", $"连续{SignInThrottle.Allowed}次与实名认证信息不一致，请在{VerificationCodes.Wait(until - clock.Now())}后再试");
        if (!await identities.MatchesAsync(user.Id, name, number, ct))
            throw new RuleViolationException("Number", "姓名或证件号码与本账号实名认证的不一致，请按证件逐字核对");
        await throttle.SucceededAsync(subject, network, ct);
    }

    /// <summary>Sends a code to the new address, or where it belongs to an account already the truth: to the address, never to the page.</summary>
    public async Task<Guid> SendToNewAsync(PortalUser user, ContactAddress address, string network, CancellationToken ct)
    {
        if (address == Find(user, address.Kind)) throw new RuleViolationException("Address", $"这就是您现在绑定的{Word(address.Kind)}");
        return await accounts.SendCodeAsync(CodePurpose.Binding, address, network, ct);
    }

    /// <summary>The new address in place of the old one, which is told; sign-ins elsewhere end because the security stamp changes.</summary>
    public async Task BindAsync(PortalUser user, ContactAddress address, Guid codeId, string code, Operation operation, CancellationToken ct)
    {
        await codes.RedeemAsync(CodePurpose.Binding, address, codeId, code, "Code", ct);
        var old = Find(user, address.Kind);
        Tell(old, NoticeTemplates.AddressRemoved, address.Kind);
        Tell(Find(user, Other(address.Kind)), NoticeTemplates.AddressAdded, address.Kind);
        Put(user, address.Kind, address.Text);
        db.Audit(operation, address.Kind == AddressKind.Mobile ? "account.mobile-bound" : "account.email-bound", user.Id);
        try { await SaveAsync(user); }
        // The address got an account since the code was sent: its unique index says so.
        catch (DbUpdateException fault) when (fault is not DbUpdateConcurrencyException)
        {
            throw new RuleViolationException("Code", $"这个{Word(address.Kind)}刚刚绑定到了另一个账号，请换一个");
        }
    }

    /// <summary>An address opens the account no more, and is told; the last one stays.</summary>
    public async Task UnbindAsync(PortalUser user, AddressKind kind, Operation operation, CancellationToken ct)
    {
        var old = Bound(user, kind);
        if (Find(user, Other(kind)) is null)
            throw new RuleViolationException("", $"这是唯一的登录方式，不能解除绑定；可以更换，或先绑定{Word(Other(kind))}");
        Tell(old, NoticeTemplates.AddressRemoved, kind);
        Put(user, kind, null);
        db.Audit(operation, kind == AddressKind.Mobile ? "account.mobile-unbound" : "account.email-unbound", user.Id);
        await SaveAsync(user);
    }

    public Task<bool> CanProveByIdentityAsync(PortalUser user, CancellationToken ct) => identities.IsKnownAsync(user.Id, ct);

    /// <summary>The address of this kind that opens the account; null where none is bound.</summary>
    public static ContactAddress? Find(PortalUser user, AddressKind kind) =>
        (kind == AddressKind.Mobile ? user.PhoneNumber : user.Email) is { } text ? new(kind, text) : null;

    public static AddressKind Other(AddressKind kind) => kind == AddressKind.Mobile ? AddressKind.Email : AddressKind.Mobile;

    public static string Word(AddressKind kind) => kind == AddressKind.Mobile ? "手机号" : "邮箱";

    private static ContactAddress Bound(PortalUser user, AddressKind kind) =>
        Find(user, kind) ?? throw new RuleViolationException("", $"您还没有绑定{Word(kind)}");

    private static void Put(PortalUser user, AddressKind kind, string? text)
    {
        if (kind == AddressKind.Mobile) (user.PhoneNumber, user.PhoneNumberConfirmed) = (text, text is not null);
        else (user.Email, user.EmailConfirmed) = (text, text is not null);
    }

    private void Tell(ContactAddress? address, string template, AddressKind kind)
    {
        if (address is not null) outbox.Add(address, template, new Dictionary<string, string> { ["kind"] = Word(kind) });
    }

    private async Task SaveAsync(PortalUser user)
    {
        var saved = await users.UpdateSecurityStampAsync(user);
        if (saved.Succeeded) return;
        // Another tab was quicker.
        if (saved.Errors.Any(e => e.Code == nameof(IdentityErrorDescriber.ConcurrencyFailure))) throw new DbUpdateConcurrencyException("The account changed meanwhile.");
        throw new InvalidOperationException("Identity refused: " + string.Join(", ", saved.Errors.Select(e => e.Code)));
    }
}
