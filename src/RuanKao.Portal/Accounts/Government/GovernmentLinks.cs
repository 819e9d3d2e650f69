using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Notifications;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Accounts.Government;

/// <summary>Lets a later room object to a link: a platform's account of one person must not open the account of another.</summary>
public interface IGovernmentLinkGuard
{
    /// <summary>What speaks against it, in words for the person; null when nothing does.</summary>
    Task<string?> ObjectionAsync(Guid userId, GovernmentPerson person, CancellationToken ct);
}

/// <summary>Which account of which platform opens which account here: by issuer and subject alone, made and ended by the account's owner.</summary>
public sealed class GovernmentLinks(PortalContext db, PersonalDataSeal seal, INotifier notifier, IOptions<GovernmentLoginOptions> options, IEnumerable<IGovernmentLinkGuard> guards)
{
    public string TitleOf(string provider) => options.Value.Providers.TryGetValue(provider, out var known) ? known.Title : "政务服务平台";

    public Task<GovernmentLink?> FindAsync(GovernmentPerson person, CancellationToken ct)
    {
        var hash = SubjectHash(person);
        return db.GovernmentLinks.AsNoTracking().SingleOrDefaultAsync(l => l.Issuer == person.Issuer && l.SubjectHash == hash, ct);
    }

    public async Task<IReadOnlyList<GovernmentLink>> OfAsync(Guid userId, CancellationToken ct) =>
        await db.GovernmentLinks.AsNoTracking().Where(l => l.UserId == userId).OrderBy(l => l.LinkedAt).ToListAsync(ct);

    /// <summary>What speaks against linking this account of a platform to this account here; null when nothing does.</summary>
    public async Task<string?> ObjectionAsync(Guid userId, GovernmentPerson person, CancellationToken ct)
    {
        var title = TitleOf(person.Provider);
        if (await FindAsync(person, ct) is { } known && known.UserId != userId) return Taken(title);
        var hash = SubjectHash(person);
        if (await db.GovernmentLinks.AnyAsync(l => l.UserId == userId && l.Issuer == person.Issuer && l.SubjectHash != hash, ct))
            return $"您的报名账号已经绑定了另一个{title}账号，请先解除原来的绑定";
        foreach (var guard in guards)
            if (await guard.ObjectionAsync(userId, person, ct) is { } objection) return objection;
        return null;
    }

    /// <summary>确认绑定, by the signed-in owner; the owner is told.</summary>
    public async Task LinkAsync(Guid userId, GovernmentPerson person, Operation operation, CancellationToken ct)
    {
        if (await FindAsync(person, ct) is { } known && known.UserId == userId) return;
        if (await ObjectionAsync(userId, person, ct) is { } objection) throw new RuleViolationException("", objection);
        var title = TitleOf(person.Provider);
        db.GovernmentLinks.Add(new()
        {
            UserId = userId, Provider = person.Provider, Issuer = person.Issuer, SubjectHash = SubjectHash(person), Level = person.Level, LinkedAt = operation.At,
        });
        db.Audit(operation with { Why = person.Provider }, "account.government-linked", userId);
        await notifier.NotifyAsync(userId, NoticeTemplates.GovernmentLinked, new Dictionary<string, string> { ["platform"] = title }, ct);
        try { await db.SaveChangesAsync(ct); }
        // Somebody confirmed the same in the same moment: the unique indexes say so.
        catch (DbUpdateException)
        {
            db.ChangeTracker.Clear();
            if (await ObjectionAsync(userId, person, ct) is { } now) throw new RuleViolationException("", now);
            if (await FindAsync(person, ct) is null) throw;
        }
    }

    /// <summary>解除绑定; refused for the only way in.</summary>
    /// <returns>The platform's title, or null where the link is not this person's.</returns>
    public async Task<string?> UnlinkAsync(Guid userId, Guid linkId, Operation operation, CancellationToken ct)
    {
        if (await db.GovernmentLinks.SingleOrDefaultAsync(l => l.Id == linkId && l.UserId == userId, ct) is not { } link) return null;
        var title = TitleOf(link.Provider);
        var user = await db.Users.AsNoTracking().SingleAsync(u => u.Id == userId, ct);
        if (!user.PhoneNumberConfirmed && !user.EmailConfirmed)
            throw new RuleViolationException("", $"{title}是您登录此账号的唯一方式，请先绑定手机号或邮箱，再解除绑定");
        db.GovernmentLinks.Remove(link);
        db.Audit(operation with { Why = link.Provider }, "account.government-unlinked", userId);
        await notifier.NotifyAsync(userId, NoticeTemplates.GovernmentUnlinked, new Dictionary<string, string> { ["platform"] = title }, ct);
        await db.SaveChangesAsync(ct);
        return title;
    }

    /// <summary>The account that the link opens; notes that it was used.</summary>
    public async Task<PortalUser> OpenAsync(GovernmentLink link, DateTime at, CancellationToken ct)
    {
        await db.GovernmentLinks.Where(l => l.Id == link.Id).ExecuteUpdateAsync(l => l.SetProperty(x => x.LastUsedAt, at), ct);
        return await db.Users.SingleAsync(u => u.Id == link.UserId, ct);
    }

    private static string Taken(string title) => $"这个{title}账号已经绑定了另一个报名账号。请用它登录那个账号，或在那个账号中解除绑定后再来";

    private string SubjectHash(GovernmentPerson person) => seal.Hash("government-subject", person.Issuer + "\n" + person.Subject);
}
