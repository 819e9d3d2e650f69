using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Options;
using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Payments.Alipay;

/// <summary>Speaks the gateway's language: one address, signed parameters, answers verified from their raw text.</summary>
public sealed class AlipayGateway(IHttpClientFactory clients, IOptions<AlipayOptions> options, TimeProvider clock, ILogger<AlipayGateway> log)
{
    public const string Client = "alipay";

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public IReadOnlyDictionary<string, AlipayAccount> Accounts => options.Value.Accounts;

    /// <summary>Null: no answer that can be trusted, so the outcome is unknown.</summary>
    public async Task<AlipayAnswer?> CallAsync(string account, string method, Dictionary<string, string> content, CancellationToken ct, string? notify = null)
    {
        var merchant = Accounts[account];
        var fields = Signed(merchant, method, content, notify, null);
        try
        {
            // The gateway must know the charset before it decodes the body.
            using var response = await clients.CreateClient(Client).PostAsync(merchant.Gateway + "?charset=utf-8", new FormUrlEncodedContent(fields), ct);
            if (!response.IsSuccessStatusCode)
            {
                log.LogWarning("Alipay {Method} answered HTTP {Status}", method, (int)response.StatusCode);
                return null;
            }
            var answer = AlipayAnswer.Read(await response.Content.ReadAsStringAsync(ct), method, merchant.AlipayPublicKeyText);
            if (answer is not { IsSuccess: true })
                log.LogWarning("Alipay {Method} answered {Code} {SubCode}, trusted {Trusted}", method, answer?["code"], answer?["sub_code"], answer?.IsTrusted);
            return answer;
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or InvalidOperationException || (failure is OperationCanceledException && !ct.IsCancellationRequested))
        {
            log.LogWarning("Alipay {Method} failed: {Failure}", method, failure.GetType().Name);
            return null;
        }
    }

    /// <summary>A file behind an address that a signed answer named; null where it does not come.</summary>
    public Task<byte[]?> DownloadAsync(string account, string address, CancellationToken ct) =>
        clients.DownloadAsync(new HttpRequestMessage(HttpMethod.Get, address), $"Alipay {account}", log, ct);

    /// <summary>The address of the cashier, for a browser to open.</summary>
    public string Address(string account, string method, Dictionary<string, string> content, string notify, string back)
    {
        var merchant = Accounts[account];
        return merchant.Gateway + "?" + string.Join('&', Signed(merchant, method, content, notify, back)
            .Select(f => $"{f.Key}={Uri.EscapeDataString(f.Value)}"));
    }

    private Dictionary<string, string> Signed(AlipayAccount merchant, string method, Dictionary<string, string> content, string? notify, string? back)
    {
        var fields = new Dictionary<string, string>
        {
            ["app_id"] = merchant.AppId,
            ["method"] = method,
            ["format"] = "JSON",
            ["charset"] = "utf-8",
            ["sign_type"] = "RSA2",
            ["timestamp"] = Moment(clock.Now()),
            ["version"] = "1.0",
            ["biz_content"] = JsonSerializer.Serialize(content, Readable),
        };
        if (notify is not null) fields["notify_url"] = notify;
        if (back is not null) fields["return_url"] = back;
        fields["sign"] = AlipaySignature.Sign(fields, merchant.PrivateKeyText);
        return fields;
    }

    /// <summary>Instants travel as Beijing wall clock.</summary>
    public static string Moment(DateTime utc) => Beijing.WallClock(utc).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    public static DateTime? Instant(string? text) =>
        DateTime.TryParseExact(text, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var wall) ? Beijing.ToUtc(wall) : null;
}
