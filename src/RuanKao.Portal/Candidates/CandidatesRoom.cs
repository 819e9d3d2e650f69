using Microsoft.Extensions.Options;
using RuanKao.Portal.Accounts;
using RuanKao.Portal.Accounts.Government;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Candidates;

public static class CandidatesRoom
{
    public static IServiceCollection AddCandidates(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<IdentityCaseOptions>().Bind(configuration.GetSection(IdentityCaseOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        AddAuthority(services, configuration);
        services.AddScoped<VerifiedPeople>();
        services.AddScoped<IdentityAttempts>();
        services.AddScoped<IdentityService>();
        services.AddScoped<IdentityCaseService>();
        services.AddScoped<IdentityCaseDesk>();
        services.AddScoped<IdentityScanKeeping>();
        services.AddHostedService<IdentityScanSweeper>();
        services.AddScoped<BanService>();
        services.AddScoped<BanImport>();
        services.AddScoped<IdentityExpiry>();
        services.AddScoped<ICandidateBanners>(place => place.GetRequiredService<IdentityExpiry>());
        services.AddSingleton<NameGlyphs>();
        services.AddScoped<IJourneyContributor, IdentityJourney>();
        services.AddScoped<IIdentityProof, IdentityProof>();
        services.AddScoped<ISignInGuide, IdentityGuide>();
        services.AddScoped<IDeskMenuContributor, IdentityDeskMenu>();
        services.AddScoped<IDeskMenuContributor, BanDeskMenu>();
        services.AddScoped<IPersonalDataSource, IdentityHoldings>();
        services.AddScoped<IGovernmentLinkGuard, GovernmentIdentityGuard>();
        return services;
    }

    // One authority, by RealName:Provider.
    private static void AddAuthority(IServiceCollection services, IConfiguration configuration)
    {
        switch (configuration["RealName:Provider"] ?? "Aliyun")
        {
            case "Aliyun":
                services.AddOptions<RealNameOptions>().Bind(configuration.GetSection(RealNameOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
                services.AddScoped<IRealNameGateway, AliyunRealNameGateway>();
                break;
            case "Http":
                services.AddOptions<HttpRealNameOptions>().Bind(configuration.GetSection(HttpRealNameOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
                // No log line of the client, and no redirect: a name goes where the configuration says and nowhere else.
                services.AddHttpClient<IRealNameGateway, HttpRealNameGateway>((place, http) =>
                    {
                        http.Timeout = TimeSpan.FromSeconds(place.GetRequiredService<IOptions<HttpRealNameOptions>>().Value.TimeoutSeconds);
                        http.MaxResponseContentBufferSize = HttpRealNameGateway.LargestAnswer;
                    })
                    .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false })
                    .RemoveAllLoggers();
                break;
            default:
                throw new InvalidOperationException("RealName:Provider must be Aliyun or Http.");
        }
    }
}
