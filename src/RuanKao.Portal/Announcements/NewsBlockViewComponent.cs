using Microsoft.AspNetCore.Mvc;

namespace RuanKao.Portal.Announcements;

/// <summary>动态信息 on a page of another room: the institution's own beside the country's.</summary>
public sealed class NewsBlockViewComponent(AnnouncementBoard board) : ViewComponent
{
    private const int Most = 5;

    public async Task<IViewComponentResult> InvokeAsync(string? institution, string? name)
    {
        var ct = HttpContext.RequestAborted;
        var columns = new List<(string, string, IReadOnlyList<NewsLine>)>();
        if (institution is not null) columns.Add((name ?? institution, institution, await board.LatestAsync(institution, Most, ct)));
        columns.Add((AnnouncementBoard.National, "national", await board.LatestAsync(null, Most, ct)));
        return View("/Announcements/NewsBlock.cshtml", new NewsBlockPage(columns));
    }
}
