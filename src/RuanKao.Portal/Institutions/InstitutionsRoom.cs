using RuanKao.Portal.Persistence;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Institutions;

public static class InstitutionsRoom
{
    public static IServiceCollection AddInstitutions(this IServiceCollection services)
    {
        services.AddSingleton<IReferenceData, InstitutionReference>();
        services.AddMemoryCache();
        services.AddScoped<ICurrentInstitution, CurrentInstitution>();
        return services;
    }
}
