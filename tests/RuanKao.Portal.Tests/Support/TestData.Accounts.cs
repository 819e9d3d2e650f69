using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Accounts;
using RuanKao.Portal.Accounts.Government;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Tests.Support;

/// <summary>Makes what a test starts from, straight in the database. Every call makes somebody or something new.</summary>
public static partial class TestData
{
    /// <summary>The password of every account made here.</summary>
    public const string Password = "Portal2031";

    private static int count;

    /// <summary>An account with a confirmed mobile number (or the given address), not yet 实名认证.</summary>
    public static Task<Guid> CandidateAsync(PortalFactory factory, string? mobile = null, string? email = null, string? password = null) =>
        factory.WithAsync(async place =>
        {
            if (mobile is null && email is null) mobile = NewMobile();
            var id = Guid.NewGuid();
            var user = new PortalUser
            {
                Id = id, UserName = id.ToString("N"), CreatedAt = factory.Clock.UtcNow,
                PhoneNumber = mobile, PhoneNumberConfirmed = mobile is not null, Email = email, EmailConfirmed = email is not null,
            };
            var made = await place.GetRequiredService<UserManager<PortalUser>>().CreateAsync(user, password ?? Password);
            if (!made.Succeeded) throw new InvalidOperationException(string.Join("; ", made.Errors.Select(e => e.Code)));
            return id;
        });

    /// <summary>A member of staff with one appointment.</summary>
    public static async Task<Guid> StaffAsync(PortalFactory factory, Role role, string? institutionCode = null, string? prefectureCode = null)
    {
        var id = await CandidateAsync(factory);
        await factory.WithAsync(async place =>
        {
            var db = place.GetRequiredService<PortalContext>();
            db.StaffAppointments.Add(new() { UserId = id, Role = role, InstitutionCode = institutionCode, PrefectureCode = prefectureCode });
            await db.SaveChangesAsync();
        });
        return id;
    }

    /// <summary>A link of the account to a platform that no setting knows.</summary>
    public static Task<Guid> GovernmentLinkAsync(PortalFactory factory, Guid userId) => factory.WithAsync(async place =>
    {
        var db = place.GetRequiredService<PortalContext>();
        var link = new GovernmentLink
        {
            UserId = userId, Provider = "former", Issuer = "former", SubjectHash = Guid.NewGuid().ToString("N"), Level = AssuranceLevel.RealName, LinkedAt = factory.Clock.UtcNow,
        };
        db.GovernmentLinks.Add(link);
        await db.SaveChangesAsync();
        return link.Id;
    });

    public static string NewMobile() => $"139{Interlocked.Increment(ref count):D8}";
}
