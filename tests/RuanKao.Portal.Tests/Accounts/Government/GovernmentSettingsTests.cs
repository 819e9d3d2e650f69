using RuanKao.Portal.Accounts.Government;

namespace RuanKao.Portal.Tests.Accounts.Government;

/// <summary>What must be settled with a platform before its button may show.</summary>
public class GovernmentSettingsTests
{
    private static readonly GovernmentProvider Oidc = new()
    {
        Title = "国家政务服务平台", Authority = "https://platform.example", ClientId = "portal", ClientSecret = "secret", FixedLevel = AssuranceLevel.RealName,
    };

    private static readonly GovernmentProvider OAuth = Oidc with
    {
        Kind = GovernmentProtocol.OAuth2, Issuer = "province", AuthorizationEndpoint = "https://platform.example/authorize", TokenEndpoint = "https://platform.example/token", UserInfoEndpoint = "https://platform.example/me",
    };

    public static TheoryData<string, GovernmentProvider, string> Faults() => new()
    {
        { "The national one", Oidc, "must be named" },
        { "national", Oidc with { Title = " " }, "Title is missing" },
        { "national", Oidc with { ClientId = "" }, "ClientId is missing" },
        { "national", Oidc with { ClientSecret = "" }, "ClientSecret is missing" },
        { "national", Oidc with { Claims = new() { Subject = "" } }, "Claims:Subject is missing" },
        { "national", Oidc with { Authority = "platform.example" }, "Authority must be a web address" },
        { "national", Oidc with { Authority = "ftp://platform.example" }, "Authority must be a web address" },
        { "national", Oidc with { Scopes = "profile" }, "Scopes must contain openid" },
        { "national", Oidc with { FixedLevel = null }, "needs either Claims:Level or FixedLevel" },
        { "national", Oidc with { Claims = new() { Level = "level" } }, "needs either Claims:Level or FixedLevel" },
        { "national", Oidc with { FixedLevel = null, Claims = new() { Level = "level" } }, "Levels is missing" },
        { "national", Oidc with { Claims = new() { Kind = "type" } }, "PersonKinds is missing" },
        { "province", OAuth with { Issuer = "" }, "Issuer is missing" },
        { "province", OAuth with { AuthorizationEndpoint = "" }, "AuthorizationEndpoint must be a web address" },
        { "province", OAuth with { TokenEndpoint = "/token" }, "TokenEndpoint must be a web address" },
        { "province", OAuth with { UserInfoEndpoint = "me" }, "UserInfoEndpoint must be a web address" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void What_is_not_settled_is_named(string key, GovernmentProvider provider, string fault) => Assert.Contains(fault, FaultOf(key, provider));

    [Fact]
    public void What_is_settled_is_taken()
    {
        Assert.Null(FaultOf("national", Oidc));
        Assert.Null(FaultOf("province", OAuth));
        Assert.Null(FaultOf("province", OAuth with { UserInfoEndpoint = "" }));
    }

    private static string? FaultOf(string key, GovernmentProvider provider) =>
        new GovernmentLoginRules().Validate(null, new() { Providers = new() { [key] = provider } }).FailureMessage;
}
