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
        services.AddScoped<IJourneyContributor, RegistrationsJourney>();
        services.AddScoped<IIdentityAnchor, RegistrationIdentityAnchor>();
        if (configuration.GetValue($"{RegistrationsOptions.Section}:{nameof(RegistrationsOptions.KeepDeadlines)}", true)) services.AddHostedService<DeadlineRunner>();
        return services;
    }
}
