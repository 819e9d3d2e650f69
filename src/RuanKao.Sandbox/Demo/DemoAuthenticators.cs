using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Accounts;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Sandbox.Authenticator;

namespace RuanKao.Sandbox.Demo;

/// <summary>Binds the demo's staff to the sandbox's phone, so that the second step of their sign-in can be walked without one.</summary>
public static class DemoAuthenticators
{
    public static async Task SeedAsync(IServiceProvider portal, SandboxAuthenticator phone, CancellationToken ct)
    {
        await using var scope = portal.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var (db, seal, clock) = (services.GetRequiredService<PortalContext>(), services.GetRequiredService<PersonalDataSeal>(), services.GetRequiredService<TimeProvider>());
        foreach (var email in DemoPeople.StaffAddresses)
        {
            var user = await db.Users.SingleAsync(u => u.Email == email, ct);
            if (await db.SecondFactors.AnyAsync(f => f.UserId == user.Id, ct)) continue;
            var secret = RandomNumberGenerator.GetBytes(Totp.SecretLength);
            phone.Add(email, Totp.Base32(secret));
            db.SecondFactors.Add(new() { UserId = user.Id, SecretSealed = seal.Seal(Convert.ToHexString(secret)), EnrolledAt = clock.Now(), LastStep = 0 });
            await db.SaveChangesAsync(ct);
        }
    }
}
