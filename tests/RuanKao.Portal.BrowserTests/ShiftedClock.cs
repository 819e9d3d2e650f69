namespace RuanKao.Portal.BrowserTests;

/// <summary>The real clock, moved: a walk from registration to the ticket takes ten weeks in life.</summary>
public sealed class ShiftedClock : TimeProvider
{
    private long shift;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref shift));

    public void MoveTo(DateTime utc) => Interlocked.Exchange(ref shift, (utc - base.GetUtcNow().UtcDateTime).Ticks);
}
