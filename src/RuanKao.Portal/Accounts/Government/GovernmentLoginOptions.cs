using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace RuanKao.Portal.Accounts.Government;

/// <summary>How sure a platform is of its user, from the least to the most.</summary>
public enum AssuranceLevel { Registered, RealName, RealPerson }

public enum GovernmentProtocol { Oidc, OAuth2 }

/// <summary>Where the client's secret travels at the token endpoint: in the form, or in a Basic header (RFC 6749 2.3.1).</summary>
public enum ClientAuthentication { Post, Basic }

/// <summary>Where in a platform's answer each fact stands, as dotted paths; an empty path says that the platform does not tell.</summary>
public sealed record GovernmentClaimMap
{
    public string Issuer { get; init; } = "";

    public string Subject { get; init; } = "sub";

    public string Name { get; init; } = "";

    public string Number { get; init; } = "";

    public string Mobile { get; init; } = "";

    public string Level { get; init; } = "";

    public string Kind { get; init; } = "";
}

/// <summary>One platform, as its contract describes it.</summary>
public sealed record GovernmentProvider
{
    public GovernmentProtocol Kind { get; init; } = GovernmentProtocol.Oidc;

    /// <summary>As it stands on buttons: 国家政务服务平台.</summary>
    public string Title { get; init; } = "";

    /// <summary>oidc: where .well-known/openid-configuration lies.</summary>
    public string Authority { get; init; } = "";

    public string AuthorizationEndpoint { get; init; } = "";

    public string TokenEndpoint { get; init; } = "";

    /// <summary>oauth2: empty where the token answer itself says who it is.</summary>
    public string UserInfoEndpoint { get; init; } = "";

    /// <summary>oauth2: the name under which its subjects are unique; a platform that names itself must name this one.</summary>
    public string Issuer { get; init; } = "";

    public string ClientId { get; init; } = "";

    public string ClientSecret { get; init; } = "";

    public ClientAuthentication ClientAuthentication { get; init; } = ClientAuthentication.Post;

    /// <summary>Separated by blanks.</summary>
    public string Scopes { get; init; } = "openid profile";

    public bool UsePkce { get; init; } = true;

    /// <summary>oidc: asks the user info endpoint for what the identity token does not hold.</summary>
    public bool AsksUserInfo { get; init; } = true;

    public GovernmentClaimMap Claims { get; init; } = new();

    /// <summary>The platform's word for each level; a word that is not listed opens nothing.</summary>
    public Dictionary<string, AssuranceLevel> Levels { get; init; } = [];

    /// <summary>What a platform without a level path is trusted for.</summary>
    public AssuranceLevel? FixedLevel { get; init; }

    public AssuranceLevel MinimumLevel { get; init; } = AssuranceLevel.RealName;

    /// <summary>The platform's words for a natural person, where it also has accounts of organisations.</summary>
    public string[] PersonKinds { get; init; } = [];

    public string[] ScopeList => Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>Configuration section GovernmentLogin: the platforms whose accounts open an account here; none means the login page offers none.</summary>
public sealed class GovernmentLoginOptions
{
    public const string Section = "GovernmentLogin";

    public Dictionary<string, GovernmentProvider> Providers { get; init; } = [];
}

/// <summary>What must be settled in a platform's contract before its button may show.</summary>
public sealed partial class GovernmentLoginRules : IValidateOptions<GovernmentLoginOptions>
{
    public ValidateOptionsResult Validate(string? name, GovernmentLoginOptions options)
    {
        var faults = options.Providers.SelectMany(p => Faults(p.Key, p.Value)
            .Select(fault => $"{GovernmentLoginOptions.Section}:Providers:{p.Key}{fault}")).ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Faults(string key, GovernmentProvider provider)
    {
        if (!Key().IsMatch(key)) yield return " must be named with up to 30 of a-z, 0-9 and -.";
        foreach (var (name, value) in new[] { ("Title", provider.Title), ("ClientId", provider.ClientId), ("ClientSecret", provider.ClientSecret), ("Claims:Subject", provider.Claims.Subject) })
            if (string.IsNullOrWhiteSpace(value)) yield return $":{name} is missing.";
        var addresses = provider.Kind == GovernmentProtocol.Oidc
            ? new[] { ("Authority", provider.Authority) }
            : [("AuthorizationEndpoint", provider.AuthorizationEndpoint), ("TokenEndpoint", provider.TokenEndpoint)];
        foreach (var (name, value) in addresses)
            if (!IsWeb(value)) yield return $":{name} must be a web address.";
        if (provider.Kind == GovernmentProtocol.OAuth2 && provider.Issuer.Length == 0) yield return ":Issuer is missing.";
        if (provider.Kind == GovernmentProtocol.OAuth2 && provider.UserInfoEndpoint.Length > 0 && !IsWeb(provider.UserInfoEndpoint)) yield return ":UserInfoEndpoint must be a web address.";
        if (provider.Kind == GovernmentProtocol.Oidc && !provider.ScopeList.Contains("openid")) yield return ":Scopes must contain openid.";
        if (provider.Claims.Level.Length > 0 == provider.FixedLevel is not null) yield return " needs either Claims:Level or FixedLevel.";
        if (provider.Claims.Level.Length > 0 && provider.Levels.Count == 0) yield return ":Levels is missing.";
        if (provider.Claims.Kind.Length > 0 && provider.PersonKinds.Length == 0) yield return ":PersonKinds is missing.";
    }

    private static bool IsWeb(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https";

    // It stands in addresses and cookie names.
    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,29}$")]
    private static partial Regex Key();
}
