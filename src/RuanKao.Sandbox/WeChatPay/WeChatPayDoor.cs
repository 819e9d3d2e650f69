using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Features;
using RuanKao.Sandbox.Menu;

namespace RuanKao.Sandbox.WeChatPay;

/// <summary>Lets in only who signs as a merchant does, and signs every answer but the refusal at the door.</summary>
internal sealed partial class WeChatPayDoor(SandboxKeys keys, SandboxClock clock, MisbehaviourRules rules, WeChatPayKeyMode mode)
{
    private const int ClockTolerance = 300;

    /// <summary>Runs a verb for a verified call; null as answer is 204. What the call touches of which trade decides whether it goes wrong.</summary>
    public async Task EnterAsync(HttpContext http, Func<WeChatPayCall, JsonObject?> verb, Touch at = 0, Func<WeChatPayCall, string?>? tradeOf = null)
    {
        using var reader = new StreamReader(http.Request.Body, new UTF8Encoding(false));
        var body = await reader.ReadToEndAsync(http.RequestAborted);
        if (Verify(http, body) is not { } merchant)
        {
            await WriteAsync(http, null, 401, Error("SIGN_ERROR", "签名错误，请检查后再试"));
            return;
        }

        try
        {
            if (http.Request.Headers.UserAgent.Count == 0 || http.Request.Headers.Accept.Count == 0)
                throw WeChatPayRefusal.Parameter("Http头缺少Accept或User-Agent");
            var call = new WeChatPayCall(merchant, Parse(http.Request, body));
            var trade = at == 0 ? null : tradeOf is null ? call.Text("out_trade_no", 32) : tradeOf(call);
            if (trade is not null && at == Touch.Order)
                rules.Meet(trade);
            if (rules.Take(Misbehaviour.ServerError, trade, at))
            {
                await WriteAsync(http, merchant, 500, Error("SYSTEM_ERROR", "系统错误"));
                return;
            }

            if (rules.Take(Misbehaviour.UnsignedError, trade, at))
            {
                await WriteAsync(http, null, 404, Error("ORDER_NOT_EXIST", "订单不存在"));
                return;
            }

            var answer = verb(call);
            if (rules.Take(Misbehaviour.Hang, trade, at))
                await BrokenAnswers.HangAsync(http);
            else if (rules.Take(Misbehaviour.HalfAnswer, trade, at))
                await BrokenAnswers.HalfAsync(http, answer?.ToJsonString(WeChatPayAnswers.Json) ?? "");
            else
                await WriteAsync(http, merchant, answer is null ? 204 : 200, answer);
        }
        catch (WeChatPayRefusal refusal)
        {
            await WriteAsync(http, merchant, refusal.Status, Error(refusal.Code, refusal.Message));
        }
    }

    /// <summary>Hands a file to who signs for it; alone of all answers it bears no signature.</summary>
    public async Task HandOutAsync(HttpContext http, Func<WeChatPayMerchant, byte[]?> find)
    {
        if (Verify(http, "") is not { } merchant)
        {
            await WriteAsync(http, null, 401, Error("SIGN_ERROR", "签名错误，请检查后再试"));
        }
        else if (find(merchant) is not { } file)
        {
            await WriteAsync(http, merchant, 404, Error("RESOURCE_NOT_EXISTS", "文件不存在或下载地址已失效"));
        }
        else
        {
            http.Response.ContentType = "application/octet-stream";
            await http.Response.Body.WriteAsync(file, http.RequestAborted);
        }
    }

    private WeChatPayMerchant? Verify(HttpContext http, string body)
    {
        var authorization = http.Request.Headers.Authorization.ToString();
        if (!authorization.StartsWith(WeChatPaySigning.Scheme + " ", StringComparison.Ordinal))
            return null;
        var attributes = Attribute().Matches(authorization).GroupBy(m => m.Groups[1].Value).ToDictionary(g => g.Key, g => g.First().Groups[2].Value);
        var merchant = keys.WeChatPay.FirstOrDefault(m =>
            m.MchId == attributes.GetValueOrDefault("mchid") && m.MerchantSerialNumber == attributes.GetValueOrDefault("serial_no"));
        if (merchant is null
            || attributes.GetValueOrDefault("timestamp") is not { } timestamp
            || !long.TryParse(timestamp, out var seconds) || Math.Abs(clock.UnixSeconds - seconds) > ClockTolerance
            || attributes.GetValueOrDefault("nonce_str") is not { Length: > 0 } nonce
            || attributes.GetValueOrDefault("signature") is not { } signature)
            return null;
        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var text = WeChatPaySigning.RequestText(http.Request.Method, target, timestamp, nonce, body);
        return WeChatPaySigning.Verify(text, signature, merchant.MerchantPublicKey) ? merchant : null;
    }

    private static JsonElement Parse(HttpRequest request, string body)
    {
        if (request.Method != "POST")
            return default;
        if (request.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) != true)
            throw WeChatPayRefusal.Parameter("Content-Type 须为 application/json");
        try
        {
            var json = JsonElement.Parse(body);
            return json.ValueKind == JsonValueKind.Object ? json : throw new JsonException();
        }
        catch (JsonException)
        {
            throw WeChatPayRefusal.Parameter("请求体不是合法的 JSON");
        }
    }

    private async Task WriteAsync(HttpContext http, WeChatPayMerchant? merchant, int status, JsonObject? answer)
    {
        var body = answer?.ToJsonString(WeChatPayAnswers.Json) ?? "";
        http.Response.StatusCode = status;
        http.Response.Headers["Request-ID"] = $"{Guid.NewGuid():N}-{(status < 300 ? 0 : 268435456 + status)}";
        if (merchant is not null)
        {
            // A merchant who names the public key gets answers signed by it; one who does not is of before it.
            var (key, serial) = merchant.Signer(byCertificate: mode != WeChatPayKeyMode.PublicKey && http.Request.Headers["Wechatpay-Serial"] != merchant.PublicKeyId);
            foreach (var (name, value) in WeChatPaySigning.Headers(key, serial, clock.UnixSeconds, body))
                http.Response.Headers[name] = value;
        }

        if (answer is null)
            return;
        http.Response.ContentType = "application/json; charset=utf-8";
        await http.Response.WriteAsync(body);
    }

    private static JsonObject Error(string code, string message) => new() { ["code"] = code, ["message"] = message };

    [GeneratedRegex("""(\w+)="([^"]*)"(?:,|$)""")]
    private static partial Regex Attribute();
}
