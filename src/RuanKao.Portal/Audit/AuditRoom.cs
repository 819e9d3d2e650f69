using System.Security.Claims;
using Microsoft.Extensions.Options;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Audit;

public static class AuditRoom
{
    public static IServiceCollection AddAudit(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<AuditOptions>().Bind(configuration.GetSection(AuditOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<AuditSeal>();
        services.AddScoped<AuditSealing>();
        services.AddScoped<AuditVerification>();
        services.AddSingleton<IReferenceData, AuditGuard>();
        services.AddScoped<IDeskMenuContributor, AuditDeskMenu>();
        services.AddHostedService<AuditSealer>();
        return services;
    }
}

/// <summary>The tab 审计日志 of the auditor.</summary>
public sealed class AuditDeskMenu : IDeskMenuContributor
{
    public Task<IReadOnlyList<DeskMenuItem>> ItemsAsync(ClaimsPrincipal person, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<DeskMenuItem>>(person.Holds(Role.Auditor) ? [new(90, "审计日志", "audit")] : []);
}

/// <summary>Checks the chain from a terminal, away from the pages: <c>verify-audit [END]</c>.</summary>
public static class VerifyAuditCommand
{
    public const string Verb = "verify-audit";

    /// <returns>The exit code: 0 whole, 1 broken.</returns>
    public static async Task<int> RunAsync(IServiceProvider services, string[] args, TextWriter output)
    {
        await using var scope = services.CreateAsyncScope();
        var verdict = await scope.ServiceProvider.GetRequiredService<AuditVerification>().VerifyAsync(args.FirstOrDefault(a => !a.StartsWith("--", StringComparison.Ordinal)), default);
        await output.WriteLineAsync(string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"audit-links {verdict.Links}\naudit-end {verdict.End}\naudit-unsealed {verdict.UnsealedCount}{(verdict.FirstUnsealed is null ? "" : $" ({verdict.FirstUnsealed}-{verdict.LastUnsealed})")}\naudit-faults {verdict.FaultCount}"));
        foreach (var fault in verdict.Faults)
            await output.WriteLineAsync($"  link {fault.Sequence?.ToString() ?? "-"} entry {fault.EntryId?.ToString() ?? "-"}: {fault.What}");
        return verdict.IsWhole ? 0 : 1;
    }
}
