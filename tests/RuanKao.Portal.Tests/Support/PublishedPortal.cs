using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace RuanKao.Portal.Tests.Support;

/// <summary>The portal as operators get it: published for release into a folder of its own, run as a process in Production.</summary>
public sealed class PublishedPortal : IDisposable
{
    private PublishedPortal(string folder) => Folder = folder;

    public string Folder { get; }

    public static async Task<PublishedPortal> PublishAsync()
    {
        var folder = Directory.CreateTempSubdirectory("portal-published-").FullName;
        var (code, output) = await RunAsync("dotnet", Repository.Root, [],
            "publish", "src/RuanKao.Portal", "-c", "Release", "--no-restore", "-nologo", "-v", "quiet", "-o", folder);
        return code == 0 ? new(folder) : throw new InvalidOperationException("dotnet publish failed:\n" + output);
    }

    /// <summary>Runs to its end with the settings; for starts that are refused, and for migrate.</summary>
    public Task<(int Code, string Output)> RunAsync(IEnumerable<KeyValuePair<string, string>> settings, params string[] arguments) =>
        RunAsync("dotnet", Folder, settings, [Path.Combine(Folder, "RuanKao.Portal.dll"), .. arguments]);

    /// <summary>Starts it, waits for its first page, and tells how long that took.</summary>
    public async Task<RunningPortal> StartAsync(IEnumerable<KeyValuePair<string, string>> settings)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var clock = Stopwatch.StartNew();
        var process = Process.Start(Info("dotnet", Folder, settings, [Path.Combine(Folder, "RuanKao.Portal.dll"), "--urls", address.ToString()]))!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var client = new HttpClient { BaseAddress = address };
        while (clock.Elapsed < TimeSpan.FromSeconds(60) && !process.HasExited)
        {
            try
            {
                using var first = await client.GetAsync("/");
                return new(process, address, clock.Elapsed, first.StatusCode);
            }
            catch (HttpRequestException)
            {
                await Task.Delay(20);
            }
        }
        if (!process.HasExited) process.Kill();
        throw new InvalidOperationException("The published portal did not start.");
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static async Task<(int, string)> RunAsync(string program, string folder, IEnumerable<KeyValuePair<string, string>> settings, params string[] arguments)
    {
        using var process = Process.Start(Info(program, folder, settings, arguments))!;
        var output = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
        return (process.ExitCode, string.Concat(await output));
    }

    private static ProcessStartInfo Info(string program, string folder, IEnumerable<KeyValuePair<string, string>> settings, string[] arguments)
    {
        var info = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var inherited in new[] { "ASPNETCORE_ENVIRONMENT", "DOTNET_ENVIRONMENT", "ASPNETCORE_URLS" }) info.Environment.Remove(inherited);
        foreach (var (key, value) in settings) info.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        return info;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>A portal process that serves; ended when disposed.</summary>
public sealed class RunningPortal(Process process, Uri address, TimeSpan tookToFirstPage, HttpStatusCode firstPage) : IDisposable
{
    public Uri Address => address;

    public TimeSpan TookToFirstPage => tookToFirstPage;

    public HttpStatusCode FirstPage => firstPage;

    public void Dispose()
    {
        process.Kill(entireProcessTree: true);
        process.WaitForExit();
        process.Dispose();
    }
}
