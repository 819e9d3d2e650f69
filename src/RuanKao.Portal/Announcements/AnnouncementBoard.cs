using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Announcements;

/// <summary>A line of 动态信息.</summary>
public sealed record NewsLine(Guid Id, string Title, DateTime At, bool IsPinned, string? Institution, int Files);

/// <summary>A file to save, without its content.</summary>
public sealed record NewsFile(Guid Id, string Name, AnnouncementFileFormat Format, int Bytes)
{
    public string FullName => $"{Name}.{Format.ToString().ToLowerInvariant()}";

    public string Size => Bytes >= 1024 * 1024 ? $"{Bytes / 1024.0 / 1024:0.0} MB" : $"{Math.Max(1, Bytes / 1024)} KB";
}

/// <summary>An announcement as everybody reads it.</summary>
public sealed record NewsItem(string Title, DateTime? At, string Publisher, IReadOnlyList<NewsBlock> Blocks, IReadOnlyList<NewsFile> Files);

/// <summary>What everybody may read: nothing before its time, nothing after it, no draft.</summary>
public sealed class AnnouncementBoard(PortalContext db, TimeProvider clock)
{
    public const int PageSize = 20;

    public const string National = "全国";

    /// <summary>The newest of one publisher (null: the country's), pinned ones first.</summary>
    public Task<List<NewsLine>> LatestAsync(string? institution, int most, CancellationToken ct) =>
        LinesAsync(db.Announcements.Where(a => a.InstitutionCode == institution), 0, most, ct);

    /// <summary>A page of the list: of the country and one institution, of one publisher, or of everybody.</summary>
    public async Task<(IReadOnlyList<NewsLine> Lines, int Total)> ListAsync(NewsChoice choice, int page, CancellationToken ct)
    {
        var (national, code) = (choice.National, choice.Institution);
        var wanted = choice.Everybody ? db.Announcements : db.Announcements.Where(a => (national && a.InstitutionCode == null) || (code != null && a.InstitutionCode == code));
        return (await LinesAsync(wanted, (page - 1) * PageSize, PageSize, ct), await wanted.PublicAt(clock.Now()).CountAsync(ct));
    }

    /// <summary>The institutions that have something to read now.</summary>
    public Task<List<Institution>> PublishersAsync(CancellationToken ct)
    {
        var codes = db.Announcements.PublicAt(clock.Now()).Select(a => a.InstitutionCode);
        return db.Institutions.AsNoTracking().Where(i => codes.Contains(i.Code)).OrderBy(i => i.Order).ToListAsync(ct);
    }

    public async Task<NewsItem?> FindAsync(Guid id, CancellationToken ct) =>
        await db.Announcements.AsNoTracking().PublicAt(clock.Now()).SingleOrDefaultAsync(a => a.Id == id, ct) is { } found
            ? await ItemAsync(found.Id, found.InstitutionCode, found.Text, ct) : null;

    /// <summary>The file of something that may be read now.</summary>
    public Task<AnnouncementFile?> FileAsync(Guid id, Guid file, CancellationToken ct)
    {
        var all = db.Announcements.PublicAt(clock.Now());
        return db.AnnouncementFiles.AsNoTracking().SingleOrDefaultAsync(f => f.Id == file && f.AnnouncementId == id && all.Any(a => a.Id == id), ct);
    }

    /// <summary>A text as everybody would read it, published or not.</summary>
    public async Task<NewsItem> ItemAsync(Guid id, string? institution, AnnouncementText text, CancellationToken ct) => new(text.Title, text.PublishAt,
        institution is null ? National : await db.Institutions.Where(i => i.Code == institution).Select(i => i.Operator).SingleAsync(ct), NewsMarkup.Read(text.Body), await FilesAsync(id, ct));

    public Task<List<NewsFile>> FilesAsync(Guid id, CancellationToken ct) => db.AnnouncementFiles.Where(f => f.AnnouncementId == id)
        .OrderBy(f => f.AddedAt).ThenBy(f => f.Name).Select(f => new NewsFile(f.Id, f.Name, f.Format, f.Bytes)).ToListAsync(ct);

    private Task<List<NewsLine>> LinesAsync(IQueryable<Announcement> wanted, int skip, int take, CancellationToken ct)
    {
        var institutions = db.Institutions;
        return wanted.PublicAt(clock.Now()).OrderByDescending(a => a.IsPinned).ThenByDescending(a => a.PublishAt).ThenBy(a => a.Id).Skip(skip).Take(take)
            .Select(a => new NewsLine(a.Id, a.Title, a.PublishAt!.Value, a.IsPinned, institutions.Where(i => i.Code == a.InstitutionCode).Select(i => i.Name).FirstOrDefault(), a.Files.Count)).ToListAsync(ct);
    }
}
