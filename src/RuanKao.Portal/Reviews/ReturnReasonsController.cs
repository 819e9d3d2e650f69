using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Reviews;

/// <summary>One reason as its administrator writes it.</summary>
public sealed class ReasonForm
{
    [Display(Name = "退回原因")]
    public string? Words { get; set; }

    [Display(Name = "顺序")]
    public int Order { get; set; }

    public int Version { get; set; }

    /// <summary>save, retire or restore.</summary>
    public string? Then { get; set; }

    public bool Retired { get; set; }
}

/// <summary>The list of one owner; the national ones above it for an institution.</summary>
/// <param name="Institution">Its name; null for the national list.</param>
public sealed record ReasonsPage(string? Institution, IReadOnlyList<ReturnReason> National, IReadOnlyList<ReturnReason> Own, ReasonForm Form);

/// <summary>退回原因: the national administrator keeps the national ones, an institution's administrator adds the institution's own.</summary>
[Authorize(Policy = Doors.Appointing)]
[Route("/desk/return-reasons")]
public sealed class ReturnReasonsController(PortalContext db, ReturnReasonService reasons, TimeProvider clock) : Controller
{
    private const string Prefix = nameof(ReasonsPage.Form);

    [HttpGet("", Name = "return-reasons")]
    public async Task<IActionResult> Reasons(CancellationToken ct) => PostOf(User) is { } post ? await ShowAsync(post, new(), ct) : Forbid();

    [HttpPost("")]
    public async Task<IActionResult> Add([Bind(Prefix = Prefix)] ReasonForm form, CancellationToken ct)
    {
        if (PostOf(User) is not { } post) return Forbid();
        return await DoneAsync(async () => { await reasons.AddAsync(post.InstitutionCode, form.Words, User.Does(post.Role, clock), ct); return true; }, "已添加退回原因", post, form, ct);
    }

    [HttpPost("{code}", Name = "return-reason")]
    public async Task<IActionResult> Change(string code, [Bind(Prefix = Prefix)] ReasonForm form, CancellationToken ct)
    {
        if (PostOf(User) is not { } post) return Forbid();
        var retired = form.Then switch { "retire" => true, "restore" => false, _ => form.Retired };
        return await DoneAsync(() => reasons.ChangeAsync(post.InstitutionCode, code, form.Version, form.Words, form.Order, retired, User.Does(post.Role, clock), ct),
            form.Then switch { "retire" => "已停用，审核页面不再列出", "restore" => "已恢复使用", _ => "已保存" }, post, new(), ct);
    }

    /// <summary>The post by which this person keeps reasons: the national one, else an institution's; null for anybody else.</summary>
    public static Appointment? PostOf(ClaimsPrincipal person) =>
        person.Appointments().OrderBy(p => p.Role != Role.NationalAdministrator).FirstOrDefault(p => p.Role == Role.NationalAdministrator || p is { Role: Role.InstitutionAdministrator, InstitutionCode: not null });

    private async Task<IActionResult> DoneAsync(Func<Task<bool>> change, string done, Appointment post, ReasonForm form, CancellationToken ct)
    {
        if (await this.RefusedAsync(db, Prefix, "这条退回原因", change, () => ShowAsync(post, form, ct)) is { } refused) return refused;
        this.Notice(done);
        return RedirectToRoute("return-reasons");
    }

    private async Task<IActionResult> ShowAsync(Appointment post, ReasonForm form, CancellationToken ct)
    {
        var code = post.Role == Role.NationalAdministrator ? null : post.InstitutionCode;
        return View("ReturnReasons", new ReasonsPage(code is null ? null : await db.Institutions.Where(i => i.Code == code).Select(i => i.Name).SingleAsync(ct),
            code is null ? [] : [.. (await reasons.ListAsync(null, ct)).Where(r => r.RetiredAt is null)], await reasons.ListAsync(code, ct), form));
    }
}

/// <summary>The tab 退回原因 of those who keep them.</summary>
public sealed class ReturnReasonDeskMenu : IDeskMenuContributor
{
    public Task<IReadOnlyList<DeskMenuItem>> ItemsAsync(ClaimsPrincipal person, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<DeskMenuItem>>(ReturnReasonsController.PostOf(person) is null ? [] : [new(47, "退回原因", "return-reasons")]);
}
