using System.Diagnostics;
using System.Net.Sockets;

namespace RuanKao.Portal.Benchmarks.Crash;

/// <summary>One process that the bench started and may kill.</summary>
public sealed class CrashProcess : IDisposable
{
    /// <summary>What an exit code says of a process that SIGKILL ended.</summary>
    public const int Killed = 128 + 9;

    // A busy machine takes its time.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private readonly Process process;
    private bool disposed;

    private CrashProcess(Process process) => this.process = process;

    public bool IsDead => process.HasExited;

    public int ExitCode => process.ExitCode;

    /// <summary>Starts this program in one of its other roles and waits until it serves.</summary>
    public static async Task<CrashProcess> StartAsync(string role, IEnumerable<KeyValuePair<string, string?>> settings, Uri ready, string logFile)
    {
        var info = new ProcessStartInfo("dotnet", [typeof(CrashProcess).Assembly.Location, role])
        {
            WorkingDirectory = AppContext.BaseDirectory, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (var inherited in new[] { "ASPNETCORE_ENVIRONMENT", "DOTNET_ENVIRONMENT", "ASPNETCORE_URLS" }) info.Environment.Remove(inherited);
        foreach (var (key, value) in settings) info.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        // It lives for seconds: nothing pays that pays later.
        (info.Environment["DOTNET_gcServer"], info.Environment["DOTNET_TieredPGO"]) = ("0", "0");
        var started = new CrashProcess(Process.Start(info)!);
        started.KeepOutput(logFile);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(5) };
        for (var limit = Stopwatch.StartNew(); limit.Elapsed < Patience && !started.IsDead; await Task.Delay(25))
        {
            try
            {
                using var answer = await client.GetAsync(ready);
                if (answer.IsSuccessStatusCode) return started;
            }
            catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException)
            {
                // Not yet.
            }
        }
        started.Dispose();
        throw new InvalidOperationException($"{role} did not start; see {logFile}.");
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }

    public void Kill()
    {
        if (!process.HasExited) process.Kill();
        process.WaitForExit();
    }

    public void Dispose()
    {
        if (disposed) return;
        disposed = true;
        Kill();
        process.Dispose();
    }

    private void KeepOutput(string file)
    {
        void Keep(object _, DataReceivedEventArgs line)
        {
            if (line.Data is null) return;
            lock (process) File.AppendAllText(file, line.Data + "\n");
        }
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }
}
