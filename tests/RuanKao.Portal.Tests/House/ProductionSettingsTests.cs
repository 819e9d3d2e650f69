using Microsoft.Extensions.Configuration;

namespace RuanKao.Portal.Tests.House;

public class ProductionSettingsTests
{
    [Theory]
    [InlineData("Alipay:Accounts:default:Gateway", "http://openapi.alipay.com/gateway.do", "https")]
    [InlineData("Alipay:Accounts:default:Gateway", "https://openapi-sandbox.dl.alipaydev.com/gateway.do", "test gateway")]
    [InlineData("WeChatPay:Accounts:53:Gateway", "https://127.0.0.1:5090/wechatpay", "this machine")]
    [InlineData("WeChatPay:Accounts:53:PrivateKey", "# RuanKao.Sandbox\n-----BEGIN PRIVATE KEY-----", "development sandbox")]
    [InlineData("Sms:Aliyun:AccessKeyId", "RuanKao.Sandbox", "development sandbox")]
    [InlineData("Site:PublicAddress", "http://bm.example.cn", "https")]
    [InlineData("Mail:Security", "None", "Mail:Security")]
    [InlineData("Accounts:SecondFactor", "Off", "cannot be turned off")]
    public void Production_refuses_what_only_a_sandbox_has(string key, string value, string fault) =>
        Assert.Contains(ProductionSettings.Faults(With(key, value)), f => f.Contains(fault, StringComparison.Ordinal));

    [Fact]
    public void Production_reads_the_key_files_it_is_given()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, "# RuanKao.Sandbox development key\n-----BEGIN PRIVATE KEY-----");
        try
        {
            Assert.Single(ProductionSettings.Faults(With("Alipay:Accounts:default:PrivateKeyFile", file)));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Production_takes_real_settings() =>
        Assert.Empty(ProductionSettings.Faults(With("Alipay:Accounts:default:Gateway", "https://openapi.alipay.com/gateway.do")));

    [Fact]
    public void Every_fault_is_named_at_once()
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Site:PublicAddress"] = "http://localhost",
            ["Mail:Security"] = "None",
        }).Build();
        var fault = Assert.Throws<InvalidOperationException>(() => ProductionSettings.ThrowIfUnsafe(settings));
        Assert.Contains("https", fault.Message);
        Assert.Contains("this machine", fault.Message);
        Assert.Contains("Mail:Security", fault.Message);
    }

    private static IConfiguration With(string key, string value) =>
        new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { [key] = value }).Build();
}
