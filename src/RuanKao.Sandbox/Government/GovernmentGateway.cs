using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using RuanKao.Sandbox.People;

namespace RuanKao.Sandbox.Government;

/// <summary>What portals' servers ask: discovery, keys, tokens, user info; as OpenID Connect, and as the plain OAuth 2.0 with nested answers that provinces have.</summary>
internal sealed class GovernmentGateway(GovernmentPlatform platform, SandboxKeys keys, SandboxClock clock)
{
    public const string Path = "/government";

    private const string KeyId = SandboxKeys.Mark + ".1";

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Path + "/.well-known/openid-configuration", http => AnswerAsync(http, Discovery));
        app.MapGet(Path + "/jwks", http => AnswerAsync(http, _ => (200, Jwks())));
        app.MapPost(Path + "/token", http => AnswerAsync(http, TokenAsync));
        app.MapGet(Path + "/userinfo", http => AnswerAsync(http, h => UserInfo(h, OidcFacts)));
        app.MapGet(Path + "/province/user", http => AnswerAsync(http, h => UserInfo(h, ProvinceFacts)));
    }

    private Task AnswerAsync(HttpContext http, Func<HttpContext, (int, JsonObject)> answer) => AnswerAsync(http, h => Task.FromResult(answer(h)));

    private async Task AnswerAsync(HttpContext http, Func<HttpContext, Task<(int, JsonObject)>> answer)
    {
        platform.Count();
        if (platform.State == PlatformState.Slow) await Task.Delay(platform.Slowness, http.RequestAborted);
        if (platform.State == PlatformState.Down)
        {
            http.Response.StatusCode = 502;
            await http.Response.WriteAsync("<html><body>502 Bad Gateway</body></html>");
            return;
        }
        var (status, json) = await answer(http);
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json; charset=utf-8";
        http.Response.Headers.CacheControl = "no-store";
        await http.Response.WriteAsync(json.ToJsonString());
    }

    private static string Issuer(HttpContext http) => $"http://{http.Request.Host}{Path}";

    private (int, JsonObject) Discovery(HttpContext http) => (200, new()
    {
        ["issuer"] = Issuer(http),
        ["authorization_endpoint"] = Issuer(http) + "/authorize",
        ["token_endpoint"] = Issuer(http) + "/token",
        ["userinfo_endpoint"] = Issuer(http) + "/userinfo",
        ["jwks_uri"] = Issuer(http) + "/jwks",
        ["response_types_supported"] = new JsonArray("code"),
        ["subject_types_supported"] = new JsonArray("pairwise"),
        ["id_token_signing_alg_values_supported"] = new JsonArray("RS256"),
        ["code_challenge_methods_supported"] = new JsonArray("S256"),
        ["authorization_response_iss_parameter_supported"] = true,
    });

    private JsonObject Jwks()
    {
        using var key = RSA.Create();
        key.ImportFromPem(keys.GovernmentKey);
        var numbers = key.ExportParameters(false);
        return new()
        {
            ["keys"] = new JsonArray(new JsonObject
            {
                ["kty"] = "RSA", ["use"] = "sig", ["alg"] = "RS256", ["kid"] = KeyId,
                ["n"] = Base64(numbers.Modulus!), ["e"] = Base64(numbers.Exponent!),
            }),
        };
    }

    private async Task<(int, JsonObject)> TokenAsync(HttpContext http)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        if (Client(http, form) is not { } client) return (401, Error("invalid_client"));
        if (form["grant_type"] != "authorization_code") return (400, Error("unsupported_grant_type"));
        // A code is worth one request, right or wrong.
        if (platform.Redeem(form["code"].ToString()) is not { } grant) return (400, Error("invalid_grant"));
        if (grant.Visit.ClientId != client.Id || grant.Visit.RedirectUri != form["redirect_uri"]) return (400, Error("invalid_grant"));
        if (grant.Visit.CodeChallenge is { } challenge
            && challenge != Base64(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())))) return (400, Error("invalid_grant"));

        var answer = new JsonObject { ["access_token"] = platform.IssueAccess(grant.Person), ["token_type"] = "Bearer", ["expires_in"] = 600 };
        if (grant.Visit.Scope.Split(' ').Contains("openid")) answer["id_token"] = Sign(Claims(http, grant.Visit, grant.Person));
        return (200, answer);
    }

    private PlatformClient? Client(HttpContext http, IFormCollection form)
    {
        var (id, secret, basic) = (form["client_id"].ToString(), form["client_secret"].ToString(), false);
        if (http.Request.Headers.Authorization.ToString() is var header && header.StartsWith("Basic ", StringComparison.Ordinal))
        {
            var pair = Encoding.UTF8.GetString(Convert.FromBase64String(header["Basic ".Length..])).Split(':', 2);
            (id, secret, basic) = (Uri.UnescapeDataString(pair[0]), Uri.UnescapeDataString(pair.ElementAtOrDefault(1) ?? ""), true);
        }
        return platform.Clients.TryGetValue(id, out var client) && client.Secret == secret && client.UsesBasic == basic ? client : null;
    }

    private JsonObject Claims(HttpContext http, PlatformVisit visit, SandboxPerson person)
    {
        var claims = new JsonObject
        {
            ["iss"] = Issuer(http), ["sub"] = GovernmentPlatform.SubjectOf(person, visit.ClientId), ["aud"] = visit.ClientId,
            ["iat"] = clock.UnixSeconds, ["exp"] = clock.UnixSeconds + 300,
        };
        if (visit.Nonce is not null) claims["nonce"] = visit.Nonce;
        platform.Tamper?.Invoke(claims);
        return claims;
    }

    private string Sign(JsonObject claims)
    {
        var header = new JsonObject { ["alg"] = "RS256", ["typ"] = "JWT", ["kid"] = KeyId };
        var text = Base64(Encoding.UTF8.GetBytes(header.ToJsonString())) + "." + Base64(Encoding.UTF8.GetBytes(claims.ToJsonString()));
        using var key = RSA.Create();
        key.ImportFromPem(keys.GovernmentKey);
        return text + "." + Base64(key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    private (int, JsonObject) UserInfo(HttpContext http, Func<SandboxPerson, JsonObject> facts)
    {
        var header = http.Request.Headers.Authorization.ToString();
        return header.StartsWith("Bearer ", StringComparison.Ordinal) && platform.HolderOf(header["Bearer ".Length..]) is { } person
            ? (200, facts(person)) : (401, Error("invalid_token"));
    }

    private static JsonObject OidcFacts(SandboxPerson person) => new()
    {
        ["sub"] = GovernmentPlatform.SubjectOf(person, GovernmentPlatform.OidcClient), ["name"] = person.Name, ["id_number"] = person.IdNumber,
        ["phone_number"] = GovernmentPlatform.MobileOf(person), ["level"] = GovernmentPlatform.LevelOf(person), ["user_type"] = GovernmentPlatform.KindOf(person),
    };

    private static JsonObject ProvinceFacts(SandboxPerson person) => new()
    {
        ["result"] = "0",
        ["data"] = new JsonObject
        {
            ["platform"] = "province",
            ["user"] = new JsonObject
            {
                ["uid"] = GovernmentPlatform.SubjectOf(person, GovernmentPlatform.OAuthClient), ["xm"] = person.Name, ["zjhm"] = person.IdNumber,
                ["sjhm"] = GovernmentPlatform.MobileOf(person), ["rzdj"] = int.Parse(GovernmentPlatform.LevelOf(person), System.Globalization.CultureInfo.InvariantCulture),
                ["yhlx"] = GovernmentPlatform.KindOf(person),
            },
        },
    };

    private static JsonObject Error(string code) => new() { ["error"] = code };

    private static string Base64(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
