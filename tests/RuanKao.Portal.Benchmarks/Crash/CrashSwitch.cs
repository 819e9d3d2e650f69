using System.Diagnostics;
using System.IO.MemoryMappedFiles;

namespace RuanKao.Portal.Benchmarks.Crash;

/// <summary>Twenty-four bytes that the bench, the portal and the sandbox share: how far their clock is from the machine's, at which point the portal ends, and after how many times.</summary>
public sealed class CrashSwitch : IDisposable
{
    public const string Variable = "CRASH_SWITCH";
    private const int OffsetAt = 0, PointAt = 8, TimesAt = 16, Size = 24;

    private readonly MemoryMappedFile file;
    private readonly MemoryMappedViewAccessor view;
    private readonly Lock gate = new();

    public CrashSwitch(string path)
    {
        file = MemoryMappedFile.CreateFromFile(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite), null, Size, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: false);
        view = file.CreateViewAccessor(0, Size);
        Clock = new SharedClock(this);
    }

    /// <summary>The one of a process that the bench started.</summary>
    public static CrashSwitch OfThisProcess() => new(Environment.GetEnvironmentVariable(Variable) ?? throw new InvalidOperationException($"{Variable} is not set."));

    public TimeProvider Clock { get; }

    public DateTime UtcNow
    {
        get => Clock.GetUtcNow().UtcDateTime;
        set => view.Write(OffsetAt, (value - TimeProvider.System.GetUtcNow().UtcDateTime).Ticks);
    }

    public void Arm(CrashPoint point, int times)
    {
        view.Write(TimesAt, times);
        view.Write(PointAt, (int)point);
    }

    /// <summary>Ends this process as a power cut would, if it is this point's time.</summary>
    public void Reach(CrashPoint point)
    {
        if (view.ReadInt32(PointAt) != (int)point) return;
        lock (gate)
        {
            var left = view.ReadInt32(TimesAt) - 1;
            view.Write(TimesAt, left);
            if (left > 0) return;
            // SIGKILL: no handler, no finally, no flush.
            Process.GetCurrentProcess().Kill();
            Thread.Sleep(Timeout.Infinite);
        }
    }

    public void Dispose()
    {
        view.Dispose();
        file.Dispose();
    }

    /// <summary>The machine's clock, moved; pauses are a tenth as long.</summary>
    private sealed class SharedClock(CrashSwitch shared) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(shared.view.ReadInt64(OffsetAt));

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            System.CreateTimer(callback, state, Shorter(dueTime), Shorter(period));

        private static TimeSpan Shorter(TimeSpan pause) => pause <= TimeSpan.Zero ? pause : pause / 10;
    }
}
