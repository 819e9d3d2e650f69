using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RuanKao.Portal.Candidates;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Candidates;

/// <summary>An authority by configuration, asked over a real connection to a server on this machine.</summary>
public sealed class HttpRealNameGatewayTests : IAsyncLifetime
{
    private WebApplication server = null!;
    private Uri address = null!;
    private Func<HttpContext, string, Task> answer = (_, _) => Task.CompletedTask;
    private readonly List<(string Body, string? ContentType, string? Key)> asked = [];

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseSetting("urls", "http://127.0.0.1:0");
        server = builder.Build();
        server.Map("/{**path}", async (HttpContext http) =>
        {
            using var reader = new StreamReader(http.Request.Body);
            var body = await reader.ReadToEndAsync();
            asked.Add((body, http.Request.ContentType, http.Request.Headers["X-Key"]));
            await answer(http, body);
        });
        await server.StartAsync();
        address = new(server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
    }

    public async ValueTask DisposeAsync() => await server.DisposeAsync();

    private Dictionary<string, string?> Settings(params (string Key, string Value)[] more)
    {
        var settings = new Dictionary<string, string?>
        {
            ["RealName:Provider"] = "Http",
            ["RealName:Http:Url"] = new Uri(address, "verify").ToString(),
            ["RealName:Http:Headers:X-Key"] = "secret",
            ["RealName:Http:Body"] = """{"who":{"xm":"{name}","zjhm":"{number}"},"id":"{id}"}""",
            ["RealName:Http:VerdictPath"] = "data.results[1].code",
            ["RealName:Http:Verdicts:01"] = "Match",
            ["RealName:Http:Verdicts:02"] = "Mismatch",
            ["RealName:Http:Verdicts:03"] = "NoRecord",
            ["RealName:Http:Verdicts:false"] = "InvalidInput",
            ["RealName:Http:TimeoutSeconds"] = "1",
        };
        foreach (var (key, value) in more) settings[key] = value;
        return settings;
    }

    private async Task<RealNameVerdict> AskAsync(string name = "迪丽努尔·艾合买提江", string number = "65019919900930018X", params (string Key, string Value)[] more)
    {
        await using var portal = await PortalFactory.StartAsync(settings: Settings(more));
        return await portal.WithAsync(place =>
        {
            var gateway = place.GetRequiredService<IRealNameGateway>();
            Assert.Equal("http", gateway.Name);
            return gateway.VerifyAsync(name, number, TestContext.Current.CancellationToken);
        });
    }

    private void Says(string json, int status = 200) => answer = (http, _) =>
    {
        http.Response.StatusCode = status;
        return http.Response.WriteAsync(json);
    };

    private static string Coded(string value) => $$$"""{"data":{"results":[{"code":"x"},{"code":{{{value}}}}]}}""";

    [Theory]
    [InlineData("\"01\"", RealNameVerdict.Match)]
    [InlineData("\"02\"", RealNameVerdict.Mismatch)]
    [InlineData("\"03\"", RealNameVerdict.NoRecord)]
    [InlineData("false", RealNameVerdict.InvalidInput)]
    [InlineData("\"99\"", RealNameVerdict.Unavailable)]
    [InlineData("null", RealNameVerdict.Unavailable)]
    [InlineData("{}", RealNameVerdict.Unavailable)]
    public async Task The_table_says_what_a_value_means(string value, RealNameVerdict verdict)
    {
        Says(Coded(value));
        Assert.Equal(verdict, await AskAsync());
    }

    [Fact]
    public async Task What_is_asked_is_the_template_with_its_values_escaped()
    {
        Says(Coded("\"01\""));
        await AskAsync("O'Brien \"{number}\"");
        var (body, type, key) = asked.Single();
        Assert.Equal(("application/json; charset=utf-8", "secret"), (type, key));
        var who = System.Text.Json.JsonDocument.Parse(body).RootElement.GetProperty("who");
        Assert.Equal(("O'Brien \"{number}\"", "65019919900930018X"), (who.GetProperty("xm").GetString(), who.GetProperty("zjhm").GetString()));
    }

