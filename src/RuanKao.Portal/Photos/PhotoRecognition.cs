using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Photos;

/// <summary>Knows a processed photo of an account when it comes back: by its hash, or as a copy that some program saved anew.</summary>
public sealed class PhotoRecognition(PortalContext db)
{
    /// <summary>The kept photo that this file is, and whether byte for byte; null for any other file.</summary>
    public async Task<(Guid Id, bool Exactly)?> FindAsync(Guid userId, byte[] file, CancellationToken ct)
    {
        if (file.Length > PhotoRules.MaximumCopyBytes) return null;
        var hash = PhotoTool.Hash(file);
        var same = await db.CandidatePhotos.Where(p => p.UserId == userId && p.Sha256 == hash).Select(p => (Guid?)p.Id).SingleOrDefaultAsync(ct);
        return same is { } id ? (id, true) : null;
    }
}
