using System.Text.RegularExpressions;
using Microsoft.Playwright;
using RuanKao.Sandbox.Demo;

namespace RuanKao.Portal.BrowserTests;

/// <summary>From the invitation of a member of staff to the first sign-in with password and phone, and the auditor who checks the log behind it.</summary>
public class StaffTests(DemoHouse house)
{
    private const string Address = "wang@demo.example";
    private const string Password = "Reviewer2026";

    [Fact]
    public async Task An_invited_reviewer_binds_a_phone_and_signs_in_with_it()
    {
        await using (var administrator = await house.PersonAsync())
        {
            await administrator.SignInAsync(DemoPeople.InstitutionAdministrator);
            await administrator.GoAsync("/desk/staff/invite");
            await administrator.Page.FillAsync("[name='Form.Name']", "王芳");
            await administrator.Page.FillAsync("[name='Form.Address']", Address);
            await administrator.Page.SelectOptionAsync("[name='Form.Role']", "Reviewer");
            await administrator.Page.SelectOptionAsync("[name='Form.Prefecture']", new SelectOptionValue { Label = "丽江市" });
            await administrator.LooksGoodAsync("staff-invite-desk");
            await administrator.PressAsync("发出邀请");
            await administrator.SeesAsync("邀请已发出");
            await administrator.LooksGoodAsync("staff-invited-desk");
        }

        await using var invited = await house.PersonAsync(phone: true);
        var page = invited.Page;
        await invited.GoAsync(await LinkAsync());
        await invited.SeesAsync("云南省丽江市审核人员");
        await LooksGoodTwiceAsync(invited, "invitation");
        await page.FillAsync("[name='Form.Password']", Password);
        await invited.PressAsync("下一步：绑定手机");
        await invited.SeesHeadingAsync("绑定手机验证器");
        await LooksGoodTwiceAsync(invited, "two-factor-enrol");
        Assert.True(house.Demo.Sandbox.Authenticator.Add(Address, await page.InnerTextAsync(".secret")));
        await page.FillAsync("[name='Form.Code']", house.Demo.Sandbox.Authenticator.CodeOf(Address));
        await invited.PressAsync("完成绑定");
        await invited.SeesHeadingAsync("请保存恢复码");
        Assert.Equal(10, await page.Locator(".recovery-codes code").CountAsync());
        await LooksGoodTwiceAsync(invited, "two-factor-codes");
        await invited.FollowAsync("已保存，开始工作");
        await invited.SeesHeadingAsync("王芳，您好");

        await using var later = await house.PersonAsync();
        await later.SignInAsync(Address, Password, atSecondStep: () => LooksGoodTwiceAsync(later, "two-factor-enter"));
        await later.SeesHeadingAsync("王芳，您好");
        await later.GoAsync("/account/sign-ins");
        await later.SeesAsync("密码和手机验证器");

        await using var auditor = await house.PersonAsync();
        await auditor.SignInAsync(DemoPeople.Auditor);
        await auditor.GoAsync("/desk/audit");
        await auditor.PressAsync("校验");
        await auditor.SeesAsync("校验通过，链条完整");
        await LooksGoodTwiceAsync(auditor, "audit-verified");
    }

    private async Task<string> LinkAsync()
    {
        for (var attempt = 0; attempt < 150; attempt++)
        {
            foreach (var message in house.Demo.Sandbox.Inbox.Messages(Address))
                if (Regex.Match(message.Text, @"https?://\S+/invitations/[\w-]+") is { Success: true } link) return link.Value;
            await Task.Delay(100);
        }
        throw new InvalidOperationException("No invitation came.");
    }

    private static async Task LooksGoodTwiceAsync(Person person, string picture)
    {
        await person.Page.SetViewportSizeAsync(390, 844);
        await person.LooksGoodAsync(picture + "-phone");
        await person.Page.SetViewportSizeAsync(1280, 900);
        await person.LooksGoodAsync(picture + "-desk");
    }
}
