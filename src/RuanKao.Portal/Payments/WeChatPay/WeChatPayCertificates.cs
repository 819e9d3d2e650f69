using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Payments.WeChatPay;

/// <summary>Whose signature counts, by the id that a message names: the account's public key, and beside it the platform certificates of accounts that have them.</summary>
public sealed class WeChatPayCertificates(IHttpClientFactory clients, IOptions<WeChatPayOptions> options, TimeProvider clock, ILogger<WeChatPayCertificates> log)
{
    private const string Path = "/v3/certificates";

    /// <summary>The platform announces a new certificate long before it signs with it.</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromHours(12);

    /// <summary>Anybody can name a serial that does not exist; the platform is not asked more often than this.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private sealed record Kept(string PublicKey, DateTime Until);

    private sealed record Fetch(DateTime At, Task Work);

    private readonly Lock gate = new();
    private readonly Dictionary<string, Fetch> fetches = [];
    private readonly Dictionary<string, (DateTime At, IReadOnlyDictionary<string, Kept> Certificates)> known = [];

    /// <summary>The keys known now; a certificate counts until it expires.</summary>
    public IReadOnlyDictionary<string, string> KeysOf(string account)
    {
        var keys = new Dictionary<string, string>(options.Value.Accounts[account].PublicKeys);
        foreach (var (serial, kept) in CertificatesOf(account)) keys[serial] = kept.PublicKey;
        return keys;
    }

    /// <summary>Fetches the certificates where they are old or a message names one that is not known. Never throws, and never asks more often than allowed.</summary>
    public Task RefreshIfNeededAsync(string account, string? serial)
    {
        if (!options.Value.Accounts[account].PlatformCertificates) return Task.CompletedTask;
        var now = clock.Now();
        lock (gate)
        {
            var isFresh = known.TryGetValue(account, out var kept) && now < kept.At + Freshness;
            if (isFresh && (serial is null || kept.Certificates.ContainsKey(serial) || options.Value.Accounts[account].PublicKeys.ContainsKey(serial))) return Task.CompletedTask;
            if (fetches.TryGetValue(account, out var last) && (!last.Work.IsCompleted || now < last.At + Pause)) return last.Work;
            var work = Task.Run(() => FetchAsync(account));
            fetches[account] = new(now, work);
            return work;
        }
    }

    private async Task FetchAsync(string account)
    {
        var merchant = options.Value.Accounts[account];
        try
        {
            using var request = WeChatPayGateway.RequestOf(merchant, HttpMethod.Get, Path, "", clock.Now());
            using var response = await clients.CreateClient(WeChatPayGateway.Client).SendAsync(request);
            var body = await response.Content.ReadAsByteArrayAsync();
            // What this answer is signed with is inside it: opened first (only WeChat Pay has our key), then verified with what was in it.
            var fresh = Open(merchant, body);
            var keys = fresh.Concat(CertificatesOf(account)).DistinctBy(k => k.Key).Select(k => KeyValuePair.Create(k.Key, k.Value.PublicKey)).Concat(merchant.PublicKeys).ToDictionary();
            if (!response.IsSuccessStatusCode || fresh.Count == 0 || !WeChatPaySignature.Verify(keys, WeChatPayGateway.HeaderOf(response), body, clock.Now()))
            {
                log.LogError("WeChat Pay's certificates for {Account} could not be taken: HTTP {Status}", account, (int)response.StatusCode);
                return;
            }
            lock (gate) known[account] = (clock.Now(), fresh.Concat(CertificatesOf(account)).DistinctBy(k => k.Key).ToDictionary());
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or InvalidOperationException or OperationCanceledException)
        {
            log.LogWarning("WeChat Pay's certificates for {Account} could not be fetched: {Failure}", account, failure.GetType().Name);
        }
    }

    private Dictionary<string, Kept> CertificatesOf(string account)
    {
        var now = clock.Now();
        lock (gate) return known.TryGetValue(account, out var kept) ? kept.Certificates.Where(k => now < k.Value.Until).ToDictionary() : [];
    }

    private static Dictionary<string, Kept> Open(WeChatPayAccount merchant, byte[] body)
    {
        try
        {
            var list = JsonNode.Parse(body)?["data"] as JsonArray ?? [];
            return list.OfType<JsonObject>().Select(c => Open(merchant, c["encrypt_certificate"] as JsonObject)).OfType<KeyValuePair<string, Kept>>().DistinctBy(c => c.Key).ToDictionary();
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return [];
        }
    }

    private static KeyValuePair<string, Kept>? Open(WeChatPayAccount merchant, JsonObject? box)
    {
        if (box is null || WeChatPayCipher.Open(merchant.ApiV3Key, WeChatPayAnswer.TextOf(box, "nonce"),
            WeChatPayAnswer.TextOf(box, "associated_data"), WeChatPayAnswer.TextOf(box, "ciphertext")) is not { } pem) return null;
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(pem);
            using var key = certificate.GetRSAPublicKey();
            // Their serial has no leading zero bytes; SerialNumber of .NET would show them.
            var serial = Convert.ToHexString(certificate.SerialNumberBytes.Span.TrimStart((byte)0));
            return key is null ? null : KeyValuePair.Create(serial, new Kept(key.ExportSubjectPublicKeyInfoPem(), certificate.NotAfter.ToUniversalTime()));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
