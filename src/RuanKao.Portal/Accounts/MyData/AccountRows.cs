using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Accounts.MyData;

/// <summary>What the entrance leaves behind and nobody needs any more.</summary>
public sealed class AccountRows(PortalContext db) : IExpiringRows
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public async Task<int> SweepAsync(DateTime now, CancellationToken ct)
    {
        var (day, signIns, offers) = (now - Day, now - SignInRecord.Kept, now - StaffInvitation.Kept);
        return await db.VerificationCodes.Where(c => c.CreatedAt < day).ExecuteDeleteAsync(ct)
            + await db.SignInFailures.Where(f => f.At < day).ExecuteDeleteAsync(ct)
            + await db.SignInAlarms.Where(a => a.ToldAt < day).ExecuteDeleteAsync(ct)
            + await db.CodeCounts.Where(c => c.Since < day).ExecuteDeleteAsync(ct)
            + await db.SignInRecords.Where(r => r.At < signIns).ExecuteDeleteAsync(ct)
            + await db.StaffInvitations.Where(i => i.ExpiresAt < offers).ExecuteDeleteAsync(ct);
    }
}
