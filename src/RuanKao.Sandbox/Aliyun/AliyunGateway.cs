using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace RuanKao.Sandbox.Aliyun;

/// <summary>An error of the gateway itself, before any product saw the request.</summary>
internal sealed class AliyunRefusal(int status, string code, string message) : Exception(message)
{
    public int Status => status;

    public string Code => code;
}

/// <summary>The common door of Aliyun's products: verifies ACS3 and hands the parameters to the action.</summary>
internal sealed partial class AliyunGateway(SandboxKeys keys, SandboxClock clock, SmsCarrier sms, RealNameAuthority realName)
{
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(15);
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ConcurrentDictionary<string, DateTimeOffset> nonces = new();

    public void Map(IEndpointRouteBuilder app) => app.MapMethods("/aliyun", ["GET", "POST"], HandleAsync);

    private async Task HandleAsync(HttpContext http)
    {
        var requestId = Guid.NewGuid().ToString().ToUpperInvariant();
        JsonObject answer;
        try
        {
            var parameters = await VerifyAsync(http.Request);
            answer = (http.Request.Headers["x-acs-action"].ToString(), http.Request.Headers["x-acs-version"].ToString()) switch
            {
                ("SendSms", "2017-05-25") => sms.Send(parameters),
                ("Id2MetaVerify", "2019-03-07") => realName.Verify(parameters),
                _ => throw new AliyunRefusal(404, "InvalidAction.NotFound", "Specified api is not found, please check your url and method."),
            };
        }
        catch (AliyunRefusal refusal)
        {
            http.Response.StatusCode = refusal.Status;
            answer = new JsonObject { ["Code"] = refusal.Code, ["Message"] = refusal.Message, ["HostId"] = http.Request.Host.Value };
        }

        answer["RequestId"] = requestId;
        http.Response.ContentType = "application/json;charset=utf-8";
        await http.Response.WriteAsync(answer.ToJsonString(Json));
    }

    private async Task<Dictionary<string, string>> VerifyAsync(HttpRequest request)
    {
        var authorization = Authorization().Match(request.Headers.Authorization.ToString());
        if (!authorization.Success)
            throw new AliyunRefusal(400, "IncompleteSignature", "The request signature does not conform to Aliyun standards.");
        if (authorization.Groups["id"].Value != PortalSettings.AccessKeyId)
            throw new AliyunRefusal(404, "InvalidAccessKeyId.NotFound", "Specified access key is not found.");

        using var buffer = new MemoryStream();
        await request.Body.CopyToAsync(buffer, request.HttpContext.RequestAborted);
        var body = buffer.ToArray();
        CheckSignature(request, AliyunSigning.Hash(body), authorization.Groups["names"].Value.Split(';'), authorization.Groups["signature"].Value);
        CheckFreshness(request);

        var parameters = request.Query.ToDictionary(p => p.Key, p => p.Value.ToString());
        if (request.HasFormContentType)
        {
            foreach (var (name, value) in Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(System.Text.Encoding.UTF8.GetString(body)))
                parameters[name] = value.ToString();
        }

        return parameters;
    }

    private void CheckSignature(HttpRequest request, string bodyHash, string[] signed, string signature)
    {
        var mustBeSigned = request.Headers.Keys.Select(k => k.ToLowerInvariant())
            .Where(k => k is "host" or "content-type" || k.StartsWith("x-acs-", StringComparison.Ordinal)).ToList();
        if (mustBeSigned.Except(signed).Any() || request.Headers["x-acs-content-sha256"] != bodyHash)
            throw new AliyunRefusal(400, "IncompleteSignature", "A header that must be signed is not, or x-acs-content-sha256 is not that of the body.");

        var query = AliyunSigning.CanonicalQuery(request.Query.Select(p => KeyValuePair.Create(p.Key, p.Value.ToString())));
        var headers = signed.Select(name => (name, request.Headers[name].ToString())).ToList();
        // The real hosts have their products at "/"; here that root is mounted at /aliyun/, and both spellings are the root.
        var expected = new[] { "/", request.Path.Value! }
            .Select(path => AliyunSigning.StringToSign(request.Method, path, query, headers, bodyHash)).ToList();
        if (!expected.Any(text => AliyunSigning.Same(AliyunSigning.Sign(text, keys.AccessKeySecret), signature)))
        {
            throw new AliyunRefusal(400, "SignatureDoesNotMatch",
                $"Specified signature is not matched with our calculation. server string to sign is:{expected[0]}");
        }
    }

    private void CheckFreshness(HttpRequest request)
    {
        var read = DateTimeOffset.TryParseExact(request.Headers["x-acs-date"], "yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal, out var at);
        if (!read || (clock.Now - at).Duration() > ClockTolerance)
            throw new AliyunRefusal(400, "InvalidTimeStamp.Expired", "Specified time stamp or date value is expired.");
        foreach (var (old, _) in nonces.Where(n => clock.Now - n.Value > ClockTolerance * 2))
            nonces.TryRemove(old, out _);
        var nonce = request.Headers["x-acs-signature-nonce"].ToString();
        if (nonce.Length == 0 || !nonces.TryAdd(nonce, clock.Now))
            throw new AliyunRefusal(400, "SignatureNonceUsed", "Specified signature nonce was used already.");
    }

    [GeneratedRegex(@"^ACS3-HMAC-SHA256 Credential=(?<id>[^,]+), ?SignedHeaders=(?<names>[^,]+), ?Signature=(?<signature>[0-9a-f]{64})$")]
    private static partial Regex Authorization();
}
