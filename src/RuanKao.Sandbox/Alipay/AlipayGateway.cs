using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using RuanKao.Sandbox.Menu;
using RuanKao.Sandbox.Web;

namespace RuanKao.Sandbox.Alipay;

/// <summary>The one address of all Alipay methods: checks who speaks, answers, and signs the answer.</summary>
internal sealed class AlipayGateway(SandboxKeys keys, AlipayMethods methods, SandboxClock clock, MisbehaviourRules rules)
{
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(15);
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public void Map(IEndpointRouteBuilder app) => app.MapMethods("/alipay/gateway.do", ["GET", "POST"], HandleAsync);

    private async Task HandleAsync(HttpContext http)
    {
        var parameters = await ReadAsync(http.Request);
        var method = parameters.GetValueOrDefault("method");
        var merchant = keys.Alipay.FirstOrDefault(m => m.AppId == parameters.GetValueOrDefault("app_id"));
        var browser = method is "alipay.trade.page.pay" or "alipay.trade.wap.pay";
        try
        {
            var call = Check(parameters, merchant, http.Request);
            var (trade, at) = (call.Text("out_trade_no"), AlipayMethods.TouchOf(call.Method));
            if (trade is not null && at == Touch.Order)
                rules.Meet(trade);
            if (methods.CashierOrder(call) is { } order)
            {
                http.Response.Redirect($"/alipay/cashier/{order.Code}");
                return;
            }

            if (rules.Take(Misbehaviour.ServerError, trade, at))
            {
                http.Response.StatusCode = 500;
                return;
            }

            if (rules.Take(Misbehaviour.UnsignedError, trade, at))
            {
                await http.Response.WriteAsync(Text(method, null, Node(AlipayRefusal.Business("TRADE_NOT_EXIST", "交易不存在"))));
                return;
            }

            var node = new JsonObject { ["code"] = "10000", ["msg"] = "Success" };
            foreach (var (name, value) in methods.Answer(call, Address(http.Request)))
                node[name] = value?.DeepClone();
            if (rules.Take(Misbehaviour.Hang, trade, at))
                await BrokenAnswers.HangAsync(http);
            else if (rules.Take(Misbehaviour.HalfAnswer, trade, at))
                await BrokenAnswers.HalfAsync(http, Text(method, merchant, node));
            else
                await WriteAsync(http, method, merchant, node);
        }
        catch (AlipayRefusal refusal) when (browser)
        {
            await http.WriteMessageAsync("支付宝：订单信息有误", $"{refusal.SubCode}：{refusal.Message}");
        }
        catch (AlipayRefusal refusal)
        {
            await WriteAsync(http, merchant is null ? null : method, merchant, Node(refusal));
        }
    }

    /// <summary>Query and form are one set of parameters, whichever half carries what.</summary>
    private static async Task<Dictionary<string, string>> ReadAsync(HttpRequest request)
    {
        var parameters = request.Query.ToDictionary(p => p.Key, p => p.Value.ToString());
        if (request.HasFormContentType)
        {
            foreach (var (name, value) in await request.ReadFormAsync(request.HttpContext.RequestAborted))
                parameters[name] = value.ToString();
        }

        return parameters;
    }

    private AlipayCall Check(Dictionary<string, string> parameters, AlipayMerchant? merchant, HttpRequest request)
    {
        foreach (var needed in new[] { "method", "app_id", "sign_type", "sign", "timestamp", "version", "charset" })
        {
            if (parameters.GetValueOrDefault(needed) is not { Length: > 0 })
                throw new AlipayRefusal("40001", $"isv.missing-{(needed == "sign" ? "signature" : needed.Replace('_', '-'))}", $"缺少{needed}参数");
        }

        if (merchant is null)
            throw AlipayRefusal.Invalid("invalid-app-id", "无效的AppID参数");
        if (parameters["sign_type"] != "RSA2")
            throw AlipayRefusal.Invalid("invalid-signature-type", "无效的签名类型");
        // Without it in the address, the body would be decoded as GBK and every Chinese text would be spoilt.
        if (!string.Equals(request.Query["charset"], "utf-8", StringComparison.OrdinalIgnoreCase))
            throw AlipayRefusal.Invalid("invalid-charset", "字符集错误：请求地址中须有charset=utf-8");

        var text = AlipaySigning.RequestText(parameters);
        if (!AlipaySigning.Verify(text, parameters["sign"], merchant.AppPublicKey))
        {
            throw AlipayRefusal.Invalid("invalid-signature",
                $"验签出错，建议检查签名字符串或签名私钥与应用公钥是否匹配，网关生成的验签字符串为：{text}");
        }

        if (!SandboxClock.TryRead(parameters["timestamp"], out var at) || (clock.Now - at).Duration() > ClockTolerance)
            throw AlipayRefusal.Invalid("invalid-timestamp", "非法的时间戳参数");
        if (parameters["version"] != "1.0")
            throw AlipayRefusal.Invalid("invalid-version", "无效的版本号");
        return new AlipayCall(merchant, parameters["method"], parameters, Biz(parameters));
    }

    private static JsonElement Biz(Dictionary<string, string> parameters)
    {
        try
        {
            var biz = JsonElement.Parse(parameters.GetValueOrDefault("biz_content", ""));
            return biz.ValueKind == JsonValueKind.Object ? biz : throw new JsonException();
        }
        catch (JsonException)
        {
            throw AlipayRefusal.Invalid("invalid-parameter", "biz_content不是合法的JSON");
        }
    }

    private static JsonObject Node(AlipayRefusal refusal) => new()
    {
        ["code"] = refusal.Code,
        ["msg"] = refusal.Text,
        ["sub_code"] = refusal.SubCode,
        ["sub_msg"] = refusal.Message,
    };

    private static Task WriteAsync(HttpContext http, string? method, AlipayMerchant? merchant, JsonObject node)
    {
        http.Response.ContentType = "text/html;charset=utf-8";
        http.Response.Headers["trace_id"] = Guid.NewGuid().ToString("N");
        return http.Response.WriteAsync(Text(method, merchant, node));
    }

    /// <summary>The signature covers the node's text exactly as sent; slashes are escaped as Alipay does. Nobody signs without a merchant.</summary>
    private static string Text(string? method, AlipayMerchant? merchant, JsonObject node)
    {
        var name = method is { Length: > 0 } ? method.Replace('.', '_') + "_response" : "error_response";
        var text = node.ToJsonString(Json).Replace("/", "\\/");
        var sign = merchant is null ? "" : $",\"sign\":\"{AlipaySigning.Sign(text, merchant.AlipayPrivateKey)}\"";
        return $"{{{JsonSerializer.Serialize(name)}:{text}{sign}}}";
    }

    private static Uri Address(HttpRequest request) => new($"{request.Scheme}://{request.Host}/");
}
