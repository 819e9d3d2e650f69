using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Accounts.Government;
using RuanKao.Sandbox.Demo;
using RuanKao.Sandbox.Government;

namespace RuanKao.Portal.BrowserTests;

/// <summary>国家政务服务平台账号登录, as a person does it: away to the platform, back, and linked by an own decision.</summary>
public class GovernmentLoginTests(DemoHouse house)
{
    private const string Mobile = "13800000002";
    private const string Name = "李雪梅";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_candidate_links_the_platform_account_once_and_then_comes_in_with_it(bool phone)
    {
        var size = phone ? "phone" : "desk";
        await using var person = await house.PersonAsync(phone);
        await person.GoAsync("/sign-in");
        await person.LooksGoodAsync($"government-sign-in-{size}");
        await ChooseAtPlatformAsync(person);
        await person.SeesHeadingAsync("还差一步：绑定报名账号");
        await person.LooksGoodAsync($"government-unlinked-{size}");
        await person.Page.GetByRole(Microsoft.Playwright.AriaRole.Link, new() { Name = "登录并绑定", Exact = true }).ClickAsync();
        await person.FillAsync("手机号或邮箱", Mobile);
        await person.Page.Locator("input[type=password]").FillAsync(DemoPeople.Password);
        await person.SolveCaptchaAsync();
        await person.PressAsync("登录");
        await person.SeesHeadingAsync("确认绑定");
        await person.LooksGoodAsync($"government-confirm-{size}");
        await person.PressAsync("确认绑定");
        await person.SeesHeadingAsync("政务平台账号");
        await person.LooksGoodAsync($"government-links-{size}");
        await person.GoAsync("/account");
        await person.SeesAsync("已绑定国家政务服务平台");
        await person.LooksGoodAsync($"government-account-{size}");

        await using var again = await house.PersonAsync(phone);
        await again.GoAsync("/sign-in");
        await ChooseAtPlatformAsync(again);
        await again.Page.WaitForURLAsync(url => url.StartsWith(house.Portal.ToString(), StringComparison.Ordinal));
        await again.GoAsync("/account/links");
        await again.PressAsync("解除绑定");
        await again.SeesAsync("已解除与国家政务服务平台账号的绑定");
        Assert.False(await again.ArchiveAsync(db => db.GovernmentLinks.AnyAsync()));
    }

    [Fact]
    public async Task While_the_platform_is_down_everybody_comes_in_otherwise()
    {
        await using var person = await house.PersonAsync(phone: true);
        house.Demo.Sandbox.Government.State = PlatformState.Down;
        try
        {
            // What the portal has learnt of the platform stays good for a day, so the person may meet the platform's own fault; the portal's is asked for by its address.
            await person.GoAsync("/sign-in/government/failed?reason=Unavailable");
            await person.SeesHeadingAsync("政务服务平台暂时无法连接");
            await person.LooksGoodAsync("government-down-phone");
            await person.SignInAsync(Mobile);
            await person.SeesAsync(Name);
        }
        finally
        {
            house.Demo.Sandbox.Government.State = PlatformState.Up;
        }
    }

    private static async Task ChooseAtPlatformAsync(Person person)
    {
        await person.FollowAsync("国家政务服务平台账号登录");
        await person.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = Name }).ClickAsync();
    }
}
