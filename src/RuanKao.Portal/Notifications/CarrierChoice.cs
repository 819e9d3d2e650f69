using Microsoft.Extensions.Options;
using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Notifications;

/// <summary>Configuration section Sms: which carrier takes SMS, and which one when it does not.</summary>
public sealed class SmsCarrierOptions
{
    public const string Section = "Sms";

    /// <summary>The name of an <see cref="ICarrier"/>; null is the first of the house.</summary>
    public string? Carrier { get; init; }

    public string? Fallback { get; init; }

    public bool Uses(string name) => name == (Carrier ?? AliyunSmsCarrier.CarrierName) || name == Fallback;
}

/// <summary>Picks the carrier of a message. The fallback gets what the first has not taken in three attempts; a code that comes twice does no harm, one that never comes does.</summary>
public sealed class CarrierChoice(IEnumerable<ICarrier> carriers, IOptions<SmsCarrierOptions> options)
{
    public const int FirstTries = 3;

    public ICarrier For(AddressKind channel, int attempts)
    {
        var own = carriers.Where(c => c.Channel == channel).ToList();
        var name = attempts >= FirstTries && options.Value.Fallback is { } fallback ? fallback : options.Value.Carrier;
        // The settings choose among carriers of SMS alone.
        if (name is null || channel != AddressKind.Mobile) return own[0];
        return own.SingleOrDefault(c => c.Name == name) ?? throw new InvalidOperationException($"Sms names a carrier {name} that the house does not have.");
    }
}

/// <summary>A carrier that the settings name must exist.</summary>
public sealed class CarrierRules(IServiceScopeFactory scopes) : IValidateOptions<SmsCarrierOptions>
{
    public ValidateOptionsResult Validate(string? name, SmsCarrierOptions options)
    {
        using var scope = scopes.CreateScope();
        var known = scope.ServiceProvider.GetServices<ICarrier>().Where(c => c.Channel == AddressKind.Mobile).Select(c => c.Name).ToList();
        var missing = new[] { options.Carrier, options.Fallback }.OfType<string>().Where(n => !known.Contains(n)).ToList();
        return missing.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail($"Sms names a carrier that the house does not have: {string.Join(", ", missing)}. It has {string.Join(", ", known)}.");
    }
}
