using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Registrations;

/// <summary>The documents of a request, for their owner and for the office in whose scope it lies; each opening by staff is on record.</summary>
public sealed class AccommodationProofsController(PortalContext db, PersonalDataSeal seal, TimeProvider clock) : Controller
{
    [HttpGet("/accommodation-proofs/{id:guid}", Name = "accommodation-proof")]
    public async Task<IActionResult> Proof(Guid id, CancellationToken ct)
    {
        // Whoever may not see it learns nothing about whether it exists.
        if (await db.AccommodationProofs.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, ct) is not { } proof) return NotFound();
        var reader = User.UserId;
        var owners = db.Registrations.Where(r => r.UserId == reader).Select(r => r.Id);
        if (!await db.AccommodationRequests.AnyAsync(a => a.Id == proof.RequestId && owners.Contains(a.RegistrationId), ct))
        {
            if (!await AccommodationScope.Of(User).Within(db).AnyAsync(a => a.Id == proof.RequestId, ct)) return NotFound();
            db.Audit(User.Does(Role.Office, clock), "accommodation.proof-opened", id);
            await db.SaveChangesAsync(ct);
        }
        Response.Headers.CacheControl = "no-store";
        var file = seal.OpenBytes(proof.FileSealed);
        // A PDF is as its sender made it: to be saved, never shown within the portal's own pages.
        return proof.Format == ProofFormat.Pdf ? File(file, "application/pdf", $"证明材料-{id.ToString("N")[..8]}.pdf") : File(file, "image/jpeg");
    }
}
