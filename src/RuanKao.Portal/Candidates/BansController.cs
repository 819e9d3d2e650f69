using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Candidates;

/// <summary>禁考: list, entry, end, import.</summary>
[Authorize(Policy = Doors.OfficeOrNational)]
[Route("/desk/bans")]
public sealed class BansController(PortalContext db, BanService bans, BanImport import, PersonalDataSeal seal, TimeProvider clock) : Controller
{
    private const int RequestLimit = BanImport.LargestFile + 64 * 1024;

    private CancellationToken Ct => HttpContext.RequestAborted;

    private BanScope Scope => BanScope.Of(User);

    private Operation Operation => User.Does(Scope.Role, clock);

    private DateOnly Today => Beijing.Today(clock);

    [HttpGet("", Name = "bans")]
    public async Task<IActionResult> Bans(string? state, int page = 1)
    {
        BanState? chosen = state is null or "" ? BanState.InForce : Enum.TryParse<BanState>(state, out var named) ? named : null;
        var (found, total) = await bans.ListAsync(Scope, chosen, Today, ListPart.Of(Request, page), Ct);
        return View("Bans", new BansPage(new(), await LinesAsync(found), chosen, total, ListPart.Of(Request, page)));
    }

    [HttpPost("search", Name = "ban-search")]
    public async Task<IActionResult> Search([Bind(Prefix = nameof(BansPage.Search))] BanSearchForm search)
    {
        if (string.IsNullOrWhiteSpace(search.Text)) return RedirectToRoute("bans");
        var found = await bans.SearchAsync(Scope, search.Text, Today, Ct);
        return View("Bans", new BansPage(search, await LinesAsync(found), null, found.Count, new(1)));
    }

    [HttpGet("new", Name = "ban-new")]
    public IActionResult New() => View("NewBan", new BanForm());

    [HttpPost("new")]
    public async Task<IActionResult> New(BanForm form)
    {
        if (!ModelState.IsValid) return View("NewBan", form);
        try
        {
            var ban = await bans.EnterAsync(form.ToEntry(), Scope, Operation, Ct);
            this.Notice("禁考已登记");
            return RedirectToRoute("ban", new { id = ban.Id });
        }
        catch (RuleViolationException fault)
        {
            ModelState.Add(fault);
            return View("NewBan", form);
        }
    }

    [HttpGet("{id:guid}", Name = "ban")]
    public async Task<IActionResult> Ban(Guid id) => await BanAsync(id, new());

    [HttpPost("{id:guid}/end", Name = "ban-end")]
    public async Task<IActionResult> End(Guid id, [Bind(Prefix = nameof(BanPage.Form))] BanEndForm form)
    {
        try
        {
            if (!await bans.EndAsync(Scope, id, form.Version, form.Reason, Operation, Ct)) return NotFound();
        }
        catch (RuleViolationException fault)
        {
            db.ChangeTracker.Clear();
            ModelState.Add(fault, nameof(BanPage.Form));
            return await BanAsync(id, form);
        }
        this.Notice("禁考已解除");
        return RedirectToRoute("ban", new { id });
    }

    [HttpGet("import", Name = "ban-import")]
    public IActionResult Import() => View("ImportBans", new BanImportPage(new(), null));

    [HttpPost("import")]
    [RequestSizeLimit(RequestLimit)]
    [RequestFormLimits(MultipartBodyLengthLimit = RequestLimit)]
    public async Task<IActionResult> Import([Bind(Prefix = nameof(BanImportPage.Form))] BanImportForm form)
    {
        var file = new byte[form.File?.Length ?? 0];
        if (form.File is not null)
        {
            await using var stream = form.File.OpenReadStream();
            await stream.ReadExactlyAsync(file, Ct);
        }
        try
        {
            return View("ImportBans", new BanImportPage(form, await import.ReadAsync(file, Scope, Operation, Ct)));
        }
        catch (RuleViolationException fault)
        {
            return Refused(fault);
        }
    }

    [HttpPost("import/confirm", Name = "ban-import-confirm")]
    public async Task<IActionResult> Confirm(string? token)
    {
        try
        {
            this.Notice($"已导入{await import.EnterAsync(token, Scope, Operation, Ct)}条禁考记录");
            return RedirectToRoute("bans");
        }
        catch (RuleViolationException fault)
        {
            return Refused(fault);
        }
    }

    private ViewResult Refused(RuleViolationException fault)
    {
        ModelState.Clear();
        ModelState.Add(fault, nameof(BanImportPage.Form));
        return View("ImportBans", new BanImportPage(new(), null));
    }

    private async Task<IActionResult> BanAsync(Guid id, BanEndForm form)
    {
        if (await bans.FindAsync(Scope, id, Ct) is not { } ban) return NotFound();
        form.Version = ban.Version;
        return View("Ban", new BanPage((await LinesAsync([ban]))[0], form));
    }

    private async Task<IReadOnlyList<BanLine>> LinesAsync(IReadOnlyList<ExamBan> found)
    {
        var names = await db.Institutions.ToDictionaryAsync(i => i.Code, i => i.Name, Ct);
        return [.. found.Select(b => new BanLine(b, b.StateOn(Today), Mask.IdNumber(seal.Open(b.NumberSealed)), b.InstitutionCode is { } code ? names[code] : "全国"))];
    }
}

/// <summary>The tab 禁考.</summary>
public sealed class BanDeskMenu : IDeskMenuContributor
{
    public Task<IReadOnlyList<DeskMenuItem>> ItemsAsync(System.Security.Claims.ClaimsPrincipal person, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<DeskMenuItem>>(person.Holds(Role.Office) || person.Holds(Role.NationalAdministrator) ? [new(60, "禁考", "bans")] : []);
}
