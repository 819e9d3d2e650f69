namespace RuanKao.Sandbox.Government;

/// <summary>The two contracts that a portal can have with the platform, as settings of one provider.</summary>
public static class GovernmentSettings
{
    /// <summary>OpenID Connect with PKCE, the secret in the form.</summary>
    public static IReadOnlyDictionary<string, string> National(SandboxKeys keys, Uri sandbox) => new Dictionary<string, string>
    {
        ["Kind"] = "Oidc",
        ["Title"] = "国家政务服务平台",
        ["Authority"] = new Uri(sandbox, GovernmentGateway.Path).ToString(),
        ["ClientId"] = GovernmentPlatform.OidcClient,
        ["ClientSecret"] = keys.GovernmentSecret!,
        ["Scopes"] = "openid profile",
        ["Claims:Subject"] = "sub",
        ["Claims:Name"] = "name",
        ["Claims:Number"] = "id_number",
        ["Claims:Mobile"] = "phone_number",
        ["Claims:Level"] = "level",
        ["Claims:Kind"] = "user_type",
        ["PersonKinds:0"] = "1",
        ["Levels:1"] = "Registered",
        ["Levels:2"] = "RealName",
        ["Levels:3"] = "RealPerson",
    };

    /// <summary>Plain OAuth 2.0 as provinces have it: nested answers, the secret in a Basic header.</summary>
    public static IReadOnlyDictionary<string, string> Province(SandboxKeys keys, Uri sandbox) => new Dictionary<string, string>
    {
        ["Kind"] = "OAuth2",
        ["Title"] = "云南政务服务网",
        ["AuthorizationEndpoint"] = new Uri(sandbox, GovernmentGateway.Path + "/authorize").ToString(),
        ["TokenEndpoint"] = new Uri(sandbox, GovernmentGateway.Path + "/token").ToString(),
        ["UserInfoEndpoint"] = new Uri(sandbox, GovernmentGateway.Path + "/province/user").ToString(),
        ["Issuer"] = "province",
        ["ClientId"] = GovernmentPlatform.OAuthClient,
        ["ClientSecret"] = keys.GovernmentSecret!,
        ["ClientAuthentication"] = "Basic",
        ["Scopes"] = "user",
        ["Claims:Issuer"] = "data.platform",
        ["Claims:Subject"] = "data.user.uid",
        ["Claims:Name"] = "data.user.xm",
        ["Claims:Number"] = "data.user.zjhm",
        ["Claims:Mobile"] = "data.user.sjhm",
        ["Claims:Level"] = "data.user.rzdj",
        ["Claims:Kind"] = "data.user.yhlx",
        ["PersonKinds:0"] = "1",
        ["Levels:1"] = "Registered",
        ["Levels:2"] = "RealName",
        ["Levels:3"] = "RealPerson",
    };
}
