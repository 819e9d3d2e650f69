using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Candidates;

/// <summary>The pictures of documents, for their owner and the reviewers in whose scope the case lies.</summary>
public sealed class IdentityScansController(PortalContext db, PersonalDataSeal seal, TimeProvider clock) : Controller
{
    [HttpGet("/identity-scans/{id:guid}.jpg", Name = "identity-scan")]
    public async Task<IActionResult> Scan(Guid id, CancellationToken ct)
    {
        // Whoever may not see it learns nothing about whether it exists.
        if (await db.IdentityScans.AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, ct) is not { } scan) return NotFound();
        var reader = User.UserId;
        var mine = await db.IdentityCases.AnyAsync(c => c.Id == scan.CaseId && c.UserId == reader, ct);
        if (!mine)
        {
            if (!await IdentityCaseScope.Of(User).Within(db.IdentityCases).AnyAsync(c => c.Id == scan.CaseId, ct)) return NotFound();
            db.Audit(User.Does(Role.Reviewer, clock), "identity-scan.opened", id);
            await db.SaveChangesAsync(ct);
        }
        Response.Headers.CacheControl = "no-store";
        return File(seal.OpenBytes(scan.PictureSealed), "image/jpeg");
    }
}
