using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Office;

/// <summary>Where everybody who works here begins.</summary>
[Authorize(Policy = Doors.Staff)]
public sealed class DeskController(DeskService desk, TimeProvider clock) : Controller
{
    [HttpGet("/desk", Name = "desk")]
    public async Task<IActionResult> Desk(CancellationToken ct)
    {
        var today = Beijing.Today(clock);
        return View(new DeskPage(User.ShownName(), $"{Beijing.DaySentence(today)} {Beijing.Weekday(today)}", await desk.PostsAsync(User.UserId, User.Appointments(), ct)));
    }
}
