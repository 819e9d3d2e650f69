using System.Net;
using System.Text.RegularExpressions;
using RuanKao.Portal.Tests.Support;
using RuanKao.Sandbox;

namespace RuanKao.Portal.Tests.House;

/// <summary>What operators get: nothing of the sandbox in it, and a start only with settings that are whole and real.</summary>
public sealed class PublishedPortalTests(PublishedPortalTests.Publication publication) : IClassFixture<PublishedPortalTests.Publication>
{
    private PublishedPortal Portal => publication.Portal!;

    private string Database => Path.Combine(Portal.Folder, Guid.NewGuid().ToString("N") + ".db");

    [Fact]
    public void Nothing_of_the_sandbox_or_the_demo_is_published() => Assert.DoesNotContain(
        Directory.EnumerateFiles(Portal.Folder, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Portal.Folder, f)),
        file => file.Contains("Sandbox", StringComparison.OrdinalIgnoreCase) || file.Contains("Demo", StringComparison.Ordinal)
            || file.EndsWith("package.json", StringComparison.Ordinal));

    [Fact]
    public async Task Without_settings_it_does_not_start_and_says_what_is_missing()
    {
        var (code, output) = await Portal.RunAsync([]);
        Assert.NotEqual(0, code);
        Assert.Contains("PublicAddress", output);
        Assert.Contains("PersonalData", output);
    }

    [Theory]
    [InlineData("Site:PublicAddress")]
    [InlineData("PersonalData:LookupKey")]
    [InlineData("Audit:ActiveKey")]
    [InlineData("Sms:Aliyun:AccessKeySecret")]
    [InlineData("Mail:Host")]
    [InlineData("RealName:Aliyun:Endpoint")]
    [InlineData("Alipay:Accounts:default:PrivateKey")]
    [InlineData("WeChatPay:Accounts:default:ApiV3Key")]
    public async Task Without_any_one_of_them_it_does_not_start(string missing)
    {
        var settings = CompleteSettings.For(Database);
        settings.Remove(missing);
        Assert.NotEqual(0, (await Portal.RunAsync(settings)).Code);
    }

    [Fact]
    public async Task A_sandbox_s_settings_are_refused_by_name()
    {
        await using var sandbox = SandboxHost.Create(new() { DataFolder = Path.Combine(Portal.Folder, "sandbox-data") });
        await sandbox.StartAsync();
        var settings = sandbox.PortalSettings(new("http://127.0.0.1:5080")).ToDictionary(s => s.Key, s => s.Value ?? "");
        settings["Database:ConnectionString"] = $"Data Source={Database}";
        var (code, output) = await Portal.RunAsync(settings);
        Directory.Delete(Path.Combine(Portal.Folder, "sandbox-data"), recursive: true);
        Assert.NotEqual(0, code);
        foreach (var refused in new[] { "Alipay:Accounts:default:PrivateKey", "Alipay:Accounts:default:Gateway", "WeChatPay:Accounts:default:PublicKey", "Sms:Aliyun:AccessKeyId", "Mail:Security", "Site:PublicAddress" })
            Assert.Contains(refused, output);
    }

    [Fact]
    public async Task With_complete_settings_it_migrates_when_told_starts_and_serves_pages_and_styles()
    {
        var settings = CompleteSettings.For(Database);
        var (code, output) = await Portal.RunAsync(settings, "migrate");
        Assert.True(code == 0, output);
        using var running = await Portal.StartAsync(settings);
        Assert.Equal(HttpStatusCode.OK, running.FirstPage);
        using var client = new HttpClient { BaseAddress = running.Address };
        Assert.Contains("云南省信息技术发展中心", await client.GetStringAsync("/institutions/53"));
        Assert.NotEmpty(await client.GetStringAsync("/site.css"));
        Assert.Equal("Healthy", (await client.GetStringAsync("/health/live")));
    }

    [Fact]
    public async Task The_automatic_photo_help_is_published_compressed_and_small()
    {
        var settings = CompleteSettings.For(Database);
        await Portal.RunAsync(settings, "migrate");
        using var running = await Portal.StartAsync(settings);
        using var client = new HttpClient { BaseAddress = running.Address };
        client.DefaultRequestHeaders.AcceptEncoding.ParseAdd("br");
        var endpoints = await File.ReadAllTextAsync(Path.Combine(Portal.Folder, "RuanKao.Portal.staticwebassets.endpoints.json"));
        var kilobytes = 0.0;
        foreach (var name in new[] { "litert", "runtime", "face-near", "face-far", "person" })
        {
            var addresses = Regex.Matches(endpoints, $@"""(photo-help/{name}\.\w{{10}}\.\w+)""").Select(match => match.Groups[1].Value).Distinct().ToList();
            Assert.NotEmpty(addresses);
            foreach (var address in addresses)
            {
                using var answer = await client.GetAsync("/" + address);
                Assert.Equal("br", Assert.Single(answer.Content.Headers.ContentEncoding));
                Assert.Contains("immutable", answer.Headers.CacheControl!.ToString());
                kilobytes += (await answer.Content.ReadAsByteArrayAsync()).Length / 1000.0;
            }
        }
        Assert.InRange(kilobytes, 1_000, 3_000);
    }

    [Fact]
    public async Task It_never_makes_the_schema_by_itself()
    {
        var file = Database;
        using (await Portal.StartAsync(CompleteSettings.For(file)))
        {
        }
        await using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={file};Pooling=false");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT COUNT(*) FROM sqlite_master WHERE name = 'Institutions'";
        Assert.Equal(0L, await command.ExecuteScalarAsync());
    }

    /// <summary>Published once for all of these tests.</summary>
    public sealed class Publication : IAsyncLifetime
    {
        public PublishedPortal? Portal { get; private set; }

        public async ValueTask InitializeAsync() => Portal = await PublishedPortal.PublishAsync();

        public ValueTask DisposeAsync()
        {
            Portal?.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
