using RuanKao.Sandbox;
using Xunit;

namespace RuanKao.Portal.Tests.Sandbox;

/// <summary>A sandbox of a test class's own, in a folder that goes away with it, with a merchant that takes its notices.</summary>
public sealed class RunningSandbox : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("ruankao-sandbox-");

    public SandboxHost Host { get; private set; } = null!;

    public IReadOnlyDictionary<string, string?> Settings { get; private set; } = null!;

    public HttpClient Browser { get; private set; } = null!;

    public NoticeTaker Merchant { get; } = new();

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public async ValueTask InitializeAsync()
    {
        Host = SandboxHost.Create(new SandboxOptions { DataFolder = folder.FullName, NoticeHandler = Merchant, TimeProvider = Clock });
        await Host.StartAsync();
        Settings = Host.PortalSettings();
        Browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = Host.Address };
    }

    public string Alipay(string name) => Settings["Alipay:Accounts:default:" + name]!;

    public string WeChatPay(string name) => Settings["WeChatPay:Accounts:default:" + name]!;

    public async Task RestartAsync()
    {
        Browser.Dispose();
        await Host.DisposeAsync();
        await InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Browser.Dispose();
        await Host.DisposeAsync();
        folder.Delete(recursive: true);
    }
}

/// <summary>A notice as it reached the merchant.</summary>
public sealed record TakenNotice(string Url, IReadOnlyDictionary<string, string> Headers, string Body);

/// <summary>The merchant's side of notices; an address with "stubborn" in it refuses the first one, one with "absent" all until it <see cref="IsBack"/>.</summary>
public sealed class NoticeTaker : HttpMessageHandler
{
    private readonly List<TakenNotice> taken = [];

    public bool IsBack { get; set; }

    public IReadOnlyList<TakenNotice> At(string url)
    {
        lock (taken)
            return [.. taken.Where(t => t.Url == url)];
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        var url = request.RequestUri!.ToString();
        var body = await request.Content!.ReadAsStringAsync(ct);
        if (url.Contains("absent") && !IsBack)
            throw new HttpRequestException("Connection refused");
        var first = At(url).Count == 0;
        lock (taken)
            taken.Add(new TakenNotice(url, request.Headers.ToDictionary(h => h.Key, h => h.Value.Single()), body));
        return first && url.Contains("stubborn")
            ? new HttpResponseMessage(System.Net.HttpStatusCode.InternalServerError) { Content = new StringContent("fail") }
            : new HttpResponseMessage { Content = new StringContent("success") };
    }
}
