using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Candidates;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Web;
using RuanKao.Portal.Institutions;

namespace RuanKao.Portal.Registrations;

/// <summary>How a candidate's registration stands: 报名首页, 报名审核, 打印报名表, 我的报考.</summary>
[Authorize(Policy = Doors.Candidate)]
public sealed class RegistrationsController(
    PortalContext db, RoundPlaces places, RegistrationService registrations, RegistrationPapers papers, RegistrationFormPapers forms,
    AccommodationService accommodations, VerifiedPeople people, TimeProvider clock) : Controller
{
    [HttpGet("/exams/{round}/{institution}", Name = "round-home")]
    public async Task<IActionResult> RoundHome(string round, string institution, CancellationToken ct)
    {
        if (await places.FindAsync(round, institution, ct) is not { } place) return NotFound();
        var me = User.UserId;
        var mine = await registrations.FindMineAsync(me, place.Round.Id, institution, ct);
        var live = await registrations.FindLiveAsync(me, place.Round.Id, ct);
        var elsewhere = live is null || live.InstitutionCode == institution ? null
            : await db.Institutions.AsNoTracking().SingleAsync(i => i.Code == live.InstitutionCode, ct);
        var identity = await db.CandidateIdentities.AsNoTracking().SingleOrDefaultAsync(i => i.UserId == me, ct);
        var person = await people.FindOrClaimedAsync(me, ct);
        var paper = mine is { IsEnded: false } && (person ?? (object?)mine.Person) is not null ? await papers.OfAsync(mine, Beijing.Today(clock), ct: ct) : null;
        return View(new RoundHomePage(new(place, mine, elsewhere?.Name, identity?.VerifiedAt, clock.Now()) 
        {
            IsWaitingForIdentity = person is { IsConfirmed: false },
            Accommodation = mine is null ? null : await accommodations.FindAsync(mine.Id, ct),
        }, paper, person?.Name, elsewhere?.Code));
    }

    [HttpGet("/exams/{round}/{institution}/review", Name = "review-status")]
    public async Task<IActionResult> ReviewStatus(string round, string institution, CancellationToken ct)
    {
        if (await places.FindAsync(round, institution, ct) is not { } place) return NotFound();
        var mine = await registrations.FindMineAsync(User.UserId, place.Round.Id, institution, ct);
        if (mine is null or { State: RegistrationState.Draft }) return View("ReviewNotYet", place);
        return View(new RegistrationPage(mine, await papers.OfAsync(mine, Beijing.Today(clock), ct: ct), place));
    }

    [HttpGet("/exams/{round}/{institution}/registration-form", Name = "registration-form")]
    public async Task<IActionResult> PrintedForm(string round, string institution, CancellationToken ct)
    {
        if (await places.FindAsync(round, institution, ct) is not { } place) return NotFound();
        var mine = await registrations.FindMineAsync(User.UserId, place.Round.Id, institution, ct);
        if (mine is null) return NotFound();
        Response.Headers.CacheControl = "no-store";
        if (RegistrationFormPapers.WhyNot(mine, place.Place) is { } why) return View(new PrintedFormPage(null, why));
        return View(new PrintedFormPage(new(mine, await papers.OfAsync(mine, Beijing.Today(clock), whole: true, ct), place), null));
    }

    [HttpGet("/exams/{round}/{institution}/registration-form.pdf", Name = "registration-form-pdf")]
    public async Task<IActionResult> FormPaper(string round, string institution, CancellationToken ct)
    {
        if (await places.FindAsync(round, institution, ct) is not { } place) return NotFound();
        var mine = await registrations.FindMineAsync(User.UserId, place.Round.Id, institution, ct);
        if (mine is null) return NotFound();
        // The page says why there is no paper and when there will be.
        if (RegistrationFormPapers.WhyNot(mine, place.Place) is not null) return RedirectToRoute("registration-form", new { round, institution });
        var file = await forms.PrintAsync(mine, ct);
        Response.Headers.CacheControl = "no-store";
        Response.Headers.ContentDisposition = $"inline; filename*=UTF-8''{Uri.EscapeDataString(RegistrationFormPapers.FileName(mine))}";
        return File(file.Bytes, "application/pdf");
    }

    [HttpGet("/me/registrations", Name = "my-registrations")]
    public async Task<IActionResult> MyRegistrations(CancellationToken ct)
    {
        var me = User.UserId;
        var mine = await registrations.AllOfAsync(me, ct);
        var verified = await db.CandidateIdentities.Where(i => i.UserId == me).Select(i => (DateTime?)i.VerifiedAt).SingleOrDefaultAsync(ct);
        var asked = await accommodations.OfAsync([.. mine.Select(r => r.Id)], ct);
        var lines = new List<MyRegistrationLine>();
        foreach (var registration in mine)
            if (await places.FindAsync(registration.RoundId, registration.InstitutionCode, ct) is { } place)
                lines.Add(new(registration, new(place, registration, null, verified, clock.Now()) { Accommodation = asked.GetValueOrDefault(registration.Id) }));
        return View(new MyRegistrationsPage(lines));
    }
}
