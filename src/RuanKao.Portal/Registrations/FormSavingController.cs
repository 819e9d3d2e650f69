using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using RuanKao.Portal.Candidates;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Registrations;

/// <summary>What the form's script asks while somebody fills it in: saving what is typed, and a way on when the session has ended.</summary>
[Authorize(Policy = Doors.Candidate), RequireVerifiedIdentity(allowsWaiting: true)]
[Route("/exams/{round}/{institution}/form")]
public sealed class FormSavingController(RoundPlaces places, RegistrationService registrations, IAntiforgery antiforgery, TimeProvider clock) : Controller
{
    private const string Prefix = nameof(RegistrationFormPage.Form);

    /// <summary>The header in which a page says whose form it is.</summary>
    public const string OwnerHeader = "X-Form-Owner";

    [HttpPost("autosave", Name = "form-autosave"), ResponseCache(NoStore = true)]
    public async Task<IActionResult> Autosave(string round, string institution, [Bind(Prefix = Prefix)] AnswersForm form, CancellationToken ct)
    {
        if (await places.FindAsync(round, institution, ct) is not { } place) return NotFound();
        var operation = User.Does(Role.Candidate, clock);
        RuleViolation[] unread = [.. ModelState.Where(box => box.Value!.Errors.Count > 0 && box.Key.StartsWith(Prefix + ".", StringComparison.Ordinal))
            .Select(box => new RuleViolation(box.Key[(Prefix.Length + 1)..], box.Value!.Errors[0].ErrorMessage))];
        try
        {
            var (registration, unsaved) = await registrations.AutosaveAsync(place, form, unread, operation, ct);
            return Json(new
            {
                saved = registration is null ? null : Beijing.WallClock(operation.At).ToString("HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture),
                version = registration?.Version,
                wrong = unsaved.Select(f => new { field = $"{Prefix}.{f.Field}", message = f.Message }),
            });
        }
        catch (SavedElsewhereException)
        {
            return Conflict(new { elsewhere = true });
        }
        catch (RuleViolationException e)
        {
            return Conflict(new { closed = e.Violations[0].Message });
        }
    }

    /// <summary>A token for the page's form after its own has ended, for the same person only: whoever else signed in here meanwhile must not save it as theirs.</summary>
    [HttpGet("token", Name = "form-token"), ResponseCache(NoStore = true)]
    public IActionResult Token() => Request.Headers[OwnerHeader] == User.UserId.ToString()
        ? Json(new { token = antiforgery.GetAndStoreTokens(HttpContext).RequestToken }) : Conflict(new { other = true });

    /// <summary>Where somebody arrives who signed in again beside an open form.</summary>
    [HttpGet("signed-in", Name = "form-signed-in")]
    public async Task<IActionResult> SignedIn(string round, string institution, CancellationToken ct) =>
        await places.FindAsync(round, institution, ct) is { } place ? View("FormSignedIn", place) : NotFound();
}
