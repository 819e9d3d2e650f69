using System.ComponentModel.DataAnnotations;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace RuanKao.Portal.Candidates;

/// <summary>Configuration section RealName:Http: any authority that takes a name and a number by POST and answers in JSON.</summary>
public sealed record HttpRealNameOptions : IValidatableObject
{
    public const string Section = "RealName:Http";

    public const string JsonType = "application/json";
    public const string FormType = "application/x-www-form-urlencoded";

    [Required, Url]
    public string Url { get; init; } = "";

    public Dictionary<string, string> Headers { get; init; } = [];

    public string ContentType { get; init; } = JsonType;

    /// <summary>The text to send, with {name} and {number} (and {id}, another one for each question) where their values go; they are escaped as the content type asks.</summary>
    [Required]
    public string Body { get; init; } = "";

    /// <summary>Where the answer holds the verdict: data.results[0].code.</summary>
    [Required]
    public string VerdictPath { get; init; } = "";

    /// <summary>What each value there means; any other is taken for an outage.</summary>
    public Dictionary<string, RealNameVerdict> Verdicts { get; init; } = [];

    [Range(1, 60)]
    public int TimeoutSeconds { get; init; } = 10;

    public IEnumerable<ValidationResult> Validate(ValidationContext context)
    {
        // What stands in an address is written into the logs of everything it passes.
        if (Url.Contains('{', StringComparison.Ordinal)) yield return new("RealName:Http:Url must hold no placeholders: names and numbers travel in the body.");
        if (!Body.Contains("{name}", StringComparison.Ordinal) || !Body.Contains("{number}", StringComparison.Ordinal)) yield return new("RealName:Http:Body must hold {name} and {number}.");
        if (ContentType is not (JsonType or FormType)) yield return new($"RealName:Http:ContentType must be {JsonType} or {FormType}.");
        if (!Verdicts.ContainsValue(RealNameVerdict.Match) || !Verdicts.ContainsValue(RealNameVerdict.Mismatch)) yield return new("RealName:Http:Verdicts must say which values mean Match and Mismatch.");
    }
}

/// <summary>Asks the authority that the configuration describes.</summary>
public sealed class HttpRealNameGateway(HttpClient http, IOptions<HttpRealNameOptions> options, ILogger<HttpRealNameGateway> log) : IRealNameGateway
{
    /// <summary>No verdict is longer; a page of an intermediary may be.</summary>
    public const int LargestAnswer = 256 * 1024;

    public string Name => "http";

    public async Task<RealNameVerdict> VerifyAsync(string name, string number, CancellationToken ct)
    {
        var settings = options.Value;
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, settings.Url) { Content = new StringContent(Fill(settings, name, number), Encoding.UTF8) };
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(settings.ContentType + "; charset=utf-8");
            foreach (var (header, text) in settings.Headers) request.Headers.TryAddWithoutValidation(header, text);
            using var response = await http.SendAsync(request, ct);
            using var answer = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(ct));
            if (Find(answer.RootElement, settings.VerdictPath) is { } value && settings.Verdicts.TryGetValue(value, out var verdict)) return verdict;
            // Neither the body nor the value: either may repeat the person's.
            log.LogError("The real-name authority answered HTTP {Status} without a verdict that is known", (int)response.StatusCode);
        }
        catch (Exception fault) when (fault is HttpRequestException or JsonException || (fault is OperationCanceledException && !ct.IsCancellationRequested))
        {
            log.LogError("The real-name authority could not be asked: {Fault}", fault.GetType().Name);
        }
        return RealNameVerdict.Unavailable;
    }

    private static string Fill(HttpRealNameOptions settings, string name, string number)
    {
        string Escape(string value) => settings.ContentType == HttpRealNameOptions.JsonType ? JsonEncodedText.Encode(value, JavaScriptEncoder.Default).ToString() : Uri.EscapeDataString(value);
        // Split first, so that no value is looked at for placeholders.
        var text = new StringBuilder();
        foreach (var part in System.Text.RegularExpressions.Regex.Split(settings.Body, @"(\{name\}|\{number\}|\{id\})"))
            text.Append(part switch { "{name}" => Escape(name), "{number}" => Escape(number), "{id}" => Guid.NewGuid().ToString("N"), _ => part });
        return text.ToString();
    }

    private static string? Find(JsonElement element, string path)
    {
        foreach (var step in path.Split(['.', '['], StringSplitOptions.RemoveEmptyEntries))
        {
            if (step.EndsWith(']'))
            {
                if (element.ValueKind != JsonValueKind.Array || !int.TryParse(step[..^1], out var at) || at < 0 || at >= element.GetArrayLength()) return null;
                element = element[at];
            }
            else if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(step, out element)) return null;
        }
        return element.ValueKind == JsonValueKind.String ? element.GetString() : element.GetRawText();
    }
}
