using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Accounts;
using RuanKao.Portal.Notifications;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Accounts;

public class SignUpPageTests
{
    private static Dictionary<string, string> Finish(string code, string password = TestData.Password, bool agreed = true) =>
        new(agreed ? [KeyValuePair.Create("Agreed", "true")] : []) { ["Code"] = code, ["Password"] = password };

    [Theory]
    [InlineData("138 0013 8000", "138****8000")]
    [InlineData("Zhang@Example.com", "zh***@example.com")]
    public async Task A_code_and_a_password_make_an_account(string typed, string shown)
    {
        await using var portal = await PortalFactory.StartAsync();
        var visitor = portal.Visitor();
        var page = await Entrance.AskSignUpCodeAsync(portal, visitor, typed);
        Assert.Contains(shown, page.Text);
        Assert.DoesNotContain(typed, Uri.UnescapeDataString(page.Path));
        var done = await visitor.FollowAsync(await visitor.SubmitAsync(page, Finish(await Entrance.LastCodeAsync(portal))));
        Assert.Equal("恭喜您，注册成功", done.Heading);
        Assert.NotNull(done.Html.QuerySelector("main a[href='/me/identity']"));
        Assert.Equal(1, await portal.WithAsync(place => place.GetRequiredService<PortalContext>().Consents
            .CountAsync(c => c.Subject == Consent.Account && c.TextVersion == FinishSignUpForm.ConsentVersion)));
    }

    [Fact]
    public async Task Who_cannot_see_the_picture_signs_up_by_a_code_alone()
    {
        await using var portal = await PortalFactory.StartAsync();
        var visitor = portal.Visitor();
        var way = (await visitor.GetAsync("/sign-up")).Html.QuerySelectorAll("main a").Single(a => a.TextContent.Contains("不用图片"));
        Assert.Contains("请填写手机号或邮箱", (await visitor.SubmitAsync(await visitor.GetAsync(way.GetAttribute("href")!), [])).ErrorOf("Address"));
        var page = await Entrance.AskCodeAsync(visitor, "/sign-up/code", "zhang@example.com");
        Assert.Null(page.Html.QuerySelector("img[src^='/captcha']"));
        // Back leads where the person came from, never to the picture.
        Assert.All(page.Html.QuerySelectorAll("main a[href*='step=']"), a => Assert.StartsWith("/sign-up/code?", a.GetAttribute("href")));
        var weak = await visitor.SubmitAsync(page, Finish(await Entrance.LastCodeAsync(portal), "short1"));
        Assert.All(weak.Html.QuerySelectorAll("main a[href*='step=']"), a => Assert.StartsWith("/sign-up/code?", a.GetAttribute("href")));
        Assert.Equal("zhang@example.com", (await visitor.GetAsync(weak.Html.QuerySelector("main a.back")!.GetAttribute("href")!)).ValueOf("Address"));
        var done = await visitor.FollowAsync(await visitor.SubmitAsync(weak, Finish(await Entrance.LastCodeAsync(portal))));
        Assert.Equal("恭喜您，注册成功", done.Heading);
    }

    [Fact]
    public async Task Without_a_picture_a_network_gets_fewer_codes()
    {
        await using var portal = await PortalFactory.StartAsync();
        var visitor = portal.Visitor();
        for (var i = 0; i < CodeCeilings.PerNetwork; i++) await Entrance.AskCodeAsync(visitor, "/sign-up/code", $"a{i}@example.com");
        var refused = await visitor.SubmitAsync(await visitor.GetAsync("/sign-up/code"), new Dictionary<string, string> { ["Address"] = "b@example.com" });
        Assert.Contains("或改用图片验证码注册", refused.ErrorOf("Address"));
        Assert.Equal("b@example.com", refused.ValueOf("Address"));
        Assert.NotNull((await Entrance.AskSignUpCodeAsync(portal, visitor, "b@example.com")).ValueOf("Step"));
    }

    [Theory]
    [InlineData("", "请填写手机号或邮箱")]
    [InlineData("1380013800", "手机号码应为11位，您输入了10位")]
    [InlineData("zhang@", "邮箱格式不对，应像 name@example.com")]
    public async Task A_faulty_address_is_told_and_kept(string address, string fault)
    {
        await using var portal = await PortalFactory.StartAsync();
        var visitor = portal.Visitor();
        var page = await visitor.GetAsync("/sign-up");
        var again = await visitor.SubmitAsync(page, await Entrance.AnsweredAsync(portal, page, ("Address", address)));
        Assert.Contains(fault, again.ErrorOf("Address"));
        Assert.Equal(address, again.ValueOf("Address") ?? "");
        // A fault elsewhere does not cost the picture.
        Assert.Equal(page.ValueOf("CaptchaId"), again.ValueOf("CaptchaId"));
    }

    [Fact]
    public async Task Nothing_is_sent_without_the_right_sum()
    {
        await using var portal = await PortalFactory.StartAsync();
        var visitor = portal.Visitor();
        var page = await visitor.GetAsync("/sign-up");
        var again = await visitor.SubmitAsync(page, new Dictionary<string, string> { ["Address"] = "13800138000", ["CaptchaAnswer"] = "777" });
        Assert.Contains("运算结果不正确", again.ErrorOf("CaptchaAnswer"));
        Assert.Equal("13800138000", again.ValueOf("Address"));
        Assert.NotEqual(page.ValueOf("CaptchaId"), again.ValueOf("CaptchaId"));
        Assert.Equal(0, await portal.WithAsync(place => place.GetRequiredService<PortalContext>().OutboxMessages.CountAsync()));
    }

