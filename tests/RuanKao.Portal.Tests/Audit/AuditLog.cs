using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Audit;

/// <summary>A log with entries, sealed, checked and tampered with.</summary>
public static class AuditLog
{
    public static async Task<PortalFactory> SealedAsync(int entries = 10)
    {
        var portal = await PortalFactory.StartAsync();
        await WriteAsync(portal, entries);
        await SealAsync(portal);
        return portal;
    }

    public static Task WriteAsync(PortalFactory portal, int entries) => portal.WithAsync(async place =>
    {
        var db = place.GetRequiredService<PortalContext>();
        for (var n = 0; n < entries; n++)
        {
            portal.Clock.UtcNow += TimeSpan.FromSeconds(1);
            db.Audit(new(Guid.NewGuid(), Role.Reviewer, portal.Clock.UtcNow, n % 2 == 0 ? null : "原因"), "review.approved", Guid.NewGuid());
            await db.SaveChangesAsync();
        }
    });

    public static async Task SealAsync(PortalFactory portal)
    {
        while (await portal.WithAsync(place => place.GetRequiredService<AuditSealing>().SealAsync(default)) > 0) { }
    }

    public static Task<AuditVerdict> VerifyAsync(PortalFactory portal, string? noted = null) =>
        portal.WithAsync(place => place.GetRequiredService<AuditVerification>().VerifyAsync(noted, default));

    /// <summary>What somebody does who has the database in hand: the triggers go first.</summary>
    public static Task TamperAsync(PortalFactory portal, string sql) => portal.WithAsync(async place =>
    {
        var db = place.GetRequiredService<PortalContext>().Database;
        foreach (var trigger in await db.SqlQueryRaw<string>("SELECT 'DROP TRIGGER ' || name AS Value FROM sqlite_master WHERE type = 'trigger'").ToListAsync())
            await db.ExecuteSqlRawAsync(trigger);
        await db.ExecuteSqlRawAsync("PRAGMA foreign_keys = OFF");
        await db.ExecuteSqlRawAsync(sql);
    });
}
