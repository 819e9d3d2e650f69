using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Registrations;
using RuanKao.Sandbox.Demo;

namespace RuanKao.Portal.BrowserTests;

/// <summary>The other ways in, and a way through for browsers that run no scripts.</summary>
public class EntranceTests(DemoHouse house)
{
    [Fact]
    public async Task Who_cannot_see_the_picture_signs_in_by_code()
    {
        await using var person = await house.PersonAsync(phone: true);
        await person.GoAsync("/sign-in");
        await person.LooksGoodAsync("sign-in-phone");
        await person.FollowAsync("不用图片，改用动态码登录");
        await person.Page.FillAsync("[name=Address]", "13800000005");
        await person.Page.Locator("main form button.button").ClickAsync();
        await person.LooksGoodAsync("sign-in-code-enter-phone");
        await person.Page.FillAsync("[name=Code]", await person.CodeSentToAsync("13800000005"));
        await person.Page.Locator("main form button.button").First.ClickAsync();
        await person.Page.WaitForURLAsync(url => !url.Contains("/sign-in", StringComparison.Ordinal));
        await person.SeesAsync("刘洋");
    }

    [Fact]
    public async Task A_forgotten_password_is_replaced_by_code()
    {
        await using var person = await house.PersonAsync();
        await person.GoAsync("/sign-in");
        await person.LooksGoodAsync("sign-in-desk");
        await person.FollowAsync("忘记密码");
        await person.Page.FillAsync("[name=Address]", "13800000004");
        await person.Page.Locator("main form button.button").ClickAsync();
        await person.LooksGoodAsync("recovery-finish-desk");
        await person.Page.FillAsync("[name=Code]", await person.CodeSentToAsync("13800000004"));
        await person.Page.FillAsync("[name=Password]", DemoPeople.Password);
        await person.Page.Locator("main form button.button").First.ClickAsync();
        await person.Page.WaitForURLAsync(url => !url.Contains("/recovery", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_scripts_a_draft_is_filled_in_and_kept()
    {
        await using var person = await house.PersonAsync(phone: true, javaScript: false);
        await person.SignInAsync("13800000002");
        var round = await person.ArchiveAsync(db => db.Set<Exams.ExamRound>().OrderByDescending(r => r.ExamFrom).Select(r => r.Code).FirstAsync());
        await person.GoAsync($"/exams/{round}/53/form");
        await person.Page.FillAsync("[name='Form.School']", "没有脚本的大学");
        await person.PressAsync("保存草稿");
        await person.GoAsync($"/exams/{round}/53/form");
        Assert.Equal("没有脚本的大学", await person.Page.InputValueAsync("[name='Form.School']"));
        Assert.True(await person.ArchiveAsync(db => db.Registrations.AnyAsync(r => r.State == RegistrationState.Draft && r.Form.School == "没有脚本的大学")));
        await person.PressAsync("检查并提交");
        await person.SeesAsync("请选择报考资格");
    }
}
