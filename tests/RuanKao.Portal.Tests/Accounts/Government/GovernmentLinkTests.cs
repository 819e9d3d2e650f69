using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Accounts.Government;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Accounts.Government;

public class GovernmentLinkTests
{
    [Fact]
    public async Task A_link_that_could_not_be_kept_is_not_taken_for_one()
    {
        var quicker = new Interloper();
        await using var portal = await quicker.StartAsync();
        var id = await TestData.CandidateAsync(portal);
        var person = new GovernmentPerson("national", "https://platform.example", "subject", AssuranceLevel.RealPerson, "张伟明", null, null);
        quicker.BeforeSave(() => portal.WithAsync(place => place.GetRequiredService<PortalContext>().Users.Where(u => u.Id == id).ExecuteDeleteAsync()));
        await Assert.ThrowsAsync<DbUpdateException>(() => portal.WithAsync(place => place.GetRequiredService<GovernmentLinks>()
            .LinkAsync(id, person, new(id, Role.Candidate, portal.Clock.UtcNow), default)));
        Assert.False(await portal.WithAsync(place => place.GetRequiredService<PortalContext>().GovernmentLinks.AnyAsync()));
    }

    [Fact]
    public async Task The_account_of_another_person_is_not_linked_whichever_page_forgot_to_ask()
    {
        await using var portal = await PortalFactory.StartAsync();
        var id = await TestData.VerifiedCandidateAsync(portal, "张伟明");
        var person = new GovernmentPerson("national", "https://platform.example", "subject", AssuranceLevel.RealPerson, "李静", TestData.NewIdNumber(), null);
        await Assert.ThrowsAsync<RuleViolationException>(() => portal.WithAsync(place => place.GetRequiredService<GovernmentLinks>()
            .LinkAsync(id, person, new(id, Role.Candidate, portal.Clock.UtcNow), default)));
        Assert.False(await portal.WithAsync(place => place.GetRequiredService<PortalContext>().GovernmentLinks.AnyAsync()));
    }
}
