using System.Buffers.Text;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Accounts.Government;

/// <summary>One authentication scheme of the framework for each platform; all of them end at <see cref="Arrived"/> or at the page that says why not.</summary>
public static class GovernmentSchemes
{
    public const string Arrived = "/sign-in/government/arrived";
    public const string Failed = "/sign-in/government/failed";

    /// <summary>How long a person may take at the platform.</summary>
    public static readonly TimeSpan Visit = TimeSpan.FromMinutes(15);

    public const string ReturnUrl = "returnUrl";
    private const string Until = "until";
    private const string IdentityToken = "government.identity-token";

    public static string SchemeOf(string key) => "government-" + key;

    public static string CallbackOf(string key) => $"/sign-in/government/{key}/callback";

    public static void AddOidc(AuthenticationBuilder authentication, string key, GovernmentProvider provider)
    {
        authentication.AddOpenIdConnect(SchemeOf(key), provider.Title, options =>
        {
            options.Authority = provider.Authority;
            options.RequireHttpsMetadata = false; // ProductionSettings asks for https everywhere.
            options.ClientId = provider.ClientId;
            options.ClientSecret = provider.ClientSecret;
            // The answer comes as a plain link, so that its cookies can be strict: a cross-site form would not carry them.
            (options.ResponseType, options.ResponseMode) = (OpenIdConnectResponseType.Code, OpenIdConnectResponseMode.Query);
            options.UsePkce = provider.UsePkce;
            options.DisableTelemetry = true;
            options.MapInboundClaims = false;
            options.GetClaimsFromUserInfoEndpoint = provider.AsksUserInfo;
            options.ClaimActions.Clear();
            options.Scope.Clear();
            foreach (var scope in provider.ScopeList) options.Scope.Add(scope);
            options.Events = new()
            {
                OnRedirectToIdentityProvider = context =>
                {
                    context.ProtocolMessage.RedirectUri = ExactRedirect(context.HttpContext, key);
                    return Task.CompletedTask;
                },
                OnMessageReceived = async context =>
                {
                    // RFC 9207: an answer that names its sender must come from the one that was asked.
                    if (context.ProtocolMessage.Iss is { Length: > 0 } sender
                        && sender != (await context.Options.ConfigurationManager!.GetConfigurationAsync(context.HttpContext.RequestAborted)).Issuer)
                        context.Fail(new GovernmentRefusalException(GovernmentRefusal.Unreadable, "answered by another issuer"));
                },
                OnTokenValidated = context =>
                {
                    var payload = context.TokenEndpointResponse!.IdToken.Split('.')[1];
                    var token = (JsonObject)JsonNode.Parse(Base64Url.DecodeFromChars(payload))!;
                    if (provider.AsksUserInfo) context.HttpContext.Items[IdentityToken] = token;
                    else context.Principal = Read(key, provider, token).ToPrincipal();
                    return Task.CompletedTask;
                },
                OnUserInformationReceived = context =>
                {
                    var all = (JsonObject)context.HttpContext.Items[IdentityToken]!;
                    foreach (var fact in context.User.RootElement.EnumerateObject().Where(f => !all.ContainsKey(f.Name)))
                        all[fact.Name] = JsonNode.Parse(fact.Value.GetRawText());
                    context.Principal = Read(key, provider, all).ToPrincipal();
                    return Task.CompletedTask;
                },
                OnAccessDenied = Cancelled,
                OnRemoteFailure = Refused,
                OnTicketReceived = InTime,
            };
        });
        authentication.Services.AddOptions<OpenIdConnectOptions>(SchemeOf(key)).Configure<IHostEnvironment, GovernmentBreakers, TimeProvider>((options, environment, breakers, clock) =>
        {
            Common(options, key, provider, environment, breakers);
            Narrow(options.NonceCookie, environment);
            options.TokenValidationParameters.LifetimeValidator = (from, until, _, rules) =>
                until > clock.Now() - rules.ClockSkew && (from is null || from <= clock.Now() + rules.ClockSkew);
        });
    }

    public static void AddOAuth(AuthenticationBuilder authentication, string key, GovernmentProvider provider)
    {
        authentication.AddOAuth<OAuthOptions, GovernmentOAuthHandler>(SchemeOf(key), provider.Title, options =>
        {
            (options.AuthorizationEndpoint, options.TokenEndpoint, options.UserInformationEndpoint) = (provider.AuthorizationEndpoint, provider.TokenEndpoint, provider.UserInfoEndpoint);
            (options.ClientId, options.ClientSecret, options.ClaimsIssuer) = (provider.ClientId, provider.ClientSecret, provider.Issuer);
            options.UsePkce = provider.UsePkce;
            foreach (var scope in provider.ScopeList) options.Scope.Add(scope);
            options.Events = new()
            {
                OnCreatingTicket = async context =>
                {
                    using var told = provider.UserInfoEndpoint.Length > 0 ? await AskAsync(context) : null;
                    context.Principal = GovernmentPerson.Read(key, provider, (told ?? context.TokenResponse.Response!).RootElement).ToPrincipal();
                },
                OnAccessDenied = Cancelled,
                OnRemoteFailure = Refused,
                OnTicketReceived = InTime,
            };
        });
        authentication.Services.AddOptions<OAuthOptions>(SchemeOf(key)).Configure<IHostEnvironment, GovernmentBreakers>((options, environment, breakers) =>
            Common(options, key, provider, environment, breakers));
    }

    /// <summary>The one address that the contract names, whatever host name this request came by.</summary>
    public static string ExactRedirect(HttpContext http, string key) => http.RequestServices.GetRequiredService<IOptions<SiteOptions>>().Value.Link(CallbackOf(key));

