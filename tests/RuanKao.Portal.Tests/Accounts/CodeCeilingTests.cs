using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RuanKao.Portal.Accounts;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Notifications;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Tests.Notifications;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Accounts;

/// <summary>How many codes leave the house at most, by one network's wish and in all.</summary>
public class CodeCeilingTests
{
    [Theory]
    [InlineData(nameof(CodeCeilingOptions.SmsAnHour))]
    [InlineData(nameof(CodeCeilingOptions.SmsADay))]
    [InlineData(nameof(CodeCeilingOptions.MailsAnHour))]
    [InlineData(nameof(CodeCeilingOptions.MailsADay))]
    public void A_ceiling_lets_at_least_one_code_through(string setting)
    {
        var context = new System.ComponentModel.DataAnnotations.ValidationContext(new CodeCeilingOptions()) { MemberName = setting };
        Assert.True(System.ComponentModel.DataAnnotations.Validator.TryValidateProperty(1, context, null));
        Assert.False(System.ComponentModel.DataAnnotations.Validator.TryValidateProperty(0, context, null));
    }

    private readonly Logs logs = new();

    private Task<PortalFactory> StartAsync(int smsAnHour = 1000, int smsADay = 1000) => PortalFactory.StartAsync(
        services => services.AddSingleton<ILoggerFactory>(logs), new() { ["Codes:SmsAnHour"] = smsAnHour.ToString(), ["Codes:SmsADay"] = smsADay.ToString() });

    private static async Task<string?> AskAsync(PortalFactory portal, CodePurpose purpose = CodePurpose.SignIn, ContactAddress? address = null, Origin? origin = null, bool afterPicture = false)
    {
        try
        {
            await portal.WithAsync(place => place.GetRequiredService<VerificationCodes>().SendAsync(
                purpose, address ?? new(AddressKind.Mobile, TestData.NewMobile()), origin ?? new(Guid.NewGuid().ToString()), purpose != CodePurpose.SignUp, default, afterPicture));
            return null;
        }
        catch (RuleViolationException fault) { return fault.Message; }
    }

    [Fact]
    public async Task A_network_cannot_ask_for_codes_without_end()
    {
        await using var portal = await StartAsync();
        for (var i = 0; i < CodeCeilings.PerNetwork; i++) Assert.Null(await AskAsync(portal, origin: new("10.0.0.1")));
        Assert.Contains("或改用密码登录", await AskAsync(portal, origin: new("10.0.0.1")));
        Assert.DoesNotContain("密码登录", await AskAsync(portal, CodePurpose.Recovery, origin: new("10.0.0.1")));
        Assert.Null(await AskAsync(portal, origin: new("10.0.0.2")));
        // Whoever answers pictures there, and who has signed in before on this very browser, is not held back by it.
        Assert.Null(await AskAsync(portal, CodePurpose.SignUp, origin: new("10.0.0.1"), afterPicture: true));
        Assert.Null(await AskAsync(portal, origin: new("10.0.0.1", Device: "own")));
        portal.Clock.UtcNow += TimeSpan.FromHours(1);
        Assert.Null(await AskAsync(portal, origin: new("10.0.0.1")));
    }

    [Fact]
    public async Task Pictures_do_not_open_a_network_without_end_either()
    {
        await using var portal = await StartAsync();
        for (var i = 0; i < CodeCeilings.PerNetworkAfterPicture; i++) Assert.Null(await AskAsync(portal, CodePurpose.SignUp, origin: new("10.0.0.1"), afterPicture: true));
        Assert.Contains("分钟后再试", await AskAsync(portal, CodePurpose.SignUp, origin: new("10.0.0.1"), afterPicture: true));
    }

    [Fact]
    public async Task On_a_bad_night_no_more_leave_than_the_operator_pays_for_and_he_is_told_once()
    {
        await using var portal = await StartAsync(smsAnHour: 3);
        for (var i = 0; i < 3; i++) Assert.Null(await AskAsync(portal));
        for (var i = 0; i < 4; i++) Assert.Contains("发送已暂停，请在60分钟后再试。已经收到的验证码仍然有效，密码登录不受影响", await AskAsync(portal));
        var line = Assert.Single(logs.Lines, l => l.Level == LogLevel.Critical);
        Assert.Contains("The ceiling of 3 codes by Mobile in 1 h is reached", line.Text);
        // Mail has its own.
        Assert.Null(await AskAsync(portal, address: new(AddressKind.Email, "a@example.com")));
        portal.Clock.UtcNow += TimeSpan.FromHours(1);
        for (var i = 0; i < 3; i++) Assert.Null(await AskAsync(portal));
        Assert.NotNull(await AskAsync(portal));
        Assert.Equal(2, logs.Lines.Count(l => l.Level == LogLevel.Critical));
    }

    [Fact]
    public async Task The_day_has_a_ceiling_of_its_own()
    {
        await using var portal = await StartAsync(smsAnHour: 3, smsADay: 4);
        for (var i = 0; i < 3; i++) Assert.Null(await AskAsync(portal));
        portal.Clock.UtcNow += TimeSpan.FromHours(1);
        Assert.Null(await AskAsync(portal));
        Assert.Contains("小时后再试", await AskAsync(portal));
        portal.Clock.UtcNow = portal.Clock.UtcNow.Date.AddDays(1);
        Assert.Null(await AskAsync(portal));
    }

    [Fact]
    public async Task It_never_keeps_anybody_from_a_code_in_hand_or_a_password()
    {
        await using var portal = await StartAsync(smsAnHour: 1);
        var mobile = TestData.NewMobile();
        await TestData.CandidateAsync(portal, mobile: mobile);
        var visitor = portal.Visitor();
        var page = await Entrance.AskCodeAsync(visitor, "/sign-in/code", mobile);
        var code = await Entrance.LastCodeAsync(portal);
        var refused = await visitor.SubmitAsync(await visitor.GetAsync("/recovery"), new Dictionary<string, string> { ["Address"] = TestData.NewMobile() });
        Assert.Contains("发送已暂停", refused.ErrorOf("Address"));
        Assert.Equal("/me/identity", (await visitor.SubmitAsync(page, new Dictionary<string, string> { ["Code"] = code })).Location);
        var other = portal.Visitor();
        var signIn = await other.GetAsync("/sign-in");
        Assert.Equal("/me/identity", (await other.SubmitAsync(signIn, await Entrance.AnsweredAsync(portal, signIn, ("Address", mobile), ("Password", TestData.Password)))).Location);
    }

    [Fact]
    public async Task Requests_that_come_together_cannot_pass_it_together()
    {
        await using var portal = await StartAsync(smsAnHour: 5);
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => AskAsync(portal))));
        Assert.Equal(5, answers.Count(a => a is null));
        Assert.Equal(5, await portal.WithAsync(place => place.GetRequiredService<PortalContext>().OutboxMessages.CountAsync()));
    }
}
