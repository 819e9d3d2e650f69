using RuanKao.Portal.Tests.Sandbox;
using RuanKao.Portal.Tests.Support;
using RuanKao.Sandbox;
using RuanKao.Sandbox.Inbox;
using RuanKao.Sandbox.People;

namespace RuanKao.Portal.Tests.Accounts;

/// <summary>From an unknown visitor to a verified person, with codes that travel as SMS and mail and an authority that checks signatures.</summary>
public sealed class JourneyToIdentityTests(RunningSandbox sandbox) : IClassFixture<RunningSandbox>
{
    private async Task<PortalFactory> StartAsync()
    {
        var portal = await PortalFactory.StartAsync(settings: new(sandbox.Settings) { ["Notifications:Send"] = "true" });
        // The authority and the carrier compare the time of a request with their own.
        portal.Clock.UtcNow = TimeProvider.System.GetUtcNow().UtcDateTime;
        return portal;
    }

    private async Task<string> CodeAsync(string address)
    {
        var message = await sandbox.Host.Inbox.WaitForAsync(address, ct: TestContext.Current.CancellationToken);
        return System.Text.RegularExpressions.Regex.Match(message.Text, "[0-9]{6}").Value;
    }

    private async Task<Visitor> SignUpAsync(PortalFactory portal, string address)
    {
        var visitor = portal.Visitor();
        var page = await Entrance.AskSignUpCodeAsync(portal, visitor, address);
        var done = await visitor.FollowAsync(await visitor.SubmitAsync(page,
            new Dictionary<string, string> { ["Code"] = await CodeAsync(address), ["Password"] = TestData.Password, ["Agreed"] = "true" }));
        Assert.Equal("恭喜您，注册成功", done.Heading);
        return visitor;
    }

    private static async Task<Page> VerifyAsync(Visitor visitor, string name, string number) => await visitor.SubmitAsync(await visitor.GetAsync("/me/identity"),
        new Dictionary<string, string> { ["Kind"] = "ResidentIdCard", ["Name"] = name, ["Number"] = number, ["ValidFrom"] = "2020-01-01", ["IsLongTerm"] = "true", ["Agreed"] = "true" }, "/me/identity");

    [Fact]
    public async Task By_mobile_to_every_answer_of_the_authority()
    {
        await using var portal = await StartAsync();
        var visitor = await SignUpAsync(portal, "13700000001");
        var people = SandboxPopulation.People;
        var person = people.First(p => p.Answer == AuthorityAnswer.Known);
        Assert.Contains("不一致", (await VerifyAsync(visitor, "冒名", person.IdNumber)).ErrorOf("Number"));
        foreach (var stranger in people.Where(p => p.Answer != AuthorityAnswer.Known))
        {
            var page = await VerifyAsync(visitor, stranger.Name, stranger.IdNumber);
            Assert.Contains(stranger.Answer switch { AuthorityAnswer.NoRecord => "没有查到", AuthorityAnswer.Refused => "无法识别", _ => "暂时无法使用" }, page.Text);
        }
        var done = await visitor.FollowAsync(await VerifyAsync(visitor, person.Name, person.IdNumber));
        Assert.Equal("实名认证成功", done.Heading);
    }

    [Fact]
    public async Task By_mail_with_a_rare_name()
    {
        await using var portal = await StartAsync();
        var visitor = await SignUpAsync(portal, "candidate@example.com");
        var person = SandboxPopulation.People.First(p => p.Name.Contains('·'));
        Assert.Equal("实名认证成功", (await visitor.FollowAsync(await VerifyAsync(visitor, person.Name.Replace('·', '•'), person.IdNumber))).Heading);
        var mail = sandbox.Host.Inbox.Messages("candidate@example.com").Single();
        Assert.Equal(("mail", "验证码 · 软考报名"), (mail.Kind, mail.Subject));
        Assert.Contains("5 分钟内有效", mail.Text);
    }
}
