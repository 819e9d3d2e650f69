using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace RuanKao.Sandbox.WeChatPay;

/// <summary>One verified request of a merchant, and its body read strictly.</summary>
internal sealed partial record WeChatPayCall(WeChatPayMerchant Merchant, JsonElement Body)
{
    public string? Text(string name, int limit)
    {
        if (!Body.TryGetProperty(name, out var value))
            return null;
        if (value.ValueKind != JsonValueKind.String)
            throw WeChatPayRefusal.Parameter($"参数错误：{name} 须为字符串");
        var text = value.GetString()!;
        return text.Length <= limit ? text : throw WeChatPayRefusal.Parameter($"参数错误：{name} 超过 {limit} 个字符");
    }

    public string Needed(string name, int limit) =>
        Text(name, limit) is { Length: > 0 } text ? text : throw WeChatPayRefusal.Parameter($"参数错误：缺少 {name}");

    public void CheckMerchant()
    {
        if (Needed("mchid", 32) != Merchant.MchId)
            throw WeChatPayRefusal.Parameter("参数错误：商户号与签名的商户不一致");
    }

    public string OutTradeNo()
    {
        var number = Needed("out_trade_no", 32);
        return OutTradeNoPattern().IsMatch(number) ? number : throw WeChatPayRefusal.Parameter("参数错误：out_trade_no 格式不正确");
    }

    /// <summary>Without query; plain http is let through on this machine only.</summary>
    public string NotifyUrl(string? text)
    {
        var good = Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Query.Length == 0
            && (uri.Scheme == "https" || (uri.Scheme == "http" && uri.IsLoopback));
        return good ? text! : throw WeChatPayRefusal.Parameter("参数错误：notify_url 须为不带参数的 https 地址");
    }

    public int Fen(string name)
    {
        if (!Body.TryGetProperty("amount", out var amount) || amount.ValueKind != JsonValueKind.Object
            || !amount.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.Number
            || !value.TryGetInt32(out var fen) || fen < 1)
            throw WeChatPayRefusal.Parameter($"参数错误：amount.{name} 须为正整数（分）");
        if (amount.TryGetProperty("currency", out var currency) && currency.ToString() != "CNY")
            throw WeChatPayRefusal.Parameter("参数错误：amount.currency 只支持 CNY");
        return fen;
    }

    public DateTimeOffset? Expiry(DateTimeOffset now)
    {
        if (Text("time_expire", 64) is not { } text)
            return null;
        if (!DateTimeOffset.TryParseExact(text, "yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out var at))
            throw WeChatPayRefusal.Parameter("参数错误：time_expire 须为 RFC 3339 格式");
        return at >= now.AddMinutes(1) ? at : throw WeChatPayRefusal.Parameter("参数错误：time_expire 距当前时间须不少于 1 分钟");
    }

    public void CheckPayer()
    {
        if (!Body.TryGetProperty("payer", out var payer) || payer.ValueKind != JsonValueKind.Object || !payer.TryGetProperty("openid", out var id) || id.ToString().Length == 0)
            throw WeChatPayRefusal.Parameter("参数错误：缺少 payer.openid");
        if (id.ToString() != WeChatPayPayer.OpenId)
            throw WeChatPayRefusal.Parameter("参数错误：appid 和 openid 不匹配");
    }

    public void CheckScene()
    {
        if (!Body.TryGetProperty("scene_info", out var scene) || scene.ValueKind != JsonValueKind.Object
            || !scene.TryGetProperty("payer_client_ip", out var ip) || !IPAddress.TryParse(ip.ToString(), out _)
            || !scene.TryGetProperty("h5_info", out var h5) || h5.ValueKind != JsonValueKind.Object
            || !h5.TryGetProperty("type", out var type) || type.ToString().Length == 0)
            throw WeChatPayRefusal.Parameter("参数错误：scene_info 须有 payer_client_ip 和 h5_info.type");
    }

    [GeneratedRegex(@"^[0-9A-Za-z_\-|*]{6,32}\z")]
    private static partial Regex OutTradeNoPattern();
}
