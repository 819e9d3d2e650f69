using RuanKao.Portal.Persistence;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Exams;

public static class ExamsRoom
{
    public static IServiceCollection AddExams(this IServiceCollection services)
    {
        services.AddSingleton<IReferenceData, QualificationReference>();
        services.AddScoped<RoundPlaces>();
        services.AddScoped<IJourneyContributor, ExamJourney>();
        return services;
    }
}
