using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Institutions;

public static class InstitutionsRoom
{
    public static IServiceCollection AddInstitutions(this IServiceCollection services)
    {
        services.AddSingleton<IReferenceData, InstitutionReference>();
        return services;
    }
}
