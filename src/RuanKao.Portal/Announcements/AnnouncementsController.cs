using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Announcements;

/// <summary>公告: the desk of those who write them.</summary>
[Authorize(Policy = Doors.News)]
[Route("/desk/news")]
public sealed class AnnouncementsController(AnnouncementService service, AnnouncementBoard board, PortalContext db, TimeProvider clock) : Controller
{
    private const string Prefix = nameof(AnnouncementPage.Form);
    private const int RequestLimit = Announcement.MostFiles * AnnouncementRules.MostFileBytes + 256 * 1024;

    private AnnouncementScope Scope => AnnouncementScope.Of(User);

    private CancellationToken Ct => HttpContext.RequestAborted;

    [HttpGet("", Name = "announcements")]
    public async Task<IActionResult> List(string? standing, string? q, int page = 1)
    {
        var (now, query, chosen) = (clock.Now(), (q ?? "").Trim(), Enum.TryParse<AnnouncementStanding>(standing, out var named) ? named : (AnnouncementStanding?)null);
        var part = ListPart.Of(Request, page);
        var found = Scope.Within(db.Announcements.AsNoTracking());
        if (query.Length > 0) found = found.Where(a => a.Title.Contains(query));
        found = chosen switch
        {
            AnnouncementStanding.Draft => found.Where(a => a.State == AnnouncementState.Draft),
            AnnouncementStanding.Withdrawn => found.Where(a => a.State == AnnouncementState.Withdrawn),
            AnnouncementStanding.Public => found.PublicAt(now),
            AnnouncementStanding.Scheduled => found.Where(a => a.State == AnnouncementState.Published && a.PublishAt > now),
            AnnouncementStanding.Over => found.Where(a => a.State == AnnouncementState.Published && a.PublishAt <= now && a.WithdrawAt <= now),
            _ => found,
        };
        var lines = await found.OrderByDescending(a => a.PublishAt ?? a.CreatedAt).ThenBy(a => a.Id).Skip(part.Skipped).Take(part.Size)
            .Select(a => new { Announcement = a, Files = a.Files.Count }).ToListAsync(Ct);
        var owners = await OwnersAsync();
        return View("Announcements", new AnnouncementsPage([.. lines.Select(l => new AnnouncementLine(l.Announcement, NameOf(owners, l.Announcement.InstitutionCode), l.Files))],
            await found.CountAsync(Ct), part, chosen, query, now));
    }

    [HttpGet("new", Name = "announcement-new")]
    public async Task<IActionResult> New() => await EditorAsync(null, new(), null);

    [HttpPost("new")]
    [RequestSizeLimit(RequestLimit), RequestFormLimits(MultipartBodyLengthLimit = RequestLimit)]
    public async Task<IActionResult> New([Bind(Prefix = Prefix)] AnnouncementForm form)
    {
        var owner = string.IsNullOrEmpty(form.Owner) ? Scope.IsNational ? null : Scope.Institutions.Keys.First() : form.Owner;
        if (!Scope.Holds(owner)) return NotFound();
        if (form.Then == "preview") return await PreviewAsync(null, owner, form);
        Announcement? made = null;
        if (await this.RefusedAsync(db, Prefix, "这条公告", async () =>
        {
            made = await service.AddAsync(owner, form, await UploadsAsync(form), form.Then == "publish" ? AnnouncementEvent.Publish : AnnouncementEvent.Save, User.Does(Scope.RoleFor(owner), clock), Ct);
            return true;
        }, () => EditorAsync(null, form, null)) is { } refused) return refused;
        this.Notice(Said(made!));
        return RedirectToRoute("announcement", new { id = made!.Id });
    }

    [HttpGet("{id:guid}", Name = "announcement")]
    public async Task<IActionResult> Change(Guid id) => await service.FindAsync(Scope, id, Ct) is { } found ? await EditorAsync(found, AnnouncementForm.Of(found), null) : NotFound();

    [HttpPost("{id:guid}")]
    [RequestSizeLimit(RequestLimit), RequestFormLimits(MultipartBodyLengthLimit = RequestLimit)]
    public async Task<IActionResult> Change(Guid id, [Bind(Prefix = Prefix)] AnnouncementForm form)
    {
        if (await service.FindAsync(Scope, id, Ct) is not { } found) return NotFound();
        if (form.Then == "preview") return await PreviewAsync(found, found.InstitutionCode, form);
        var on = form.Then == "publish" ? AnnouncementEvent.Publish : found.State == AnnouncementState.Published ? AnnouncementEvent.Revise : AnnouncementEvent.Save;
        if (await this.RefusedAsync(db, Prefix, "这条公告", async () => await service.ChangeAsync(Scope, id, form, await UploadsAsync(form), on, User.Does(Scope.RoleFor(found.InstitutionCode), clock), Ct),
            async () => await EditorAsync(await service.FindAsync(Scope, id, Ct), form, null)) is { } refused) return refused;
        this.Notice(Said((await service.FindAsync(Scope, id, Ct))!));
        return RedirectToRoute("announcement", new { id });
    }

