using System.Net;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Accounts;

/// <summary>What every form at the entrance refuses: no address, a code too soon, a text that is no code.</summary>
public class EntranceRefusalTests
{
    private static Dictionary<string, string> Address(string address) => new() { ["Address"] = address };

    [Theory]
    [InlineData("/sign-in/code")]
    [InlineData("/sign-up/code")]
    [InlineData("/recovery")]
    public async Task Without_an_address_no_code_is_sent(string path)
    {
        await using var portal = await PortalFactory.StartAsync();
        var visitor = portal.Visitor();
        var again = await visitor.SubmitAsync(await visitor.GetAsync(path), []);
        Assert.Equal(HttpStatusCode.OK, again.Status);
        Assert.Contains("请填写手机号或邮箱", again.ErrorOf("Address"));
    }

    [Theory]
    [InlineData("/sign-in/code")]
    [InlineData("/sign-up/code")]
    [InlineData("/recovery")]
    public async Task A_second_code_within_a_minute_is_told_at_the_address(string path)
    {
        await using var portal = await PortalFactory.StartAsync();
        var visitor = portal.Visitor();
        var form = await visitor.GetAsync(path);
        Assert.Equal(HttpStatusCode.Redirect, (await visitor.SubmitAsync(form, Address("13800138000"))).Status);
        var again = await visitor.SubmitAsync(form, Address("13800138000"));
        Assert.Contains("验证码发送过于频繁", again.ErrorOf("Address"));
        Assert.Equal("13800138000", again.ValueOf("Address"));
    }

    [Fact]
    public async Task The_right_password_opens_nothing_with_a_wrong_sum()
    {
        await using var portal = await PortalFactory.StartAsync();
        await TestData.CandidateAsync(portal, mobile: "13800138000");
        var visitor = portal.Visitor();
        var again = await visitor.SubmitAsync(await visitor.GetAsync("/sign-in"), new Dictionary<string, string> { ["Address"] = "13800138000", ["Password"] = TestData.Password, ["CaptchaAnswer"] = "777" });
        Assert.Contains("运算结果不正确", again.ErrorOf("CaptchaAnswer"));
        Assert.StartsWith("/sign-in?", (await visitor.GetAsync("/me")).Location);
    }

    [Fact]
    public async Task A_forgotten_password_does_not_cost_a_new_sum()
    {
        await using var portal = await PortalFactory.StartAsync();
        var visitor = portal.Visitor();
        var form = await visitor.GetAsync("/sign-in");
        var again = await visitor.SubmitAsync(form, await Entrance.AnsweredAsync(portal, form, ("Address", "13800138000")));
        Assert.Contains("请填写密码", again.ErrorOf("Password"));
        Assert.Equal(form.ValueOf("CaptchaId"), again.ValueOf("CaptchaId"));
    }

    [Fact]
    public async Task A_wrong_code_opens_nothing_and_changes_no_password()
    {
        await using var portal = await PortalFactory.StartAsync();
        await TestData.CandidateAsync(portal, mobile: "13800138000");
        var visitor = portal.Visitor();
        var enter = await Entrance.AskCodeAsync(visitor, "/sign-in/code", "13800138000");
        var wrong = Entrance.Wrong(await Entrance.LastCodeAsync(portal));
        Assert.Contains("验证码不正确", (await visitor.SubmitAsync(enter, new Dictionary<string, string> { ["Code"] = wrong })).ErrorOf("Code"));
        portal.Clock.UtcNow += TimeSpan.FromMinutes(1);
        var finish = await Entrance.AskCodeAsync(visitor, "/recovery", "13800138000");
        wrong = Entrance.Wrong(await Entrance.LastCodeAsync(portal));
        Assert.Contains("验证码不正确", (await visitor.SubmitAsync(finish, new Dictionary<string, string> { ["Code"] = wrong, ["Password"] = "Another2031" })).ErrorOf("Code"));
    }

    [Fact]
    public async Task A_second_code_after_a_picture_is_told_at_the_address_with_a_new_picture()
    {
        await using var portal = await PortalFactory.StartAsync();
        var visitor = portal.Visitor();
        await Entrance.AskSignUpCodeAsync(portal, visitor, "13800138000");
        var form = await visitor.GetAsync("/sign-up");
        var again = await visitor.SubmitAsync(form, await Entrance.AnsweredAsync(portal, form, ("Address", "13800138000")));
        Assert.Contains("验证码发送过于频繁", again.ErrorOf("Address"));
        Assert.NotEqual(form.ValueOf("CaptchaId"), again.ValueOf("CaptchaId"));
    }

    [Fact]
    public async Task A_text_that_is_far_too_long_is_not_searched_for_a_code()
    {
        await using var portal = await PortalFactory.StartAsync();
        await TestData.CandidateAsync(portal, mobile: "13800138000");
        var visitor = portal.Visitor();
        var enter = await Entrance.AskCodeAsync(visitor, "/sign-in/code", "13800138000");
        var refused = await visitor.SubmitAsync(enter, new Dictionary<string, string> { ["Code"] = await Entrance.LongAsync(portal) });
        Assert.Contains("最多 200 个字符", refused.ErrorOf("Code"));
        Assert.Equal(HttpStatusCode.Redirect, (await visitor.SubmitAsync(refused, new Dictionary<string, string> { ["Code"] = await Entrance.LastCodeAsync(portal) })).Status);
    }

    [Theory]
    [InlineData("/recovery")]
    [InlineData("/sign-up/code")]
    public async Task Nor_where_it_comes_with_a_new_password(string path)
    {
        await using var portal = await PortalFactory.StartAsync();
        if (path == "/recovery") await TestData.CandidateAsync(portal, mobile: "13800138000");
        var visitor = portal.Visitor();
        var enter = await Entrance.AskCodeAsync(visitor, path, "13800138000");
        Dictionary<string, string> Form(string code) => new() { ["Code"] = code, ["Password"] = "Another2031", ["Agreed"] = "true" };
        var refused = await visitor.SubmitAsync(enter, Form(await Entrance.LongAsync(portal)));
        Assert.Contains("最多 200 个字符", refused.ErrorOf("Code"));
        Assert.Equal(HttpStatusCode.Redirect, (await visitor.SubmitAsync(refused, Form(await Entrance.LastCodeAsync(portal)))).Status);
    }
}
