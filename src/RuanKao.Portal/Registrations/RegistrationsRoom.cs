using RuanKao.Portal.Candidates;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Registrations;

public static class RegistrationsRoom
{
    public static IServiceCollection AddRegistrations(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddScoped<RegistrationNumbers>();
        services.AddScoped<RegistrationService>();
        services.AddScoped<RegistrationDepartures>();
        services.AddScoped<RegistrationPapers>();
        services.AddScoped<IJourneyContributor, RegistrationsJourney>();
        services.AddScoped<IIdentityAnchor, RegistrationIdentityAnchor>();
        return services;
    }
}