    [HttpGet("{id:guid}/withdraw", Name = "announcement-withdraw")]
    public async Task<IActionResult> Withdraw(Guid id) => await service.FindAsync(Scope, id, Ct) is { State: not AnnouncementState.Withdrawn } found
        ? await AskAsync(found, new() { Version = found.Version }) : NotFound();

    [HttpPost("{id:guid}/withdraw")]
    public async Task<IActionResult> Withdraw(Guid id, [Bind(Prefix = Prefix)] AnnouncementWithdrawForm form)
    {
        if (await service.FindAsync(Scope, id, Ct) is not { } found) return NotFound();
        if (await this.RefusedAsync(db, Prefix, "这条公告", () => service.WithdrawAsync(Scope, id, form.Version, User.Does(Scope.RoleFor(found.InstitutionCode), clock, form.Why), Ct),
            async () => await AskAsync((await service.FindAsync(Scope, id, Ct))!, form)) is { } refused) return refused;
        this.Notice("已撤下，公众不能再看到");
        return RedirectToRoute("announcement", new { id });
    }

    [HttpGet("{id:guid}/versions/{number:int}", Name = "announcement-version")]
    public async Task<IActionResult> Version(Guid id, int number) =>
        await service.FindAsync(Scope, id, Ct) is { } found && found.Versions.FirstOrDefault(v => v.Number == number) is { } version
            ? View("AnnouncementVersion", new AnnouncementVersionPage(found, version,
                await board.ItemAsync(id, found.InstitutionCode, new(version.Title, version.Body, version.PublishAt, version.WithdrawAt, version.IsPinned), Ct)))
            : NotFound();

    /// <summary>A file before it is public, for whoever writes here.</summary>
    [HttpGet("{id:guid}/files/{file:guid}", Name = "announcement-file")]
    public async Task<IActionResult> File(Guid id, Guid file) => await Scope.Within(db.Announcements).AnyAsync(a => a.Id == id, Ct)
        && await db.AnnouncementFiles.AsNoTracking().SingleOrDefaultAsync(f => f.Id == file && f.AnnouncementId == id, Ct) is { } found ? this.Download(found) : NotFound();

    private async Task<IActionResult> PreviewAsync(Announcement? announcement, string? owner, AnnouncementForm form)
    {
        try
        {
            var text = AnnouncementRules.Check(form, announcement, announcement?.State == AnnouncementState.Published ? AnnouncementEvent.Revise : AnnouncementEvent.Publish, clock.Now());
            return await EditorAsync(announcement, form, await board.ItemAsync(announcement?.Id ?? Guid.Empty, owner, text, Ct));
        }
        catch (RuleViolationException e)
        {
            ModelState.Add(e, Prefix);
            return await EditorAsync(announcement, form, null);
        }
    }

    private async Task<IActionResult> EditorAsync(Announcement? announcement, AnnouncementForm form, NewsItem? preview)
    {
        if (Response.StatusCode == StatusCodes.Status409Conflict && announcement is not null)
        {
            form.Version = announcement.Version;
            ModelState.Remove($"{Prefix}.{nameof(form.Version)}");
        }
        return View("Announcement", new AnnouncementPage(announcement, form, await OwnersAsync(), announcement is null ? [] : await board.FilesAsync(announcement.Id, Ct), preview, clock.Now()));
    }

    private async Task<IActionResult> AskAsync(Announcement found, AnnouncementWithdrawForm form)
    {
        form.Version = found.Version;
        ModelState.Remove($"{Prefix}.{nameof(form.Version)}");
        return View("AnnouncementWithdraw", new AnnouncementWithdrawPage(found, form, await db.AnnouncementFiles.CountAsync(f => f.AnnouncementId == found.Id, Ct), clock.Now()));
    }

    private async Task<List<SelectListItem>> OwnersAsync()
    {
        var (scope, codes) = (Scope, Scope.Institutions.Keys.ToList());
        var own = await db.Institutions.Where(i => codes.Contains(i.Code)).OrderBy(i => i.Order).Select(i => new { i.Code, i.Name }).ToListAsync(Ct);
        return [.. scope.IsNational ? new SelectListItem[] { new(AnnouncementBoard.National, "") } : [], .. own.Select(i => new SelectListItem(i.Name, i.Code))];
    }

    private static string NameOf(List<SelectListItem> owners, string? institution) => owners.First(o => o.Value == (institution ?? "")).Text;

    private string Said(Announcement announcement) => announcement.Standing(clock.Now()) switch
    {
        AnnouncementStanding.Draft => "草稿已保存",
        AnnouncementStanding.Scheduled => $"已排定，{Beijing.Sentence(announcement.PublishAt!.Value)}（北京时间）自动发布",
        _ => "已发布，公众现在可以看到",
    };

    private async Task<IReadOnlyList<AnnouncementUpload>> UploadsAsync(AnnouncementForm form)
    {
        if (form.Files is { Count: > Announcement.MostFiles }) throw new RuleViolationException(nameof(form.Files), $"最多{Announcement.MostFiles}个附件");
        var uploads = new List<AnnouncementUpload>();
        foreach (var file in form.Files ?? [])
        {
            using var content = new MemoryStream();
            await file.CopyToAsync(content, Ct);
            uploads.Add(new(file.FileName, content.ToArray()));
        }
        return uploads;
    }
}
