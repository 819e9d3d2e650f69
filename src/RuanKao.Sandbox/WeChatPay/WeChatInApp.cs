using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace RuanKao.Sandbox.WeChatPay;

/// <summary>WeChat's own browser: the silent authorisation of an official account, and the payment that a page opens by its bridge.</summary>
internal sealed class WeChatInApp(WeChatPayOrders orders, SandboxKeys keys, SandboxClock clock)
{
    private static readonly TimeSpan CodeLife = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, (string AppId, DateTimeOffset Until)> codes = new();

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/wechat/connect/oauth2/authorize", Authorize);
        app.MapGet("/wechat/sns/oauth2/access_token", Token);
        app.MapPost("/wechatpay/bridge", (Delegate)BridgeAsync);
    }

    /// <summary>The AppSecret of a merchant's official account.</summary>
    public static string SecretOf(WeChatPayMerchant merchant) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("official account " + merchant.ApiV3Key)))[..32];

    private IResult Authorize(string? appid, string? redirect_uri, string? response_type, string? scope, string? state)
    {
        if (keys.WeChatPay.All(m => m.AppId != appid) || response_type != "code" || scope != "snsapi_base" || !Uri.TryCreate(redirect_uri, UriKind.Absolute, out var back))
            return Results.Text("redirect_uri域名与后台配置不一致，错误码:10003", statusCode: 400);
        var code = WeChatPaySigning.Nonce(32);
        codes[code] = (appid!, clock.Now + CodeLife);
        return Results.Redirect($"{back}{(back.Query.Length == 0 ? "?" : "&")}code={code}&state={Uri.EscapeDataString(state ?? "")}");
    }

    // A code opens once, and only to whom it was given.
    private IResult Token(string? appid, string? secret, string? code, string? grant_type)
    {
        if (keys.WeChatPay.FirstOrDefault(m => m.AppId == appid) is not { } merchant) return Fault(40013, "invalid appid");
        if (secret != SecretOf(merchant)) return Fault(40125, "invalid appsecret");
        if (grant_type != "authorization_code") return Fault(40002, "invalid grant_type");
        if (code is null || !codes.TryRemove(code, out var known) || known.AppId != appid || clock.Now >= known.Until) return Fault(40029, "invalid code");
        return Results.Json(new JsonObject
        {
            ["access_token"] = WeChatPaySigning.Nonce(64), ["expires_in"] = 7200, ["refresh_token"] = WeChatPaySigning.Nonce(64),
            ["openid"] = WeChatPayPayer.OpenId, ["scope"] = "snsapi_base",
        });
    }

    /// <summary>getBrandWCPayRequest as WeChat does it: the page's arguments must be signed by the merchant, then the payer pays.</summary>
    private async Task<IResult> BridgeAsync(HttpContext http)
    {
        var asked = await JsonNode.ParseAsync(http.Request.Body) as JsonObject ?? [];
        string Text(string name) => asked[name]?.ToString() ?? "";
        var (appId, package) = (Text("appId"), Text("package"));
        var merchant = keys.WeChatPay.FirstOrDefault(m => m.AppId == appId);
        var signed = Text("signType") == "RSA" && merchant is not null
            && WeChatPaySigning.Verify($"{appId}\n{Text("timeStamp")}\n{Text("nonceStr")}\n{package}\n", Text("paySign"), merchant.MerchantPublicKey);
        var order = signed && package.StartsWith("prepay_id=wx", StringComparison.Ordinal) ? orders.ByCode(package["prepay_id=wx".Length..]) : null;
        var done = order is { TradeType: WeChatPayOrder.InApp } && order.MchId == merchant!.MchId && orders.Pay(order);
        return Results.Json(new JsonObject { ["err_msg"] = done ? "get_brand_wcpay_request:ok" : "get_brand_wcpay_request:fail" });
    }

    private static IResult Fault(int code, string message) => Results.Json(new JsonObject { ["errcode"] = code, ["errmsg"] = message });
}
