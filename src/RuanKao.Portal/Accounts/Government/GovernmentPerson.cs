using System.Globalization;
using System.Security.Claims;
using System.Text.Json;
using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Accounts.Government;

/// <summary>Why nobody came in from a platform; each has its words on the page.</summary>
public enum GovernmentRefusal
{
    /// <summary>The platform does not answer.</summary>
    Unavailable,
    /// <summary>The person turned back there.</summary>
    Cancelled,
    /// <summary>Too late, answered a second time, or begun in another browser.</summary>
    Expired,
    /// <summary>An answer that cannot be trusted or understood.</summary>
    Unreadable,
    /// <summary>An account of an organisation.</summary>
    Organisation,
    /// <summary>The platform has not verified who its user is.</summary>
    LevelTooLow,
    /// <summary>Staff come in by password and second factor.</summary>
    Staff,
}

/// <summary>A platform's answer that opens nothing; <paramref name="what"/> is for the log and holds no person's values.</summary>
public sealed class GovernmentRefusalException(GovernmentRefusal refusal, string what) : Exception(what)
{
    public GovernmentRefusal Refusal => refusal;
}

/// <summary>Somebody whom a platform has let in. Only issuer and subject say who it is; the rest helps the person to recognise the account.</summary>
public sealed record GovernmentPerson(string Provider, string Issuer, string Subject, AssuranceLevel Level, string? Name, string? Number, string? Mobile)
{
    public const int IssuerLength = 200;
    public const int SubjectLength = 255;

    private const string Prefix = "government_";

    /// <summary>Reads the answer by the provider's map.</summary>
    /// <param name="issuer">What the protocol has proven (oidc), or null to take the map's word, which must be the configured issuer.</param>
    public static GovernmentPerson Read(string key, GovernmentProvider provider, JsonElement answer, string? issuer = null)
    {
        var map = provider.Claims;
        if (map.Kind.Length > 0 && !provider.PersonKinds.Contains(Text(answer, map.Kind)))
            throw new GovernmentRefusalException(GovernmentRefusal.Organisation, "no natural person");
        var named = Text(answer, map.Issuer);
        if (issuer is null && map.Issuer.Length > 0 && named != provider.Issuer)
            throw new GovernmentRefusalException(GovernmentRefusal.Unreadable, "another issuer");
        var subject = Text(answer, map.Subject);
        if (subject is null or { Length: > SubjectLength }) throw new GovernmentRefusalException(GovernmentRefusal.Unreadable, "no subject");
        var level = provider.FixedLevel ?? (Text(answer, map.Level) is { } word && provider.Levels.TryGetValue(word, out var known) ? known
            : throw new GovernmentRefusalException(GovernmentRefusal.Unreadable, "unknown level"));
        if (level < provider.MinimumLevel) throw new GovernmentRefusalException(GovernmentRefusal.LevelTooLow, "level too low");
        return new(key, issuer ?? provider.Issuer, subject, level, Text(answer, map.Name), Text(answer, map.Number)?.ToUpperInvariant(), Text(answer, map.Mobile));
    }

    /// <summary>For the sealed cookie that lasts from the platform's answer to 确认绑定.</summary>
    public ClaimsPrincipal ToPrincipal() => new(new ClaimsIdentity(
        new[]
        {
            ("provider", Provider), ("issuer", Issuer), ("subject", Subject), ("level", Level.ToString()),
            ("name", Name), ("number", Number), ("mobile", Mobile),
        }.Where(f => f.Item2 is not null).Select(f => new Claim(Prefix + f.Item1, f.Item2!)), "government"));

    public static GovernmentPerson? From(ClaimsPrincipal? principal)
    {
        string? Value(string name) => principal?.FindFirstValue(Prefix + name);
        return Value("provider") is { } provider && Value("issuer") is { } issuer && Value("subject") is { } subject && Enum.TryParse<AssuranceLevel>(Value("level"), out var level)
            ? new(provider, issuer, subject, level, Value("name"), Value("number"), Value("mobile")) : null;
    }

    /// <summary>张**, 138****0021: enough to recognise the own account by.</summary>
    public string Recognisable
    {
        get
        {
            var parts = new List<string>();
            if (Name is { Length: > 0 } name)
            {
                var elements = StringInfo.ParseCombiningCharacters(name);
                parts.Add(elements.Length < 2 ? name : name[..elements[1]] + new string('*', elements.Length - 1));
            }
            if (Mobile is { Length: > 0 } mobile) parts.Add(Mask.Mobile(mobile));
            return string.Join(' ', parts);
        }
    }

    private static string? Text(JsonElement json, string path)
    {
        if (path.Length == 0) return null;
        foreach (var part in path.Split('.'))
        {
            if (json.ValueKind == JsonValueKind.Object && json.TryGetProperty(part, out var inner)) json = inner;
            else if (json.ValueKind == JsonValueKind.Array && int.TryParse(part, CultureInfo.InvariantCulture, out var at) && at >= 0 && at < json.GetArrayLength()) json = json[at];
            else return null;
        }
        var text = json.ValueKind switch
        {
            JsonValueKind.String => json.GetString(),
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => json.GetRawText(),
            _ => null,
        };
        return string.IsNullOrWhiteSpace(text) ? null : text.Trim();
    }
}
