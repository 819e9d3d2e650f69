using System.Security.Cryptography;
using RuanKao.Sandbox;
using Xunit;

namespace RuanKao.Portal.Tests.Sandbox;

public sealed class SandboxHostTests(RunningSandbox sandbox) : IClassFixture<RunningSandbox>
{
    [Fact]
    public void Every_key_and_secret_carries_the_mark_of_the_sandbox()
    {
        foreach (var (name, value) in sandbox.Settings.Where(s => s.Key.Contains("Key") || s.Key.Contains("Secret") || s.Key.Contains("Password")))
        {
            if (name is "PersonalData:ActiveKey" or "Audit:ActiveKey")
                continue;
            var text = name.StartsWith("PersonalData:") || name.StartsWith("Audit:") ? System.Text.Encoding.Latin1.GetString(Convert.FromBase64String(value!)) : value!;
            Assert.Contains(SandboxKeys.Mark, text);
        }
    }

    [Fact]
    public void Keys_have_the_shape_that_the_channels_prescribe()
    {
        using var rsa = RSA.Create();
        rsa.ImportFromPem(sandbox.Settings["Alipay:Accounts:default:PrivateKey"]);
        Assert.Equal(2048, rsa.KeySize);
        Assert.Equal(32, sandbox.Settings["WeChatPay:Accounts:default:ApiV3Key"]!.Length);
        Assert.Equal(32, Convert.FromBase64String(sandbox.Settings["PersonalData:Keys:k1"]!).Length);
        Assert.StartsWith("PUB_KEY_ID_", sandbox.Settings["WeChatPay:Accounts:default:PublicKeyId"]);
    }

    [Fact]
    public async Task Keys_and_inbox_survive_a_restart()
    {
        var folder = Directory.CreateTempSubdirectory("ruankao-sandbox-");
        var options = new SandboxOptions { DataFolder = folder.FullName };
        string secret;
        await using (var first = SandboxHost.Create(options))
        {
            await first.StartAsync(TestContext.Current.CancellationToken);
            secret = first.Keys.AccessKeySecret;
        }

        await using (var second = SandboxHost.Create(options))
            Assert.Equal(secret, second.Keys.AccessKeySecret);
        folder.Delete(recursive: true);
    }

    [Fact]
    public void A_new_template_key_is_approved_by_asking_for_its_settings() =>
        Assert.StartsWith("SMS_", sandbox.Host.PortalSettings(null, "exam-reminder")["Sms:Templates:exam-reminder"]);

    [Theory]
    [InlineData("/")]
    [InlineData("/people")]
    [InlineData("/inbox")]
    public async Task Pages_are_there(string path) =>
        Assert.Contains("<h1>", await sandbox.Browser.GetStringAsync(path, TestContext.Current.CancellationToken));
}
