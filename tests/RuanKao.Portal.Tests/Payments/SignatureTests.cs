using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using RuanKao.Portal.Payments;
using RuanKao.Portal.Payments.Alipay;
using RuanKao.Portal.Payments.WeChatPay;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Payments;

public sealed class SignatureTests : IDisposable
{
    private readonly RSA key = RSA.Create(2048);
    private readonly RSA other = RSA.Create(2048);

    private string Public => key.ExportSubjectPublicKeyInfoPem();

    [Fact]
    public void An_Alipay_request_signs_sign_type_drops_empty_values_and_sorts_by_bytes()
    {
        Dictionary<string, string> sent = new() { ["b"] = "2 & = 中", ["sign_type"] = "RSA2", ["B"] = "1", ["empty"] = "", ["a"] = "{\"x\":\"/\"}" };
        var signature = AlipaySignature.Sign(sent, key.ExportPkcs8PrivateKeyPem());
        Assert.True(key.VerifyData(Encoding.UTF8.GetBytes("B=1&a={\"x\":\"/\"}&b=2 & = 中&sign_type=RSA2"), Convert.FromBase64String(signature), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    [Theory]
    [InlineData("a=1&b=&c=3")]
    [InlineData("a=1&c=3")]
    public void An_Alipay_message_is_good_with_or_without_its_empty_values_and_never_by_sign_type(string signedText)
    {
        List<KeyValuePair<string, string>> fields = [new("c", "3"), new("b", ""), new("a", "1"), new("sign_type", "RSA"), new("sign", Sign(signedText))];
        Assert.True(AlipaySignature.VerifyMessage(fields, Public));
        fields[0] = new("c", "4");
        Assert.False(AlipaySignature.VerifyMessage(fields, Public));
        Assert.False(AlipaySignature.VerifyMessage([new("a", "1"), new("sign", "WECHATPAY/SIGNTEST/!!")], Public));
        Assert.False(AlipaySignature.VerifyMessage([], Public));
    }

    [Theory]
    [InlineData("""{"code":"10000","msg":"Success","qr_code":"https:\/\/qr.alipay.com\/x"}""")]
    [InlineData("""{"code":"10000","subject":"braces } { and \"sign\" , \\\" inside","n":{"m":[{}]}}""")]
    public void An_Alipay_answer_is_checked_over_its_raw_text(string node)
    {
        var body = $$"""{"alipay_trade_precreate_response":{{node}},"sign":"{{Sign(node)}}"}""";
        Assert.Equal(node, AlipayAnswer.NodeOf(body, "alipay_trade_precreate_response"));
        Assert.True(AlipayAnswer.Read(body, "alipay.trade.precreate", Public)!.IsSuccess);
        Assert.Null(AlipayAnswer.Read(body, "alipay.trade.precreate", other.ExportSubjectPublicKeyInfoPem()));
        Assert.Null(AlipayAnswer.Read(body.Replace("\"code\":", "\"code\" :", StringComparison.Ordinal), "alipay.trade.precreate", Public));
    }

    [Fact]
    public void An_answer_signed_with_plain_slashes_is_good_too()
    {
        const string node = """{"code":"10000","qr_code":"https:\/\/x"}""";
        var body = $$"""{"alipay_trade_precreate_response":{{node}},"sign":"{{Sign(node.Replace("\\/", "/"))}}"}""";
        Assert.Equal("https://x", AlipayAnswer.Read(body, "alipay.trade.precreate", Public)!["qr_code"]);
    }

    [Fact]
    public void A_second_node_of_the_same_name_is_refused()
    {
        const string node = """{"code":"10000"}""";
        var body = "{\"alipay_trade_query_response\":" + node + ",\"sign\":\"" + Sign(node) + "\",\"alipay_trade_query_response\":{\"code\":\"10000\",\"trade_status\":\"TRADE_SUCCESS\"}}";
        Assert.Null(AlipayAnswer.Read(body, "alipay.trade.query", Public));
    }

    [Fact]
    public void A_signed_failure_is_trusted_and_no_success()
    {
        const string node = """{"code":"40004","sub_code":"ACQ.TRADE_NOT_EXIST"}""";
        var answer = AlipayAnswer.Read("{\"alipay_trade_query_response\":" + node + ",\"sign\":\"" + Sign(node) + "\"}", "alipay.trade.query", Public)!;
        Assert.Equal((true, false, "ACQ.TRADE_NOT_EXIST"), (answer.IsTrusted, answer.IsSuccess, answer.SubCode));
    }

    // What is signed is an object of that name; another value there, or an object elsewhere, is none.
    [Theory]
    [InlineData("""{"a":1,"b":{}}""")]
    [InlineData("""{"a":"{}","b":{}}""")]
    [InlineData("""{ {"b":1}}""")]
    [InlineData("""{"a":{"b":1""")]
    [InlineData("""{"a":""")]
    [InlineData("")]
    public void What_is_no_object_of_that_name_is_not_taken_for_one(string body) => Assert.Null(AlipayAnswer.NodeOf(body, "a"));

    [Fact]
    public void From_an_error_without_signature_nothing_follows()
    {
        var answer = AlipayAnswer.Read("""{"alipay_trade_query_response":{"code":"40004","sub_code":"ACQ.TRADE_NOT_EXIST"}}""", "alipay.trade.query", Public)!;
        Assert.Equal((false, null), (answer.IsTrusted, answer.SubCode));
        Assert.Equal("40002", AlipayAnswer.Read("""{"error_response":{"code":"40002"}}""", "alipay.trade.query", Public)!["code"]);
        foreach (var rubbish in new[] { "", "{", "<html>", """{"alipay_trade_query_response":1}""", """{"alipay_trade_query_response":{"code":"1"}""" })
            Assert.Null(AlipayAnswer.Read(rubbish, "alipay.trade.query", Public));
    }

    [Fact]
    public void A_WeChat_request_signs_five_lines()
    {
        var merchant = new WeChatPayAccount { MchId = "1900000001", MerchantSerialNumber = "ABC", PrivateKey = key.ExportPkcs8PrivateKeyPem() };
        var header = WeChatPaySignature.Authorization(merchant, "GET", "/v3/pay?x=1", "", DateTime.UnixEpoch.AddSeconds(1554208460), "593BEC0C930BF1AFEB40B4A08C8FB242");
        Assert.StartsWith("WECHATPAY2-SHA256-RSA2048 mchid=\"1900000001\",nonce_str=\"593BEC0C930BF1AFEB40B4A08C8FB242\"", header);
        Assert.EndsWith("timestamp=\"1554208460\",serial_no=\"ABC\"", header);
        var signature = header.Split("signature=\"")[1].Split('"')[0];
        Assert.True(key.VerifyData("GET\n/v3/pay?x=1\n1554208460\n593BEC0C930BF1AFEB40B4A08C8FB242\n\n"u8, Convert.FromBase64String(signature), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"a\":\"中\"}")]
    public void A_WeChat_message_is_checked_over_three_lines_within_300_seconds(string body)
    {
        var keys = new Dictionary<string, string> { ["PUB_KEY_ID_1"] = Public };
        var headers = new Dictionary<string, string> { ["Wechatpay-Timestamp"] = "1000", ["Wechatpay-Nonce"] = "n", ["Wechatpay-Serial"] = "PUB_KEY_ID_1", ["Wechatpay-Signature"] = Sign($"1000\nn\n{body}\n") };
        bool Good(int at, string? text = null) => WeChatPaySignature.Verify(keys, name => headers.GetValueOrDefault(name), Encoding.UTF8.GetBytes(text ?? body), DateTime.UnixEpoch.AddSeconds(at));
        Assert.True(Good(1000));
        Assert.True(Good(1300));
        Assert.True(Good(700));
        Assert.False(Good(1301));
        Assert.False(Good(699));
        Assert.False(Good(1000, body + " "));
        headers["Wechatpay-Serial"] = "PUB_KEY_ID_2";
        Assert.False(Good(1000));
    }

    // NIST GCM test case 14 (256-bit zero key, zero nonce, sixteen zero bytes) fixes that the tag stands at the end.
    [Fact]
    public void The_cipher_reads_the_tag_at_the_end()
    {
        var text = WeChatPayCipher.Open(new string('\0', 32), new string('\0', 12), "", Convert.ToBase64String(Convert.FromHexString("cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919")));
        Assert.Equal(new string('\0', 16), text);
        Assert.Null(WeChatPayCipher.Open(new string('\0', 32), new string('\0', 12), "x", Convert.ToBase64String(Convert.FromHexString("cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"))));
        Assert.Null(WeChatPayCipher.Open(new string('\0', 32), "short", "", "AAAA"));
        Assert.Null(WeChatPayCipher.Open(new string('\0', 32), null, null, null));
        Assert.Null(WeChatPayCipher.Open(new string('\0', 32), new string('\0', 12), null, "%%"));
    }

    [Fact]
    public void Keys_are_read_in_every_form_the_tools_give_and_faults_are_named_without_the_key()
    {
        foreach (var text in new[] { key.ExportPkcs8PrivateKeyPem(), key.ExportRSAPrivateKeyPem(), "a comment\n" + key.ExportPkcs8PrivateKeyPem(), Convert.ToBase64String(key.ExportPkcs8PrivateKey()), Convert.ToBase64String(key.ExportRSAPrivateKey(), Base64FormattingOptions.InsertLineBreaks) })
            Assert.Null(MerchantKey.Fault("X:PrivateKey", text, true));
        foreach (var text in new[] { Public, Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()), Convert.ToBase64String(key.ExportRSAPublicKey()) })
            Assert.Null(MerchantKey.Fault("X:PublicKey", text, false));
        Assert.Contains("not an RSA private key", MerchantKey.Fault("X:PrivateKey", Public, true));
        Assert.Contains("not an RSA private key", MerchantKey.Fault("X:PrivateKey", "nonsense", true));
        Assert.Contains("missing", MerchantKey.Fault("X:PrivateKey", null, true));
        using var small = RSA.Create(1024);
        Assert.Contains("1024 bits", MerchantKey.Fault("X:PrivateKey", small.ExportPkcs8PrivateKeyPem(), true));
    }

    [Theory]
    [InlineData("Alipay:Accounts:53:PrivateKey", "nonsense", "Alipay:Accounts:53:PrivateKey is not an RSA private key")]
    [InlineData("Alipay:Accounts:53:AppId", "", "Alipay:Accounts:53:AppId is missing")]
    [InlineData("Alipay:Accounts:53:SellerId", "", "Alipay:Accounts:53:SellerId is missing")]
    [InlineData("Alipay:Accounts:53:Gateway", "openapi", "Alipay:Accounts:53:Gateway is not an address")]
    [InlineData("Alipay:Accounts:53:AlipayPublicKey", "nonsense", "Alipay:Accounts:53:AlipayPublicKey is not an RSA public key")]
    [InlineData("WeChatPay:Accounts:53:MchId", "", "WeChatPay:Accounts:53:MchId is missing")]
    [InlineData("WeChatPay:Accounts:53:AppId", "", "WeChatPay:Accounts:53:AppId is missing")]
    [InlineData("WeChatPay:Accounts:53:MerchantSerialNumber", "", "WeChatPay:Accounts:53:MerchantSerialNumber is missing")]
    [InlineData("WeChatPay:Accounts:53:Gateway", "api", "WeChatPay:Accounts:53:Gateway is not an address")]
    [InlineData("WeChatPay:Accounts:53:AuthorizeAddress", "open", "WeChatPay:Accounts:53:AuthorizeAddress is not an address")]
    [InlineData("WeChatPay:Accounts:53:PrivateKey", "nonsense", "WeChatPay:Accounts:53:PrivateKey is not an RSA private key")]
    [InlineData("WeChatPay:Accounts:53:PublicKey", "nonsense", "WeChatPay:Accounts:53:PublicKey is not an RSA public key")]
    [InlineData("WeChatPay:Accounts:53:ApiV3Key", "short", "WeChatPay:Accounts:53:ApiV3Key must be 32 ASCII characters")]
    [InlineData("WeChatPay:Accounts:53:PublicKeyId", "123", "WeChatPay:Accounts:53:PublicKeyId must begin with PUB_KEY_ID_")]
    public async Task A_wrong_setting_stops_the_start_and_is_named(string setting, string value, string fault)
    {
        using var messages = new ChannelMessages();
        var settings = messages.Settings();
        settings["WeChatPay:Accounts:53:OfficialAccountSecret"] = "secret";
        settings[setting] = value;
        await using var portal = await PortalFactory.StartAsync(settings: settings);
        Assert.Contains(fault, Assert.ThrowsAny<OptionsValidationException>(() => portal.CreateClient()).Message);
    }

    public void Dispose()
    {
        key.Dispose();
        other.Dispose();
    }

    private string Sign(string text) => Convert.ToBase64String(key.SignData(Encoding.UTF8.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
}
