using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Accounts;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Notifications;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Accounts;

/// <summary>Guessing at passwords: slow for the guesser, told to the owner, a hindrance to nobody else.</summary>
public class SignInThrottleTests
{
    private const string Wrong = "Wrong2031";

    private static Task<string?> TryAsync(PortalFactory portal, string address, string password, string network) => portal.WithAsync(async place =>
    {
        try
        {
            await place.GetRequiredService<AccountService>().SignInAsync(ContactAddress.Parse(address, out _)!, password, network, default);
            return null;
        }
        catch (RuleViolationException fault) { return fault.Message; }
    });

    private static Task<int> ToldAsync(PortalFactory portal) =>
        portal.WithAsync(place => place.GetRequiredService<PortalContext>().OutboxMessages.CountAsync(m => m.Template == NoticeTemplates.SignInLocked));

    [Fact]
    public async Task Guesses_sent_together_cannot_share_a_try()
    {
        await using var portal = await PortalFactory.StartAsync();
        var mobile = TestData.NewMobile();
        await TestData.CandidateAsync(portal, mobile: mobile);
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => TryAsync(portal, mobile, Wrong, "10.0.0.1"))));
        Assert.Equal(SignInThrottle.Allowed, answers.Count(a => a!.Contains("不正确")));
        Assert.Equal(1, await ToldAsync(portal));
    }

    [Fact]
    public async Task The_owner_is_told_once_a_day_however_many_networks_guess()
    {
        await using var portal = await PortalFactory.StartAsync();
        await TestData.CandidateAsync(portal, email: "owner@example.com");
        for (var network = 0; network < 4; network++)
        {
            for (var i = 0; i < SignInThrottle.Allowed; i++)
            {
                Assert.Equal(network > 0 ? 1 : 0, await ToldAsync(portal));
                await TryAsync(portal, "Owner@example.com", Wrong, $"10.0.0.{network}");
            }
        }
        portal.Clock.UtcNow += SignInThrottle.Quiet;
        for (var i = 0; i <= SignInThrottle.Allowed; i++) await TryAsync(portal, "owner@example.com", Wrong, "10.0.0.9");
        Assert.Equal(2, await ToldAsync(portal));
    }

    [Fact]
    public async Task An_address_nobody_has_is_locked_alike_and_nobody_is_told()
    {
        await using var portal = await PortalFactory.StartAsync();
        var mobile = TestData.NewMobile();
        for (var i = 0; i < SignInThrottle.Allowed; i++) Assert.Contains("不正确", await TryAsync(portal, mobile, Wrong, "10.0.0.1"));
        Assert.Contains("请在15分钟后再试，或改用动态码登录", await TryAsync(portal, mobile, Wrong, "10.0.0.1"));
        Assert.Equal(0, await ToldAsync(portal));
    }

    [Fact]
    public async Task A_right_password_forgets_the_wrong_ones_before_it()
    {
        await using var portal = await PortalFactory.StartAsync();
        var mobile = TestData.NewMobile();
        await TestData.CandidateAsync(portal, mobile: mobile);
        for (var round = 0; round < 3; round++)
        {
            for (var i = 1; i < SignInThrottle.Allowed; i++) await TryAsync(portal, mobile, Wrong, "10.0.0.1");
            Assert.Null(await TryAsync(portal, mobile, TestData.Password, "10.0.0.1"));
        }
    }

    [Fact]
    public async Task On_the_owners_browser_the_guesses_of_others_on_the_same_network_do_not_count()
    {
        await using var portal = await PortalFactory.StartAsync();
        var mobile = TestData.NewMobile();
        await TestData.CandidateAsync(portal, mobile: mobile);
        var (owner, stranger) = (portal.Visitor(), portal.Visitor());
        async Task<Page> SignInAsync(Visitor visitor, string password)
        {
            var page = await visitor.GetAsync("/sign-in");
            return await visitor.SubmitAsync(page, await Entrance.AnsweredAsync(portal, page, ("Address", mobile), ("Password", password)));
        }
        Assert.NotNull((await SignInAsync(owner, TestData.Password)).Location);
        owner.Cookies.RemoveAll(c => c.StartsWith("portal=", StringComparison.Ordinal));
        for (var i = 0; i < SignInThrottle.Allowed; i++) await SignInAsync(stranger, Wrong);
        Assert.Contains("连续输错", (await SignInAsync(stranger, TestData.Password)).ErrorOf("Password"));
        Assert.NotNull((await SignInAsync(owner, TestData.Password)).Location);

        // The cookie of one account opens no second budget for another, and a made-up one opens none at all.
        var other = TestData.NewMobile();
        await TestData.CandidateAsync(portal, mobile: other);
        owner.Cookies.RemoveAll(c => c.StartsWith("portal=", StringComparison.Ordinal));
        for (var i = 0; i < SignInThrottle.Allowed; i++) await TryAsync(portal, other, Wrong, "unknown");
        foreach (var cookie in new[] { owner.Cookies.Single(c => c.StartsWith(KnownDevices.Cookie, StringComparison.Ordinal)), KnownDevices.Cookie + "=abc" })
        {
            var visitor = portal.Visitor();
            visitor.Cookies.Add(cookie);
            var page = await visitor.GetAsync("/sign-in");
            Assert.Contains("连续输错", (await visitor.SubmitAsync(page, await Entrance.AnsweredAsync(portal, page, ("Address", other), ("Password", TestData.Password)))).ErrorOf("Password"));
        }
    }
}
