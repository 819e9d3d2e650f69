using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Candidates;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Candidates;

public class VerifiedPeopleTests
{
    [Fact]
    public async Task A_verified_person_is_told_with_the_number_opened()
    {
        await using var portal = await PortalFactory.StartAsync();
        var number = TestData.NewIdNumber(new(1996, 1, 10));
        var id = await TestData.VerifiedCandidateAsync(portal, "何其芳", number);
        var person = await portal.WithAsync(place => place.GetRequiredService<VerifiedPeople>().FindAsync(id));
        Assert.Equal(("何其芳", number, new DateOnly(1996, 1, 10)), (person!.Name, person.Number, person.BirthDate));
    }

    [Fact]
    public async Task Nobody_is_told_before_the_authority_has_spoken()
    {
        await using var portal = await PortalFactory.StartAsync();
        var id = await TestData.CandidateAsync(portal);
        Assert.Null(await portal.WithAsync(place => place.GetRequiredService<VerifiedPeople>().FindAsync(id)));
    }

    [Fact]
    public async Task One_identity_cannot_serve_two_accounts()
    {
        await using var portal = await PortalFactory.StartAsync();
        var number = TestData.NewIdNumber();
        await TestData.VerifiedCandidateAsync(portal, idNumber: number);
        await Assert.ThrowsAsync<DbUpdateException>(() => TestData.VerifiedCandidateAsync(portal, idNumber: number));
    }

    [Fact]
    public async Task Staff_carry_their_appointment()
    {
        await using var portal = await PortalFactory.StartAsync();
        var id = await TestData.StaffAsync(portal, Role.NationalAdministrator);
        Assert.True(await portal.WithAsync(async place => (await place.GetRequiredService<Microsoft.AspNetCore.Identity.IUserClaimsPrincipalFactory<PortalUser>>()
            .CreateAsync((await place.GetRequiredService<PortalContext>().Users.FindAsync(id))!)).IsInRole("NationalAdministrator")));
    }
}
