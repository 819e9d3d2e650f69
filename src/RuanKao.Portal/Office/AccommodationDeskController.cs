using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Office;

/// <summary>合理便利 on the desk of the exam office: the list and one request.</summary>
[Authorize(Policy = Doors.Office)]
[Route("/desk/accommodations")]
public sealed class AccommodationDeskController(PortalContext db, AccommodationDesk desk, PersonalDataSeal seal, TimeProvider clock) : Controller
{
    private const string Prefix = nameof(AccommodationCasePage.Form);

    private AccommodationScope Scope => AccommodationScope.Of(User);

    private Operation Operation => User.Does(Role.Office, clock);

    [HttpGet("", Name = "accommodation-queue")]
    public async Task<IActionResult> Queue(string? state, string? round, int page = 1, CancellationToken ct = default)
    {
        AccommodationState? chosen = state is null or "" ? AccommodationState.Waiting : Enum.TryParse<AccommodationState>(state, out var named) && Enum.IsDefined(named) ? named : null;
        var rounds = await desk.RoundsAsync(Scope, ct);
        var part = ListPart.Of(Request, page);
        var (lines, total) = await desk.ListAsync(Scope, chosen, rounds.FirstOrDefault(r => r.Code == round)?.Id, part, ct);
        return View("AccommodationQueue", new AccommodationQueuePage(lines, chosen, round, rounds, total, part, Beijing.Today(clock)));
    }

    [HttpGet("{id:guid}", Name = "accommodation-case")]
    public async Task<IActionResult> Case(Guid id, CancellationToken ct)
    {
        if (await desk.FindAsync(Scope, id, ct) is null) return NotFound();
        // What stands there tells of health, so who read it is on record.
        db.Audit(Operation, "accommodation.opened", id);
        await db.SaveChangesAsync(ct);
        return await CaseAsync(id, null, ct);
    }

    /// <summary>First shows what the decision comes to; the same form again, confirmed, makes it.</summary>
    [HttpPost("{id:guid}/decide", Name = "accommodation-decide")]
    public async Task<IActionResult> Decide(Guid id, [Bind(Prefix = Prefix)] AccommodationDecisionForm form, CancellationToken ct)
    {
        if (form.Then == "back" && await desk.FindAsync(Scope, id, ct) is not null) return await CaseAsync(id, form, ct);
        if (form.Then == "decide")
        {
            if (await this.RefusedAsync(db, Prefix, "这份申请", () => desk.DecideAsync(Scope, id, form.ToDecision(), Operation, ct), () => CaseAsync(id, form, ct)) is { } refused) return refused;
            this.Notice("答复已保存，已通知考生");
            return RedirectToRoute("accommodation-case", new { id });
        }
        if (await desk.FindAsync(Scope, id, ct) is not { } file) return NotFound();
        IReadOnlyDictionary<Guid, Measure?> answers = new Dictionary<Guid, Measure?>();
        return await this.RefusedAsync(db, Prefix, "这份申请", () =>
        {
            if (file.Request.Version != form.Version) throw new Microsoft.EntityFrameworkCore.DbUpdateConcurrencyException("The request was changed after the office opened it.");
            answers = AccommodationDecisionRules.Check(file, form.ToDecision(), clock.Now());
            return Task.FromResult(true);
        }, () => CaseAsync(id, form, ct)) ?? View("AccommodationConfirm", new AccommodationConfirmPage(file, form, answers));
    }

    private async Task<IActionResult> CaseAsync(Guid id, AccommodationDecisionForm? form, CancellationToken ct)
    {
        if (await desk.FindAsync(Scope, id, ct) is not { } file) return NotFound();
        Response.Headers.CacheControl = "no-store";
        // Where the candidate has changed what is asked for, what was typed for other items has no place any more.
        if (form is not null && !form.Items.Select(i => i.ItemId).SequenceEqual(file.Items.Select(i => i.Id)))
        {
            form.Items = AccommodationDecisionForm.Of(file).Items;
            foreach (var key in ModelState.Keys.Where(k => k.StartsWith($"{Prefix}.Items[", StringComparison.Ordinal)).ToList()) ModelState.Remove(key);
        }
        (form ??= AccommodationDecisionForm.Of(file)).Version = file.Request.Version;
        ModelState.Remove($"{Prefix}.Version");
        return View("AccommodationCase", new AccommodationCasePage(file, form, file.Request.State == AccommodationState.Withdrawn ? "考生已经撤回申请" : AccommodationDecisionRules.WhyNot(file, clock.Now()),
            await desk.WaitingAsync(Scope, ct), Beijing.Today(clock), file.Request.History.Where(s => s.WhySealed is not null).ToDictionary(s => s.Id, s => seal.Open(s.WhySealed!))));
    }
}

/// <summary>The tab 合理便利 with the number of requests that wait.</summary>
public sealed class AccommodationDeskMenu(AccommodationDesk desk) : IDeskMenuContributor
{
    public async Task<IReadOnlyList<DeskMenuItem>> ItemsAsync(ClaimsPrincipal person, CancellationToken ct) =>
        person.Holds(Role.Office) ? [new(38, "合理便利", "accommodation-queue", await desk.WaitingAsync(AccommodationScope.Of(person), ct))] : [];
}
