using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RuanKao.Portal.Notifications;
using RuanKao.Sandbox.People;
using Xunit;

namespace RuanKao.Portal.Tests.Sandbox;

public sealed class AliyunGatewayTests(RunningSandbox sandbox) : IClassFixture<RunningSandbox>
{
    private const string EmptyBody = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    [Fact]
    public async Task A_wrong_secret_is_refused() =>
        Assert.Equal("SignatureDoesNotMatch", await CodeAsync(SendSmsAsync("13800000001", secret: "RuanKao.Sandbox.wrong")));

    [Fact]
    public async Task An_old_date_and_a_used_nonce_are_refused()
    {
        Assert.Equal("InvalidTimeStamp.Expired", await CodeAsync(SendSmsAsync("13800000002", date: "2020-01-01T00:00:00Z")));
        Assert.Equal("OK", await CodeAsync(SendSmsAsync("13800000002", nonce: "once")));
        Assert.Equal("SignatureNonceUsed", await CodeAsync(SendSmsAsync("13800000002", nonce: "once")));
    }

    [Fact]
    public async Task A_verification_code_reaches_the_inbox()
    {
        Assert.Equal("OK", await CodeAsync(SendSmsAsync("13800000003")));

        var sms = await sandbox.Host.Inbox.WaitForAsync("13800000003", ct: TestContext.Current.CancellationToken);

        Assert.Equal("【软考报名】您的验证码为 123456，请在 5 分钟内使用，切勿告知他人。", sms.Text);
        Assert.Equal("123456", sms.Values["code"]);
    }

    [Fact]
    public async Task An_unknown_template_and_a_bad_number_are_refused_by_the_carrier()
    {
        Assert.Equal("isv.SMS_TEMPLATE_ILLEGAL", await CodeAsync(SendSmsAsync("13800000004", template: "SMS_1")));
        Assert.Equal("isv.MOBILE_NUMBER_ILLEGAL", await CodeAsync(SendSmsAsync("12345")));
        Assert.Empty(sandbox.Host.Inbox.Messages("13800000004"));
    }

    [Fact]
    public void The_carrier_has_approved_every_message_of_the_portal() =>
        Assert.Equal(NoticeTemplates.Keys.Order(), sandbox.Settings.Keys.Where(k => k.StartsWith("Sms:Templates:")).Select(k => k["Sms:Templates:".Length..]).Order());

    [Fact]
    public async Task The_authority_knows_the_population_by_name_and_number()
    {
        foreach (var person in SandboxPopulation.People.Where(p => p.Answer == AuthorityAnswer.Known).Append(SandboxPopulation.Crowd(4711)))
            Assert.Equal("1", await VerdictAsync(person.Name, person.IdNumber));
        Assert.Equal("2", await VerdictAsync("张三", SandboxPopulation.People[0].IdNumber));
        Assert.Equal("3", await VerdictAsync("张三", "11010519491231002X"));
    }

    [Theory]
    [InlineData(AuthorityAnswer.NoRecord, "200")]
    [InlineData(AuthorityAnswer.SourceDown, "402")]
    [InlineData(AuthorityAnswer.Broken, "500")]
    public async Task Some_numbers_bring_the_authority_into_trouble(AuthorityAnswer answer, string code)
    {
        var person = SandboxPopulation.People.Single(p => p.Answer == answer);

        Assert.Equal(code, await CodeAsync(VerifyAsync(person.Name, person.IdNumber)));
    }

    private Task<JsonElement> SendSmsAsync(string phone, string? template = null, string? secret = null, string? date = null, string? nonce = null) =>
        CallAsync("SendSms", "2017-05-25", new Dictionary<string, string>
        {
            ["PhoneNumbers"] = phone,
            ["SignName"] = sandbox.Settings["Sms:Aliyun:SignName"]!,
            ["TemplateCode"] = template ?? sandbox.Settings["Sms:Templates:verification-code"]!,
            ["TemplateParam"] = """{"code":"123456"}""",
        }, secret, date, nonce);

    private Task<JsonElement> VerifyAsync(string name, string idNumber) => CallAsync("Id2MetaVerify", "2019-03-07",
        new Dictionary<string, string> { ["ParamType"] = "normal", ["UserName"] = name, ["IdentifyNum"] = idNumber });

    private async Task<string?> VerdictAsync(string name, string idNumber) =>
        (await VerifyAsync(name, idNumber)).GetProperty("ResultObject").GetProperty("BizCode").GetString();

    private static async Task<string?> CodeAsync(Task<JsonElement> call) => (await call).GetProperty("Code").GetString();

    private async Task<JsonElement> CallAsync(string action, string version, Dictionary<string, string> parameters,
        string? secret = null, string? date = null, string? nonce = null)
    {
        var query = string.Join("&", parameters.OrderBy(p => p.Key, StringComparer.Ordinal)
            .Select(p => Uri.EscapeDataString(p.Key) + "=" + Uri.EscapeDataString(p.Value)));
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["host"] = sandbox.Host.Address.Authority,
            ["x-acs-action"] = action,
            ["x-acs-version"] = version,
            ["x-acs-date"] = date ?? TimeProvider.System.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ"),
            ["x-acs-signature-nonce"] = nonce ?? Guid.NewGuid().ToString(),
            ["x-acs-content-sha256"] = EmptyBody,
        };
        var names = string.Join(";", headers.Keys);
        var canonical = $"POST\n/\n{query}\n{string.Concat(headers.Select(h => $"{h.Key}:{h.Value}\n"))}\n{names}\n{EmptyBody}";
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(
            Encoding.UTF8.GetBytes(secret ?? sandbox.Settings["Sms:Aliyun:AccessKeySecret"]!),
            Encoding.UTF8.GetBytes("ACS3-HMAC-SHA256\n" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical))))));
        using var request = new HttpRequestMessage(HttpMethod.Post, sandbox.Settings["Sms:Aliyun:Endpoint"] + "?" + query);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        request.Headers.TryAddWithoutValidation("Authorization",
            $"ACS3-HMAC-SHA256 Credential={sandbox.Settings["Sms:Aliyun:AccessKeyId"]},SignedHeaders={names},Signature={signature}");
        using var answer = await sandbox.Browser.SendAsync(request, TestContext.Current.CancellationToken);
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
