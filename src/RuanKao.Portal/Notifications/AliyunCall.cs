using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Notifications;

/// <summary>Aliyun's request signature version 3 (ACS3-HMAC-SHA256) for calls whose parameters travel in the query and whose body is empty.</summary>
public static class AliyunAcs3Signature
{
    public const string EmptyBodyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private const string Algorithm = "ACS3-HMAC-SHA256";

    /// <summary>name=value pairs sorted by name, both encoded as RFC 3986 asks; also the query to send.</summary>
    public static string CanonicalQuery(IEnumerable<KeyValuePair<string, string>> parameters) => string.Join('&', parameters
        .OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{Uri.EscapeDataString(p.Key)}={Uri.EscapeDataString(p.Value)}"));

    /// <summary>The Authorization header; the headers given are all that are signed (host and every x-acs-*).</summary>
    public static string Authorization(string keyId, string secret, string path, string canonicalQuery, IEnumerable<KeyValuePair<string, string>> headers)
    {
        var signed = headers.Select(h => (Name: h.Key.ToLowerInvariant(), Value: h.Value.Trim())).OrderBy(h => h.Name, StringComparer.Ordinal).ToList();
        var names = string.Join(';', signed.Select(h => h.Name));
        var canonical = $"POST\n{path}\n{canonicalQuery}\n{string.Concat(signed.Select(h => $"{h.Name}:{h.Value}\n"))}\n{names}\n{EmptyBodyHash}";
        var toSign = $"{Algorithm}\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(toSign)));
        return $"{Algorithm} Credential={keyId},SignedHeaders={names},Signature={signature}";
    }
}

/// <summary>Where and as whom Aliyun is called.</summary>
public record AliyunOptions
{
    [System.ComponentModel.DataAnnotations.Required, System.ComponentModel.DataAnnotations.Url]
    public string Endpoint { get; init; } = "";

    [System.ComponentModel.DataAnnotations.Required]
    public string AccessKeyId { get; init; } = "";

    [System.ComponentModel.DataAnnotations.Required]
    public string AccessKeySecret { get; init; } = "";
}

/// <summary>An answer of Aliyun: the HTTP status and the JSON, whatever the status.</summary>
public sealed record AliyunAnswer(HttpStatusCode Status, JsonElement Json)
{
    public string Text(string name) => Json.ValueKind == JsonValueKind.Object && Json.TryGetProperty(name, out var value) ? value.ToString() : "";
}

/// <summary>Makes one signed call of an Aliyun action.</summary>
public sealed class AliyunClient(HttpClient http, TimeProvider clock)
{
    /// <summary>Throws <see cref="HttpRequestException"/>, <see cref="TaskCanceledException"/> or <see cref="JsonException"/> where no answer came.</summary>
    public async Task<AliyunAnswer> CallAsync(AliyunOptions options, string action, string version, IReadOnlyDictionary<string, string> parameters, CancellationToken ct)
    {
        var query = AliyunAcs3Signature.CanonicalQuery(parameters);
        var address = new UriBuilder(options.Endpoint) { Query = query }.Uri;
        var headers = new Dictionary<string, string>
        {
            ["host"] = address.Authority,
            ["x-acs-action"] = action,
            ["x-acs-version"] = version,
            ["x-acs-date"] = clock.Now().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture),
            ["x-acs-signature-nonce"] = Guid.NewGuid().ToString("N"),
            ["x-acs-content-sha256"] = AliyunAcs3Signature.EmptyBodyHash,
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, address);
        foreach (var (name, value) in headers.Where(h => h.Key != "host")) request.Headers.Add(name, value);
        request.Headers.TryAddWithoutValidation("Authorization",
            AliyunAcs3Signature.Authorization(options.AccessKeyId, options.AccessKeySecret, address.AbsolutePath, query, headers));
        using var response = await http.SendAsync(request, ct);
        using var document = await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(ct), cancellationToken: ct);
        return new(response.StatusCode, document.RootElement.Clone());
    }
}
