using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using RuanKao.Sandbox.People;

namespace RuanKao.Sandbox.Government;

/// <summary>How the platform behaves: it answers, takes longer than anybody waits, or fails.</summary>
public enum PlatformState { Up, Slow, Down }

/// <summary>A portal known to the platform; the only redirect addresses are those registered.</summary>
public sealed record PlatformClient(string Id, string Secret, bool NeedsPkce, bool UsesBasic);

/// <summary>What a portal asked for when it sent the browser here.</summary>
public sealed record PlatformVisit(string ClientId, string RedirectUri, string Scope, string? State, string? Nonce, string? CodeChallenge);

/// <summary>The government's login platform: its users, and codes and tokens that work once and not for long.</summary>
public sealed class GovernmentPlatform
{
    public const string OidcClient = SandboxKeys.Mark + ".oidc";
    public const string OAuthClient = SandboxKeys.Mark + ".oauth2";

    private static readonly TimeSpan CodeLife = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan TokenLife = TimeSpan.FromMinutes(10);

    private readonly SandboxClock clock;
    private readonly ConcurrentDictionary<string, bool> redirects = new();
    private readonly ConcurrentDictionary<string, (PlatformVisit Visit, SandboxPerson Person, long Until)> codes = new();
    private readonly ConcurrentDictionary<string, (SandboxPerson Person, long Until)> tokens = new();

    internal GovernmentPlatform(SandboxKeys keys, SandboxClock clock)
    {
        this.clock = clock;
        Clients = new PlatformClient[]
        {
            new(OidcClient, keys.GovernmentSecret!, NeedsPkce: true, UsesBasic: false),
            new(OAuthClient, keys.GovernmentSecret!, NeedsPkce: false, UsesBasic: true),
        }.ToDictionary(c => c.Id);
    }

    public IReadOnlyDictionary<string, PlatformClient> Clients { get; }

    public PlatformState State { get; set; } = PlatformState.Up;

    /// <summary>How long a slow platform takes.</summary>
    public TimeSpan Slowness { get; set; } = TimeSpan.FromSeconds(8);

    /// <summary>Changes the claims of identity tokens before they are signed, for tests of what a portal must refuse.</summary>
    public Action<JsonObject>? Tamper { get; set; }

    /// <summary>How many times a portal's server has asked for anything.</summary>
    public int Calls => calls;

    private int calls;

    internal void Count() => Interlocked.Increment(ref calls);

    public void Register(string redirectUri) => redirects[redirectUri] = true;

    internal bool Knows(string? redirectUri) => redirectUri is not null && redirects.ContainsKey(redirectUri);

    internal string Grant(PlatformVisit visit, SandboxPerson person)
    {
        var code = Token();
        codes[code] = (visit, person, (clock.Now + CodeLife).ToUnixTimeSeconds());
        return code;
    }

    /// <summary>Takes a code in; it is used up whether or not the rest of the request is right.</summary>
    internal (PlatformVisit Visit, SandboxPerson Person)? Redeem(string code) =>
        codes.TryRemove(code, out var grant) && grant.Until > clock.UnixSeconds ? (grant.Visit, grant.Person) : null;

    internal string IssueAccess(SandboxPerson person)
    {
        var token = Token();
        tokens[token] = (person, (clock.Now + TokenLife).ToUnixTimeSeconds());
        return token;
    }

    internal SandboxPerson? HolderOf(string token) => tokens.TryGetValue(token, out var holder) && holder.Until > clock.UnixSeconds ? holder.Person : null;

    /// <summary>The same person is always the same subject at one client, and another one at the next.</summary>
    public static string SubjectOf(SandboxPerson person, string clientId) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(clientId + "\n" + person.IdNumber)))[..32];

    /// <summary>1 registered, 2 verified by name and number, 3 verified by face; 9 is a word no contract names.</summary>
    public static string LevelOf(SandboxPerson person) => person.Answer switch
    {
        AuthorityAnswer.NoRecord => "1",
        AuthorityAnswer.SourceDown => "9",
        _ => person.IsFemale ? "3" : "2",
    };

    /// <summary>Persons are 1, organisations 2: one of the listed people logs in for a company.</summary>
    public static string KindOf(SandboxPerson person) => person.Answer == AuthorityAnswer.Broken ? "2" : "1";

    public static string MobileOf(SandboxPerson person) => "1990000" + person.IdNumber[13..17];

    private static string Token() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
}
