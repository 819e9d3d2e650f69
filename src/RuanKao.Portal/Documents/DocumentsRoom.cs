using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace RuanKao.Portal.Documents;

/// <summary>What the room of paper and ink brings to the house.</summary>
public static class DocumentsRoom
{
    public static IServiceCollection AddDocuments(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(_ => new FontChain(Options(configuration.GetSection("Fonts"))));
        services.AddSingleton<ArithmeticPicture>();
        services.AddHealthChecks().AddCheck<FontHealth>("fonts", tags: ["ready"]);
        return services;
    }

    // Read by hand: the binder would append to the default lists instead of taking their place.
    private static FontOptions Options(IConfigurationSection section)
    {
        var options = new FontOptions();
        return new FontOptions
        {
            Regular = section.GetSection(nameof(FontOptions.Regular)).Get<string[]>() ?? options.Regular,
            Bold = section.GetSection(nameof(FontOptions.Bold)).Get<string[]>() ?? options.Bold,
            Fallback = section.GetSection(nameof(FontOptions.Fallback)).Get<string[]>() ?? options.Fallback,
        };
    }
}

/// <summary>Unhealthy when no document could be printed, degraded when a rare name might lack a character.</summary>
public sealed class FontHealth(FontChain fonts) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var check = fonts.Check();
        return Task.FromResult(
            !check.CanPrint ? HealthCheckResult.Unhealthy(string.Join("; ", check.Faults))
            : check.Notes.Count > 0 ? HealthCheckResult.Degraded(string.Join("; ", check.Notes))
            : HealthCheckResult.Healthy());
    }
}
