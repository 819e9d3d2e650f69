using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Accounts;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Accounts;

/// <summary>A member of staff with a phone that is bound, and how a test signs in with both.</summary>
public sealed record Phone(PortalFactory Portal, Guid UserId, string Mobile, byte[] Secret)
{
    public static async Task<Phone> BoundAsync(PortalFactory portal, Role role = Role.Office, string? institution = "53")
    {
        var (id, secret) = (await TestData.StaffAsync(portal, role, institution), Totp.NewSecret());
        var mobile = await portal.WithAsync(async place =>
        {
            var db = place.GetRequiredService<PortalContext>();
            db.SecondFactors.Add(new()
            {
                UserId = id, SecretSealed = place.GetRequiredService<PersonalDataSeal>().Seal(Convert.ToHexString(secret)),
                EnrolledAt = portal.Clock.UtcNow, LastStep = 0,
            });
            await db.SaveChangesAsync();
            return (await db.Users.FindAsync(id))!.PhoneNumber!;
        });
        return new(portal, id, mobile, secret);
    }

    public string Code(int stepsAway = 0) => Totp.CodeAt(Secret, Totp.StepAt(Portal.Clock.UtcNow) + stepsAway);

    /// <summary>A code that opens nothing now.</summary>
    public string WrongCode => Enumerable.Range(100_000, 10).Select(n => n.ToString()).First(code => Totp.StepOf(code, Secret, Portal.Clock.UtcNow, 0) is null);

    /// <summary>The first step: address, password and picture. Answers the page that asks for the second.</summary>
    public Task<Page> FirstStepAsync(Visitor visitor, string path = "/sign-in") => FirstStepAsync(Portal, visitor, Mobile, path);

    public static async Task<Page> FirstStepAsync(PortalFactory portal, Visitor visitor, string address, string path = "/sign-in", string password = TestData.Password)
    {
        var form = await visitor.GetAsync(path);
        return await visitor.FollowAsync(await visitor.SubmitAsync(form, await Entrance.AnsweredAsync(portal, form, ("Address", address), ("Password", password))));
    }

    public async Task<Page> EnterAsync(Visitor visitor, Page asked, string code) => await visitor.SubmitAsync(asked, new Dictionary<string, string> { ["Code"] = code });
}
