using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Audit;

/// <summary>审计日志: read, filtered and checked by the auditor; nobody writes here.</summary>
[Authorize(Policy = Doors.Auditor)]
[Route("/desk/audit")]
public sealed class AuditController(PortalContext db, AuditVerification verification, TimeProvider clock) : Controller
{
    [HttpGet("", Name = "audit")]
    public async Task<IActionResult> Log([FromQuery] AuditFilterForm form, [FromQuery] int page = 1, CancellationToken ct = default) =>
        View("Audit", await PageAsync(form, page, new(), null, ct));

    [HttpPost("verify", Name = "audit-verify")]
    public async Task<IActionResult> Verify([Bind(Prefix = nameof(AuditPage.Verify))] VerifyForm form, CancellationToken ct)
    {
        if (!ModelState.IsValid) return View("Audit", await PageAsync(new(), 1, form, null, ct));
        var verdict = await verification.VerifyAsync(form.Noted, ct);
        db.Audit(User.Does(Role.Auditor, clock, verdict.IsWhole ? $"whole, {verdict.Links} links" : $"{verdict.FaultCount} faults"), "audit.verified", "chain");
        await db.SaveChangesAsync(ct);
        return View("Audit", await PageAsync(new(), 1, form, verdict, ct));
    }

    private async Task<AuditPage> PageAsync(AuditFilterForm form, int page, VerifyForm verify, AuditVerdict? verdict, CancellationToken ct)
    {
        var links = db.AuditLinks;
        var (from, to) = (StartOf(form.From), StartOf(form.To?.AddDays(1)));
        var action = form.Action?.Trim();
        var wanted = db.AuditEntries.AsNoTracking().Where(e => (from == null || e.At >= from) && (to == null || e.At < to)
            && (string.IsNullOrEmpty(action) || e.Action == action || e.Action.StartsWith(action + ".")) && (form.Person == null || e.UserId == form.Person)
            && (form.Subject == null || e.Subject == form.Subject.Trim()));
        var total = await wanted.CountAsync(ct);
        var part = ListPart.Of(Request, page);
        part = part with { Page = Math.Clamp(page, 1, part.Pages(total)) };
        var lines = await wanted.OrderByDescending(e => e.Id).Skip(part.Skipped).Take(part.Size)
            .Select(e => new AuditLine(e, e.Role == Role.Candidate ? null : db.Users.Where(u => u.Id == e.UserId).Select(u => u.DisplayName).FirstOrDefault(), links.Any(l => l.EntryId == e.Id)))
            .ToListAsync(ct);
        return new(form, lines, part, total, verify, verdict);
    }

    private static DateTime? StartOf(DateOnly? day) => day is { } given && given > DateOnly.MinValue && given < DateOnly.MaxValue ? Beijing.Start(given) : null;
}
