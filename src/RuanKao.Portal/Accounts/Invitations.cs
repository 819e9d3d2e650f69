using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Notifications;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Accounts;

/// <summary>Lets a later room say why an account may not work here: it has registrations, and staff of the exam may not sit it (实施办法 art. 10).</summary>
public interface IAppointmentGuard
{
    /// <summary>The reason in words, or null.</summary>
    Task<string?> WhyNotAsync(Guid userId, CancellationToken ct);
}

/// <summary>Offers posts by a link that opens once, and gives them to whoever comes with it.</summary>
public sealed class Invitations(
    PortalContext db, UserManager<PortalUser> users, AccountService accounts, Posts posts, PersonalDataSeal seal, Outbox outbox,
    IEnumerable<IAppointmentGuard> guards, IOptions<SiteOptions> site, TimeProvider clock)
{
    private const int TokenBytes = 32;

    /// <summary>Sends the invitation to its address, in place of one for the same post that was not taken up.</summary>
    public async Task InviteAsync(IReadOnlyList<Appointment> own, Appointment post, ContactAddress address, string name, Operation operation, CancellationToken ct)
    {
        if (!AppointmentRules.MayAppoint(own, post.Role, post.InstitutionCode)) throw new RuleViolationException("Role", "您不能任命这个岗位，请重新选择岗位和机构");
        var inviter = await db.Users.AsNoTracking().SingleAsync(u => u.Id == operation.UserId, ct);
        if (address.Text == inviter.PhoneNumber || string.Equals(address.Text, inviter.Email, StringComparison.OrdinalIgnoreCase))
            throw new RuleViolationException("Address", "不能任命自己。请由另一位管理员邀请您");
        var link = await AddAsync(post, address, name, operation, ct);
        outbox.Add(address, NoticeTemplates.StaffInvitation, new Dictionary<string, string>
        {
            ["post"] = await posts.WordsAsync(post, ct), ["deadline"] = Beijing.Moment(operation.At + StaffInvitation.Life), ["link"] = link,
        }, operation.At + StaffInvitation.Life);
        await db.SaveChangesAsync(ct);
    }

    /// <summary>For the operator's command: the link itself, sent to nobody.</summary>
    /// <returns>Null where there is a system administrator already and another was not asked for.</returns>
    public async Task<string?> InviteFirstAsync(ContactAddress address, string name, bool another, CancellationToken ct)
    {
        if (!another && await db.StaffAppointments.AnyAsync(a => a.Role == Role.SystemAdministrator, ct)) return null;
        var link = await AddAsync(new(Role.SystemAdministrator, null), address, name, Operation.BySystem(clock.Now()), ct);
        await db.SaveChangesAsync(ct);
        return link;
    }

    /// <summary>The invitation behind a link while it can be taken up; used, revoked, expired and unknown ones are all null.</summary>
    public Task<StaffInvitation?> FindAsync(string? token, CancellationToken ct)
    {
        var (hash, now) = (HashOf(token ?? ""), clock.Now());
        return db.StaffInvitations.AsNoTracking().SingleOrDefaultAsync(i => i.TokenHash == hash && i.UsedAt == null && i.RevokedAt == null && i.ExpiresAt > now, ct);
    }

    public ContactAddress AddressOf(StaffInvitation invitation) => ContactAddress.Parse(seal.Open(invitation.AddressSealed), out _)!;

    /// <summary>The account that already has the invitation's address.</summary>
    public Task<PortalUser?> AccountOfAsync(StaffInvitation invitation, CancellationToken ct) => accounts.FindAsync(AddressOf(invitation), ct);

    /// <summary>Makes the account of somebody new, with the post.</summary>
    public async Task<PortalUser> AcceptAsync(StaffInvitation invitation, string password, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await UseAsync(invitation, ct);
        var id = Guid.NewGuid();
        // The link came to the address, so that it is proven.
        var user = await accounts.CreateAsync(AddressOf(invitation), password, invitation.Name, Operation.BySystem(clock.Now(), "invitation " + invitation.Id), ct);
        await AppointAsync(invitation, user, ct);
        await transaction.CommitAsync(ct);
        return user;
    }

    /// <summary>Gives the post to the account that has the address; its sessions end, because they do not know of it.</summary>
    public async Task AcceptAsync(StaffInvitation invitation, PortalUser user, CancellationToken ct)
    {
        if (user.Id == invitation.InvitedBy) throw new RuleViolationException("", "不能任命自己。请由另一位管理员邀请您");
        var held = await posts.HeldByAsync(user.Id, ct);
        if (AppointmentRules.Conflict(held, invitation.Post) is { } conflict) throw new RuleViolationException("", conflict);
        if (held.Count == 0)
            foreach (var guard in guards)
                if (await guard.WhyNotAsync(user.Id, ct) is { } why) throw new RuleViolationException("", why);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await UseAsync(invitation, ct);
        await AppointAsync(invitation, user, ct);
        await transaction.CommitAsync(ct);
    }

    /// <summary>Takes an invitation back; false where it is not of the scope or was taken up.</summary>
    public async Task<bool> RevokeAsync(IReadOnlyList<Appointment> own, Guid id, Operation operation, CancellationToken ct)
    {
        var invitation = await db.StaffInvitations.AsNoTracking().SingleOrDefaultAsync(i => i.Id == id, ct);
        if (invitation is null || !AppointmentRules.MayAppoint(own, invitation.Role, invitation.InstitutionCode)) return false;
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.StaffInvitations.Where(i => i.Id == id && i.UsedAt == null && i.RevokedAt == null)
                .ExecuteUpdateAsync(i => i.SetProperty(x => x.RevokedAt, operation.At), ct) == 0) return false;
        db.Audit(operation, "staff.invitation-revoked", id);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return true;
    }

    private async Task<string> AddAsync(Appointment post, ContactAddress address, string name, Operation operation, CancellationToken ct)
    {
        var (token, hash, now) = (Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes)), seal.Hash("invitation-address", address.Text), operation.At);
        await db.StaffInvitations.Where(i => i.AddressHash == hash && i.Role == post.Role && i.InstitutionCode == post.InstitutionCode
            && i.PrefectureCode == post.PrefectureCode && i.UsedAt == null && i.RevokedAt == null).ExecuteUpdateAsync(i => i.SetProperty(x => x.RevokedAt, now), ct);
        var invitation = new StaffInvitation
        {
            Role = post.Role, InstitutionCode = post.InstitutionCode, PrefectureCode = post.PrefectureCode, Name = name,
            AddressSealed = seal.Seal(address.Text), AddressHash = hash, TokenHash = HashOf(token),
            InvitedBy = operation.UserId, CreatedAt = now, ExpiresAt = now + StaffInvitation.Life,
        };
        db.StaffInvitations.Add(invitation);
        db.Audit(operation with { Why = post.ToString() }, "staff.invited", invitation.Id);
        return site.Value.Link("/invitations/" + token);
    }

    // In one statement: a link opened twice at once gives one post.
    private async Task UseAsync(StaffInvitation invitation, CancellationToken ct)
    {
        var now = clock.Now();
        if (await db.StaffInvitations.Where(i => i.Id == invitation.Id && i.UsedAt == null && i.RevokedAt == null && i.ExpiresAt > now)
                .ExecuteUpdateAsync(i => i.SetProperty(x => x.UsedAt, now), ct) == 0)
            throw new RuleViolationException("", "这个邀请已经使用过或已失效，请联系邀请您的管理员");
    }

    private async Task AppointAsync(StaffInvitation invitation, PortalUser user, CancellationToken ct)
    {
        var now = clock.Now();
        db.StaffAppointments.Add(new()
        {
            UserId = user.Id, Role = invitation.Role, InstitutionCode = invitation.InstitutionCode, PrefectureCode = invitation.PrefectureCode,
            AppointedAt = now, AppointedBy = invitation.InvitedBy,
        });
        user.DisplayName = invitation.Name;
        db.Audit(new(user.Id, invitation.Role, now, invitation.Post.ToString()), "staff.appointed", user.Id);
        await users.UpdateSecurityStampAsync(user);
    }

    private string HashOf(string token) => seal.Hash("invitation", token);
}
