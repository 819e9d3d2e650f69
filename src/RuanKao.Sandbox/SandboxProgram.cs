using System.Runtime.InteropServices;

namespace RuanKao.Sandbox;

/// <summary>Starts the sandbox alone and keeps it until it is told to stop.</summary>
public static class SandboxProgram
{
    public static async Task Main()
    {
        await using var sandbox = SandboxHost.Create(new SandboxOptions
        {
            DataFolder = Path.Combine(Directory.GetCurrentDirectory(), "data", "sandbox"),
            HttpPort = 5090,
            SmtpPort = 5025,
        });
        await sandbox.StartAsync();
        Console.WriteLine($"Sandbox: {sandbox.Address} (mail: 127.0.0.1:{sandbox.SmtpPort})");

        var stop = new TaskCompletionSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        await stop.Task;

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.TrySetResult();
        }
    }
}
