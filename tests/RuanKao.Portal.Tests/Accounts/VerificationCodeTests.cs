using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Accounts;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Accounts;

public class VerificationCodeTests
{
    private static readonly ContactAddress Address = new(AddressKind.Mobile, "13800138000");

    private static Task SendAsync(PortalFactory portal, CodePurpose purpose = CodePurpose.SignUp, ContactAddress? address = null) => portal.WithAsync(place =>
        place.GetRequiredService<VerificationCodes>().SendAsync(purpose, address ?? Address, "10.0.0.1", isAccount: purpose != CodePurpose.SignUp, default));

    private static async Task<string> SentAsync(PortalFactory portal, CodePurpose purpose = CodePurpose.SignUp)
    {
        await SendAsync(portal, purpose);
        return await Entrance.LastCodeAsync(portal);
    }

    private static Task RedeemAsync(PortalFactory portal, string code, CodePurpose purpose = CodePurpose.SignUp, ContactAddress? address = null) =>
        portal.WithAsync(place => place.GetRequiredService<VerificationCodes>().RedeemAsync(purpose, address ?? Address, code, "Code", default));

    private static async Task<string> RefusedAsync(Func<Task> work) => (await Assert.ThrowsAsync<RuleViolationException>(work)).Violations.Single().Message;

    [Fact]
    public async Task A_code_opens_once()
    {
        await using var portal = await PortalFactory.StartAsync();
        var code = await SentAsync(portal);
        Assert.Matches("^[0-9]{6}$", code);
        await RedeemAsync(portal, code);
        Assert.Contains("失效", await RefusedAsync(() => RedeemAsync(portal, code)));
    }

    [Fact]
    public async Task Only_a_keyed_hash_of_it_is_kept()
    {
        await using var portal = await PortalFactory.StartAsync();
        var code = await SentAsync(portal);
        var row = await portal.WithAsync(place => place.GetRequiredService<PortalContext>().VerificationCodes.SingleAsync());
        Assert.DoesNotContain(code, row.CodeHash!);
        Assert.DoesNotContain(Address.Text, row.AddressHash);
    }

    [Fact]
    public async Task Full_width_digits_and_blanks_are_forgiven()
    {
        await using var portal = await PortalFactory.StartAsync();
        var code = await SentAsync(portal);
        await RedeemAsync(portal, " " + string.Concat(code.Select(c => (char)(c - '0' + '０'))) + " ");
    }

    [Fact]
    public async Task It_runs_out_after_five_minutes()
    {
        await using var portal = await PortalFactory.StartAsync();
        var code = await SentAsync(portal);
        portal.Clock.UtcNow += VerificationCode.Life;
        Assert.Contains("失效", await RefusedAsync(() => RedeemAsync(portal, code)));
    }

    [Fact]
    public async Task It_bears_five_tries()
    {
        await using var portal = await PortalFactory.StartAsync();
        var code = await SentAsync(portal);
        for (var i = 0; i < VerificationCode.Tries; i++) Assert.Contains("不正确", await RefusedAsync(() => RedeemAsync(portal, Entrance.Wrong(code))));
        Assert.Contains("次数过多", await RefusedAsync(() => RedeemAsync(portal, code)));
    }

    [Fact]
    public async Task Guesses_sent_together_share_no_try()
    {
        await using var portal = await PortalFactory.StartAsync();
        var code = await SentAsync(portal);
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => RefusedAsync(() => RedeemAsync(portal, Entrance.Wrong(code)))));
        Assert.Equal(VerificationCode.Tries, answers.Count(a => a.Contains("不正确")));
    }

    [Fact]
    public async Task It_opens_nothing_else_and_for_nobody_else()
    {
        await using var portal = await PortalFactory.StartAsync();
        var code = await SentAsync(portal, CodePurpose.SignIn);
        await RefusedAsync(() => RedeemAsync(portal, code, CodePurpose.Recovery));
        await RefusedAsync(() => RedeemAsync(portal, code, CodePurpose.SignIn, new(AddressKind.Mobile, "13800138001")));
        await RedeemAsync(portal, code, CodePurpose.SignIn);
    }

    [Fact]
    public async Task A_new_code_replaces_the_old_one()
    {
        await using var portal = await PortalFactory.StartAsync();
        var old = await SentAsync(portal);
        portal.Clock.UtcNow += TimeSpan.FromMinutes(1);
        var fresh = await SentAsync(portal);
        if (old != fresh) Assert.Contains("不正确", await RefusedAsync(() => RedeemAsync(portal, old)));
        await RedeemAsync(portal, fresh);
    }

    [Fact]
    public async Task An_address_is_sent_one_a_minute_five_an_hour_ten_a_day()
    {
        await using var portal = await PortalFactory.StartAsync();
        await SendAsync(portal);
        portal.Clock.UtcNow += TimeSpan.FromSeconds(18);
        Assert.Contains("请在42秒后再试", await RefusedAsync(() => SendAsync(portal, CodePurpose.SignIn)));
        for (var sent = 1; sent < 5; sent++)
        {
            portal.Clock.UtcNow += TimeSpan.FromMinutes(1);
            await SendAsync(portal);
        }
        portal.Clock.UtcNow += TimeSpan.FromMinutes(1);
        Assert.Contains("分钟后再试", await RefusedAsync(() => SendAsync(portal)));
        portal.Clock.UtcNow += TimeSpan.FromHours(1);
        for (var sent = 5; sent < 10; sent++)
        {
            await SendAsync(portal);
            portal.Clock.UtcNow += TimeSpan.FromMinutes(20);
        }
        Assert.Contains("小时后再试", await RefusedAsync(() => SendAsync(portal)));
        await SendAsync(portal, address: new(AddressKind.Email, "other@example.com"));
        portal.Clock.UtcNow += TimeSpan.FromDays(1);
        await SendAsync(portal);
    }

    [Fact]
    public async Task A_network_cannot_ask_for_codes_without_end()
    {
        await using var portal = await PortalFactory.StartAsync();
        for (var i = 0; i < CodeCeilings.PerNetwork; i++) await SendAsync(portal, CodePurpose.SignIn, new(AddressKind.Email, $"a{i}@example.com"));
        Assert.Contains("网络", await RefusedAsync(() => SendAsync(portal, CodePurpose.SignIn, new(AddressKind.Email, "b@example.com"))));
        portal.Clock.UtcNow += TimeSpan.FromHours(1);
        await SendAsync(portal, CodePurpose.SignIn, new(AddressKind.Email, "b@example.com"));
    }
}
