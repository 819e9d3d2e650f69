using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace RuanKao.Portal.Tests.Sandbox;

/// <summary>A merchant at Alipay, written from the protocol alone.</summary>
internal sealed class AlipayMerchantClient(RunningSandbox sandbox)
{
    public string Key { get; set; } = sandbox.Alipay("PrivateKey");

    public string Timestamp { get; set; } =
        sandbox.Clock.GetUtcNow().ToOffset(TimeSpan.FromHours(8)).ToString("yyyy-MM-dd HH:mm:ss");

    public Dictionary<string, string> Parameters(string method, object biz, params (string Name, string Value)[] more)
    {
        var parameters = new Dictionary<string, string>
        {
            ["app_id"] = sandbox.Alipay("AppId"),
            ["method"] = method,
            ["format"] = "JSON",
            ["charset"] = "utf-8",
            ["sign_type"] = "RSA2",
            ["timestamp"] = Timestamp,
            ["version"] = "1.0",
            ["biz_content"] = JsonSerializer.Serialize(biz, new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }),
        };
        foreach (var (name, value) in more)
            parameters[name] = value;
        using var rsa = RSA.Create();
        rsa.ImportFromPem(Key);
        var text = string.Join("&", parameters.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => p.Key + "=" + p.Value));
        parameters["sign"] = Convert.ToBase64String(rsa.SignData(Encoding.UTF8.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        return parameters;
    }

    /// <summary>The answer's node, after its signature was found good.</summary>
    public async Task<JsonElement> CallAsync(string method, object biz, params (string Name, string Value)[] more)
    {
        using var answer = await sandbox.Browser.PostAsync("/alipay/gateway.do?charset=utf-8",
            new FormUrlEncodedContent(Parameters(method, biz, more).Where(p => p.Key != "charset")));
        var text = await answer.Content.ReadAsStringAsync();
        var node = $"\"{method.Replace('.', '_')}_response\":";
        var (start, end) = (text.IndexOf(node, StringComparison.Ordinal) + node.Length, text.LastIndexOf(",\"sign\":", StringComparison.Ordinal));
        var json = JsonElement.Parse(text);
        Xunit.Assert.True(Verify(text[start..end], json.GetProperty("sign").GetString()!), text);
        return json.GetProperty(method.Replace('.', '_') + "_response");
    }

    /// <summary>Whether fields of a notice or a return address are signed by Alipay.</summary>
    public bool IsSigned(IReadOnlyDictionary<string, string> fields) => Verify(
        string.Join("&", fields.Where(f => f.Key is not ("sign" or "sign_type")).OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => f.Key + "=" + f.Value)),
        fields["sign"]);

    public static Dictionary<string, string> ReadForm(string form) =>
        Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(form).ToDictionary(f => f.Key, f => f.Value.ToString());

    private bool Verify(string text, string sign)
    {
        using var rsa = RSA.Create();
        rsa.ImportFromPem(sandbox.Alipay("AlipayPublicKey"));
        return rsa.VerifyData(Encoding.UTF8.GetBytes(text), Convert.FromBase64String(sign), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }
}
