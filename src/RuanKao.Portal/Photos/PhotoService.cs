using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Photos;

/// <summary>A kept photo without its pictures.</summary>
public sealed record KeptPhoto(Guid Id, DateTime KeptAt, IReadOnlyList<PhotoFinding> Findings);

/// <summary>Examines photos and keeps for each person those that pass.</summary>
public sealed class PhotoService(PortalContext db, PhotoDecoding decoding)
{
    /// <summary>Judges an upload and keeps it when nothing is refused; what was found is returned either way.</summary>
    public async Task<ExaminedPhoto> KeepAsync(Guid userId, byte[] file, Operation operation, CancellationToken ct)
    {
        var photo = await decoding.RunAsync(() => PhotoProcessor.Examine(file, PhotoSettings.Default), ct);
        if (photo.Processed is null)
        {
            return photo;
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(photo.Processed));
        var current = await Newest(userId).Select(kept => kept.Sha256).FirstOrDefaultAsync(ct);
        // The same photo sent twice (a second click, a second tab) is kept once.
        if (current == hash)
        {
            return photo;
        }

        var added = new CandidatePhoto
        {
            UserId = userId,
            KeptAt = operation.At,
            Processed = photo.Processed,
            Original = JpegCopy.WithoutMetadata(file, JpegInspection.Read(file).Orientation),
            Sha256 = hash,
            Findings = PhotoFindings.Write(photo.Findings),
            ConsentVersion = PhotoConsent.Version,
        };
        db.CandidatePhotos.Add(added);
        db.Audit(operation, "photo.kept", added.Id);
        await db.SaveChangesAsync(ct);
        return photo;
    }

    /// <summary>The newest photo of a person, or null.</summary>
    public async Task<KeptPhoto?> CurrentAsync(Guid userId, CancellationToken ct) => await FactsAsync(Newest(userId), ct);

    public async Task<KeptPhoto?> FindAsync(Guid photoId, CancellationToken ct) =>
        await FactsAsync(db.CandidatePhotos.Where(photo => photo.Id == photoId), ct);

    public async Task<Guid?> OwnerAsync(Guid photoId, CancellationToken ct) =>
        await db.CandidatePhotos.Where(photo => photo.Id == photoId).Select(photo => (Guid?)photo.UserId).SingleOrDefaultAsync(ct);

    /// <summary>The 295×413 picture for form and ticket.</summary>
    public async Task<byte[]?> ProcessedAsync(Guid photoId, CancellationToken ct) =>
        await db.CandidatePhotos.Where(photo => photo.Id == photoId).Select(photo => photo.Processed).SingleOrDefaultAsync(ct);

    /// <summary>What was uploaded, without its metadata.</summary>
    public async Task<byte[]?> OriginalAsync(Guid photoId, CancellationToken ct) =>
        await db.CandidatePhotos.Where(photo => photo.Id == photoId).Select(photo => photo.Original).SingleOrDefaultAsync(ct);

    private IQueryable<CandidatePhoto> Newest(Guid userId) =>
        db.CandidatePhotos.Where(photo => photo.UserId == userId).OrderByDescending(photo => photo.KeptAt).ThenBy(photo => photo.Id).Take(1);

    private static async Task<KeptPhoto?> FactsAsync(IQueryable<CandidatePhoto> photos, CancellationToken ct)
    {
        var facts = await photos.Select(photo => new { photo.Id, photo.KeptAt, photo.Findings }).FirstOrDefaultAsync(ct);
        return facts is null ? null : new KeptPhoto(facts.Id, facts.KeptAt, PhotoFindings.Read(facts.Findings));
    }
}
