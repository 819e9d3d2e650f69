using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Photos;

/// <summary>A kept photo without its pictures.</summary>
public sealed record KeptPhoto(Guid Id, DateTime KeptAt, DateTime? UsedAt, IReadOnlyList<PhotoFinding> Findings, IReadOnlyList<string> Changes);

/// <summary>The photos that passed: found, shown, and chosen for registrations.</summary>
public sealed class PhotoService(PortalContext db)
{
    /// <summary>Chooses a kept photo of this person for registrations; false when there is none of this id.</summary>
    public async Task<bool> UseAsync(Guid userId, Guid photoId, Operation operation, CancellationToken ct)
    {
        var photo = await db.CandidatePhotos.SingleOrDefaultAsync(p => p.Id == photoId && p.UserId == userId, ct);
        if (photo is null) return false;
        photo.UsedAt = operation.At;
        db.Audit(operation, "photo.used", photo.Id);
        await db.SaveChangesAsync(ct);
        return true;
    }

    /// <summary>The photo that the person's next hand-in carries, or null.</summary>
    public Task<KeptPhoto?> CurrentAsync(Guid userId, CancellationToken ct) => FactsAsync(db.CandidatePhotos.CurrentOf(userId), ct);

    /// <summary>The photo kept last, used or not.</summary>
    public Task<KeptPhoto?> NewestAsync(Guid userId, CancellationToken ct) => FactsAsync(
        db.CandidatePhotos.Where(photo => photo.UserId == userId).OrderByDescending(photo => photo.KeptAt).ThenBy(photo => photo.Id), ct);

    public Task<KeptPhoto?> FindAsync(Guid photoId, CancellationToken ct) => FactsAsync(db.CandidatePhotos.Where(photo => photo.Id == photoId), ct);

    public async Task<Guid?> OwnerAsync(Guid photoId, CancellationToken ct) =>
        await db.CandidatePhotos.Where(photo => photo.Id == photoId).Select(photo => (Guid?)photo.UserId).SingleOrDefaultAsync(ct);

    /// <summary>The 295×413 picture for form and ticket.</summary>
    public async Task<byte[]?> ProcessedAsync(Guid photoId, CancellationToken ct) =>
        await db.CandidatePhotos.Where(photo => photo.Id == photoId).Select(photo => photo.Processed).SingleOrDefaultAsync(ct);

    /// <summary>What was uploaded, without its metadata.</summary>
    public async Task<byte[]?> OriginalAsync(Guid photoId, CancellationToken ct) =>
        await db.CandidatePhotos.Where(photo => photo.Id == photoId).Select(photo => photo.Original).SingleOrDefaultAsync(ct);

    private static async Task<KeptPhoto?> FactsAsync(IQueryable<CandidatePhoto> photos, CancellationToken ct)
    {
        var facts = await photos.Select(photo => new { photo.Id, photo.KeptAt, photo.UsedAt, photo.Findings, photo.Changes }).FirstOrDefaultAsync(ct);
        return facts is null ? null : new(facts.Id, facts.KeptAt, facts.UsedAt, PhotoFindings.Read(facts.Findings), PhotoFindings.Lines(facts.Changes));
    }
}
