using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Accounts;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Notifications;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Accounts;

public class VerificationCodeTests
{
    private static readonly ContactAddress Address = new(AddressKind.Mobile, "13800138000");

    private sealed record Sent(Guid Id, string Code);

    private static Task<Guid> SendAsync(PortalFactory portal, CodePurpose purpose = CodePurpose.SignUp, ContactAddress? address = null, Origin? origin = null) => portal.WithAsync(place =>
        place.GetRequiredService<VerificationCodes>().SendAsync(purpose, address ?? Address, origin ?? new("10.0.0.1"), isAccount: purpose != CodePurpose.SignUp, default));

    private static async Task<Sent> SentAsync(PortalFactory portal, CodePurpose purpose = CodePurpose.SignUp, Origin? origin = null)
    {
        var id = await SendAsync(portal, purpose, origin: origin);
        return new(id, await Entrance.LastCodeAsync(portal));
    }

    private static Task RedeemAsync(PortalFactory portal, Sent code, CodePurpose purpose = CodePurpose.SignUp, ContactAddress? address = null, string? typed = null) =>
        portal.WithAsync(place => place.GetRequiredService<VerificationCodes>().RedeemAsync(purpose, address ?? Address, code.Id, typed ?? code.Code, "Code", default));

    private static async Task<string> RefusedAsync(Func<Task> work) => (await Assert.ThrowsAsync<RuleViolationException>(work)).Violations.Single().Message;

    [Fact]
    public async Task A_code_opens_once()
    {
        await using var portal = await PortalFactory.StartAsync();
        var code = await SentAsync(portal);
        Assert.Matches("^[0-9]{6}$", code.Code);
        await RedeemAsync(portal, code);
        Assert.Contains("失效", await RefusedAsync(() => RedeemAsync(portal, code)));
    }

    [Fact]
    public async Task Only_a_keyed_hash_of_it_is_kept()
    {
        await using var portal = await PortalFactory.StartAsync();
        var code = await SentAsync(portal);
        var row = await portal.WithAsync(place => place.GetRequiredService<PortalContext>().VerificationCodes.SingleAsync());
        Assert.DoesNotContain(code.Code, row.CodeHash!);
        Assert.DoesNotContain(Address.Text, row.AddressHash);
    }

    [Fact]
    public async Task Full_width_digits_blanks_and_the_message_around_it_are_forgiven()
    {
        foreach (var write in new Func<string, string>[]
                 {
                     c => " " + string.Concat(c.Select(d => (char)(d - '0' + '０'))) + " ", c => $"{c[..3]} {c[3..]}", c => $"【软考报名】您的验证码为 {c}，请在 5 分钟内使用，切勿告知他人。",
                 })
        {
            await using var portal = await PortalFactory.StartAsync();
            var code = await SentAsync(portal);
            await RedeemAsync(portal, code, typed: write(code.Code));
        }
    }

    [Theory]
    [InlineData("12345")]
    [InlineData("1234567")]
    [InlineData("什么")]
    [InlineData("")]
    public async Task What_cannot_be_a_code_costs_no_try(string typed)
    {
        await using var portal = await PortalFactory.StartAsync();
        var code = await SentAsync(portal);
        for (var i = 0; i <= VerificationCode.Tries; i++) Assert.Contains("6位数字", await RefusedAsync(() => RedeemAsync(portal, code, typed: typed)));
        await RedeemAsync(portal, code);
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
        for (var i = 0; i < VerificationCode.Tries; i++) Assert.Contains("不正确", await RefusedAsync(() => RedeemAsync(portal, code, typed: Entrance.Wrong(code.Code))));
        Assert.Contains("次数过多", await RefusedAsync(() => RedeemAsync(portal, code)));
    }

    [Fact]
    public async Task Guesses_sent_together_share_no_try()
    {
        await using var portal = await PortalFactory.StartAsync();
        var code = await SentAsync(portal);
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => RefusedAsync(() => RedeemAsync(portal, code, typed: Entrance.Wrong(code.Code)))));
        Assert.Equal(VerificationCode.Tries, answers.Count(a => a.Contains("不正确")));
    }

    [Fact]
    public async Task It_opens_nothing_else_and_for_nobody_else()
    {
        await using var portal = await PortalFactory.StartAsync();
        var code = await SentAsync(portal, CodePurpose.SignIn);
        await RefusedAsync(() => RedeemAsync(portal, code, CodePurpose.Recovery));
        await RefusedAsync(() => RedeemAsync(portal, code, CodePurpose.SignIn, new(AddressKind.Mobile, "13800138001")));
        await RefusedAsync(() => RedeemAsync(portal, code with { Id = Guid.NewGuid() }, CodePurpose.SignIn));
        await RedeemAsync(portal, code, CodePurpose.SignIn);
    }

    [Fact]
    public async Task Each_page_takes_the_code_it_asked_for_so_a_stranger_who_asks_spoils_nothing()
    {
        await using var portal = await PortalFactory.StartAsync();
        var mine = await SentAsync(portal, CodePurpose.SignIn);
        portal.Clock.UtcNow += TimeSpan.FromSeconds(1);
        var strangers = await SentAsync(portal, CodePurpose.SignIn, new("10.0.0.2"));
        for (var i = 0; i <= VerificationCode.Tries; i++) await RefusedAsync(() => RedeemAsync(portal, strangers, CodePurpose.SignIn, typed: Entrance.Wrong(strangers.Code)));
        await RedeemAsync(portal, mine, CodePurpose.SignIn);
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
    public async Task Strangers_together_cannot_flood_a_telephone_nor_keep_its_owner_from_a_code()
    {
        await using var portal = await PortalFactory.StartAsync();
        for (var i = 0; i < 15; i++) await SendAsync(portal, CodePurpose.SignIn, origin: new($"10.0.1.{i}"));
        Assert.Contains("后再试", await RefusedAsync(() => SendAsync(portal, CodePurpose.SignIn, origin: new("10.0.2.1"))));
        await SendAsync(portal, CodePurpose.SignIn, origin: new("10.0.2.1", Device: "the owner's"));
        portal.Clock.UtcNow += TimeSpan.FromHours(1);
        for (var i = 0; i < 15; i++) await SendAsync(portal, CodePurpose.SignIn, origin: new($"10.0.1.{i}"));
        portal.Clock.UtcNow += TimeSpan.FromHours(1);
        Assert.Contains("小时后再试", await RefusedAsync(() => SendAsync(portal, CodePurpose.SignIn, origin: new("10.0.2.2"))));
        await SendAsync(portal, CodePurpose.SignIn, origin: new("10.0.2.1", Device: "the owner's"));
    }

    [Fact]
    public async Task Requests_at_the_same_moment_share_one_code_a_minute()
    {
        await using var portal = await PortalFactory.StartAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(async () =>
        {
            try { await SendAsync(portal); return "sent"; }
            catch (RuleViolationException fault) { return fault.Message; }
        })));
        Assert.Single(answers, "sent");
        Assert.All(answers.Where(a => a != "sent"), a => Assert.Contains("请在60秒后再试", a));
        Assert.Equal(1, await portal.WithAsync(place => place.GetRequiredService<PortalContext>().OutboxMessages.CountAsync()));
    }

    [Fact]
    public async Task Of_two_who_enter_the_right_code_in_the_same_instant_one_comes_in()
    {
        var quicker = new Interloper();
        await using var portal = await quicker.StartAsync();
        var code = await SentAsync(portal);
        quicker.Before("SET \"UsedAt\"", () => RedeemAsync(portal, code));
        Assert.Contains("已使用过", await RefusedAsync(() => RedeemAsync(portal, code)));
    }
}
