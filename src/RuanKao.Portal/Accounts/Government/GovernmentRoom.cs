using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace RuanKao.Portal.Accounts.Government;

/// <summary>Brings the platforms of the configuration into the house.</summary>
public static class GovernmentRoom
{
    /// <summary>From the platform's answer to 确认绑定, with a sign-up in between.</summary>
    public static readonly TimeSpan ToConfirm = TimeSpan.FromMinutes(30);

    public static IServiceCollection AddGovernmentLogin(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection(GovernmentLoginOptions.Section);
        services.AddOptions<GovernmentLoginOptions>().Bind(section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<GovernmentLoginOptions>, GovernmentLoginRules>();
        services.AddSingleton<GovernmentBreakers>();
        services.AddScoped<GovernmentLinks>();
        services.AddScoped<IAccountLine, GovernmentLines>();
        services.AddOptions<CookieAuthenticationOptions>(IdentityConstants.ExternalScheme).Configure<IHostEnvironment>((cookie, environment) =>
        {
            cookie.Cookie.Name = "portal-government";
            cookie.Cookie.SameSite = SameSiteMode.Lax;
            cookie.Cookie.HttpOnly = true;
            cookie.Cookie.SecurePolicy = environment.IsDevelopment() ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
            cookie.ExpireTimeSpan = ToConfirm;
            cookie.SlidingExpiration = false;
        });
        var authentication = services.AddAuthentication();
        foreach (var (key, provider) in section.Get<GovernmentLoginOptions>()?.Providers ?? [])
        {
            if (provider.Kind == GovernmentProtocol.Oidc) GovernmentSchemes.AddOidc(authentication, key, provider);
            else GovernmentSchemes.AddOAuth(authentication, key, provider);
        }
        return services;
    }
}
