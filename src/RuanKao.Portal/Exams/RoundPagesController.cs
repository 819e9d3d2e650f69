using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Exams;

/// <summary>What anyone may read about a round at an institution before signing in.</summary>
[AllowAnonymous, Route("/exams/{round}/{institution}")]
public sealed class RoundPagesController(RoundPlaces places, TimeProvider clock) : Controller
{
    [HttpGet("notice", Name = "round-notice")]
    public async Task<IActionResult> Notice(string round, string institution, CancellationToken ct) =>
        await places.FindAsync(round, institution, ct) is { } view
            ? View(new NoticePage(view, RoundText.Paragraphs(view.Place.Notice, view), RoundText.Paragraphs(view.Place.Pledge, view), clock.Now()))
            : NotFound();

    [HttpGet("plan", Name = "round-plan")]
    public async Task<IActionResult> Plan(string round, string institution, CancellationToken ct) =>
        await places.FindAsync(round, institution, ct) is { } view
            ? View(new PlanPage(view, await places.OpenOfferingsAsync(view.Round.Id, ct)))
            : NotFound();

    [HttpGet("policy", Name = "round-policy")]
    public async Task<IActionResult> Policy(string round, string institution, CancellationToken ct) =>
        await places.FindAsync(round, institution, ct) is { } view
            ? View(new PolicyPage(view, RoundText.Paragraphs(view.Place.Policy, view), await places.PolicyFileAsync(view.Place.Id, ct)))
            : NotFound();

    /// <summary>The newest version. A PDF is as its sender made it: to be saved, never shown within the portal's own pages.</summary>
    [HttpGet("policy.pdf", Name = "round-policy-file")]
    public async Task<IActionResult> PolicyFile(string round, string institution, CancellationToken ct) =>
        await places.FindAsync(round, institution, ct) is { } view && await places.PolicyBytesAsync(view.Place.Id, ct) is { } file
            ? File(file.File, "application/pdf", $"{file.Name}.pdf")
            : NotFound();
}
