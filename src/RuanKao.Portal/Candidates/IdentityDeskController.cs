using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Candidates;

/// <summary>人工核验 on the desk: the queue and one case.</summary>
[Authorize(Policy = Doors.Reviewer)]
[Route("/desk/identity")]
public sealed class IdentityDeskController(
    PortalContext db, IdentityCaseDesk desk, IdentityCaseService cases, NameGlyphs glyphs, PersonalDataSeal seal, TimeProvider clock) : Controller
{
    private const string Prefix = nameof(IdentityCasePage.Form);

    private IdentityCaseScope Scope => IdentityCaseScope.Of(User);

    private Operation Operation => User.Does(Role.Reviewer, clock);

    [HttpGet("", Name = "identity-queue")]
    public async Task<IActionResult> Queue(string? state, int page = 1, CancellationToken ct = default)
    {
        IdentityCaseState? chosen = state is null or "" ? IdentityCaseState.Waiting : Enum.TryParse<IdentityCaseState>(state, out var named) ? named : null;
        var part = ListPart.Of(Request, page);
        var (found, total) = await desk.ListAsync(Scope, chosen, part, ct);
        var (institutions, prefectures) = (await db.Institutions.ToDictionaryAsync(i => i.Code, i => i.Name, ct), await db.Prefectures.ToDictionaryAsync(p => p.Code, p => p.Name, ct));
        return View("IdentityQueue", new IdentityQueuePage([.. found.Select(c => new IdentityQueueLine(c, c.PrefectureCode is { } p ? prefectures[p] : institutions[c.InstitutionCode]))],
            chosen, total, part, Beijing.Today(clock)));
    }

    [HttpGet("{id:guid}", Name = "identity-case")]
    public async Task<IActionResult> Case(Guid id, CancellationToken ct)
    {
        var page = await CaseAsync(id, null, ct);
        if (page is not ViewResult) return page;
        // The number stands there in full beside the scans, so who read it is on record.
        db.Audit(Operation, "identity-case.opened", id);
        await db.SaveChangesAsync(ct);
        return page;
    }

    [HttpPost("{id:guid}/approve", Name = "identity-approve")]
    public Task<IActionResult> Approve(Guid id, [Bind(Prefix = Prefix)] IdentityDecisionForm form, CancellationToken ct) =>
        DecideAsync(id, form, "人工核验已通过，已通知考生", () => desk.ApproveAsync(Scope, id, form.Version, form.Confirmed, form.Moves, Operation, ct), ct);

    [HttpPost("{id:guid}/return", Name = "identity-return")]
    public Task<IActionResult> Return(Guid id, [Bind(Prefix = Prefix)] IdentityDecisionForm form, CancellationToken ct) =>
        DecideAsync(id, form, "已退回，已通知考生", () => desk.ReturnAsync(Scope, id, form.Version, form.Reasons, form.Words, Operation, ct), ct);

    private async Task<IActionResult> DecideAsync(Guid id, IdentityDecisionForm form, string done, Func<Task<bool>> decide, CancellationToken ct)
    {
        if (await this.RefusedAsync(db, Prefix, "这份核验", decide, () => CaseAsync(id, form, ct)) is { } refused) return refused;
        this.Notice(done);
        return await desk.NextAsync(Scope, id, ct) is { } next ? RedirectToRoute("identity-case", new { id = next }) : RedirectToRoute("identity-queue");
    }

    private async Task<IActionResult> CaseAsync(Guid id, IdentityDecisionForm? form, CancellationToken ct)
    {
        if (await desk.FindAsync(Scope, id, ct) is not { } file) return NotFound();
        (form ??= new()).Version = file.Version;
        var holder = await desk.HolderAsync(file, ct);
        return View("IdentityCase", new IdentityCasePage(
            new(file, seal.Open(file.NumberSealed), await IdentityPlaces.OfAsync(db, file, ct)), await cases.ScansAsync(id, ct),
            holder is null ? null : new(holder.Name, holder.DocumentKind.Word(), holder.VerifiedAt, holder.VerifiedBy, await desk.WhyNotMoveAsync(holder.UserId, ct)),
            glyphs.Missing(file.Name), form, await desk.WaitingAsync(Scope, ct), await desk.NextAsync(Scope, id, ct), Beijing.Today(clock)));
    }
}
