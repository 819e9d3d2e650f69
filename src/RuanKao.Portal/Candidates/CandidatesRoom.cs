namespace RuanKao.Portal.Candidates;

public static class CandidatesRoom
{
    public static IServiceCollection AddCandidates(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddScoped<VerifiedPeople>();
        return services;
    }
}
