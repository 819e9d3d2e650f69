using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Candidates;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Candidates;

/// <summary>How often the authority may be asked: for an account, about a number, from a network, and in the same instant.</summary>
public class IdentityLimitTests
{
    private static Task<RuleViolationException?> ReserveAsync(PortalFactory portal, Guid user, string number, string network = "home", RealNameVerdict? verdict = RealNameVerdict.Mismatch) => portal.WithAsync(async place =>
    {
        try
        {
            var attempt = await place.GetRequiredService<IdentityAttempts>().ReserveAsync(user, number, network, portal.Clock.UtcNow, default);
            attempt.Verdict = verdict;
            await place.GetRequiredService<PortalContext>().SaveChangesAsync();
            return null;
        }
        catch (RuleViolationException fault)
        {
            return fault;
        }
    });

    private static Task<int> RowsAsync(PortalFactory portal) => portal.WithAsync(place => place.GetRequiredService<PortalContext>().IdentityAttempts.CountAsync());

    [Fact]
    public async Task An_account_asks_five_times_a_day()
    {
        await using var portal = await PortalFactory.StartAsync();
        var user = await TestData.CandidateAsync(portal);
        for (var n = 0; n < IdentityAttempts.ADay; n++) Assert.Null(await ReserveAsync(portal, user, "n" + n));
        Assert.Contains("最多可以认证5次", (await ReserveAsync(portal, user, "n9"))!.Message);
        Assert.Equal(IdentityAttempts.ADay, await RowsAsync(portal));
        portal.Clock.UtcNow += TimeSpan.FromDays(1);
        Assert.Null(await ReserveAsync(portal, user, "n9"));
    }

    [Fact]
    public async Task A_number_is_asked_about_five_times_a_day_whoever_asks()
    {
        await using var portal = await PortalFactory.StartAsync();
        for (var n = 0; n < IdentityAttempts.ADay; n++) Assert.Null(await ReserveAsync(portal, await TestData.CandidateAsync(portal), "same", "net" + n));
        Assert.NotNull(await ReserveAsync(portal, await TestData.CandidateAsync(portal), "same", "net9"));
        Assert.Null(await ReserveAsync(portal, await TestData.CandidateAsync(portal), "other", "net9"));
    }

    [Fact]
    public async Task A_network_asks_sixty_times_an_hour()
    {
        await using var portal = await PortalFactory.StartAsync();
        var hash = await portal.WithAsync(place => Task.FromResult(place.GetRequiredService<PersonalDataSeal>().Hash("network", "school")));
        await portal.WithAsync(async place =>
        {
            var db = place.GetRequiredService<PortalContext>();
            for (var n = 0; n < IdentityAttempts.PerNetworkAndHour; n++)
                db.IdentityAttempts.Add(new() { UserId = await TestData.CandidateAsync(portal), NumberHash = "n" + n, NetworkHash = hash, At = portal.Clock.UtcNow, Verdict = RealNameVerdict.Match });
            await db.SaveChangesAsync();
        });
        var user = await TestData.CandidateAsync(portal);
        Assert.Contains("您所在的网络", (await ReserveAsync(portal, user, "x", "school"))!.Message);
        Assert.Null(await ReserveAsync(portal, user, "x", "elsewhere"));
        portal.Clock.UtcNow += TimeSpan.FromHours(1);
        Assert.Null(await ReserveAsync(portal, user, "x", "school"));
    }

    [Fact]
    public async Task What_the_authority_could_not_answer_counts_for_nothing()
    {
        await using var portal = await PortalFactory.StartAsync();
        var user = await TestData.CandidateAsync(portal);
        for (var n = 0; n < 2 * IdentityAttempts.ADay; n++) Assert.Null(await ReserveAsync(portal, user, "n", verdict: RealNameVerdict.Unavailable));
    }

    [Fact]
    public async Task Of_many_in_the_same_instant_no_more_get_through_than_are_allowed()
    {
        await using var portal = await PortalFactory.StartAsync();
        var user = await TestData.CandidateAsync(portal);
        var faults = await Task.WhenAll(Enumerable.Range(0, 16).Select(n => ReserveAsync(portal, user, "n" + n)));
        Assert.InRange(faults.Count(f => f is null), 0, IdentityAttempts.ADay);
        Assert.Equal(faults.Count(f => f is null), await RowsAsync(portal));
    }
}