    private static void Common(RemoteAuthenticationOptions options, string key, GovernmentProvider provider, IHostEnvironment environment, GovernmentBreakers breakers)
    {
        options.CallbackPath = CallbackOf(key);
        options.SignInScheme = IdentityConstants.ExternalScheme;
        options.SaveTokens = false;
        options.RemoteAuthenticationTimeout = Visit;
        options.Backchannel = new(new GovernmentBackchannel(provider, breakers.Of(key))) { Timeout = GovernmentBackchannel.Patience + TimeSpan.FromSeconds(1), MaxResponseContentBufferSize = GovernmentBackchannel.MaxAnswer };
        Narrow(options.CorrelationCookie, environment);
    }

    private static void Narrow(CookieBuilder cookie, IHostEnvironment environment)
    {
        cookie.SameSite = SameSiteMode.Lax;
        cookie.SecurePolicy = environment.IsDevelopment() ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
    }

    private static GovernmentPerson Read(string key, GovernmentProvider provider, JsonObject answer)
    {
        using var document = JsonDocument.Parse(answer.ToJsonString());
        return GovernmentPerson.Read(key, provider, document.RootElement, (string?)answer["iss"]);
    }

    private static async Task<JsonDocument> AskAsync(OAuthCreatingTicketContext context)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, context.Options.UserInformationEndpoint);
        request.Headers.Authorization = new("Bearer", context.AccessToken);
        request.Headers.Accept.Add(new("application/json"));
        using var response = await context.Backchannel.SendAsync(request, context.HttpContext.RequestAborted);
        if (!response.IsSuccessStatusCode) throw new GovernmentRefusalException(GovernmentRefusal.Unreadable, $"user info answered {(int)response.StatusCode}");
        return await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(context.HttpContext.RequestAborted), cancellationToken: context.HttpContext.RequestAborted);
    }

    /// <summary>What goes with a person to the platform and comes back sealed in the state.</summary>
    public static AuthenticationProperties Begin(string? returnUrl, TimeProvider clock) => new()
    {
        RedirectUri = Arrived, Items = { [ReturnUrl] = returnUrl, [Until] = clock.Now().Add(Visit).Ticks.ToString(CultureInfo.InvariantCulture) },
    };

    // The framework leaves it to the browser to forget a visit.
    private static Task InTime(TicketReceivedContext context)
    {
        var clock = context.HttpContext.RequestServices.GetRequiredService<TimeProvider>();
        if (context.Properties!.Items.TryGetValue(Until, out var until) && long.Parse(until!, CultureInfo.InvariantCulture) > clock.Now().Ticks) return Task.CompletedTask;
        context.Response.Redirect($"{Failed}?reason={GovernmentRefusal.Expired}");
        context.HandleResponse();
        return Task.CompletedTask;
    }

    private static Task Cancelled(AccessDeniedContext context)
    {
        context.Response.Redirect($"{Failed}?reason={GovernmentRefusal.Cancelled}");
        context.HandleResponse();
        return Task.CompletedTask;
    }

    private static Task Refused(RemoteFailureContext context)
    {
        var refusal = WhyNot(context.Failure);
        context.HttpContext.RequestServices.GetRequiredService<ILogger<GovernmentController>>().LogWarning(
            "Nobody came in by {Scheme}: {Refusal}, {Fault} {What}", context.Scheme.Name, refusal, context.Failure?.GetType().Name, (context.Failure as GovernmentRefusalException)?.Message);
        context.Response.Redirect($"{Failed}?reason={refusal}");
        context.HandleResponse();
        return Task.CompletedTask;
    }

    /// <summary>What a fault of the framework means for the person.</summary>
    public static GovernmentRefusal WhyNot(Exception? fault)
    {
        for (var at = fault; at is not null; at = at.InnerException)
        {
            if (at is GovernmentRefusalException refused) return refused.Refusal;
            if (at is SecurityTokenInvalidLifetimeException) return GovernmentRefusal.Expired;
            if (at is HttpRequestException or IOException or OperationCanceledException or TimeoutException) return GovernmentRefusal.Unavailable;
        }
        // The framework has no type of its own for a state that is missing, foreign, used or too old.
        return fault?.Message is { } words && (words.Contains("orrelation", StringComparison.Ordinal) || words.Contains("tate", StringComparison.Ordinal))
            ? GovernmentRefusal.Expired : GovernmentRefusal.Unreadable;
    }
}

/// <summary>The framework's OAuth with the one redirect address, and with the answer's own word about who sent it (RFC 9207).</summary>
public sealed class GovernmentOAuthHandler(IOptionsMonitor<OAuthOptions> options, ILoggerFactory log, UrlEncoder encoder, IOptions<SiteOptions> site)
    : OAuthHandler<OAuthOptions>(options, log, encoder)
{
    private string ExactRedirect => site.Value.Link(Options.CallbackPath);

    protected override string BuildChallengeUrl(AuthenticationProperties properties, string redirectUri) => base.BuildChallengeUrl(properties, ExactRedirect);

    protected override Task<OAuthTokenResponse> ExchangeCodeAsync(OAuthCodeExchangeContext context) =>
        base.ExchangeCodeAsync(new(context.Properties, context.Code, ExactRedirect));

    protected override Task<HandleRequestResult> HandleRemoteAuthenticateAsync() =>
        Request.Query["iss"].ToString() is { Length: > 0 } sender && sender != Options.ClaimsIssuer
            ? Task.FromResult(HandleRequestResult.Fail(new GovernmentRefusalException(GovernmentRefusal.Unreadable, "answered by another issuer")))
            : base.HandleRemoteAuthenticateAsync();
}