    [Fact]
    public async Task A_registered_address_looks_the_same_on_the_page_and_only_its_owner_is_told()
    {
        await using var portal = await PortalFactory.StartAsync();
        var (taken, free) = (TestData.NewMobile(), TestData.NewMobile());
        await TestData.CandidateAsync(portal, mobile: taken);
        var visitor = portal.Visitor();
        var toTaken = await Entrance.AskSignUpCodeAsync(portal, visitor, taken);
        Assert.Equal(NoticeTemplates.AlreadyRegistered, (await Entrance.LastMessageAsync(portal)).Template);
        portal.Clock.UtcNow += TimeSpan.FromSeconds(1);
        var toFree = await Entrance.AskSignUpCodeAsync(portal, visitor, free);
        Assert.Equal(toFree.Text.Replace(free[^4..], ""), toTaken.Text.Replace(taken[^4..], ""));

        var wrongTaken = await visitor.SubmitAsync(toTaken, Finish("123456"));
        var wrongFree = await visitor.SubmitAsync(toFree, Finish(Entrance.Wrong(await Entrance.LastCodeAsync(portal))));
        Assert.Contains("验证码不正确", wrongTaken.ErrorOf("Code"));
        Assert.Equal(wrongFree.ErrorOf("Code"), wrongTaken.ErrorOf("Code"));
    }

    [Theory]
    [InlineData("short1", "密码至少8位，您输入了6位")]
    [InlineData("onlyletters", "密码要同时含有字母和数字")]
    [InlineData("12345678", "密码要同时含有字母和数字")]
    public async Task A_weak_password_is_told_and_does_not_cost_a_try(string password, string fault)
    {
        await using var portal = await PortalFactory.StartAsync();
        var visitor = portal.Visitor();
        var page = await Entrance.AskSignUpCodeAsync(portal, visitor, TestData.NewMobile());
        var code = await Entrance.LastCodeAsync(portal);
        for (var i = 0; i <= VerificationCode.Tries; i++)
        {
            var again = await visitor.SubmitAsync(page, Finish(code, password));
            Assert.Contains(fault, again.ErrorOf("Password"));
            Assert.Equal(code, again.ValueOf("Code"));
        }
        Assert.Equal(HttpStatusCode.Redirect, (await visitor.SubmitAsync(page, Finish(code))).Status);
    }

    [Fact]
    public async Task Without_consent_there_is_no_account()
    {
        await using var portal = await PortalFactory.StartAsync();
        var visitor = portal.Visitor();
        var page = await Entrance.AskSignUpCodeAsync(portal, visitor, TestData.NewMobile());
        var again = await visitor.SubmitAsync(page, Finish(await Entrance.LastCodeAsync(portal), agreed: false));
        Assert.Contains("同意后才能注册", again.ErrorOf("Agreed"));
        var all = await visitor.SubmitAsync(page, Finish("", "short1", agreed: false));
        Assert.All([("Code", "请填写收到的6位验证码"), ("Password", "至少8位"), ("Agreed", "同意后才能注册")], fault => Assert.Contains(fault.Item2, all.ErrorOf(fault.Item1)));
        Assert.Equal(0, await portal.WithAsync(place => place.GetRequiredService<PortalContext>().Users.CountAsync()));
    }

    [Theory]
    [InlineData("13800138000")]
    [InlineData("zhang@example.com")]
    public async Task An_address_that_got_an_account_meanwhile_is_led_to_sign_in(string address)
    {
        await using var portal = await PortalFactory.StartAsync();
        var visitor = portal.Visitor();
        var page = await Entrance.AskSignUpCodeAsync(portal, visitor, address);
        await (address.Contains('@') ? TestData.CandidateAsync(portal, email: address) : TestData.CandidateAsync(portal, mobile: address));
        var answer = await visitor.SubmitAsync(page, Finish(await Entrance.LastCodeAsync(portal)));
        Assert.Contains("刚刚注册过了，请直接登录", answer.ErrorOf("Code"));
        Assert.Equal(1, await portal.WithAsync(place => place.GetRequiredService<PortalContext>().Users.CountAsync()));
    }

    [Fact]
    public async Task A_step_that_is_not_ours_or_too_old_leads_back_to_the_beginning()
    {
        await using var portal = await PortalFactory.StartAsync();
        var visitor = portal.Visitor();
        Assert.Equal("/sign-up", (await visitor.GetAsync("/sign-up/finish?step=abc")).Location);
        var page = await Entrance.AskSignUpCodeAsync(portal, visitor, TestData.NewMobile());
        portal.Clock.UtcNow += StepTokens.Life;
        Assert.Equal("/sign-up", (await visitor.GetAsync(page.Path)).Location);
    }

    [Fact]
    public async Task A_post_from_elsewhere_is_refused()
    {
        await using var portal = await PortalFactory.StartAsync();
        Assert.Equal(HttpStatusCode.BadRequest, (await portal.Visitor().PostAsync("/sign-up", [KeyValuePair.Create("Address", "13800138000")])).Status);
    }
}
