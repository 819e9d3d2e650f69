using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Photos;

/// <summary>Runs of the photo tool that nobody came back to, and photos that nobody used for long.</summary>
public sealed class PhotoRows(PhotoUpkeep upkeep) : IExpiringRows
{
    public async Task<int> SweepAsync(DateTime now, CancellationToken ct)
    {
        var (drafts, photos) = await upkeep.EraseAsync(now, ct);
        return drafts + photos;
    }
}
