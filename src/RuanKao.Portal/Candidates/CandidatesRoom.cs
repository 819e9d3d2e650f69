using RuanKao.Portal.Accounts;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Candidates;

public static class CandidatesRoom
{
    public static IServiceCollection AddCandidates(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<RealNameOptions>().Bind(configuration.GetSection(RealNameOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddScoped<IRealNameGateway, AliyunRealNameGateway>();
        services.AddScoped<VerifiedPeople>();
        services.AddScoped<IdentityService>();
        services.AddScoped<IJourneyContributor, IdentityJourney>();
        services.AddScoped<IIdentityProof, IdentityProof>();
        services.AddScoped<ISignInGuide, IdentityGuide>();
        return services;
    }
}
