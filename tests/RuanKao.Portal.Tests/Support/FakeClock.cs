namespace RuanKao.Portal.Tests.Support;

/// <summary>A clock that stands until a test moves it.</summary>
public sealed class FakeClock(DateTime now) : TimeProvider
{
    public DateTime UtcNow { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => new(UtcNow, TimeSpan.Zero);
}
