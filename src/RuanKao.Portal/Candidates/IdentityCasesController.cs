using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Candidates;

/// <summary>申请人工核验: what the document says, its pictures, hand in; then how it stands.</summary>
[Authorize(Policy = Doors.Candidate)]
[Route("/me/identity/manual")]
public sealed class IdentityCasesController(
    PortalContext db, IdentityCaseService cases, VerifiedPeople people, PersonalDataSeal seal, ICurrentInstitution institution, TimeProvider clock) : Controller
{
    /// <summary>All scans at their limit, and room for the other fields.</summary>
    private const int RequestLimit = IdentityCaseService.MostScans * IdentityCaseService.ScanBytes + 256 * 1024;

    private const string Prefix = nameof(ScansPage.Form);

    private CancellationToken Ct => HttpContext.RequestAborted;

    private Operation Operation => User.Does(Role.Candidate, clock);

    [HttpGet("", Name = "identity-manual")]
    public async Task<IActionResult> Manual() => await cases.FindLastAsync(User.UserId, Ct) switch
    {
        null or { State: IdentityCaseState.Closed } => RedirectToRoute("identity-claim"),
        { State: IdentityCaseState.Draft } => RedirectToRoute("identity-scans"),
        { State: IdentityCaseState.Approved } => RedirectToRoute("me"),
        var file => View("IdentityManual", await PageAsync(file, new())),
    };

    [HttpGet("claim", Name = "identity-claim")]
    public async Task<IActionResult> Claim()
    {
        if (await cases.FindOpenAsync(User.UserId, Ct) is { } open) return await ClaimAsync(ClaimForm.Of(open, seal.Open(open.NumberSealed), await cases.GuardianAsync(User.UserId, Ct)));
        var form = new ClaimForm { InstitutionCode = (await institution.GetAsync(HttpContext, Ct))?.Code };
        // A renewed document mostly shows the same name, sex and birth date as before.
        if (await people.FindAsync(User.UserId, Ct) is { } verified)
            (form.Kind, form.Name, form.Sex, form.BirthDate) = (verified.DocumentKind, verified.Name, verified.Sex, verified.BirthDate);
        return await ClaimAsync(form);
    }

    /// <param name="begin">Pressed on the page of the authority: what was typed there comes along and is not judged yet.</param>
    [HttpPost("claim")]
    public async Task<IActionResult> Claim(ClaimForm form, string? begin)
    {
        if (begin is not null)
        {
            ModelState.Clear();
            form.InstitutionCode ??= (await institution.GetAsync(HttpContext, Ct))?.Code;
            return await ClaimAsync(form);
        }
        if (form.Kind == DocumentKind.MilitaryOfficerCard) ModelState.AddModelError(nameof(form.Kind), IdentityRules.MilitaryCard);
        if (!ModelState.IsValid) return await ClaimAsync(form);
        try
        {
            var file = await cases.SaveAsync(form.ToClaim(), form.InstitutionCode, form.PrefectureCode, form.Words, Operation, Ct);
            if (file.State == IdentityCaseState.Waiting) this.Notice("信息已更新，审核人员将按新的内容核验");
        }
        catch (RuleViolationException fault)
        {
            ModelState.Add(fault);
            return await ClaimAsync(form);
        }
        return RedirectToRoute("identity-scans");
    }

    [HttpGet("scans", Name = "identity-scans")]
    public async Task<IActionResult> Scans() =>
        await cases.FindOpenAsync(User.UserId, Ct) is { } open ? View("IdentityScans", await PageAsync(open, new())) : RedirectToRoute("identity-claim");

    [HttpPost("scans")]
    [RequestSizeLimit(RequestLimit)]
    [RequestFormLimits(MultipartBodyLengthLimit = RequestLimit)]
    public async Task<IActionResult> Scans([Bind(Prefix = Prefix)] ScansForm form)
    {
        var files = new List<byte[]>();
        foreach (var file in form.Files ?? [])
        {
            var bytes = new byte[file.Length];
            await using var stream = file.OpenReadStream();
            await stream.ReadExactlyAsync(bytes, Ct);
            files.Add(bytes);
        }
        return await DoAsync(form, async () =>
        {
            await cases.AddScansAsync(files, Operation, Ct);
            this.Notice(files.Count == 1 ? "证件照片已保存" : $"{files.Count}张证件照片已保存");
            return RedirectToRoute("identity-scans");
        });
    }

    [HttpPost("scans/{id:guid}/remove", Name = "identity-scan-remove")]
    public Task<IActionResult> Remove(Guid id) => DoAsync(new(), async () =>
    {
        if (!await cases.RemoveScanAsync(id, Operation, Ct)) return NotFound();
        this.Notice("已删除这张照片");
        return RedirectToRoute("identity-scans");
    });

    [HttpPost("send", Name = "identity-send")]
    public Task<IActionResult> Send([Bind(Prefix = Prefix)] ScansForm form) => DoAsync(form, async () =>
    {
        await cases.SendAsync(form.Agreed, ScansForm.ConsentVersion, Operation, Ct);
        return RedirectToRoute("identity-manual");
    });

    [HttpPost("withdraw", Name = "identity-withdraw")]
    public Task<IActionResult> Withdraw() => DoAsync(new(), async () =>
    {
        await cases.WithdrawAsync(Operation, Ct);
        this.Notice("已撤回人工核验，证件照片已删除");
        return RedirectToRoute("me");
    });

    private async Task<IActionResult> DoAsync(ScansForm form, Func<Task<IActionResult>> act)
    {
        try
        {
            return await act();
        }
        catch (RuleViolationException fault)
        {
            db.ChangeTracker.Clear();
            ModelState.Add(fault, Prefix);
            return await cases.FindOpenAsync(User.UserId, Ct) is { } open ? View("IdentityScans", await PageAsync(open, form)) : RedirectToRoute("identity-claim");
        }
    }

    private async Task<IActionResult> ClaimAsync(ClaimForm form)
    {
        var institutions = await db.Institutions.AsNoTracking().OrderBy(i => i.Order).ToListAsync(Ct);
        var groups = institutions.ToDictionary(i => i.Code, i => new SelectListGroup { Name = i.Name });
        var prefectures = await db.Prefectures.AsNoTracking().OrderBy(p => p.Code).ToListAsync(Ct);
        ViewData["Page"] = new ClaimPage([.. institutions.Select(i => new SelectListItem(i.Name, i.Code))],
            [.. prefectures.OrderBy(p => institutions.FindIndex(i => i.Code == p.InstitutionCode)).Select(p => new SelectListItem(p.Name, p.Code) { Group = groups[p.InstitutionCode] })],
            cases.WorkingDays, await cases.FindOpenAsync(User.UserId, Ct), await people.IsVerifiedAsync(User.UserId, Ct));
        return View("IdentityClaim", form);
    }

    private async Task<ScansPage> PageAsync(IdentityCase file, ScansForm form) =>
        new(form, new(file, Mask.IdNumber(seal.Open(file.NumberSealed)), await IdentityPlaces.OfAsync(db, file, Ct)), await cases.ScansAsync(file.Id, Ct), cases.WorkingDays);
}
