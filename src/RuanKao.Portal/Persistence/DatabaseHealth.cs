using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace RuanKao.Portal.Persistence;

/// <summary>Ready means: the database answers.</summary>
public sealed class DatabaseHealth(PortalContext db) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken ct = default) =>
        await db.Database.CanConnectAsync(ct) ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("The database does not answer.");
}
