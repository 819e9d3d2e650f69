using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Admission;

/// <summary>Sites and rooms that are there: changed, and removed where nobody ever had a seat. Only the office of their institution finds them.</summary>
[Authorize(Policy = Doors.Office)]
[Route("/desk/admission")]
public sealed class ExamSitesController(ExamRoomService rooms, ExamSiteService sites, TimeProvider clock) : Controller
{
    [HttpGet("sites/{site:guid}", Name = "admission-office-site-edit")]
    public async Task<IActionResult> Site(Guid site, CancellationToken ct) =>
        await SiteAsync(site, ct) is { } found ? await SiteAsync(found, new() { Name = found.Name, Address = found.Address, Directions = found.Directions }, ct) : NotFound();

    [HttpPost("sites/{site:guid}")]
    public async Task<IActionResult> Site(Guid site, [Bind(Prefix = "Form")] ExamSiteForm form, CancellationToken ct)
    {
        if (await SiteAsync(site, ct) is not { } found) return NotFound();
        try
        {
            ModelState.Clear();
            await rooms.ChangeAsync(found, form, User.Does(Role.Office, clock), ct);
            this.Notice($"已保存考点“{found.Name}”。");
            return RedirectToRoute("admission-office-site-edit", new { site });
        }
        catch (RuleViolationException e)
        {
            ModelState.Add(e, "Form");
            return await SiteAsync(found, form, ct);
        }
    }

    [HttpGet("sites/{site:guid}/remove", Name = "admission-office-site-remove")]
    public async Task<IActionResult> RemoveSite(Guid site, CancellationToken ct) => await SiteAsync(site, ct) is { } found ? await SiteAsync(found, new(), ct, "SiteRemove") : NotFound();

    [HttpPost("sites/{site:guid}/remove")]
    public async Task<IActionResult> RemoveSiteNow(Guid site, CancellationToken ct)
    {
        if (await SiteAsync(site, ct) is not { } found) return NotFound();
        try
        {
            await rooms.RemoveAsync(found, User.Does(Role.Office, clock), ct);
            this.Notice($"已删除考点“{found.Name}”和它的{found.Rooms.Count}个考场。");
            return RedirectToRoute("admission-office", new { institution = found.InstitutionCode });
        }
        catch (RuleViolationException e)
        {
            ModelState.Clear();
            ModelState.Add(e);
            return await SiteAsync(found, new(), ct, "SiteRemove");
        }
    }

    [HttpGet("rooms/{room:guid}", Name = "admission-office-room-edit")]
    public async Task<IActionResult> Room(Guid room, CancellationToken ct) => await RoomAsync(room, ct) is { } found ? await RoomAsync(found, ExamRoomForm.Of(found), ct) : NotFound();

    [HttpPost("rooms/{room:guid}")]
    public async Task<IActionResult> Room(Guid room, [Bind(Prefix = "Form")] ExamRoomForm form, CancellationToken ct)
    {
        if (await RoomAsync(room, ct) is not { } found) return NotFound();
        try
        {
            ModelState.Clear();
            await rooms.ChangeAsync(found, form, User.Does(Role.Office, clock), ct);
            this.Notice(form.Affected > 0 ? $"已保存考场 {found.Number}。{form.Affected}名考生需要调整座位，请到所在轮次核对并编排。" : $"已保存考场 {found.Number}。");
            return RedirectToRoute("admission-office-site-edit", new { site = found.SiteId });
        }
        catch (RuleViolationException e)
        {
            ModelState.Add(e, "Form");
            return await RoomAsync(found, form, ct);
        }
    }

    [HttpGet("rooms/{room:guid}/remove", Name = "admission-office-room-remove")]
    public async Task<IActionResult> RemoveRoom(Guid room, CancellationToken ct) => await RoomAsync(room, ct) is { } found ? await RoomAsync(found, ExamRoomForm.Of(found), ct, "RoomRemove") : NotFound();

    [HttpPost("rooms/{room:guid}/remove")]
    public async Task<IActionResult> RemoveRoomNow(Guid room, CancellationToken ct)
    {
        if (await RoomAsync(room, ct) is not { } found) return NotFound();
        try
        {
            await rooms.RemoveAsync(found, User.Does(Role.Office, clock), ct);
            this.Notice($"已删除考场 {found.Number}。");
            return RedirectToRoute("admission-office-site-edit", new { site = found.SiteId });
        }
        catch (RuleViolationException e)
        {
            ModelState.Clear();
            ModelState.Add(e);
            return await RoomAsync(found, ExamRoomForm.Of(found), ct, "RoomRemove");
        }
    }

    private async Task<IActionResult> SiteAsync(ExamSite site, ExamSiteForm form, CancellationToken ct, string view = "SiteEdit") =>
        View(view, new ExamSiteEditPage(site, form, await rooms.SeatedAtSiteAsync(site.Id, ct), (await sites.RegionsAsync(site.InstitutionCode, ct)).FirstOrDefault(r => r.Code == site.RegionCode)?.Name ?? site.RegionCode));

    private async Task<IActionResult> RoomAsync(ExamRoom room, ExamRoomForm form, CancellationToken ct, string view = "RoomEdit")
    {
        var affected = 0;
        try
        {
            affected = await rooms.AffectedAsync(room.Id, form.Read(), ct);
        }
        catch (RuleViolationException) { }
        return View(view, new ExamRoomPage(room, form, await rooms.SeatedAheadAsync(room.Id, ct), await rooms.SeatedEverAsync(room.Id, ct), affected));
    }

    private async Task<ExamSite?> SiteAsync(Guid id, CancellationToken ct) => await rooms.SiteAsync(id, ct) is { } site && Covers(site.InstitutionCode) ? site : null;

    private async Task<ExamRoom?> RoomAsync(Guid id, CancellationToken ct) => await rooms.RoomAsync(id, ct) is { } room && Covers(room.Site.InstitutionCode) ? room : null;

    private bool Covers(string institution) => User.Appointments(Role.Office).Any(a => a.Covers(institution));
}
