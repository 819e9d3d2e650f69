using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using RuanKao.Sandbox.Demo;

namespace RuanKao.Portal.BrowserTests;

/// <summary>我的数据, as its owner goes through it: reads, downloads, is refused while a registration lives, and deletes.</summary>
public class AccountDeletionTests(DemoHouse house)
{
    private const string Waiting = "13900000000";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task While_a_registration_lives_the_page_says_what_comes_first(bool phone)
    {
        var size = phone ? "phone" : "desk";
        await using var person = await house.PersonAsync(phone);
        await person.SignInAsync(Waiting);
        await person.GoAsync("/account/data");
        await person.LooksGoodAsync($"my-data-{size}");
        await person.FollowAsync("注销账号");
        await person.SeesHeadingAsync("请再次确认是您本人");
        await person.LooksGoodAsync($"account-proof-{size}");
        await ProveAsync(person);
        await person.SeesHeadingAsync("注销账号");
        await person.SeesAsync("现在还不能注销");
        await person.LooksGoodAsync($"my-data-obstacles-{size}");
        await person.GoAsync("/account/data/withdraw/photo");
        await person.LooksGoodAsync($"my-data-withdraw-{size}");
    }

    [Fact]
    public async Task An_account_is_deleted_and_known_no_more()
    {
        await using var person = await house.PersonAsync(phone: true);
        var mobile = "13700009999";
        await house.AccountAsync(mobile);
        await person.SignInAsync(mobile);
        await person.GoAsync("/account/data/delete");
        await ProveAsync(person);
        await person.LooksGoodAsync("my-data-delete-phone");
        var download = await person.Page.RunAndWaitForDownloadAsync(async () =>
        {
            await person.GoAsync("/account/data");
            await person.PressAsync("下载我的数据");
        });
        Assert.EndsWith(".zip", download.SuggestedFilename);
        await person.GoAsync("/account/data/delete");
        await person.Page.FillAsync("[name='Form.Typed']", "注销");
        await person.PressAsync("注销账号");
        await person.SeesAsync("请输入“注销账号”四个字");
        await person.LooksGoodAsync("my-data-delete-wrong-phone");
        await person.Page.FillAsync("[name='Form.Typed']", "注销账号");
        await person.PressAsync("注销账号");
        await person.SeesHeadingAsync("您的账号已注销");
        await person.LooksGoodAsync("account-erased-phone");
        Assert.False(await person.ArchiveAsync(db => db.Users.AnyAsync(u => u.PhoneNumber == mobile)));
    }

    private static async Task ProveAsync(Person person)
    {
        await person.Page.Locator("main input[type=password]").FillAsync(DemoPeople.Password);
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "确认", Exact = true }).ClickAsync();
        await person.Page.WaitForURLAsync(url => !url.Contains("/proof", StringComparison.Ordinal));
    }
}
