using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Candidates;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Photos;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Registrations;

public static class RegistrationsRoom
{
    public static IServiceCollection AddRegistrations(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddScoped<RegistrationNumbers>();
        services.AddScoped<RegistrationService>();
        services.AddScoped<RegistrationDepartures>();
        services.AddScoped<RegistrationEndings>();
        services.AddScoped<ChangeService>();
        services.AddScoped<ChangePapers>();
        services.AddScoped<PaymentDeadlines>();
        services.AddScoped<IDeadlineWork, RegistrationDeadlineWork>();
        services.AddScoped<RegistrationPapers>();
        services.AddScoped<RegistrationHoldings>();
        services.AddScoped<IPersonalDataSource>(place => place.GetRequiredService<RegistrationHoldings>());
        services.AddScoped<IPhotoHolder>(place => place.GetRequiredService<RegistrationHoldings>());
        services.AddScoped<IPhotoAnchor, RegistrationPhotos>();
        services.AddScoped<IJourneyContributor, RegistrationsJourney>();
        services.AddScoped<IIdentityAnchor, RegistrationIdentityAnchor>();
        if (configuration.GetValue($"{RegistrationsOptions.Section}:{nameof(RegistrationsOptions.KeepDeadlines)}", true)) services.AddHostedService<DeadlineRunner>();
        return services;
    }
}

/// <summary>A photo that hangs on a registration, whatever became of it, stays.</summary>
public sealed class RegistrationPhotos(PortalContext db) : IPhotoAnchor
{
    public async Task<IReadOnlyCollection<Guid>> HeldAsync(IReadOnlyCollection<Guid> photoIds, CancellationToken ct) =>
        await db.Registrations.Where(r => r.PhotoId != null && photoIds.Contains(r.PhotoId.Value)).Select(r => r.PhotoId!.Value).Distinct().ToListAsync(ct);
}
