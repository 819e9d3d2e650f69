using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Announcements;

/// <summary>动态信息 for everybody. What is not public at this moment is not there.</summary>
[AllowAnonymous]
[Route("/news")]
public sealed class NewsController(AnnouncementBoard board, ICurrentInstitution current) : Controller
{
    [HttpGet("", Name = "news")]
    public async Task<IActionResult> List(string? from, CancellationToken ct, int page = 1)
    {
        var own = await current.GetAsync(HttpContext, ct);
        page = Math.Clamp(page, 1, 10_000);
        var (lines, total) = await board.ListAsync(NewsChoice.Of(from, own?.Code), page, ct);
        return View("NewsList", new NewsPage(lines, total, page, from, own, await board.PublishersAsync(ct)));
    }

    [HttpGet("{id:guid}", Name = "news-item")]
    public async Task<IActionResult> Item(Guid id, CancellationToken ct) =>
        await board.FindAsync(id, ct) is { } item ? View("NewsItem", (id, item)) : NotFound();

    [HttpGet("{id:guid}/files/{file:guid}", Name = "news-file")]
    public async Task<IActionResult> File(Guid id, Guid file, CancellationToken ct) =>
        await board.FileAsync(id, file, ct) is { } found ? this.Download(found) : NotFound();
}

internal static class NewsFiles
{
    /// <summary>To be saved under its name, never shown within the site; what is withdrawn must not live on in a cache.</summary>
    public static IActionResult Download(this Controller controller, AnnouncementFile file)
    {
        controller.Response.Headers.CacheControl = "no-store";
        return controller.File(file.Content, file.Format switch
        {
            AnnouncementFileFormat.Pdf => "application/pdf",
            AnnouncementFileFormat.Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            _ => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        }, new NewsFile(file.Id, file.Name, file.Format, file.Bytes).FullName);
    }
}
