using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Reviews;

/// <summary>Around a case: keeping and leaving it, undoing, second reviews.</summary>
[Authorize(Policy = Doors.Reviewer)]
[Route("/desk/review")]
public sealed class ReviewDeskController(PortalContext db, ReviewService reviews, ReviewClaims claims, ReviewDesk desk, TimeProvider clock) : Controller
{
    private ReviewScope Scope => ReviewScope.Of(User);

    private Operation Operation => User.Does(Role.Reviewer, clock);

    /// <summary>The open page renews its claim; 409 where another has the case by now.</summary>
    [HttpPost("{id:guid}/claim", Name = "review-claim")]
    public async Task<IActionResult> Claim(Guid id, Guid opening, CancellationToken ct)
    {
        if (await Scope.Within(db.Registrations.AsNoTracking()).SingleOrDefaultAsync(r => r.Id == id, ct) is not { } registration) return NotFound();
        var now = clock.Now();
        var free = registration.WaitsForReview && !await db.ReviewDecisions.AnyAsync(d => d.RegistrationId == id && d.State == DecisionState.Pending, ct);
        return free && opening != Guid.Empty && await claims.TakeAsync(id, User.UserId, opening, now, ct) ? Ok() : Conflict();
    }

    /// <summary>The page was left.</summary>
    [HttpPost("{id:guid}/release", Name = "review-release")]
    public async Task<IActionResult> Release(Guid id, Guid opening, CancellationToken ct)
    {
        if (!await Scope.Within(db.Registrations).AnyAsync(r => r.Id == id, ct)) return NotFound();
        await claims.ReleaseAsync(User.UserId, id, opening, ct);
        return Ok();
    }

    /// <summary>撤销.</summary>
    [HttpPost("{id:guid}/undo", Name = "review-undo")]
    public async Task<IActionResult> Undo(Guid id, CancellationToken ct)
    {
        if (!await Scope.Within(db.Registrations).AnyAsync(r => r.Id == id, ct)) return NotFound();
        if (await reviews.UndoAsync(id, Operation, ct) is { } undone)
        {
            TempData[ReviewsController.ReasonOf(id)] = undone.Reason;
            this.Notice("已撤销，这份报名没有变动，考生没有收到通知" + (undone.Reason is null ? "" : "。您写的退回原因还在下面"));
        }
        else this.Notice("来不及撤销：时间已过，决定已经生效。需要更正时，请联系考试机构", Tone.Wrong);
        return RedirectToRoute("review-case", new { id });
    }

    [HttpGet("second", Name = "review-seconds")]
    public async Task<IActionResult> Seconds(CancellationToken ct) => View("SecondReviews", await desk.SecondsAsync(Scope, User.UserId, ct));

    [HttpPost("{id:guid}/second/withdraw", Name = "review-second-withdraw")]
    public async Task<IActionResult> WithdrawSecond(Guid id, CancellationToken ct)
    {
        if (!await Scope.Within(db.Registrations).AnyAsync(r => r.Id == id, ct) || !await desk.WithdrawSecondAsync(id, Operation, ct)) return NotFound();
        this.Notice("已收回复审请求");
        return RedirectToRoute("review-case", new { id });
    }
}
