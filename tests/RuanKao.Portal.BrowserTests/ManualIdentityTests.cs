using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using RuanKao.Portal.Candidates;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Persistence;
using RuanKao.Sandbox.Demo;
using RuanKao.Sandbox.People;

namespace RuanKao.Portal.BrowserTests;

/// <summary>Manual verification: a candidate on a phone whose document no authority knows, and the reviewer at a desk.</summary>
public class ManualIdentityTests(DemoHouse house)
{
    private static readonly FilePayload Front = new() { Name = "正面.jpg", MimeType = "image/jpeg", Buffer = DrawnPortrait.Jpeg(31, 1200, 800) };
    private static readonly FilePayload Back = new() { Name = "背面.jpg", MimeType = "image/jpeg", Buffer = DrawnPortrait.Jpeg(32, 1200, 800) };

    [Fact]
    public async Task A_holder_of_a_permit_is_returned_once_and_verified_then()
    {
        const string Mobile = "13800000091", Name = "李嘉诚信";
        await house.AccountAsync(Mobile);
        await using var candidate = await house.PersonAsync(phone: true);
        var page = candidate.Page;
        await candidate.SignInAsync(Mobile);
        await candidate.SeesHeadingAsync("实名认证");
        await candidate.LooksGoodAsync("identity-phone");
        await page.SelectOptionAsync("[name=Kind]", new SelectOptionValue { Label = "港澳居民来往内地通行证" });
        await page.FillAsync("[name=Name]", Name);
        await page.FillAsync("[name=Number]", "H00000091");
        await candidate.PressAsync("改为申请人工核验");

        await candidate.SeesHeadingAsync("申请人工核验");
        Assert.Equal((Name, "H00000091"), (await page.InputValueAsync("[name=Name]"), await page.InputValueAsync("[name=Number]")));
        await Assertions.Expect(page.Locator("[name=Issuer]")).ToBeHiddenAsync();
        await page.SelectOptionAsync("[name=Sex]", new SelectOptionValue { Label = "女" });
        await page.FillAsync("[name=BirthDate]", "1999-05-06");
        await page.FillAsync("[name=ValidFrom]", "2024-01-01");
        await page.FillAsync("[name=ValidTo]", "2034-01-01");
        await page.SelectOptionAsync("[name=InstitutionCode]", new SelectOptionValue { Label = "云南" });
        await page.SelectOptionAsync("[name=PrefectureCode]", new SelectOptionValue { Label = "丽江市" });
        await page.FillAsync("[name=Words]", "在丽江工作。");
        await candidate.LooksGoodAsync("identity-claim-phone");
        await candidate.PressAsync("下一步，上传证件照片");
        await candidate.SeesHeadingAsync("上传证件照片");
        await page.SetInputFilesAsync("input[type=file]", [Front, Back]);
        await candidate.PressAsync("上传");
        await candidate.SeesAsync("2张证件照片已保存");
        await candidate.TickAsync("[name='Form.Agreed']");
        await candidate.LooksGoodAsync("identity-scans-phone");
        await candidate.PressAsync("提交人工核验");
        await candidate.SeesHeadingAsync("等待核验");
        await candidate.LooksGoodAsync("identity-manual-phone");
        var round = await candidate.ArchiveAsync(db => db.Set<ExamRound>().OrderByDescending(r => r.ExamFrom).Select(r => r.Code).FirstAsync());
        await candidate.GoAsync($"/exams/{round}/53/form");
        await candidate.SeesAsync(Name);

        await using var reviewer = await house.PersonAsync();
        await reviewer.SignInAsync(DemoPeople.Reviewer);
        await OpenAsync(reviewer, Name);
        await reviewer.LooksGoodAsync("identity-case-desk");
        await reviewer.TickAsync("[name='Form.Reasons'][value=unclear]");
        await reviewer.PressAsync("退回修改");
        await reviewer.Page.WaitForLoadStateAsync();

        await candidate.GoAsync("/me/identity/manual");
        await candidate.SeesAsync("证件照片不清晰");
        await candidate.LooksGoodAsync("identity-returned-phone");
        await candidate.FollowAsync("修改后重新提交");
        Assert.Equal("在丽江工作。", await page.InputValueAsync("[name=Words]"));
        await candidate.PressAsync("下一步，上传证件照片");
        await candidate.TickAsync("[name='Form.Agreed']");
        await candidate.PressAsync("提交人工核验");
        await candidate.SeesHeadingAsync("等待核验");

        await OpenAsync(reviewer, Name);
        foreach (var part in Enum.GetNames<ConfirmedField>()) await reviewer.TickAsync($"[name='Form.Confirmed'][value={part}]");
        await reviewer.PressAsync("核验通过");
        await reviewer.Page.WaitForLoadStateAsync();
        await candidate.GoAsync("/me");
        await candidate.SeesAsync("已认证");
        await candidate.LooksGoodAsync("me-verified-phone");
        Assert.Equal(CandidateIdentity.Manually, await candidate.ArchiveAsync(db => db.Set<CandidateIdentity>().Where(i => i.Name == Name).Select(i => i.VerifiedBy).SingleAsync()));
        for (var tries = 0; tries < 100 && !house.Demo.Sandbox.Inbox.Messages(Mobile).Any(m => m.Text.Contains("核验通过")); tries++) await Task.Delay(100);
        Assert.Contains(house.Demo.Sandbox.Inbox.Messages(Mobile), m => m.Text.Contains("核验通过"));
        Assert.Contains(house.Demo.Sandbox.Inbox.Messages(Mobile), m => m.Text.Contains("证件照片不清晰"));
    }

    private static async Task OpenAsync(Person reviewer, string name)
    {
        await reviewer.GoAsync("/desk/identity");
        await reviewer.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = name }).GetByRole(AriaRole.Link).ClickAsync();
        await reviewer.SeesHeadingAsync(name);
    }
}
