using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Admission;

public sealed class SiteImportForm
{
    [Display(Name = "考点考场文件")]
    public IFormFile? File { get; set; }
}

/// <summary>The form, and what the file holds once it was read.</summary>
public sealed record SiteImportPage(string InstitutionCode, string InstitutionName, SiteImportForm Form, SiteFile? File);

/// <summary>Sites and rooms of an institution as a file, out and in again.</summary>
[Authorize(Policy = Doors.Office)]
[Route("/desk/admission/files/{institution}")]
public sealed class SiteImportController(SiteImport import, ExamSiteService sites, PortalContext db, TimeProvider clock) : Controller
{
    [HttpGet("rooms.xlsx", Name = "admission-office-rooms-xlsx")]
    public async Task<IActionResult> Export(string institution, CancellationToken ct)
    {
        if (await NameAsync(institution, ct) is null) return NotFound();
        var regions = (await sites.RegionsAsync(institution, ct)).ToDictionary(r => r.Code, r => r.Name);
        return File(WorkSheet.Xlsx("考点考场", SiteSheet.Cells(await sites.SitesAsync(institution, ct), code => regions.GetValueOrDefault(code, code))), WorkSheet.XlsxType, $"考点考场-{institution}.xlsx");
    }

    [HttpGet("import", Name = "admission-office-import")]
    public Task<IActionResult> Import(string institution, CancellationToken ct) => ShownAsync(institution, null, ct);

    [HttpPost("import")]
    public async Task<IActionResult> Import(string institution, [Bind(Prefix = "Form")] SiteImportForm form, CancellationToken ct)
    {
        if (await NameAsync(institution, ct) is null) return NotFound();
        try
        {
            using var bytes = new MemoryStream();
            if (form.File is not null) await form.File.CopyToAsync(bytes, ct);
            return await ShownAsync(institution, await import.ReadAsync(institution, bytes.ToArray(), User.Does(Role.Office, clock), ct), ct);
        }
        catch (RuleViolationException fault)
        {
            return await RefusedAsync(institution, fault, ct);
        }
    }

    [HttpPost("import/confirm", Name = "admission-office-import-confirm")]
    public async Task<IActionResult> Confirm(string institution, string? token, CancellationToken ct)
    {
        if (await NameAsync(institution, ct) is null) return NotFound();
        try
        {
            var done = await import.EnterAsync(institution, token, User.Does(Role.Office, clock), ct);
            this.Notice($"已新增 {done.Count(SiteEffect.New)} 个考场，修改 {done.Count(SiteEffect.Changed)} 个。");
            return RedirectToRoute("admission-office", new { institution });
        }
        catch (RuleViolationException fault)
        {
            return await RefusedAsync(institution, fault, ct);
        }
    }

    private Task<IActionResult> RefusedAsync(string institution, RuleViolationException fault, CancellationToken ct)
    {
        ModelState.Clear();
        ModelState.Add(fault, "Form");
        return ShownAsync(institution, null, ct);
    }

    private async Task<IActionResult> ShownAsync(string institution, SiteFile? file, CancellationToken ct) =>
        await NameAsync(institution, ct) is { } name ? View("Import", new SiteImportPage(institution, name, new(), file)) : NotFound();

    private async Task<string?> NameAsync(string institution, CancellationToken ct) =>
        User.Appointments(Role.Office).Any(a => a.Covers(institution)) ? await db.Institutions.Where(i => i.Code == institution).Select(i => i.Name).SingleOrDefaultAsync(ct) : null;
}
