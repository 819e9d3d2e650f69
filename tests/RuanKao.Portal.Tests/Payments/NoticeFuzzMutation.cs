using System.Text;
using System.Text.Json;

namespace RuanKao.Portal.Tests.Payments;

/// <summary>Ways in which a notice can be spoiled.</summary>
internal static class NoticeMutation
{
    private const string Base64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    public static (string What, byte[] Text) Of(string form, Random random)
    {
        var pairs = form.Split('&').ToList();
        var at = random.Next(pairs.Count);
        string Value(string value) => pairs[at][..(pairs[at].IndexOf('=') + 1)] + value;
        switch (random.Next(8))
        {
            case 0: pairs.RemoveAt(at); return ("a field less", Joined());
            case 1: pairs.Add(pairs[at]); return ("a field twice", Joined());
            case 2: pairs.Add("f" + random.Next(1000) + "=1"); return ("a field more", Joined());
            case 3: pairs[at] = Value(""); return ("an empty field", Joined());
            case 4: pairs[at] = Value(pairs[random.Next(pairs.Count)].Split('=')[1]); return ("another's value", Joined());
            case 5: pairs[at] = Value(new string('9', random.Next(1, 20_000))); return ("a long value", Joined());
            default: return Of(Encoding.UTF8.GetBytes(form), random);
        }

        byte[] Joined() => Encoding.UTF8.GetBytes(string.Join('&', pairs));
    }

    public static (string What, byte[] Text) Of(byte[] body, Random random)
    {
        var text = body.ToArray();
        var at = random.Next(text.Length);
        switch (random.Next(6))
        {
            case 0: return ("its end cut off", text[..at]);
            case 1: return ("something behind it", [.. text, .. Bytes(random.Next(1, 40))]);
            case 2: return ("something inside", [.. text[..at], .. Bytes(random.Next(1, 9)), .. text[at..]]);
            case 3: return ("rubbish", Bytes(random.Next(0, 3000)));
            case 4: text[at] = (byte)random.Next(256); return ("another byte", text);
            default:
                for (var flips = random.Next(1, 30); flips > 0; flips--) text[random.Next(text.Length)] ^= (byte)(1 << random.Next(8));
                return ("bits turned", text);
        }

        byte[] Bytes(int count)
        {
            var bytes = new byte[count];
            random.NextBytes(bytes);
            return bytes;
        }
    }

    /// <summary>Another spelling of the same fields and the same signature is no forgery. sign_type counts for nothing, nor does a field without a value.</summary>
    public static bool MeansTheSame(string genuine, byte[] text)
    {
        try
        {
            return Meaning(new UTF8Encoding(false, true).GetString(text)) is { } meaning && meaning.SequenceEqual(Meaning(genuine)!);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Fields that a channel might sign in a bad hour; never whole news of a payment of ours.</summary>
    public static void Spoil(Dictionary<string, string> fields, Random random)
    {
        fields["notify_id"] = Guid.NewGuid().ToString("N");
        fields["out_trade_no"] = random.Next(5) switch { 0 => "", 1 => new string('P', 5000), 2 => "P\0'\"<中\U0001F600", 3 => "P" + random.Next(), _ => fields["out_trade_no"].ToLowerInvariant() + "x" };
        for (var changes = random.Next(1, 5); changes > 0; changes--)
        {
            var name = fields.Keys.ElementAt(random.Next(fields.Count));
            if (name == "out_trade_no") continue;
            if (random.Next(4) == 0) fields.Remove(name);
            else fields[name] = random.Next(9) switch
            {
                0 => "79228162514264337593543950335", 1 => "-1", 2 => "1E9", 3 => "9999-99-99 99:99:99", 4 => new string('x', random.Next(30_000)), 5 => "\0", 6 => "中文𠮷", 7 => "null", _ => "",
            };
        }
    }

    /// <summary>What WeChat Pay might seal and sign in a bad hour.</summary>
    public static byte[] WeChatRubbish(Random random)
    {
        var id = random.Next(4) switch { 0 => new string('E', 400), 1 => "", _ => "EV-" + Guid.NewGuid() };
        if (random.Next(4) == 0)
        {
            return Encoding.UTF8.GetBytes(random.Next(7) switch
            {
                0 => "{}", 1 => """{"id":"1","resource":null}""", 2 => """{"id":1,"resource":[]}""", 3 => """{"id":"1","id":"2","resource":{}}""",
                4 => """{"resource":{"nonce":"abcdefghijkl","ciphertext":"AAAA","associated_data":1}}""", 5 => new string('[', 5000), _ => """{"resource":{"nonce":"short","ciphertext":"%%"}}""",
            });
        }
        var inside = random.Next(8) switch
        {
            0 => "null", 1 => "[]", 2 => "1", 3 => """{"out_trade_no":"x","out_trade_no":"y"}""", 4 => string.Concat(Enumerable.Repeat("""{"a":""", 60)) + "1" + new string('}', 60),
            5 => """{"out_trade_no":"P1","trade_state":"SUCCESS","amount":{"total":1e30,"currency":"CNY"},"success_time":"9999-12-31T23:59:59+14:00"}""",
            6 => """{"out_trade_no":{"a":1},"trade_state":["SUCCESS"],"amount":[1],"mchid":1}""",
            _ => """{"out_trade_no":"P\u0000","trade_state":"SUCCESS","amount":{"total":-1,"currency":1},"success_time":"0001-01-01T00:00:00+14:00"}""",
        };
        return ChannelMessages.WeChatBody(JsonDocument.Parse(inside, new() { MaxDepth = 200 }).RootElement, id, random.Next(3) == 0 ? "REFUND.SUCCESS" : "TRANSACTION.SUCCESS");
    }

    /// <summary>Spoils one of the headers that carry the signature; says how.</summary>
    public static string SpoilHeader(HttpRequestMessage request, Random random)
    {
        var name = "Wechatpay-" + new[] { "Timestamp", "Nonce", "Signature", "Serial" }[random.Next(4)];
        var value = request.Headers.GetValues(name).Single();
        request.Headers.Remove(name);
        var how = random.Next(5);
        var at = random.Next(Math.Min(value.Length, 300));
        var changed = how switch
        {
            1 => "",
            2 => value + "1",
            3 => "WECHATPAY/SIGNTEST/" + value,
            4 => new string('1', 3000),
            _ => value[..at] + Base64.First(c => c != value[at]) + value[(at + 1)..],
        };
        if (how > 0) request.Headers.TryAddWithoutValidation(name, changed);
        return $"{name} {(how == 0 ? "missing" : "spoiled")}";
    }

    private static List<string>? Meaning(string text)
    {
        var fields = text.TrimStart('?').Split('&').Where(p => p.Contains('=')).Select(p => p.Split('=', 2).Select(part => Uri.UnescapeDataString(part.Replace('+', ' '))).ToArray())
            .Select(p => (Name: p[0].TrimStart(), Value: p[1])).Where(p => p.Value.Length > 0).ToList();
        var said = fields.Where(f => f.Name is not ("sign" or "sign_type")).Select(f => f.Name + "=" + f.Value).Order(StringComparer.Ordinal).ToList();
        var signature = new byte[1024];
        if (fields.Count(f => f.Name == "sign") != 1 || !Convert.TryFromBase64String(fields.Single(f => f.Name == "sign").Value, signature, out var length)) return null;
        said.Add(Convert.ToHexString(signature.AsSpan(0, length)));
        return said;
    }
}
