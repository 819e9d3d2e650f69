using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using RuanKao.Portal.Candidates;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Registrations;

/// <summary>申请变更: fill in what should be different, see it before and after, hand it in, take it back.</summary>
[Authorize(Policy = Doors.Candidate), RequireVerifiedIdentity]
[Route("/exams/{round}/{institution}/change")]
public sealed class ChangeController(PortalContext db, RoundPlaces places, RegistrationService registrations, ChangeService changes, ChangePapers changePapers,
    RegistrationPapers papers, TimeProvider clock) : Controller
{
    private const string Prefix = nameof(ChangeFormPage.Form);

    [HttpGet("", Name = "change")]
    public async Task<IActionResult> Change(string round, string institution, CancellationToken ct)
    {
        if (await FindAsync(round, institution, ct) is not var (place, mine)) return NotFound();
        return await changes.WhyNotAsync(mine, place, clock.Now(), ct) is { } why ? await ShownAsync(place, mine, why, ct)
            : mine.ChangeWaits ? await ShownAsync(place, mine, null, ct) : await EditAsync(place, mine, AnswersForm.Of(mine.Answers, mine.Qualification?.Level, mine.Version), ct);
    }

    /// <param name="then">check shows before and after, send hands it in, anything else goes back to the boxes.</param>
    [HttpPost("")]
    public async Task<IActionResult> Change(string round, string institution, [Bind(Prefix = Prefix)] AnswersForm form, string? then, CancellationToken ct)
    {
        if (await FindAsync(round, institution, ct) is not var (place, mine)) return NotFound();
        // Pressed twice, or handed in from another tab: what waits is shown.
        if (mine.ChangeWaits) return RedirectToRoute("change", new { round, institution });
        if (await changes.WhyNotAsync(mine, place, clock.Now(), ct) is { } why) return await ShownAsync(place, mine, why, ct);
        Keep(form, mine);
        var operation = User.Does(Role.Candidate, clock);
        if (!ModelState.IsValid || then is not ("check" or "send"))
        {
            if (then == "photo") return RedirectToRoute("photo", new { returnUrl = Url.RouteUrl("change", new { round, institution }) });
            return await EditAsync(place, mine, form, ct);
        }
        if (then == "send")
        {
            try
            {
                await changes.RequestAsync(mine.Id, place, form.ToAnswers(), form.Version ?? -1, operation, ct);
                this.Notice("变更申请已提交，等待审核");
                return RedirectToRoute("change", new { round, institution });
            }
            catch (RuleViolationException e)
            {
                db.ChangeTracker.Clear();
                Add(e.Violations);
                (place, mine) = (await FindAsync(round, institution, ct))!.Value;
                form.Version = mine.Version;
                return await EditAsync(place, mine, form, ct);
            }
        }
        var (wanted, photo, faults) = await changes.CheckAsync(mine, place, form.ToAnswers(), operation, ct);
        if (faults.Count > 0)
        {
            Add(faults);
            return await EditAsync(place, mine, form, ct);
        }
        var paper = await changePapers.OfAsync(mine, ChangeRequest.Of(mine, wanted, photo, operation.At), Beijing.Day(operation.At), ct);
        return View("ChangeCheck", new ChangeCheckPage(form, await PageAsync(place, mine, ct), paper, place.Place.ChangeUntil(mine.State, operation.At)!.Value));
    }

    [HttpPost("withdraw", Name = "change-withdraw")]
    public async Task<IActionResult> Withdraw(string round, string institution, CancellationToken ct)
    {
        if (await FindAsync(round, institution, ct) is not var (_, mine)) return NotFound();
        if (await changes.WithdrawAsync(mine.Id, User.Does(Role.Candidate, clock), ct)) this.Notice("变更申请已撤回，原来的报考信息继续有效");
        return RedirectToRoute("change", new { round, institution });
    }

    // What is locked is not asked: it stays what it is, whatever a page that has been open for long still sends.
    private static void Keep(AnswersForm form, Registration mine)
    {
        form.Level = mine.Qualification?.Level;
        if (!ChangeRules.IsLocked(mine.State)) return;
        (form.PrefectureCode, form.ExamRegionCode, form.QualificationCode) = (mine.PrefectureCode, mine.ExamRegionCode, mine.QualificationCode);
    }

    private async Task<(RoundPlaceView Place, Registration Mine)?> FindAsync(string round, string institution, CancellationToken ct) =>
        await places.FindAsync(round, institution, ct) is { } place
        && await registrations.FindMineAsync(User.UserId, place.Round.Id, institution, ct) is { State: not RegistrationState.Draft } mine ? (place, mine) : null;

    private async Task<IActionResult> EditAsync(RoundPlaceView place, Registration mine, AnswersForm form, CancellationToken ct) => View("Change", new ChangeFormPage(
        form, await PageAsync(place, mine, ct), await registrations.ChoicesAsync(place, ct, mine.KeptForm), await registrations.PhotoAsync(mine.UserId, ct),
        place.Place.ChangeUntil(mine.State, clock.Now()) ?? place.Place.FreezesAt,
        await changePapers.OfAsync(mine, Beijing.Today(clock), ct) is { Request.State: ChangeState.Returned } returned ? returned : null));

    private async Task<IActionResult> ShownAsync(RoundPlaceView place, Registration mine, string? whyNot, CancellationToken ct) =>
        View("ChangeShown", new ChangeShownPage(await PageAsync(place, mine, ct), mine.ChangeWaits ? await changePapers.OfAsync(mine, Beijing.Today(clock), ct) : null, whyNot, clock.Now()));

    private async Task<RegistrationPage> PageAsync(RoundPlaceView place, Registration mine, CancellationToken ct) =>
        new(mine, await papers.OfAsync(mine, Beijing.Today(clock), ct: ct), place);

    private void Add(IEnumerable<RuleViolation> violations)
    {
        foreach (var violation in violations)
        {
            var key = violation.Field.Length == 0 ? "" : $"{Prefix}.{violation.Field}";
            if (ModelState.GetFieldValidationState(key) != ModelValidationState.Invalid) ModelState.AddModelError(key, violation.Message);
        }
    }
}
