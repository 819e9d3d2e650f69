using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Photos;

/// <summary>Erases what nobody needs any more: runs that are over, and photos that hang on nothing and were not touched for a long time.</summary>
public sealed class PhotoUpkeep(PortalContext db, IEnumerable<IPhotoHolder> holders)
{
    private const int AtOnce = 200;

    /// <summary>How many drafts and photos were erased.</summary>
    public async Task<(int Drafts, int Photos)> EraseAsync(DateTime now, CancellationToken ct)
    {
        var (oldestDraft, oldestPhoto) = (now - PhotoRules.DraftLife, now - PhotoRules.UnusedLife);
        var drafts = await db.PhotoDrafts.Where(draft => draft.MadeAt <= oldestDraft).ExecuteDeleteAsync(ct);
        var (photos, last) = (0, Guid.Empty);
        while (true)
        {
            var after = last;
            var old = await db.CandidatePhotos.Where(p => p.KeptAt <= oldestPhoto && (p.UsedAt == null || p.UsedAt <= oldestPhoto) && p.Id > after)
                .OrderBy(p => p.Id).Select(p => p.Id).Take(AtOnce).ToListAsync(ct);
            if (old.Count == 0) return (drafts, photos);
            last = old[^1];
            var free = old.ToHashSet();
            foreach (var holder in holders) free.ExceptWith(await holder.HeldAsync(old, ct));
            // One by one: should one be attached in this moment, the database keeps it and the rest still go.
            foreach (var id in free)
            {
                try
                {
                    photos += await db.CandidatePhotos.Where(p => p.Id == id).ExecuteDeleteAsync(ct);
                }
                catch (System.Data.Common.DbException)
                {
                    // Attached between the look and the erasing.
                }
            }
        }
    }
}
