using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Accounts;

/// <summary>What the first page of a form hands to the second: the address, and which code was sent there.</summary>
public sealed record CodeStep(ContactAddress Address, Guid CodeId);

/// <summary>Carries the step in the page's own address, sealed: no personal data in a URL, and two tabs do not disturb each other.</summary>
public sealed class StepTokens(IDataProtectionProvider protection, TimeProvider clock)
{
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(30);

    public string Write(CodePurpose purpose, ContactAddress address, Guid codeId) =>
        Protector(purpose).Protect(JsonSerializer.Serialize(new Step(address.Kind, address.Text, codeId, clock.Now() + Life)));

    /// <summary>The step; null where the token is not ours, for another purpose, or too old.</summary>
    public CodeStep? Read(CodePurpose purpose, string? token)
    {
        if (string.IsNullOrEmpty(token)) return null;
        try
        {
            var step = JsonSerializer.Deserialize<Step>(Protector(purpose).Unprotect(token))!;
            return step.Until > clock.Now() ? new(new(step.Kind, step.Text), step.CodeId) : null;
        }
        catch (CryptographicException) { return null; }
    }

    private IDataProtector Protector(CodePurpose purpose) => protection.CreateProtector("RuanKao.Portal.Step", purpose.ToString());

    private sealed record Step(AddressKind Kind, string Text, Guid CodeId, DateTime Until);
}
