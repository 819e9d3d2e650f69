using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Notifications;

/// <summary>The texts of the mails: what is in force, its versions, and their change.</summary>
public sealed class NoticeTexts(PortalContext db)
{
    /// <summary>The template with the words that are in force now.</summary>
    public async Task<NoticeTemplate> InForceAsync(string key, CancellationToken ct)
    {
        var built = NoticeTemplates.Find(key);
        var newest = await db.NoticeTexts.AsNoTracking().Where(t => t.Template == key).OrderByDescending(t => t.Number).FirstOrDefaultAsync(ct);
        return newest is { Subject: { } subject, Body: { } body } ? built with { Subject = subject, Body = body } : built;
    }

    /// <summary>The newest version of every template that was ever changed.</summary>
    public async Task<IReadOnlyDictionary<string, NoticeText>> NewestAsync(CancellationToken ct)
    {
        var texts = db.NoticeTexts;
        return await texts.AsNoTracking().Where(t => !texts.Any(later => later.Template == t.Template && later.Number > t.Number)).ToDictionaryAsync(t => t.Template, ct);
    }

    /// <summary>The versions of a template, newest first, and who wrote them.</summary>
    public async Task<IReadOnlyList<(NoticeText Text, string By)>> HistoryAsync(string key, CancellationToken ct)
    {
        var texts = await db.NoticeTexts.AsNoTracking().Where(t => t.Template == key).OrderByDescending(t => t.Number).ToListAsync(ct);
        var ids = texts.Select(t => t.UserId).OfType<Guid>().Distinct().ToList();
        var names = await db.Users.Where(u => ids.Contains(u.Id)).ToDictionaryAsync(u => u.Id, u => u.DisplayName ?? "", ct);
        return [.. texts.Select(t => (t, t.UserId is { } id ? names.GetValueOrDefault(id, "") : ""))];
    }

    /// <summary>Writes a new version, in force for every mail that leaves from now on.</summary>
    /// <param name="number">The version that was changed.</param>
    public Task SaveAsync(string key, int number, string? subject, string? body, Operation operation, CancellationToken ct)
    {
        var (cleanSubject, cleanBody) = (NoticeTextRules.CleanSubject(subject), NoticeTextRules.CleanBody(body));
        RuleViolationException.ThrowIfAny(NoticeTextRules.Faults(NoticeTemplates.Find(key), cleanSubject, cleanBody));
        return AddAsync(key, number, cleanSubject, cleanBody, "notice-text.changed", operation, ct);
    }

    /// <summary>Back to the text that the portal came with.</summary>
    public async Task ResetAsync(string key, int number, Operation operation, CancellationToken ct)
    {
        if (await InForceAsync(key, ct) != NoticeTemplates.Find(key)) await AddAsync(key, number, null, null, "notice-text.reset", operation, ct);
    }

    private async Task AddAsync(string key, int number, string? subject, string? body, string action, Operation operation, CancellationToken ct)
    {
        var text = new NoticeText { Template = key, Number = number + 1, Subject = subject, Body = body, At = operation.At, UserId = operation.UserId };
        var newest = await db.NoticeTexts.Where(t => t.Template == key).MaxAsync(t => (int?)t.Number, ct) ?? 0;
        if (newest != number) throw Overtaken();
        db.NoticeTexts.Add(text);
        db.Audit(operation with { Why = NoticeTemplates.Find(key).Subject }, action, text.Id);
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException) when (db.Entry(text).State == EntityState.Added)
        {
            throw Overtaken();
        }
    }

    private static RuleViolationException Overtaken() => new("", "您打开本页以后，这段文字刚被他人修改。请先复制您写的内容，重新打开本页，核对现在的文字再保存");
}
