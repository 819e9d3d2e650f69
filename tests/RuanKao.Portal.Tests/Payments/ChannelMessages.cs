using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace RuanKao.Portal.Tests.Payments;

/// <summary>Alipay and WeChat Pay as a test plays them: keys of their own, messages signed as the protocols say, written without the portal's code.</summary>
public sealed class ChannelMessages : IDisposable
{
    public const string AppId = "2021000000000001";
    public const string SellerId = "2088000000000001";
    public const string MchId = "1900000001";
    public const string WeChatAppId = "wx0000000000000001";
    public const string ApiV3Key = "0123456789abcdef0123456789ABCDEF";
    public const string PublicKeyId = "PUB_KEY_ID_0100000001";

    public RSA Merchant { get; } = RSA.Create(2048);

    public RSA Alipay { get; } = RSA.Create(2048);

    public RSA WeChat { get; } = RSA.Create(2048);

    /// <summary>Two accounts, the second of an institution, so that a message can come to the wrong door.</summary>
    public Dictionary<string, string?> Settings()
    {
        var settings = new Dictionary<string, string?>();
        foreach (var account in new[] { "default", "53" })
        {
            var own = account == "default" ? "" : "9";
            settings[$"Alipay:Accounts:{account}:AppId"] = AppId + own;
            settings[$"Alipay:Accounts:{account}:SellerId"] = SellerId + own;
            settings[$"Alipay:Accounts:{account}:PrivateKey"] = Convert.ToBase64String(Merchant.ExportRSAPrivateKey());
            settings[$"Alipay:Accounts:{account}:AlipayPublicKey"] = Convert.ToBase64String(Alipay.ExportSubjectPublicKeyInfo());
            settings[$"Alipay:Accounts:{account}:Gateway"] = "http://127.0.0.1:9/gateway.do";
            settings[$"WeChatPay:Accounts:{account}:MchId"] = MchId + own;
            settings[$"WeChatPay:Accounts:{account}:AppId"] = WeChatAppId + own;
            settings[$"WeChatPay:Accounts:{account}:ApiV3Key"] = ApiV3Key;
            settings[$"WeChatPay:Accounts:{account}:MerchantSerialNumber"] = "5157F09EFDC096DE15EBE81A47057A7232F1B8E1";
            settings[$"WeChatPay:Accounts:{account}:PrivateKey"] = Merchant.ExportPkcs8PrivateKeyPem();
            settings[$"WeChatPay:Accounts:{account}:PublicKeyId"] = PublicKeyId;
            settings[$"WeChatPay:Accounts:{account}:PublicKey"] = WeChat.ExportSubjectPublicKeyInfoPem();
            settings[$"WeChatPay:Accounts:{account}:Gateway"] = "http://127.0.0.1:9";
        }
        return settings;
    }

    public static Dictionary<string, string> AlipayFields(string number, string amount = "100.00", string noticeId = "2031032000222", string status = "TRADE_SUCCESS", string own = "9") => new()
    {
        ["notify_id"] = noticeId, ["notify_type"] = "trade_status_sync", ["notify_time"] = "2031-03-20 10:00:03", ["charset"] = "utf-8", ["version"] = "1.0",
        ["app_id"] = AppId + own, ["seller_id"] = SellerId + own, ["trade_no"] = "2031032022001" + number[^6..], ["out_trade_no"] = number, ["trade_status"] = status,
        ["total_amount"] = amount, ["subject"] = "2031年上半年软考考试费 50%+50%", ["gmt_create"] = "2031-03-20 10:00:01", ["gmt_payment"] = "2031-03-20 10:00:02",
        ["fund_bill_list"] = """[{"amount":"100.00","fundChannel":"ALIPAYACCOUNT"}]""",
    };

    /// <summary>Signed over everything but sign and sign_type, as a real notification is.</summary>
    public FormUrlEncodedContent AlipayNotice(Dictionary<string, string> fields, RSA? key = null)
    {
        var text = string.Join('&', fields.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => f.Key + "=" + f.Value));
        var signed = new Dictionary<string, string>(fields)
        {
            ["sign_type"] = "RSA2",
            ["sign"] = Convert.ToBase64String((key ?? Alipay).SignData(Encoding.UTF8.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)),
        };
        return new(signed);
    }

    public static object WeChatTransaction(string number, int fen = 10000, string own = "9") => new
    {
        appid = WeChatAppId + own, mchid = MchId + own, out_trade_no = number, transaction_id = "4200001" + number[^6..], trade_type = "NATIVE", trade_state = "SUCCESS",
        success_time = "2031-03-20T10:00:02+08:00", amount = new { total = fen, payer_total = fen - 1, currency = "CNY" },
    };

    public static byte[] WeChatBody(object inside, string id = "EV-1", string type = "TRANSACTION.SUCCESS", string key = ApiV3Key)
    {
        const string nonce = "abcdefghijkl";
        var plain = JsonSerializer.SerializeToUtf8Bytes(inside);
        var (cipher, tag) = (new byte[plain.Length], new byte[16]);
        using var aes = new AesGcm(Encoding.UTF8.GetBytes(key), 16);
        aes.Encrypt(Encoding.UTF8.GetBytes(nonce), plain, cipher, tag, "transaction"u8);
        return JsonSerializer.SerializeToUtf8Bytes(new
        {
            id, create_time = "2031-03-20T10:00:03+08:00", resource_type = "encrypt-resource", event_type = type, summary = "支付成功",
            resource = new { original_type = "transaction", algorithm = "AEAD_AES_256_GCM", ciphertext = Convert.ToBase64String([.. cipher, .. tag]), associated_data = "transaction", nonce },
        });
    }

    public HttpRequestMessage WeChatNotice(string path, byte[] body, DateTime at, string? signature = null, RSA? key = null, string serial = PublicKeyId)
    {
        var (timestamp, nonce) = (new DateTimeOffset(at).ToUnixTimeSeconds().ToString(), "n0nce");
        byte[] message = [.. Encoding.UTF8.GetBytes($"{timestamp}\n{nonce}\n"), .. body, (byte)'\n'];
        signature ??= Convert.ToBase64String((key ?? WeChat).SignData(message, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json");
        foreach (var (name, value) in new[] { ("Timestamp", timestamp), ("Nonce", nonce), ("Signature", signature), ("Serial", serial), ("Signature-Type", "WECHATPAY2-SHA256-RSA2048") })
            request.Headers.TryAddWithoutValidation("Wechatpay-" + name, value);
        return request;
    }

    public void Dispose()
    {
        Merchant.Dispose();
        Alipay.Dispose();
        WeChat.Dispose();
    }
}
