using Microsoft.AspNetCore.Identity;
using RuanKao.Portal.Accounts.Government;
using RuanKao.Portal.Accounts.MyData;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Web;

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
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies(cookies =>
        {
            cookies.ApplicationCookie!.Configure<IHostEnvironment>((cookie, environment) =>
            {
                cookie.LoginPath = "/sign-in";
                cookie.AccessDeniedPath = "/errors/403";
                cookie.ReturnUrlParameter = "returnUrl";
                Dress(cookie.Cookie, "portal", environment);
                SessionGuard.Watch(cookie);
            });
            cookies.TwoFactorUserIdCookie!.Configure<IHostEnvironment>((cookie, environment) =>
            {
                Dress(cookie.Cookie, "portal-step", environment);
                cookie.ExpireTimeSpan = SignInDesk.StepLife;
                cookie.SlidingExpiration = false;
            });
        });
        services.AddScoped<SessionGuard>();
        services.AddSingleton(place => new Passwords(new PasswordHasher<PortalUser>(place.GetRequiredService<Microsoft.Extensions.Options.IOptions<PasswordHasherOptions>>())));
        services.AddOptions<CodeCeilingOptions>().Bind(configuration.GetSection(CodeCeilingOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddScoped<CodeCeilings>();
        services.AddScoped<VerificationCodes>();
        services.AddScoped<SignInThrottle>();
        services.AddScoped<Captcha>();
        services.AddScoped<AccountService>();
        services.AddScoped<SignInDesk>();
        services.AddScoped<SecondFactors>();
        services.AddScoped<Posts>();
        services.AddScoped<Invitations>();
        services.AddScoped<StaffList>();
        services.AddScoped<IDeskMenuContributor, StaffDeskMenu>();
        services.AddScoped<IAccountLine, SecondFactorLine>();
        services.AddScoped<IAccountLine, SignInWays>();
        services.AddScoped<BindingService>();
        services.AddHttpContextAccessor();
        services.AddScoped<KnownDevices>();
        services.AddGovernmentLogin(configuration);
        services.AddSingleton<FreshProof>();
        services.AddScoped<PersonalDataService>();
        services.AddScoped<IPersonalDataSource, AccountHoldings>();
        services.AddScoped<IExpiringRows, AccountRows>();
        services.AddSingleton<StepTokens>();
        services.AddSingleton<BindingSteps>();
        return services;
    }

    private static void Dress(CookieBuilder cookie, string name, IHostEnvironment environment)
    {
        cookie.Name = name;
        cookie.SameSite = SameSiteMode.Lax;
        cookie.HttpOnly = true;
        cookie.SecurePolicy = environment.IsDevelopment() ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
    }
}
