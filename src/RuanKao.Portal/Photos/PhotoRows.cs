using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Photos;

/// <summary>Runs of the photo tool that nobody came back to.</summary>
public sealed class PhotoRows(PortalContext db) : IExpiringRows
{
    public Task<int> SweepAsync(DateTime now, CancellationToken ct)
    {
        var oldest = now - PhotoRules.DraftLife;
        return db.PhotoDrafts.Where(d => d.MadeAt <= oldest).ExecuteDeleteAsync(ct);
    }
}
