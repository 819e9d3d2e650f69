using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Photos;

/// <summary>照片要求: what an institution asks of photos, set by its exam office or its administrator.</summary>
[Authorize(Policy = Doors.Staff)]
[Route("/desk/photo-settings")]
public sealed class PhotoRulesController(PhotoRulesService rules, PortalContext db, TimeProvider clock) : Controller
{
    private const string Prefix = nameof(PhotoRulesPage.Form);

    [HttpGet("", Name = "photo-settings")]
    public async Task<IActionResult> Rules(string? institution, CancellationToken ct)
    {
        if (PostOf(User, institution) is not { } post) return Forbid();
        var found = await rules.FindAsync(post.InstitutionCode!, ct);
        return await ShowAsync(post.InstitutionCode!, PhotoRulesForm.Of(InstitutionPhotoRules.Read(found?.Rules), found?.Version), ct);
    }

    [HttpPost("")]
    public async Task<IActionResult> Rules(string? institution, [Bind(Prefix = Prefix)] PhotoRulesForm form, CancellationToken ct)
    {
        if (PostOf(User, institution) is not { } post) return Forbid();
        if (!ModelState.IsValid) return await ShowAsync(post.InstitutionCode!, form, ct);
        try
        {
            await rules.SetAsync(post.InstitutionCode!, form.ToSettings(), form.Version, User.Does(post.Role, clock), ct);
            this.Notice("照片要求已保存，从现在起处理的照片按新的要求检查");
            return RedirectToRoute("photo-settings", new { institution = post.InstitutionCode });
        }
        catch (RuleViolationException e)
        {
            ModelState.Add(e, Prefix);
        }
        catch (DbUpdateException)
        {
            ModelState.AddModelError("", "照片要求刚被他人更新。以下是您填写的内容，请重新打开本页核对后再保存");
        }

        return await ShowAsync(post.InstitutionCode!, form, ct);
    }

    /// <summary>The post by which this person may set photo rules: of the institution asked for, else the first.</summary>
    public static Appointment? PostOf(ClaimsPrincipal person, string? institution) => person.Appointments()
        .Where(post => post is { Role: Role.Office or Role.InstitutionAdministrator, InstitutionCode: not null })
        .FirstOrDefault(post => institution is null || post.InstitutionCode == institution);

    private async Task<IActionResult> ShowAsync(string code, PhotoRulesForm form, CancellationToken ct) =>
        View("PhotoRules", new PhotoRulesPage(code, await db.Institutions.Where(i => i.Code == code).Select(i => i.Name).SingleAsync(ct), form));
}

/// <summary>The tab 照片要求 of the exam office and the institution's administrator.</summary>
public sealed class PhotoRulesDeskMenu : IDeskMenuContributor
{
    public Task<IReadOnlyList<DeskMenuItem>> ItemsAsync(ClaimsPrincipal person, CancellationToken ct) => Task.FromResult<IReadOnlyList<DeskMenuItem>>(
        PhotoRulesController.PostOf(person, null) is null ? [] : [new(45, "照片要求", "photo-settings")]);
}
