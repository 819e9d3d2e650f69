using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Registrations;

/// <summary>合理便利申请 of a round: asked beside the registration, which goes its way meanwhile.</summary>
[Authorize(Policy = Doors.Candidate)]
[Route("/exams/{round}/{institution}/accommodation")]
public sealed class AccommodationController(
    PortalContext db, RoundPlaces places, RegistrationService registrations, AccommodationService accommodations, PersonalDataSeal seal, TimeProvider clock) : Controller
{
    private const string Prefix = nameof(AccommodationPage.Form);
    private const int RequestLimit = AccommodationFiles.Most * AccommodationFiles.MostBytes + 256 * 1024;

    private Operation Operation => User.Does(Role.Candidate, clock);

    /// <param name="again">Opens the form again: to mend what waits, or to ask again.</param>
    [HttpGet("", Name = "accommodation")]
    public async Task<IActionResult> Accommodation(string round, string institution, bool again, CancellationToken ct) =>
        await places.FindAsync(round, institution, ct) is { } place ? await PageAsync(place, null, again, ct) : NotFound();

    [HttpPost("")]
    [RequestSizeLimit(RequestLimit)]
    [RequestFormLimits(MultipartBodyLengthLimit = RequestLimit)]
    public async Task<IActionResult> Ask(string round, string institution, [Bind(Prefix = Prefix)] AccommodationForm form, CancellationToken ct)
    {
        if (await places.FindAsync(round, institution, ct) is not { } place) return NotFound();
        if (await MineAsync(place, ct) is not { } mine) return RedirectToRoute("accommodation", new { round, institution });
        return await DoAsync(place, form, async () =>
        {
            await accommodations.AskAsync(place, mine, await form.ToWishAsync(ct), form.Version, Operation, ct);
            this.Notice(mine.Number is null ? "合理便利申请已保存，提交报名表后转给考试机构" : "合理便利申请已提交");
        }, ct);
    }

    [HttpPost("proofs/{id:guid}/remove", Name = "accommodation-proof-remove")]
    public async Task<IActionResult> Remove(string round, string institution, Guid id, CancellationToken ct)
    {
        if (await places.FindAsync(round, institution, ct) is not { } place) return NotFound();
        var found = true;
        var answer = await DoAsync(place, null, async () =>
        {
            found = await accommodations.RemoveProofAsync(id, Operation, ct);
            if (found) this.Notice("已删除这份材料");
        }, ct);
        return found ? answer : NotFound();
    }

    [HttpPost("withdraw", Name = "accommodation-withdraw")]
    public async Task<IActionResult> Withdraw(string round, string institution, CancellationToken ct)
    {
        if (await places.FindAsync(round, institution, ct) is not { } place) return NotFound();
        if (await MineAsync(place, ct) is not { } mine) return RedirectToRoute("accommodation", new { round, institution });
        return await DoAsync(place, null, async () =>
        {
            if (await accommodations.WithdrawAsync(mine.Id, Operation, ct)) this.Notice("已撤回合理便利申请和同意，填写的内容和证明材料已删除");
        }, ct);
    }

    private Task<Registration?> MineAsync(RoundPlaceView place, CancellationToken ct) => registrations.FindMineAsync(User.UserId, place.Round.Id, place.Institution.Code, ct);

    private async Task<IActionResult> DoAsync(RoundPlaceView place, AccommodationForm? form, Func<Task> act, CancellationToken ct)
    {
        try
        {
            await act();
            return RedirectToRoute("accommodation", new { round = place.Round.Code, institution = place.Institution.Code });
        }
        catch (RuleViolationException fault)
        {
            db.ChangeTracker.Clear();
            ModelState.Add(fault, Prefix);
            return await PageAsync(place, form, true, ct);
        }
    }

    private async Task<IActionResult> PageAsync(RoundPlaceView place, AccommodationForm? form, bool again, CancellationToken ct)
    {
        Response.Headers.CacheControl = "no-store";
        var (mine, now) = (await MineAsync(place, ct), clock.Now());
        var request = mine is null ? null : await accommodations.FindAsync(mine.Id, ct);
        var words = request?.WordsSealed is { } sealedWords ? seal.Open(sealedWords) : null;
        var until = mine is null ? null : place.Place.AskUntil(mine.State, now);
        var asks = until is not null && request switch { null or { State: AccommodationState.Withdrawn } => true, { IsInForce: true } => false, _ => again };
        var handedIn = mine is null ? null : await accommodations.HandedInAtAsync(mine.Id, ct);
        form ??= new() { Version = request?.Version, Kinds = [.. request?.Items.OrderBy(i => i.Order).Select(i => i.KindCode) ?? []], Words = words };
        return View("Accommodation", new AccommodationPage(form, place, mine, request, await accommodations.KindsAsync(request, ct),
            request is null ? [] : await accommodations.ProofsAsync(request.Id, ct), words, request?.ReplySealed is { } reply ? seal.Open(reply) : null,
            request is not null && handedIn is { } at ? AccommodationTimes.DueOn(request.AskedAt, at, accommodations.WorkingDays) : null,
            accommodations.WorkingDays, until, mine is null ? null : AccommodationService.WhyNotAsk(place.Place, mine, now), asks));
    }
}
