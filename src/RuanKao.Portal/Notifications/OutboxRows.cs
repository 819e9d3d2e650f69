using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Notifications;

/// <summary>Messages that left or were given up: without address and text already, and after a while without use.</summary>
public sealed class OutboxRows(PortalContext db) : IExpiringRows
{
    /// <summary>网络安全法 art. 21 asks six months of logs.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(190);

    public Task<int> SweepAsync(DateTime now, CancellationToken ct)
    {
        var oldest = now - Kept;
        return db.OutboxMessages.Where(m => m.State != OutboxState.Pending && m.CreatedAt < oldest).ExecuteDeleteAsync(ct);
    }
}
