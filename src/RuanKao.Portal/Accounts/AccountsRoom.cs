using Microsoft.AspNetCore.Identity;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Accounts;

public static class AccountsRoom
{
    // 80 ms a check on one core; see Passwords for what keeps a rush from starving the pages.
    private const int HashIterations = 210_000;

    public static IServiceCollection AddAccounts(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddIdentityCore<PortalUser>(options =>
            {
                options.Stores.SchemaVersion = PortalDatabase.IdentitySchema;
                // PasswordRules is the rule; Identity's own would say it in English.
                options.Password.RequiredLength = PasswordRules.MinLength;
                options.Password.RequireDigit = true;
                options.Password.RequireLowercase = false;
                options.Password.RequireUppercase = false;
                options.Password.RequireNonAlphanumeric = false;
            })
            .AddEntityFrameworkStores<PortalContext>()
            .AddClaimsPrincipalFactory<PrincipalFactory>()
            .AddSignInManager()
            .AddDefaultTokenProviders();
        services.Configure<PasswordHasherOptions>(hasher => hasher.IterationCount = HashIterations);
        services.AddAuthentication(IdentityConstants.ApplicationScheme)
            .AddIdentityCookies(cookies => cookies.ApplicationCookie!.Configure<IHostEnvironment>((cookie, environment) =>
            {
                cookie.LoginPath = "/sign-in";
                cookie.AccessDeniedPath = "/errors/403";
                cookie.ReturnUrlParameter = "returnUrl";
                cookie.Cookie.Name = "portal";
                cookie.Cookie.SameSite = SameSiteMode.Lax;
                cookie.Cookie.HttpOnly = true;
                cookie.Cookie.SecurePolicy = environment.IsDevelopment() ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
                SessionGuard.Watch(cookie);
            }));
        services.AddScoped<SessionGuard>();
        services.AddSingleton(place => new Passwords(new PasswordHasher<PortalUser>(place.GetRequiredService<Microsoft.Extensions.Options.IOptions<PasswordHasherOptions>>())));
        services.AddOptions<CodeCeilingOptions>().Bind(configuration.GetSection(CodeCeilingOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddScoped<CodeCeilings>();
        services.AddScoped<VerificationCodes>();
        services.AddScoped<SignInThrottle>();
        services.AddScoped<Captcha>();
        services.AddScoped<AccountService>();
        services.AddScoped<SignInDesk>();
        services.AddScoped<IAccountLine, SignInWays>();
        services.AddScoped<BindingService>();
        services.AddSingleton<StepTokens>();
        services.AddSingleton<BindingSteps>();
        return services;
    }
}
