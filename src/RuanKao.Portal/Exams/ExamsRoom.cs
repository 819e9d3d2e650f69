using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Exams;

public static class ExamsRoom
{
    public static IServiceCollection AddExams(this IServiceCollection services)
    {
        services.AddSingleton<IReferenceData, QualificationReference>();
        services.AddScoped<RoundPlaces>();
        return services;
    }
}
