using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Candidates;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Tests.Support;

public static partial class TestData
{
    /// <summary>An account whose owner the authority has confirmed.</summary>
    public static async Task<Guid> VerifiedCandidateAsync(PortalFactory factory, string name = "张伟明", string? idNumber = null)
    {
        var id = await CandidateAsync(factory);
        await factory.WithAsync(async place =>
        {
            var (db, seal) = (place.GetRequiredService<PortalContext>(), place.GetRequiredService<PersonalDataSeal>());
            var now = factory.Clock.UtcNow;
            var number = ResidentIdNumber.Parse(idNumber ?? NewIdNumber(), Beijing.Day(now), out var fault) ?? throw new ArgumentException(fault);
            db.CandidateIdentities.Add(new()
            {
                UserId = id, DocumentKind = DocumentKind.ResidentIdCard, Name = name,
                NumberSealed = seal.Seal(number.Text), NumberHash = seal.Hash(VerifiedPeople.NumberPurpose, number.Text),
                Sex = number.Sex, BirthDate = number.BirthDate, ValidFrom = new(2020, 1, 1), ValidTo = null,
                VerifiedAt = now, VerifiedBy = "test",
            });
            (await db.Users.FindAsync(id))!.DisplayName = name;
            await db.SaveChangesAsync();
        });
        return id;
    }

    /// <summary>A resident identity number that nobody has (county code 99) and no other test uses.</summary>
    public static string NewIdNumber(DateOnly? birthDate = null)
    {
        var n = Interlocked.Increment(ref count);
        var birth = birthDate ?? new DateOnly(1990, 1, 1).AddDays(n / 500 % 3000);
        var first17 = $"530199{birth:yyyyMMdd}{n % 500:D3}";
        return first17 + ResidentIdNumber.CheckCharacter(first17);
    }
}
