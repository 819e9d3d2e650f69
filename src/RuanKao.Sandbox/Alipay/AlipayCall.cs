using System.Text.Json;
using System.Text.RegularExpressions;

namespace RuanKao.Sandbox.Alipay;

/// <summary>One verified request: who asks, for which method, about what.</summary>
internal sealed partial record AlipayCall(
    AlipayMerchant Merchant, string Method, IReadOnlyDictionary<string, string> Parameters, JsonElement Biz)
{
    /// <summary>An address among the public parameters, or null when none was sent.</summary>
    public string? Address(string name)
    {
        if (Parameters.GetValueOrDefault(name) is not { Length: > 0 } text)
            return null;
        return Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? text
            : throw AlipayRefusal.Business("INVALID_PARAMETER", $"参数有误{name}无效");
    }

    /// <summary>A text of biz_content, or null when it is absent or empty.</summary>
    public string? Text(string name) =>
        Biz.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null && value.ToString() is { Length: > 0 } text ? text : null;

    public string Needed(string name) =>
        Text(name) ?? throw AlipayRefusal.Business("INVALID_PARAMETER", $"参数有误{name}不能为空");

    public int Fen(string name) =>
        Yuan.TryRead(Needed(name), out var fen) ? fen : throw AlipayRefusal.Business("INVALID_PARAMETER", $"参数有误{name}无效");

    public string OutTradeNo() =>
        OutTradeNoPattern().IsMatch(Needed("out_trade_no")) ? Needed("out_trade_no")
            : throw AlipayRefusal.Business("INVALID_PARAMETER", "参数有误out_trade_no无效");

    public string Subject()
    {
        var subject = Needed("subject");
        return subject.Length <= 256 && subject.IndexOfAny(['/', '=', '&']) < 0 ? subject
            : throw AlipayRefusal.Business("INVALID_PARAMETER", "参数有误subject含有特殊字符或过长");
    }

    /// <summary>When the order can no longer be paid: time_expire wins over timeout_express.</summary>
    public DateTimeOffset Deadline(DateTimeOffset now, TimeSpan usual)
    {
        if (Text("time_expire") is { } at)
        {
            return SandboxClock.TryRead(at, out var deadline) && deadline > now ? deadline
                : throw AlipayRefusal.Business("INVALID_PARAMETER", "参数有误time_expire无效");
        }

        if (Text("timeout_express") is not { } span)
            return now + usual;
        if (span == "1c")
            return new DateTimeOffset(now.Date.AddDays(1), now.Offset);
        var match = Timeout().Match(span);
        if (!match.Success)
            throw AlipayRefusal.Business("INVALID_PARAMETER", "参数有误timeout_express无效");
        var count = int.Parse(match.Groups[1].Value);
        var length = match.Groups[2].Value switch
        {
            "m" => TimeSpan.FromMinutes(count),
            "h" => TimeSpan.FromHours(count),
            _ => TimeSpan.FromDays(count),
        };
        return length <= TimeSpan.FromDays(15) ? now + length
            : throw AlipayRefusal.Business("INVALID_PARAMETER", "参数有误timeout_express无效");
    }

    [GeneratedRegex(@"^[0-9A-Za-z_]{1,64}\z")]
    private static partial Regex OutTradeNoPattern();

    [GeneratedRegex(@"^([1-9]\d{0,5})([mhd])\z")]
    private static partial Regex Timeout();
}
