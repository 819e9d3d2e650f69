using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Persistence;
using SkiaSharp;

namespace RuanKao.Portal.Photos;

/// <summary>Knows a processed photo of an account when it comes back: by its hash, or as a copy that some program saved anew.</summary>
public sealed class PhotoRecognition(PortalContext db)
{
    private const int Compared = 10, Coarser = 4;

    /// <summary>The kept photo that this file is, and whether byte for byte; null for any other file.</summary>
    public async Task<(Guid Id, bool Exactly)?> FindAsync(Guid userId, byte[] file, CancellationToken ct)
    {
        if (file.Length > PhotoRules.MaximumCopyBytes) return null;
        var hash = PhotoTool.Hash(file);
        var same = await db.CandidatePhotos.Where(p => p.UserId == userId && p.Sha256 == hash).Select(p => (Guid?)p.Id).SingleOrDefaultAsync(ct);
        if (same is { } id) return (id, true);
        if (Seen(file) is not { } seen) return null;
        var kept = await db.CandidatePhotos.Where(p => p.UserId == userId).OrderByDescending(p => p.KeptAt).Take(Compared).Select(p => new { p.Id, p.Processed }).ToListAsync(ct);
        foreach (var photo in kept)
        {
            if (Seen(photo.Processed) is { } own && Difference(seen, own) <= PhotoRules.CopyDifference) return (photo.Id, false);
        }

        return null;
    }

    /// <summary>The picture in light and dark at a quarter of its size, if it has the size of a processed photo and opens.</summary>
    private static PhotoPlane? Seen(byte[] file)
    {
        var header = JpegInspection.Read(file);
        if ((header.Width, header.Height) != (PhotoRules.ResultWidth, PhotoRules.ResultHeight) || !PhotoFileChecks.MayDecode(header, file.Length)) return null;
        using var picture = PhotoDecoder.Decode(file, header, new(0, 0, 1, 1), out _);
        return picture is null ? null : PhotoPlane.Of(picture, new SKRectI(0, 0, picture.Width, picture.Height)).Shrunk(Coarser);
    }

    private static double Difference(PhotoPlane one, PhotoPlane other)
    {
        double sum = 0;
        for (var y = 0; y < one.Height; y++)
        {
            var first = one.Row(y);
            var second = other.Row(y);
            for (var x = 0; x < first.Length; x++) sum += Math.Abs(first[x] - second[x]);
        }

        return sum / (one.Width * one.Height);
    }
}
