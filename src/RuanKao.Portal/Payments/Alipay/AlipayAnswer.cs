using System.Text;
using System.Text.Json;

namespace RuanKao.Portal.Payments.Alipay;

/// <summary>An answer of the gateway whose signature held, or an error it did not sign (then <see cref="IsTrusted"/> is false and nothing follows from it).</summary>
public sealed class AlipayAnswer
{
    private readonly JsonElement node;

    private AlipayAnswer(JsonElement node, bool isTrusted) => (this.node, IsTrusted) = (node, isTrusted);

    public bool IsTrusted { get; }

    public bool IsSuccess => IsTrusted && this["code"] == "10000";

    /// <summary>The business reason of a failure, such as ACQ.TRADE_NOT_EXIST; null where the answer does not count.</summary>
    public string? SubCode => IsTrusted && this["code"] == "40004" ? this["sub_code"] : null;

    public string? this[string field] => node.TryGetProperty(field, out var value) ? value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText() : null;

    /// <summary>Null where the body cannot be understood or pretends a success without a good signature.</summary>
    public static AlipayAnswer? Read(string body, string method, string publicKey)
    {
        var name = method.Replace('.', '_') + "_response";
        var raw = NodeOf(body, name);
        if (raw is null) (name, raw) = ("error_response", NodeOf(body, "error_response"));
        if (raw is null) return null;
        // The node's name again after the node would let a second, unsigned node be read as the signed one.
        if (body.IndexOf($"\"{name}\"", body.IndexOf(raw, StringComparison.Ordinal) + raw.Length, StringComparison.Ordinal) >= 0) return null;
        try
        {
            using var whole = JsonDocument.Parse(body);
            using var part = JsonDocument.Parse(raw);
            var signature = whole.RootElement.TryGetProperty("sign", out var sign) ? sign.GetString() : null;
            var good = AlipaySignature.Verify(Encoding.UTF8.GetBytes(raw), signature, publicKey)
                || (raw.Contains("\\/", StringComparison.Ordinal) && AlipaySignature.Verify(Encoding.UTF8.GetBytes(raw.Replace("\\/", "/")), signature, publicKey));
            var answer = new AlipayAnswer(part.RootElement.Clone(), good);
            return good || answer["code"] != "10000" ? answer : null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The exact characters of the named object: from its { to the brace that ends it, reading over strings and escapes.</summary>
    public static string? NodeOf(string body, string name)
    {
        var at = body.IndexOf($"\"{name}\"", StringComparison.Ordinal);
        if (at < 0) return null;
        var start = at + name.Length + 2;
        while (start < body.Length && (char.IsWhiteSpace(body[start]) || body[start] == ':')) start++;
        if (start >= body.Length || body[start] != '{') return null;
        var depth = 0;
        var inString = false;
        for (var i = start; i < body.Length; i++)
        {
            if (inString)
            {
                if (body[i] == '\\') i++;
                else if (body[i] == '"') inString = false;
            }
            else if (body[i] == '"') inString = true;
            else if (body[i] == '{') depth++;
            else if (body[i] == '}' && --depth == 0) return body[start..(i + 1)];
        }
        return null;
    }
}
