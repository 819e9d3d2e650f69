using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Payments.WeChatPay;

/// <summary>An understood answer: good ones were verified; errors may come unsigned, so only their code is taken as a hint.</summary>
public sealed record WeChatPayAnswer(int Status, JsonObject Body, bool IsSigned)
{
    /// <summary>A field twice has no one meaning.</summary>
    internal static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public bool IsSuccess => Status is >= 200 and < 300;

    public string? Code => Text("code");

    public string? Text(string field) => TextOf(Body, field);

    public static string? TextOf(JsonObject node, string field) => node[field] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    public static int? FenOf(JsonObject node, string field) => (node["amount"] as JsonObject)?[field] is JsonValue value && value.TryGetValue<int>(out var fen) ? fen : null;
}

/// <summary>Speaks API v3: signs each request, refuses every success that is not signed.</summary>
public sealed class WeChatPayGateway(IHttpClientFactory clients, IOptions<WeChatPayOptions> options, WeChatPayCertificates certificates, TimeProvider clock, ILogger<WeChatPayGateway> log)
{
    public const string Client = "wechatpay";

    /// <summary>In a message: the key that signed it. In our request: the key that we want the answer signed with.</summary>
    public const string SerialHeader = "Wechatpay-Serial";

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public IReadOnlyDictionary<string, WeChatPayAccount> Accounts => options.Value.Accounts;

    public DateTime Now => clock.Now();

    /// <summary>Null: no answer that can be trusted, so the outcome is unknown.</summary>
    public async Task<WeChatPayAnswer?> CallAsync(string account, HttpMethod method, string path, JsonObject? content, CancellationToken ct)
    {
        var merchant = Accounts[account];
        using var request = RequestOf(merchant, method, path, content?.ToJsonString(Readable) ?? "", clock.Now());
        try
        {
            using var response = await clients.CreateClient(Client).SendAsync(request, ct);
            var body = await response.Content.ReadAsByteArrayAsync(ct);
            var status = (int)response.StatusCode;
            var header = HeaderOf(response);
            await certificates.RefreshIfNeededAsync(account, header(SerialHeader));
            var isSigned = WeChatPaySignature.Verify(certificates.KeysOf(account), header, body, clock.Now());
            if (!response.IsSuccessStatusCode)
                log.LogWarning("WeChat Pay {Method} {Path} answered HTTP {Status}, request {RequestId}", method, path.Split('?')[0], status, header("Request-ID"));
            else if (!isSigned)
            {
                log.LogError("WeChat Pay {Method} {Path}: the answer's signature does not hold", method, path.Split('?')[0]);
                return null;
            }
            return status >= 500 || status is 429 or 401 ? null
                : new(status, body.Length == 0 ? [] : JsonNode.Parse(body, documentOptions: WeChatPayAnswer.Strict) as JsonObject ?? [], isSigned);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or JsonException or InvalidOperationException || (failure is OperationCanceledException && !ct.IsCancellationRequested))
        {
            log.LogWarning("WeChat Pay {Method} {Path} failed: {Failure}", method, path.Split('?')[0], failure.GetType().Name);
            return null;
        }
    }

    /// <summary>The keys for a notice. It is not kept waiting: one whose certificate is not known yet is refused while that is fetched, and is sent again within seconds.</summary>
    public IReadOnlyDictionary<string, string> KeysFor(string account, string? serial)
    {
        _ = certificates.RefreshIfNeededAsync(account, serial);
        return certificates.KeysOf(account);
    }

    /// <summary>One signed request; the text signed is the text sent.</summary>
    internal static HttpRequestMessage RequestOf(WeChatPayAccount merchant, HttpMethod method, string path, string text, DateTime now) =>
        RequestOf(merchant, method, new Uri(merchant.Gateway.TrimEnd('/') + path), text, now);

    private static HttpRequestMessage RequestOf(WeChatPayAccount merchant, HttpMethod method, Uri uri, string text, DateTime now)
    {
        var request = new HttpRequestMessage(method, uri);
        if (text.Length > 0) request.Content = new StringContent(text, Encoding.UTF8, "application/json");
        request.Headers.TryAddWithoutValidation("Authorization", WeChatPaySignature.Authorization(merchant, method.Method, uri.PathAndQuery, text, now, NewNonce()));
        request.Headers.Add("Accept", "application/json");
        request.Headers.Add("User-Agent", "RuanKao.Portal/1.0");
        if (merchant.PublicKeyId.Length > 0) request.Headers.Add(SerialHeader, merchant.PublicKeyId);
        return request;
    }

    internal static Func<string, string?> HeaderOf(HttpResponseMessage response) =>
        name => response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    /// <summary>A file of the gateway, which wants our signature and gives none of its own; null where it does not come. Our signature goes nowhere else.</summary>
    public async Task<byte[]?> DownloadAsync(string account, string address, CancellationToken ct)
    {
        var merchant = Accounts[account];
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Authority != new Uri(merchant.Gateway).Authority)
        {
            log.LogError("WeChat Pay {Account} named a file that is not on its gateway", account);
            return null;
        }
        return await clients.DownloadAsync(RequestOf(merchant, HttpMethod.Get, uri, "", clock.Now()), $"WeChat Pay {account}", log, ct);
    }

    /// <summary>RFC 3339 in Beijing time.</summary>
    public static string Moment(DateTime utc) => Beijing.WallClock(utc).ToString("yyyy-MM-dd'T'HH:mm:ss'+08:00'", CultureInfo.InvariantCulture);

    public static DateTime? Instant(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at.UtcDateTime : null;

    internal static string NewNonce() => RandomNumberGenerator.GetString("0123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz", 32);
}
