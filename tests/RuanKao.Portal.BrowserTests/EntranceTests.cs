using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Accounts;
using RuanKao.Portal.Persistence;
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
    public async Task Signed_up_by_mobile_a_candidate_sees_the_account_and_changes_the_password()
    {
        await using var person = await house.PersonAsync(phone: true);
        await person.GoAsync("/sign-up");
        await person.FillAsync("手机号或邮箱", "13711112222");
        await person.SolveCaptchaAsync();
        await person.LooksGoodAsync("sign-up-phone");
        await person.PressAsync("获取验证码");
        await person.LooksGoodAsync("sign-up-finish-phone");
        await FinishSignUpAsync(person, "13711112222");
        await person.LooksGoodAsync("sign-up-done-phone");

        await person.GoAsync("/account");
        await person.LooksGoodAsync("account-phone");
        await person.GoAsync("/account/email");
        await person.LooksGoodAsync("binding-phone");

        await person.GoAsync("/account/password");
        await person.Page.FillAsync("[name=OldPassword]", DemoPeople.Password);
        await person.Page.FillAsync("[name=NewPassword]", "Fresh2031");
        await person.LooksGoodAsync("password-phone");
        await person.Page.Locator("main form button.button").ClickAsync();
        await person.SeesAsync("密码已修改");
        await person.LooksGoodAsync("account-after-phone");
    }

    [Fact]
    public async Task Signed_up_by_email_at_a_desk_without_a_picture_by_keyboard_alone()
    {
        await using var person = await house.PersonAsync();
        await person.GoAsync("/sign-up");
        await person.LooksGoodAsync("sign-up-desk");
        var way = person.Page.GetByRole(Microsoft.Playwright.AriaRole.Link, new() { Name = "不用图片，直接用验证码注册" });
        for (var i = 0; i < 40 && !await way.EvaluateAsync<bool>("a => a === document.activeElement"); i++) await person.Page.Keyboard.PressAsync("Tab");
        await person.Page.Keyboard.PressAsync("Enter");
        await person.SeesHeadingAsync("不用图片注册");
        await person.LooksGoodAsync("sign-up-code-desk");
        await person.FillAsync("手机号或邮箱", "Keyboard@Example.com");
        await person.Page.Keyboard.PressAsync("Enter");
        await person.SeesHeadingAsync("填写验证码");
        await person.LooksGoodAsync("sign-up-finish-desk");
        await FinishSignUpAsync(person, "keyboard@example.com");
        await person.LooksGoodAsync("sign-up-done-desk");
    }

    [Fact]
    public async Task An_email_is_bound_and_changed_after_a_code_to_the_mobile()
    {
        await using var person = await house.PersonAsync();
        await person.GoAsync("/sign-up/code");
        await person.FillAsync("手机号或邮箱", "first@example.com");
        await person.PressAsync("获取验证码");
        var used = await FinishSignUpAsync(person, "first@example.com");
        // As if the sign-up's code had been sent yesterday.
        await ForgetCodesAsync(person, "first@example.com");
        await person.GoAsync("/account/mobile");
        await person.LooksGoodAsync("binding-desk");
        await person.PressAsync("发送验证码");
        await person.LooksGoodAsync("binding-code-desk");
        await EnterAsync(person, await person.CodeSentToAsync("first@example.com", otherThan: used));
        await person.SeesHeadingAsync("绑定手机号");
        await person.Page.FillAsync("[name=Address]", "137 3333 4444");
        await person.LooksGoodAsync("binding-address-desk");
        await person.PressAsync("获取验证码");
        await person.LooksGoodAsync("binding-confirm-desk");
        used = await person.CodeSentToAsync("13733334444");
        await EnterAsync(person, used);
        await person.SeesAsync("手机号已绑定");
        await person.SeesAsync("137****4444");
        await person.LooksGoodAsync("account-desk");

        await ForgetCodesAsync(person, "13733334444");
        await person.GoAsync("/account/email");
        await person.PressAsync("向 137****4444 发送验证码");
        await EnterAsync(person, await person.CodeSentToAsync("13733334444", otherThan: used));
        await person.SeesHeadingAsync("更换邮箱");
        await person.LooksGoodAsync("binding-change-desk");
        await person.PressAsync("解除绑定");
        await person.SeesAsync("邮箱已解除绑定");
    }

    private static async Task EnterAsync(Person person, string code)
    {
        await person.Page.FillAsync("[name=Code]", code);
        await person.Page.Locator("main form button.button").First.ClickAsync();
    }

    private Task ForgetCodesAsync(Person person, string address)
    {
        var hash = house.Demo.Portal.GetRequiredService<PersonalDataSeal>().Hash("code-address", address);
        return person.ArchiveAsync(db => db.VerificationCodes.Where(c => c.AddressHash == hash).ExecuteDeleteAsync());
    }

    private static async Task<string> FinishSignUpAsync(Person person, string address)
    {
        var code = await person.CodeSentToAsync(address);
        await person.Page.FillAsync("[name=Code]", code);
        await person.Page.FillAsync("[name=Password]", DemoPeople.Password);
        await person.TickAsync("[name=Agreed]");
        await person.PressAsync("注册");
        await person.SeesHeadingAsync("恭喜您，注册成功");
        return code;
    }

    [Fact]
    public async Task A_forgotten_password_is_replaced_by_code()
    {
        const string Mobile = "13755556666";
        await house.AccountAsync(Mobile);
        await using var person = await house.PersonAsync();
        await person.GoAsync("/sign-in");
        await person.LooksGoodAsync("sign-in-desk");
        await person.FollowAsync("忘记密码");
        await person.Page.FillAsync("[name=Address]", Mobile);
        await person.Page.Locator("main form button.button").ClickAsync();
        await person.LooksGoodAsync("recovery-finish-desk");
        await person.Page.FillAsync("[name=Code]", await person.CodeSentToAsync(Mobile));
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
