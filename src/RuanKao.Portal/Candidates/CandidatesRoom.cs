using RuanKao.Portal.Accounts;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Candidates;

public static class CandidatesRoom
{
    public static IServiceCollection AddCandidates(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<RealNameOptions>().Bind(configuration.GetSection(RealNameOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<IdentityCaseOptions>().Bind(configuration.GetSection(IdentityCaseOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddScoped<IRealNameGateway, AliyunRealNameGateway>();
        services.AddScoped<VerifiedPeople>();
        services.AddScoped<IdentityAttempts>();
        services.AddScoped<IdentityService>();
        services.AddScoped<IdentityCaseService>();
        services.AddScoped<IdentityCaseDesk>();
        services.AddSingleton<NameGlyphs>();
        services.AddScoped<IJourneyContributor, IdentityJourney>();
        services.AddScoped<IIdentityProof, IdentityProof>();
        services.AddScoped<ISignInGuide, IdentityGuide>();
        services.AddScoped<IDeskMenuContributor, IdentityDeskMenu>();
        return services;
    }
}
