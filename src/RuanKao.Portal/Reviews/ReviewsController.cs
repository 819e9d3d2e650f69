using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Photos;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Reviews;

/// <summary>报名审核: the queue and one case.</summary>
[Authorize(Policy = Doors.Reviewer)]
[Route("/desk/review")]
public sealed class ReviewsController(
    PortalContext db, ReviewQueue queue, ReviewService reviews, ReviewDesk desk, ReviewClaims claims, ReviewFacts facts, RegistrationPapers papers, ChangePapers changes, PhotoService photos, TimeProvider clock) : Controller
{
    private const string Prefix = nameof(CasePage.Form);

    private ReviewScope Scope => ReviewScope.Of(User);

    private Operation Operation => User.Does(Role.Reviewer, clock);

    /// <param name="left">The case that was open before; all for every one.</param>
    [HttpGet("", Name = "review-queue")]
    public async Task<IActionResult> Queue([FromQuery] QueueForm form, [FromQuery] string? left = null, CancellationToken ct = default)
    {
        if (left is "all" || Guid.TryParse(left, out _)) await claims.ReleaseAsync(User.UserId, Guid.TryParse(left, out var one) ? one : null, null, ct);
        var rounds = await queue.RoundsAsync(Scope, ct);
        var round = rounds.FirstOrDefault(r => r.Code == form.Round);
        // What waits is read over all rounds; what was decided, one round at a time.
        if (form.Chosen != RegistrationState.Submitted) round ??= rounds.FirstOrDefault();
        form.Round = round?.Code;
        var prefectures = await queue.PrefecturesAsync(Scope, ct);
        var prefecture = prefectures.FirstOrDefault(p => p.Code == form.Prefecture);
        form.Prefecture = prefecture?.Code;
        var scope = prefecture is null ? Scope : Scope.At(prefecture);
        return await QueueAsync(form, new(), await queue.ListAsync(scope, form.Chosen, round?.Id, ListPlace.Parse(form.After), clock.Now(), ct, form.IsAll ? ListPart.Most : ReviewQueue.PageSize), scope, prefectures, rounds, round?.Id, ct);
    }

    [HttpPost("search", Name = "review-search")]
    public async Task<IActionResult> Search([Bind(Prefix = nameof(QueuePage.Search))] SearchForm search, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(search.Text)) return RedirectToRoute("review-queue");
        return await QueueAsync(new(), search, await queue.SearchAsync(Scope, search.Text, search.After, clock.Now(), ct), Scope, await queue.PrefecturesAsync(Scope, ct), await queue.RoundsAsync(Scope, ct), null, ct);
    }

    /// <summary>下一件: leaves this case and opens the one that has waited longest of those nobody else has.</summary>
    [HttpGet("next", Name = "review-next")]
    public async Task<IActionResult> Next([FromQuery] Guid? from, CancellationToken ct)
    {
        if (from is { } left) await claims.ReleaseAsync(User.UserId, left, null, ct);
        return await NextAsync(from ?? Guid.Empty, ct);
    }

    [HttpGet("{id:guid}", Name = "review-case")]
    public async Task<IActionResult> Case(Guid id, CancellationToken ct) => await CaseAsync(id, null, null, ct, undone: TempData[ReasonOf(id)] as string);

    /// <summary>Under which key the reason of an undone return waits for the page of its case.</summary>
    public static string ReasonOf(Guid id) => $"review-undone-{id:N}";

    /// <summary>显示完整号码: for this one view, and noted.</summary>
    [HttpPost("{id:guid}/number", Name = "review-number")]
    public async Task<IActionResult> ShowNumber(Guid id, CancellationToken ct)
    {
        if (!await Scope.Within(db.Registrations).AnyAsync(r => r.Id == id, ct)) return NotFound();
        db.Audit(Operation, Unmasking.Action, id);
        await db.SaveChangesAsync(ct);
        return await CaseAsync(id, null, null, ct, whole: true);
    }

    [HttpPost("{id:guid}/approve", Name = "review-approve")]
    public Task<IActionResult> Approve(Guid id, [Bind(Prefix = Prefix)] DecisionForm form, CancellationToken ct) =>
        DecideAsync(id, form, () => reviews.ApproveAsync(Scope, id, form.Version, Operation, ct), ct);

    [HttpPost("{id:guid}/return", Name = "review-return")]
    public Task<IActionResult> Return(Guid id, [Bind(Prefix = Prefix)] DecisionForm form, CancellationToken ct) =>
        DecideAsync(id, form, () => reviews.ReturnAsync(Scope, id, form.Version, form.Reasons, form.Words, Operation, ct), ct);

    [HttpPost("{id:guid}/change/approve", Name = "review-change-approve")]
    public Task<IActionResult> ApproveChange(Guid id, [Bind(Prefix = Prefix)] DecisionForm form, CancellationToken ct) =>
        DecideAsync(id, form, () => reviews.ApproveChangeAsync(Scope, id, form.Version, Operation, ct), ct);

    [HttpPost("{id:guid}/change/return", Name = "review-change-return")]
    public Task<IActionResult> ReturnChange(Guid id, [Bind(Prefix = Prefix)] DecisionForm form, CancellationToken ct) =>
        DecideAsync(id, form, () => reviews.ReturnChangeAsync(Scope, id, form.Version, form.Reasons, form.Words, Operation, ct), ct);

    /// <summary>请人复审.</summary>
    [HttpPost("{id:guid}/second", Name = "review-second")]
    public async Task<IActionResult> Second(Guid id, [Bind(Prefix = nameof(CasePage.Second))] SecondForm second, CancellationToken ct)
    {
        if (await this.RefusedAsync(db, nameof(CasePage.Second), "这份报名", () => desk.AskSecondAsync(Scope, id, second.Why, Operation, ct), () => CaseAsync(id, null, second, ct)) is { } refused) return refused;
        this.Notice("已请人复审，您不再审核这一件");
        return await NextAsync(id, ct);
    }

    private async Task<IActionResult> DecideAsync(Guid id, DecisionForm form, Func<Task<bool>> decide, CancellationToken ct) =>
        await this.RefusedAsync(db, Prefix, "这份报名", decide, () => CaseAsync(id, form, null, ct)) ?? await NextAsync(id, ct);

    private async Task<IActionResult> NextAsync(Guid besides, CancellationToken ct) =>
        await queue.NextAsync(Scope, waiting => claims.Free(waiting, User.UserId, clock.Now()), besides, ct) is { } next ? RedirectToRoute("review-case", new { id = next }) : RedirectToRoute("review-queue");

    private async Task<IActionResult> CaseAsync(Guid id, DecisionForm? form, SecondForm? second, CancellationToken ct, bool whole = false, string? undone = null)
    {
        if (await FindAsync(id, ct) is not { } registration) return NotFound();
        var place = await desk.OpenAsync(registration, User.UserId, clock.Now(), ct);
        if (place.Opening is { } opening)
        {
            // Read once more now that it is held: a colleague may have decided and let go between the two, and what is shown must be what is held.
            registration = (await FindAsync(id, ct))!;
            if (!registration.WaitsForReview)
            {
                await claims.ReleaseAsync(User.UserId, id, opening, ct);
                place = await desk.OpenAsync(registration, User.UserId, clock.Now(), ct);
            }
        }
        var round = await db.ExamRounds.AsNoTracking().SingleAsync(r => r.Id == registration.RoundId, ct);
        var change = registration.ChangeWaits ? await changes.OfAsync(registration, Beijing.Today(clock), ct) : null;
        (form ??= new()).Version = registration.Version;
        if (undone is not null && ReturnReasons.Split(place.Reasons, undone) is var (codes, words)) (form.Reasons, form.Words) = ([.. codes], words);
        return View("ReviewCase", new CasePage(registration, await papers.OfAsync(registration, Beijing.Today(clock), whole, ct), round.Name + "软考",
            await facts.OfAsync(registration, change?.Request, ct), form, await queue.WaitingAsync(Scope, null, ct), change, await NamesAsync(registration, ct), whole, place)
        {
            Photo = registration.PhotoId is { } photo ? await photos.FindAsync(photo, ct) : null,
            Second = second ?? new(),
        });
    }

    private Task<Registration?> FindAsync(Guid id, CancellationToken ct) =>
        Scope.Within(db.Registrations.AsNoTracking()).Include(r => r.Qualification).Include(r => r.History).SingleOrDefaultAsync(r => r.Id == id, ct);

    private async Task<IReadOnlyDictionary<Guid, string>> NamesAsync(Registration registration, CancellationToken ct)
    {
        var staff = registration.History.Where(s => s.By is not (Role.Candidate or Role.System)).Select(s => s.UserId).Distinct().ToList();
        return await db.Users.Where(u => staff.Contains(u.Id) && u.DisplayName != null).ToDictionaryAsync(u => u.Id, u => u.DisplayName!, ct);
    }

    private async Task<IActionResult> QueueAsync(QueueForm form, SearchForm search, ReviewLines found, ReviewScope scope, IReadOnlyList<Prefecture> prefectures, IReadOnlyList<ExamRound> rounds, Guid? round, CancellationToken ct) => View("ReviewQueue", new QueuePage(form, search, found,
            await queue.WaitingAsync(scope, round, ct), (round ?? rounds.FirstOrDefault()?.Id) is { } counted ? await queue.CountsAsync(scope, counted, ct) : new Dictionary<RegistrationState, int>(), [.. rounds.Select(r => new SelectListItem(r.Name, r.Code))], clock.Now())
        {
            Oldest = search.Text is null && form.Chosen == RegistrationState.Submitted ? await queue.OldestAsync(scope, round, ct) : null,
            Prefectures = [.. prefectures.Select(p => new SelectListItem(p.Name, p.Code))],
            Strip = await desk.StripAsync(User.UserId, clock.Now(), ct),
            Seconds = await desk.SecondCountAsync(Scope, User.UserId, ct),
        });
}
