using RuanKao.Sandbox;
using Xunit;

namespace RuanKao.Portal.Tests.Sandbox;

/// <summary>A sandbox of a test class's own, in a folder that goes away with it.</summary>
public sealed class RunningSandbox : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("ruankao-sandbox-");

    public SandboxHost Host { get; private set; } = null!;

    public IReadOnlyDictionary<string, string?> Settings { get; private set; } = null!;

    public HttpClient Browser { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Host = SandboxHost.Create(new SandboxOptions { DataFolder = folder.FullName });
        await Host.StartAsync();
        Settings = Host.PortalSettings();
        Browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = Host.Address };
    }

    public async ValueTask DisposeAsync()
    {
        Browser.Dispose();
        await Host.DisposeAsync();
        folder.Delete(recursive: true);
    }
}
