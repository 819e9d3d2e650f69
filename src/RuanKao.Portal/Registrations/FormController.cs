using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Candidates;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Registrations;

/// <summary>考生报名: fill in, check, hand in.</summary>
[Authorize(Policy = Doors.Candidate), RequireVerifiedIdentity(allowsWaiting: true)]
[Route("/exams/{round}/{institution}/form")]
public sealed class FormController(
    PortalContext db, RoundPlaces places, RegistrationService registrations, RegistrationPapers papers, FormChoicePages formChoices, VerifiedPeople people, TimeProvider clock) : Controller
{
    private const string Prefix = nameof(RegistrationFormPage.Form);

    /// <summary>A level chosen without a qualification is in no draft; it lives until the form is opened again.</summary>
    private const string LevelChosen = "form-level";

    [HttpGet("", Name = "form")]
    public async Task<IActionResult> Form(string round, string institution, CancellationToken ct)
    {
        if (await places.FindAsync(round, institution, ct) is not { } place) return NotFound();
        var mine = await MineAsync(place, ct);
        if (!CanChange(mine, place)) return await ShowAsync(place, mine, ct);
        var before = mine ?? await EndedAsync(place, ct);
        var level = before?.Qualification?.Level ?? (Enum.TryParse<Level>(TempData[LevelChosen] as string, out var chosen) ? chosen : null);
        return await EditAsync(place, mine, AnswersForm.Of(before?.Answers ?? await PrefilledAsync(place, ct), level, mine?.Version), ct);
    }

    [HttpPost("")]
    public async Task<IActionResult> Form(string round, string institution, [Bind(Prefix = Prefix)] AnswersForm form, string? then, CancellationToken ct)
    {
        if (await places.FindAsync(round, institution, ct) is not { } place) return NotFound();
        return await KeepAsync(place, await MineAsync(place, ct), form, then, ct);
    }

    /// <summary>The form was saved in another place meanwhile: answer by answer, which of the two stays.</summary>
    /// <param name="choice">here or there, by box.</param>
    /// <param name="all">here or there for all of them; null where they are chosen one by one.</param>
    [HttpPost("choose", Name = "form-choose")]
    public async Task<IActionResult> Choose(string round, string institution, [Bind(Prefix = Prefix)] AnswersForm form, Dictionary<string, string> choice, string? all, string? then, CancellationToken ct)
    {
        if (await places.FindAsync(round, institution, ct) is not { } place) return NotFound();
        if (await MineAsync(place, ct) is not { } mine || !CanChange(mine, place)) return RedirectToRoute("form", new { round, institution });
        if (form.Version != mine.Version)
        {
            ModelState.AddModelError("", "您选择的时候，另一处又保存过。以下是现在的不同之处，请重新选择");
            return await ChooseAsync(place, mine, form, choice, then, ct);
        }
        var page = await formChoices.OfAsync(place, mine, form, Attempted, choice, then, ct);
        foreach (var row in page.Rows)
        {
            var which = all ?? choice.GetValueOrDefault(row.Box);
            if (which is not (FormChoicePages.Here or FormChoicePages.There)) ModelState.AddModelError($"choice[{row.Box}]", $"请选择{row.Question}用哪一处的");
            else if (which == FormChoicePages.There)
            {
                DraftAnswers.Put(form, row.Box, page.There);
                ModelState.Remove($"{Prefix}.{row.Box}");
                if (row.Box == nameof(form.QualificationCode)) ModelState.Remove($"{Prefix}.{nameof(form.Level)}");
            }
        }
        return ModelState.Keys.Any(key => key.StartsWith("choice[", StringComparison.Ordinal) && ModelState[key]!.Errors.Count > 0)
            ? View("FormChoose", await formChoices.OfAsync(place, mine, form, Attempted, choice, then, ct))
            : await KeepAsync(place, mine, form, then, ct);
    }

    private async Task<IActionResult> KeepAsync(RoundPlaceView place, Registration? mine, AnswersForm form, string? then, CancellationToken ct)
    {
        var (round, institution) = (place.Round.Code, place.Institution.Code);
        var (operation, check) = (User.Does(Role.Candidate, clock), then == "check");
        try
        {
            await registrations.RequireChangeAsync(place, operation, ct);
            if (mine is not null && form.Version != mine.Version) throw new SavedElsewhereException();
            AddOthers(RegistrationFormRules.CheckLevel(form.Level, form.QualificationCode, await registrations.ChoicesAsync(place, ct), complete: false));
            if (!ModelState.IsValid)
            {
                AddOthers(await FaultsAsync(place, mine, form, check, operation, ct));
                return await EditAsync(place, mine, form, ct);
            }
            mine = await registrations.SaveAsync(place, form.ToAnswers(), form.Version, operation, ct);
        }
        catch (SavedElsewhereException)
        {
            return await ChooseAsync(place, (await MineAsync(place, ct))!, form, null, then, ct);
        }
        catch (RuleViolationException e)
        {
            mine = await MineAsync(place, ct);
            if (mine is not null && !CanChange(mine, place))
            {
                // Faults of fields that can no longer be mended would only distract from why.
                ModelState.Clear();
                AddOthers(e.Violations);
                return await ShowAsync(place, mine, ct);
            }
            AddOthers(e.Violations);
            if (check) AddOthers(await FaultsAsync(place, mine, form, complete: true, operation, ct));
            form.Version = mine?.Version;
            return await EditAsync(place, mine, form, ct);
        }
        if (form is { Level: { } level, QualificationCode: null }) TempData[LevelChosen] = level.ToString();
        if (then == "photo") return RedirectToRoute("photo", new { returnUrl = Url.RouteUrl("form", new { round, institution }), institution });
        if (!check)
        {
            this.Notice($"草稿已于 {Beijing.Moment(operation.At)}（北京时间）保存。草稿不占名额，请记得提交");
            return RedirectToRoute("form", new { round, institution });
        }
        if (await FaultsAsync(place, mine, form, complete: true, operation, ct) is { Count: > 0 } faults)
        {
            AddOthers(faults);
            form.Version = mine.Version;
            return await EditAsync(place, await MineAsync(place, ct), form, ct);
        }
        return RedirectToRoute("form-check", new { round, institution });
    }

    [HttpGet("check", Name = "form-check")]
    public async Task<IActionResult> Check(string round, string institution, CancellationToken ct)
    {
        if (await places.FindAsync(round, institution, ct) is not { } place) return NotFound();
        var mine = await MineAsync(place, ct);
        if (mine is null || !CanChange(mine, place)) return RedirectToRoute("form", new { round, institution });
        return await CheckAsync(place, mine, new(), ct);
    }

    [HttpPost("submit", Name = "form-submit")]
    public async Task<IActionResult> Submit(string round, string institution, [Bind(Prefix = Prefix)] PledgeForm form, CancellationToken ct)
    {
        if (await places.FindAsync(round, institution, ct) is not { } place) return NotFound();
        try
        {
            await registrations.SubmitAsync(place, form.Version, form.Pledged, User.Does(Role.Candidate, clock), ct);
        }
        catch (RuleViolationException e)
        {
            db.ChangeTracker.Clear();
            if (await MineAsync(place, ct) is not { } mine) return RedirectToRoute("form", new { round, institution });
            // Pressed twice, or Back and once more: what was wanted is done.
            if (mine.State == RegistrationState.Submitted && mine.HandedIn > form.HandedIn) return RedirectToRoute("form-done", new { round, institution });
            if (mine.Version != form.Version)
            {
                // Other words than those that were pledged: the tick does not hold for them.
                ModelState.Clear();
                form = new();
            }
            ModelState.Add(e, Prefix);
            return CanChange(mine, place) ? await CheckAsync(place, mine, form, ct) : await ShowAsync(place, mine, ct);
        }
        return RedirectToRoute("form-done", new { round, institution });
    }

    [HttpGet("done", Name = "form-done")]
    public async Task<IActionResult> Done(string round, string institution, CancellationToken ct)
    {
        if (await places.FindAsync(round, institution, ct) is not { } place) return NotFound();
        if (await MineAsync(place, ct) is not { State: RegistrationState.Submitted } mine) return RedirectToRoute("round-home", new { round, institution });
        return View("FormDone", await PageAsync(place, mine, ct));
    }

    private async Task<IActionResult> EditAsync(RoundPlaceView place, Registration? mine, AnswersForm form, CancellationToken ct)
    {
        var choices = await registrations.ChoicesAsync(place, ct, mine?.KeptForm);
        var stand = mine ?? new Registration { UserId = User.UserId, RoundId = place.Round.Id, InstitutionCode = place.Institution.Code, CreatedAt = clock.Now() };
        var person = (await papers.OfAsync(stand, Beijing.Today(clock), ct: ct)).Groups[0];
        return View("Form", new RegistrationFormPage(form, place, choices, person, mine, await registrations.PhotoAsync(User.UserId, ct), Until(mine, place)));
    }

    // Two places that say the same need no choice.
    private async Task<IActionResult> ChooseAsync(RoundPlaceView place, Registration mine, AnswersForm form, IReadOnlyDictionary<string, string>? choice, string? then, CancellationToken ct)
    {
        form.Version = mine.Version;
        ModelState.Remove($"{Prefix}.{nameof(form.Version)}");
        var page = await formChoices.OfAsync(place, mine, form, Attempted, choice, then, ct);
        return page.Rows.Count > 0 ? View("FormChoose", page) : await KeepAsync(place, mine, form, then, ct);
    }

    // What was typed and could not be read as what the box asks for.
    private string? Attempted(string box) => ModelState[$"{Prefix}.{box}"] is { Errors.Count: > 0 } entry ? entry.AttemptedValue : null;

    private async Task<IActionResult> ShowAsync(RoundPlaceView place, Registration? mine, CancellationToken ct) =>
        mine is null ? View("FormClosed", place) : View("FormShown", await PageAsync(place, mine, ct));

    private async Task<IActionResult> CheckAsync(RoundPlaceView place, Registration mine, PledgeForm form, CancellationToken ct)
    {
        (form.Version, form.HandedIn) = (mine.Version, mine.HandedIn);
        return View("FormCheck", new FormCheckPage(form, await PageAsync(place, mine, ct), await registrations.PhotoAsync(User.UserId, ct), Until(mine, place), await people.IsVerifiedAsync(User.UserId, ct)));
    }

    private async Task<RegistrationPage> PageAsync(RoundPlaceView place, Registration mine, CancellationToken ct) =>
        new(mine, await papers.OfAsync(mine, Beijing.Today(clock), ct: ct), place);

    private async Task<Registration?> MineAsync(RoundPlaceView place, CancellationToken ct) =>
        await registrations.FindMineAsync(User.UserId, place.Round.Id, place.Institution.Code, ct) is { IsEnded: false } mine ? mine : null;

    private bool CanChange(Registration? mine, RoundPlaceView place) => Until(mine, place) is not null;

    private DateTime? Until(Registration? mine, RoundPlaceView place) =>
        place.Place.HandInUntil(mine?.State ?? RegistrationState.Draft, mine?.DecidedAt, clock.Now());

    /// <summary>Whoever registers again after cancelling finds what was written before.</summary>
    private async Task<Registration?> EndedAsync(RoundPlaceView place, CancellationToken ct) =>
        await registrations.FindMineAsync(User.UserId, place.Round.Id, place.Institution.Code, ct) is { IsEnded: true } ended ? ended : null;

    /// <summary>Where the account already says how to reach the person.</summary>
    private async Task<RegistrationAnswers> PrefilledAsync(RoundPlaceView place, CancellationToken ct)
    {
        var id = User.UserId;
        var user = await db.Users.AsNoTracking().SingleAsync(u => u.Id == id, ct);
        var region = place.Place.Regions is [var only] ? only.Code : null;
        return new(null, region, null, new() { Mobile = user.PhoneNumber, Email = user.Email });
    }

    private async Task<IReadOnlyList<RuleViolation>> FaultsAsync(RoundPlaceView place, Registration? mine, AnswersForm form, bool complete, Operation operation, CancellationToken ct) =>
    [
        .. RegistrationFormRules.CheckLevel(form.Level, form.QualificationCode, await registrations.ChoicesAsync(place, ct), complete),
        .. await registrations.FaultsAsync(place, form.ToAnswers(), complete, operation, ct, mine?.KeptForm),
    ];

    private void AddOthers(IEnumerable<RuleViolation> violations)
    {
        foreach (var violation in violations)
        {
            var key = violation.Field.Length == 0 ? "" : $"{Prefix}.{violation.Field}";
            if (ModelState.GetFieldValidationState(key) != ModelValidationState.Invalid) ModelState.AddModelError(key, violation.Message);
        }
    }
}
