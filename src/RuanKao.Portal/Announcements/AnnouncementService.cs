using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Announcements;

/// <summary>A file as it was sent, with the name it came under.</summary>
public sealed record AnnouncementUpload(string? Name, byte[] Content);

/// <summary>Writes announcements: draft, publish, revise, withdraw. Every change leaves a version and a line in the log.</summary>
public sealed class AnnouncementService(PortalContext db)
{
    public Task<Announcement?> FindAsync(AnnouncementScope scope, Guid id, CancellationToken ct) =>
        scope.Within(db.Announcements).Include(a => a.Versions).AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, ct);

    /// <summary>A new draft, or at once a published one.</summary>
    public async Task<Announcement> AddAsync(string? institution, AnnouncementForm typed, IReadOnlyList<AnnouncementUpload> uploads, AnnouncementEvent on, Operation operation, CancellationToken ct)
    {
        var announcement = new Announcement { InstitutionCode = institution, CreatedAt = operation.At };
        await KeepAsync(announcement, typed, null, uploads, on, operation, ct);
        db.Announcements.Add(announcement);
        await db.SaveChangesAsync(ct);
        return announcement;
    }

    /// <summary>Published in the unit of work of another act, which saves it; under an id that the act knows.</summary>
    public Announcement Publish(Guid id, string? institution, string title, string body, Operation operation)
    {
        var announcement = new Announcement { Id = id, InstitutionCode = institution, CreatedAt = operation.At };
        announcement.Move(AnnouncementEvent.Publish, new(title, body, operation.At, null, false), operation with { Why = null });
        db.Announcements.Add(announcement);
        Note(announcement, AnnouncementEvent.Publish, operation);
        return announcement;
    }

    /// <summary>Saves a draft, publishes, or revises what is out. False where there is none in this scope; a stale version throws.</summary>
    public async Task<bool> ChangeAsync(AnnouncementScope scope, Guid id, AnnouncementForm typed, IReadOnlyList<AnnouncementUpload> uploads, AnnouncementEvent on, Operation operation, CancellationToken ct)
    {
        if (await HeldAsync(scope, id, typed.Version, ct) is not { } announcement) return false;
        if (!announcement.Allows(on, operation.Role)) throw new RuleViolationException("", $"这条公告现在是“{announcement.Words.ForStaff}”，不能这样更改");
        await KeepAsync(announcement, typed, announcement, uploads, on, operation, ct);
        await db.SaveChangesAsync(ct);
        return true;
    }

    /// <summary>Takes it down at once; whoever has its address finds nothing.</summary>
    public async Task<bool> WithdrawAsync(AnnouncementScope scope, Guid id, int version, Operation operation, CancellationToken ct)
    {
        if (await HeldAsync(scope, id, version, ct) is not { } announcement) return false;
        var why = operation.Why?.Trim() ?? "";
        if (why.Length == 0) throw new RuleViolationException("Why", "请写明撤下的原因，记入修改记录");
        if (why.Length > Announcement.WhyLength) throw new RuleViolationException("Why", $"原因最多{Announcement.WhyLength}个字，现在有{why.Length}个");
        if (!announcement.Allows(AnnouncementEvent.Withdraw, operation.Role)) throw new RuleViolationException("", $"这条公告现在是“{announcement.Words.ForStaff}”，不能撤下");
        var named = operation with { Why = why };
        announcement.Move(AnnouncementEvent.Withdraw, announcement.Text, named);
        Note(announcement, AnnouncementEvent.Withdraw, named);
        await db.SaveChangesAsync(ct);
        return true;
    }

    private async Task<Announcement?> HeldAsync(AnnouncementScope scope, Guid id, int version, CancellationToken ct)
    {
        var found = await scope.Within(db.Announcements).SingleOrDefaultAsync(a => a.Id == id, ct);
        return found is null || found.Version == version ? found : throw new DbUpdateConcurrencyException("The announcement was changed after the page was opened.");
    }

    private async Task KeepAsync(Announcement announcement, AnnouncementForm typed, Announcement? old, IReadOnlyList<AnnouncementUpload> uploads, AnnouncementEvent on, Operation operation, CancellationToken ct)
    {
        var text = AnnouncementRules.Check(typed, old, on, operation.At);
        var kept = old is null ? [] : await db.AnnouncementFiles.Where(f => f.AnnouncementId == old.Id).Select(f => new { f.Id, f.Bytes }).ToListAsync(ct);
        var removed = kept.Where(f => typed.Remove.Contains(f.Id)).Select(f => f.Id).ToList();
        if (kept.Count - removed.Count + uploads.Count > Announcement.MostFiles) throw new RuleViolationException(nameof(typed.Files), $"最多{Announcement.MostFiles}个附件");
        foreach (var upload in uploads)
        {
            var (format, fault) = AnnouncementRules.FormatOf(upload.Content);
            if (fault is not null) throw new RuleViolationException(nameof(typed.Files), $"{AnnouncementRules.NameOf(upload.Name)}：{fault}");
            var file = new AnnouncementFile
            {
                AnnouncementId = announcement.Id, Name = AnnouncementRules.NameOf(upload.Name), Format = format, Content = upload.Content, Bytes = upload.Content.Length,
                AddedAt = operation.At, AddedBy = operation.UserId,
            };
            db.AnnouncementFiles.Add(file);
            db.Audit(operation, "announcement.file-added", file.Id);
        }
        foreach (var id in removed)
        {
            db.Remove(await db.AnnouncementFiles.SingleAsync(f => f.Id == id, ct));
            db.Audit(operation, "announcement.file-removed", id);
        }
        announcement.Move(on, text, operation);
        Note(announcement, on, operation);
    }

    private void Note(Announcement announcement, AnnouncementEvent on, Operation operation)
    {
        switch (on)
        {
            case AnnouncementEvent.Save: db.Audit(operation, "announcement.saved", announcement.Id); break;
            case AnnouncementEvent.Publish: db.Audit(operation with { Why = null }, "announcement.published", announcement.Id); break;
            case AnnouncementEvent.Revise: db.Audit(operation, "announcement.revised", announcement.Id); break;
            default: db.Audit(operation, "announcement.withdrawn", announcement.Id); break;
        }
    }
}
