using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Notifications;

/// <summary>What a carrier is asked to bring: in clear, so it stays in memory.</summary>
public sealed record Parcel(string Key, string Address, string Template, IReadOnlyDictionary<string, string> Values);

public enum CarrierVerdict { Taken, TryAgain, Refused }

/// <summary>What became of it. Fault is a code, never a text: texts repeat addresses.</summary>
public sealed record CarrierAnswer(CarrierVerdict Verdict, string Fault = "")
{
    public static readonly CarrierAnswer Taken = new(CarrierVerdict.Taken);

    public static CarrierAnswer TryAgain(string fault) => new(CarrierVerdict.TryAgain, fault);

    public static CarrierAnswer Refused(string fault) => new(CarrierVerdict.Refused, fault);
}

/// <summary>Brings messages of one kind out of the house; a second SMS carrier is a second file. Unexpected exceptions count as <see cref="CarrierVerdict.TryAgain"/>.</summary>
public interface ICarrier
{
    /// <summary>As the settings name it.</summary>
    string Name { get; }

    AddressKind Channel { get; }

    Task<CarrierAnswer> SendAsync(Parcel parcel, CancellationToken ct);
}
