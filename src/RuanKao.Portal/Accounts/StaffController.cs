using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Accounts;

/// <summary>人员: whom an administrator has appointed, inviting somebody, ending a post, a new start for a lost phone.</summary>
[Authorize(Policy = Doors.Appointing)]
[Route("/desk/staff")]
public sealed class StaffController(PortalContext db, Posts posts, Invitations invitations, StaffList list, SecondFactors factors, TimeProvider clock) : Controller
{
    private const string Prefix = nameof(InvitePage.Form);

    private IReadOnlyList<Appointment> Own => User.Appointments();

    [HttpGet("", Name = "staff")]
    public async Task<IActionResult> Staff([FromQuery] StaffFilterForm form, [FromQuery] int page = 1, CancellationToken ct = default) =>
        View("Staff", await list.PageAsync(Own, form, ListPart.Of(Request, page), ct));

    [HttpGet("invite", Name = "staff-invite")]
    public Task<IActionResult> Invite(CancellationToken ct) => InviteAsync(new(), ct);

    [HttpPost("invite")]
    public async Task<IActionResult> Invite([Bind(Prefix = Prefix)] InviteForm form, CancellationToken ct)
    {
        var address = string.IsNullOrWhiteSpace(form.Address) ? null : ContactAddress.Parse(form.Address, out var fault) is { } parsed ? parsed : Refuse<ContactAddress>("Address", fault);
        if (form.Role is { } role && AppointmentRules.NeedsInstitution(role) && string.IsNullOrEmpty(form.Institution ??= OnlyInstitution(role)))
            Refuse<object>("Institution", "请选择机构");
        if (!ModelState.IsValid) return await InviteAsync(form, ct);
        try
        {
            var post = new Appointment(form.Role!.Value, AppointmentRules.NeedsInstitution(form.Role.Value) ? form.Institution : null,
                AppointmentRules.MayNamePrefecture(form.Role.Value) && !string.IsNullOrEmpty(form.Prefecture) ? form.Prefecture : null);
            if (post.PrefectureCode is not null && !await db.Prefectures.AnyAsync(p => p.Code == post.PrefectureCode && p.InstitutionCode == post.InstitutionCode, ct))
                throw new RuleViolationException("Prefecture", "这个地州市不属于所选机构");
            if (post.InstitutionCode is not null && !await db.Institutions.AnyAsync(i => i.Code == post.InstitutionCode, ct))
                throw new RuleViolationException("Institution", "请选择机构");
            await invitations.InviteAsync(Own, post, address!, form.Name!.Trim(), Does(), ct);
        }
        catch (RuleViolationException e)
        {
            db.ChangeTracker.Clear();
            ModelState.Add(e, Prefix);
            return await InviteAsync(form, ct);
        }
        this.Notice($"邀请已发出，{StaffInvitation.Life.TotalHours}小时内有效。对方设置密码并绑定手机后即可开始工作");
        return RedirectToRoute("staff", new { state = StaffState.Invited });
    }

    [HttpGet("{id:guid}", Name = "staff-post")]
    public Task<IActionResult> Post(Guid id, CancellationToken ct) => PostAsync(id, new(), ct);

    [HttpPost("{id:guid}/end", Name = "staff-post-end")]
    public Task<IActionResult> End(Guid id, [Bind(Prefix = nameof(PostPage.Form))] EndPostForm form, CancellationToken ct) =>
        DoAsync(id, form, nameof(form.Reason), form.Reason, "请填写解除原因", "岗位已解除，对方的登录已立即结束", operation => posts.EndAsync(Own, id, operation, ct), ct);

    [HttpPost("{id:guid}/reset-factor", Name = "staff-post-reset-factor")]
    public Task<IActionResult> ResetFactor(Guid id, [Bind(Prefix = nameof(PostPage.Form))] EndPostForm form, CancellationToken ct) =>
        DoAsync(id, form, nameof(form.ResetReason), form.ResetReason, "请填写重置原因，例如：本人到场，手机丢失", "两步验证已重置，对方下次登录时重新绑定手机", operation => posts.ResetFactorAsync(Own, id, operation, ct), ct);

    [HttpPost("invitations/{id:guid}/revoke", Name = "staff-invitation-revoke")]
    public async Task<IActionResult> Revoke(Guid id, CancellationToken ct)
    {
        if (!await invitations.RevokeAsync(Own, id, Does(), ct)) return NotFound();
        this.Notice("邀请已撤回，链接不能再用");
        return RedirectToRoute("staff", new { state = StaffState.Invited });
    }

    private async Task<IActionResult> DoAsync(Guid id, EndPostForm form, string field, string? why, string missing, string done, Func<Operation, Task<bool>> act, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(why)) ModelState.AddModelError($"{nameof(PostPage.Form)}.{field}", missing);
        if (!ModelState.IsValid) return await PostAsync(id, form, ct);
        try
        {
            if (!await act(Does(why!.Trim()))) return NotFound();
        }
        catch (RuleViolationException e)
        {
            db.ChangeTracker.Clear();
            ModelState.Add(e, nameof(PostPage.Form));
            return await PostAsync(id, form, ct);
        }
        this.Notice(done);
        return RedirectToRoute("staff-post", new { id });
    }

    private async Task<IActionResult> PostAsync(Guid id, EndPostForm form, CancellationToken ct)
    {
        var post = await posts.Within(Own).AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, ct);
        if (post is null) return NotFound();
        var user = await db.Users.AsNoTracking().SingleAsync(u => u.Id == post.UserId, ct);
        var by = post.AppointedBy is null ? null : await db.Users.Where(u => u.Id == post.AppointedBy).Select(u => u.DisplayName).SingleOrDefaultAsync(ct);
        return View("Post", new PostPage(post, user.DisplayName ?? "—", await posts.WordsAsync(post.Post, ct), TwoFactorController.AccountOf(user), by,
            (await factors.FindAsync(user.Id, ct))?.EnrolledAt, await db.SignInRecords.Where(r => r.UserId == user.Id).MaxAsync(r => (DateTime?)r.At, ct), user.Id == User.UserId, form));
    }

    private async Task<IActionResult> InviteAsync(InviteForm form, CancellationToken ct)
    {
        var roles = AppointmentRules.Given(Own);
        var places = roles.SelectMany(r => AppointmentRules.Institutions(Own, r) ?? []).Distinct().ToList();
        var isAny = roles.Any(r => AppointmentRules.NeedsInstitution(r) && AppointmentRules.Institutions(Own, r) is null);
        var institutions = await db.Institutions.Where(i => isAny || places.Contains(i.Code)).OrderBy(i => i.Order).Select(i => new SelectListItem(i.Name, i.Code)).ToListAsync(ct);
        var prefectures = roles.Any(AppointmentRules.MayNamePrefecture)
            ? await db.Prefectures.Where(p => places.Contains(p.InstitutionCode)).OrderBy(p => p.Code).Select(p => new SelectListItem(p.Name, p.Code)).ToListAsync(ct) : [];
        return View("Invite", new InvitePage(form, [.. roles.Select(r => new SelectListItem(Doors.NameOf(r), r.ToString()))], institutions, prefectures));
    }

    private string? OnlyInstitution(Role role) => AppointmentRules.Institutions(Own, role) is [var only] ? only : null;

    private T? Refuse<T>(string field, string? fault) where T : class
    {
        ModelState.AddModelError($"{Prefix}.{field}", fault!);
        return null;
    }

    private Operation Does(string? why = null) => User.Does(User.Appointments().Select(a => a.Role).First(r => AppointmentRules.Given([new(r, "")]).Count > 0), clock, why);
}
