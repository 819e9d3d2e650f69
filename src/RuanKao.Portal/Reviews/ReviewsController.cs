using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Photos;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Reviews;

/// <summary>报名审核: the queue and one case.</summary>
[Authorize(Policy = Doors.Reviewer)]
[Route("/desk/review")]
public sealed class ReviewsController(
    PortalContext db, ReviewQueue queue, ReviewService reviews, ReviewFacts facts, RegistrationPapers papers, ChangePapers changes, PhotoService photos, TimeProvider clock) : Controller
{
    private const string Prefix = nameof(CasePage.Form);

    private ReviewScope Scope => ReviewScope.Of(User);

    [HttpGet("", Name = "review-queue")]
    public async Task<IActionResult> Queue([FromQuery] QueueForm form, [FromQuery] int page = 1, CancellationToken ct = default)
    {
        var rounds = await queue.RoundsAsync(Scope, ct);
        var round = rounds.FirstOrDefault(r => r.Code == form.Round)?.Id;
        var (lines, total) = await queue.ListAsync(Scope, form.Chosen, round, page, ct);
        return await QueueAsync(form, new(), lines, total, page, rounds, round, ct);
    }

    [HttpPost("search", Name = "review-search")]
    public async Task<IActionResult> Search([Bind(Prefix = nameof(QueuePage.Search))] SearchForm search, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(search.Text)) return RedirectToRoute("review-queue");
        var lines = await queue.SearchAsync(Scope, search.Text, ct);
        return await QueueAsync(new() { State = "all" }, search, lines, lines.Count, 1, await queue.RoundsAsync(Scope, ct), null, ct);
    }

    [HttpGet("{id:guid}", Name = "review-case")]
    public async Task<IActionResult> Case(Guid id, CancellationToken ct) => await CaseAsync(id, null, ct);

    /// <summary>显示完整号码: for this one view, and noted.</summary>
    [HttpPost("{id:guid}/number", Name = "review-number")]
    public async Task<IActionResult> ShowNumber(Guid id, CancellationToken ct)
    {
        if (!await Scope.Within(db.Registrations).AnyAsync(r => r.Id == id, ct)) return NotFound();
        db.Audit(User.Does(Role.Reviewer, clock), Unmasking.Action, id);
        await db.SaveChangesAsync(ct);
        return await CaseAsync(id, null, ct, whole: true);
    }

    [HttpPost("{id:guid}/approve", Name = "review-approve")]
    public Task<IActionResult> Approve(Guid id, [Bind(Prefix = Prefix)] DecisionForm form, CancellationToken ct) =>
        DecideAsync(id, form, "审核通过", () => reviews.ApproveAsync(Scope, id, form.Version, User.Does(Role.Reviewer, clock), ct), ct);

    [HttpPost("{id:guid}/return", Name = "review-return")]
    public Task<IActionResult> Return(Guid id, [Bind(Prefix = Prefix)] DecisionForm form, CancellationToken ct) =>
        DecideAsync(id, form, "已退回修改", () => reviews.ReturnAsync(Scope, id, form.Version, form.Reasons, form.Words, User.Does(Role.Reviewer, clock), ct), ct);

    [HttpPost("{id:guid}/change/approve", Name = "review-change-approve")]
    public Task<IActionResult> ApproveChange(Guid id, [Bind(Prefix = Prefix)] DecisionForm form, CancellationToken ct) =>
        DecideAsync(id, form, "变更已生效", () => reviews.ApproveChangeAsync(Scope, id, form.Version, User.Does(Role.Reviewer, clock), ct), ct);

    [HttpPost("{id:guid}/change/return", Name = "review-change-return")]
    public Task<IActionResult> ReturnChange(Guid id, [Bind(Prefix = Prefix)] DecisionForm form, CancellationToken ct) =>
        DecideAsync(id, form, "变更已退回", () => reviews.ReturnChangeAsync(Scope, id, form.Version, form.Reasons, form.Words, User.Does(Role.Reviewer, clock), ct), ct);

    private async Task<IActionResult> DecideAsync(Guid id, DecisionForm form, string done, Func<Task<bool>> decide, CancellationToken ct)
    {
        if (!ModelState.IsValid) return await CaseAsync(id, form, ct);
        try
        {
            if (!await decide()) return NotFound();
        }
        catch (RuleViolationException e)
        {
            db.ChangeTracker.Clear();
            ModelState.Add(e, Prefix);
            return await CaseAsync(id, form, ct);
        }
        catch (DbUpdateConcurrencyException)
        {
            // What the reviewer wrote stays, beside what the case is now.
            db.ChangeTracker.Clear();
            ModelState.AddModelError("", "您打开以后，这份报名已被他人更新，您的决定没有保存。以下是现在的内容，请核对后再决定");
            Response.StatusCode = StatusCodes.Status409Conflict;
            return await CaseAsync(id, form, ct);
        }
        var number = await db.Registrations.Where(r => r.Id == id).Select(r => r.Number).SingleAsync(ct);
        this.Notice($"报名号 {ShellWords.Grouped(number!)} {done}，已通知考生");
        return await queue.NextAsync(Scope, id, ct) is { } next ? RedirectToRoute("review-case", new { id = next }) : RedirectToRoute("review-queue");
    }

    private async Task<IActionResult> CaseAsync(Guid id, DecisionForm? form, CancellationToken ct, bool whole = false)
    {
        var registration = await Scope.Within(db.Registrations.AsNoTracking()).Include(r => r.Qualification).Include(r => r.History).SingleOrDefaultAsync(r => r.Id == id, ct);
        if (registration is null) return NotFound();
        var round = await db.ExamRounds.AsNoTracking().SingleAsync(r => r.Id == registration.RoundId, ct);
        (form ??= new()).Version = registration.Version;
        return View("ReviewCase", new CasePage(registration, await papers.OfAsync(registration, Beijing.Today(clock), whole, ct), round.Name + "软考",
            await facts.OfAsync(registration, ct), form,
            await queue.WaitingAsync(Scope, ct), await queue.NextAsync(Scope, id, ct),
            registration.ChangeWaits ? await changes.OfAsync(registration, Beijing.Today(clock), ct) : null, await NamesAsync(registration, ct), whole)
        {
            Photo = registration.PhotoId is { } photo ? await photos.FindAsync(photo, ct) : null,
        });
    }

    private async Task<IReadOnlyDictionary<Guid, string>> NamesAsync(Registration registration, CancellationToken ct)
    {
        var staff = registration.History.Where(s => s.By is not (Role.Candidate or Role.System)).Select(s => s.UserId).Distinct().ToList();
        return await db.Users.Where(u => staff.Contains(u.Id) && u.DisplayName != null).ToDictionaryAsync(u => u.Id, u => u.DisplayName!, ct);
    }

    private async Task<IActionResult> QueueAsync(QueueForm form, SearchForm search, IReadOnlyList<ReviewLine> lines, int total, int page,
        IReadOnlyList<ExamRound> rounds, Guid? round, CancellationToken ct) => View("ReviewQueue", new QueuePage(form, search, lines, total, page,
            await queue.CountsAsync(Scope, round, ct), [.. rounds.Select(r => new SelectListItem(r.Name, r.Code))], clock.Now()));
}
