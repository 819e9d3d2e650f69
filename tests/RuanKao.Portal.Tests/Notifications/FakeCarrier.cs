using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Notifications;

namespace RuanKao.Portal.Tests.Notifications;

/// <summary>A carrier that answers as told and remembers what it was given.</summary>
public sealed class FakeCarrier(AddressKind channel, string name = "Fake") : ICarrier
{
    public string Name => name;

    public List<Parcel> Parcels { get; } = [];

    public Func<CarrierAnswer> Answer { get; set; } = () => CarrierAnswer.Taken;

    public AddressKind Channel => channel;

    public Task<CarrierAnswer> SendAsync(Parcel parcel, CancellationToken ct)
    {
        Parcels.Add(parcel);
        return Task.FromResult(Answer());
    }
}

/// <summary>Everything that was logged, as text.</summary>
public sealed class Logs : ILoggerFactory, ILogger
{
    public ConcurrentQueue<(LogLevel Level, string Text)> Lines { get; } = [];

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) { }

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Lines.Enqueue((logLevel, formatter(state, exception) + exception));

    public void Dispose() { }
}
