using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Reviews;

/// <summary>批量通过.</summary>
[Authorize(Policy = Doors.Reviewer)]
[Route("/desk/review/batch")]
public sealed class ReviewBatchController(PortalContext db, ReviewBatches batches, ReviewService reviews, RegistrationPapers papers, TimeProvider clock) : Controller
{
    private const string Prefix = nameof(BatchPage.Form);

    private ReviewScope Scope => ReviewScope.Of(User);

    private Operation Operation => User.Does(Role.Reviewer, clock);

    [HttpGet("", Name = "review-batch")]
    public Task<IActionResult> Batch(CancellationToken ct) => ShowAsync(ct);

    [HttpPost("")]
    public async Task<IActionResult> Batch([Bind(Prefix = Prefix)] BatchForm form, CancellationToken ct)
    {
        try
        {
            var batch = await batches.ApproveAsync(Scope, [.. form.Seen.Select(s => (s.Id, s.Version))], form.Looked, Operation, ct);
            return RedirectToRoute("review-batch-done", new { id = batch.Id });
        }
        catch (RuleViolationException e)
        {
            ModelState.Clear();
            ModelState.Add(e, Prefix);
            return await ShowAsync(ct);
        }
    }

    [HttpGet("{id:guid}", Name = "review-batch-done")]
    public async Task<IActionResult> Done(Guid id, CancellationToken ct)
    {
        if (await batches.FindAsync(id, User.UserId, ct) is not { } batch) return NotFound();
        var decisions = await db.ReviewDecisions.AsNoTracking().Where(d => d.BatchId == id).Join(db.Registrations, d => d.RegistrationId, r => r.Id, (decision, r) => new { decision, r.Number }).ToListAsync(ct);
        int Count(DecisionState state) => decisions.Count(d => d.decision.State == state);
        return View("BatchDone", new BatchDonePage(batch, Count(DecisionState.Pending), Count(DecisionState.InForce), Count(DecisionState.Undone),
            [.. batch.Dropped.Split('\n', StringSplitOptions.RemoveEmptyEntries), .. decisions.Where(d => d.decision.State == DecisionState.Dropped).Select(d => $"{d.Number}：{d.decision.DroppedWhy}")],
            decisions.Where(d => d.decision.State == DecisionState.Pending && d.decision.EffectiveAt > clock.Now()).Select(d => (DateTime?)d.decision.EffectiveAt).Min()));
    }

    [HttpPost("{id:guid}/undo", Name = "review-batch-undo")]
    public async Task<IActionResult> Undo(Guid id, CancellationToken ct)
    {
        if (await batches.FindAsync(id, User.UserId, ct) is null) return NotFound();
        var undone = await reviews.UndoBatchAsync(id, Operation, ct);
        if (undone > 0) this.Notice($"已撤销 {undone} 份，没有变动，考生没有收到通知");
        else this.Notice("来不及撤销：时间已过，决定已经生效。需要更正时，请联系考试机构", Tone.Wrong);
        return RedirectToRoute("review-batch-done", new { id });
    }

    private async Task<IActionResult> ShowAsync(CancellationToken ct)
    {
        var (green, others) = await batches.GatherAsync(Scope, User.UserId, ct);
        var drawn = green.Select(g => g.Registration).ToArray();
        Random.Shared.Shuffle(drawn);
        var sample = new List<SampleCase>();
        foreach (var registration in drawn.Take(ReviewBatches.SampleSize)) sample.Add(new(registration, await papers.OfAsync(registration, Beijing.Today(clock), false, ct)));
        return View("Batch", new BatchPage(green, others, sample, new()));
    }
}