    [Fact]
    public async Task A_form_is_escaped_as_a_form()
    {
        Says(Coded("\"01\""));
        await AskAsync("王𠮷 & 子", more: [("RealName:Http:ContentType", "application/x-www-form-urlencoded"), ("RealName:Http:Body", "n={name}&c={number}&v=1")]);
        var (body, type, _) = asked.Single();
        Assert.Equal(("application/x-www-form-urlencoded; charset=utf-8", "n=%E7%8E%8B%F0%A0%AE%B7%20%26%20%E5%AD%90&c=65019919900930018X&v=1"), (type, body));
    }

    [Theory]
    [InlineData("not json at all", 200)]
    [InlineData("", 502)]
    [InlineData("[]", 200)]
    [InlineData("""{"data":{"results":[]}}""", 200)]
    [InlineData("""{"data":{"results":[{},{}]}}""", 200)]
    public async Task What_cannot_be_read_is_an_outage_and_never_a_mismatch(string body, int status)
    {
        Says(body, status);
        Assert.Equal(RealNameVerdict.Unavailable, await AskAsync());
    }

    [Fact]
    public async Task Who_does_not_answer_in_time_is_out()
    {
        answer = (http, _) => Task.Delay(TimeSpan.FromSeconds(5), http.RequestAborted);
        Assert.Equal(RealNameVerdict.Unavailable, await AskAsync());
    }

    [Fact]
    public async Task Nobody_there_is_an_outage()
    {
        await server.StopAsync();
        Assert.Equal(RealNameVerdict.Unavailable, await AskAsync());
    }

    [Fact]
    public async Task A_flood_of_an_answer_is_not_read()
    {
        answer = (http, _) => http.Response.WriteAsync(Coded("\"01\"") + new string(' ', HttpRealNameGateway.LargestAnswer));
        Assert.Equal(RealNameVerdict.Unavailable, await AskAsync());
    }

    [Fact]
    public async Task A_redirect_takes_no_name_elsewhere()
    {
        answer = (http, _) =>
        {
            http.Response.Redirect("/elsewhere", permanent: false, preserveMethod: true);
            return Task.CompletedTask;
        };
        Assert.Equal(RealNameVerdict.Unavailable, await AskAsync());
        Assert.Single(asked);
    }

    [Theory]
    [InlineData("RealName:Http:Url", "http://127.0.0.1/?n={name}", "Url must hold no placeholders")]
    [InlineData("RealName:Http:Url", "", "Url field is required")]
    [InlineData("RealName:Http:Url", "nowhere", "Url field is not a valid")]
    [InlineData("RealName:Http:Body", "{name}", "Body must hold")]
    [InlineData("RealName:Http:Body", "{number}", "Body must hold")]
    [InlineData("RealName:Http:ContentType", "text/xml", "ContentType must be")]
    [InlineData("RealName:Http:Verdicts:01", "Mismatch", "which values mean Match and Mismatch")]
    [InlineData("RealName:Http:Verdicts:02", "Match", "which values mean Match and Mismatch")]
    [InlineData("RealName:Http:TimeoutSeconds", "0", "TimeoutSeconds")]
    [InlineData("RealName:Http:VerdictPath", "", "VerdictPath")]
    public async Task Settings_that_cannot_work_stop_the_start(string key, string value, string fault)
    {
        await using var portal = await PortalFactory.StartAsync(settings: Settings((key, value)));
        Assert.Contains(fault, Assert.ThrowsAny<OptionsValidationException>(() => portal.Services).Message);
    }

    [Fact]
    public async Task A_provider_nobody_knows_stops_the_start()
    {
        await using var portal = await PortalFactory.StartAsync(settings: Settings(("RealName:Provider", "Tencent")));
        Assert.Contains("RealName:Provider must be Aliyun or Http", Assert.ThrowsAny<InvalidOperationException>(() => portal.Services).Message);
    }
}
