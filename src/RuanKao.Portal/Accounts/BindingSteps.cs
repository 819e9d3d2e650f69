using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Accounts;

/// <summary>How far somebody has come in changing a way in: which one, where the proof was sent, whether it was given, and the new address once a code is on its way there; CodeId is of the code that was sent last.</summary>
public sealed record BindingStep(AddressKind Kind, AddressKind? SentTo = null, bool IsProven = false, string? Address = null, Guid CodeId = default)
{
    public ContactAddress? NewAddress => Address is { } text ? new(Kind, text) : null;
}

/// <summary>Carries the step in the page's own address, sealed to one account as it is now: any change of password or address anywhere makes it void.</summary>
public sealed class BindingSteps(IDataProtectionProvider protection, TimeProvider clock)
{
    private readonly IDataProtector protector = protection.CreateProtector("RuanKao.Portal.BindingStep");

    public string Write(PortalUser user, BindingStep step) =>
        protector.Protect(JsonSerializer.Serialize(new Sealed(user.Id, user.SecurityStamp, clock.Now() + StepTokens.Life, step)));

    /// <summary>The step; null where it is not this account's, or too old. It counts only while <paramref name="isCurrent"/>.</summary>
    public BindingStep? Read(PortalUser user, string? token, out bool isCurrent)
    {
        isCurrent = false;
        if (string.IsNullOrEmpty(token)) return null;
        try
        {
            var step = JsonSerializer.Deserialize<Sealed>(protector.Unprotect(token))!;
            if (step.UserId != user.Id || step.Until <= clock.Now()) return null;
            isCurrent = step.Stamp == user.SecurityStamp;
            return step.Step;
        }
        catch (CryptographicException) { return null; }
    }

    private sealed record Sealed(Guid UserId, string? Stamp, DateTime Until, BindingStep Step);
}
