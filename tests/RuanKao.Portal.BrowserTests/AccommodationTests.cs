using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Registrations;
using RuanKao.Sandbox.Demo;
using RuanKao.Sandbox.Inbox;
using RuanKao.Sandbox.People;

namespace RuanKao.Portal.BrowserTests;

/// <summary>合理便利申请: asked on a phone with a document, granted in part at a desk, read on the phone.</summary>
public class AccommodationTests(DemoHouse house)
{
    private static readonly FilePayload Proof = new() { Name = "诊断证明.jpg", MimeType = "image/jpeg", Buffer = DrawnPortrait.Jpeg(51, 1200, 800) };

    [Fact]
    public async Task A_candidate_asks_on_a_phone_the_office_grants_part_and_the_candidate_reads_it()
    {
        const string Mobile = "13900000006";
        await using var candidate = await house.PersonAsync(phone: true);
        var page = candidate.Page;
        await candidate.SignInAsync(Mobile);
        var mine = await candidate.ArchiveAsync(db => db.Registrations.Where(r => db.Users.Any(u => u.Id == r.UserId && u.PhoneNumber == Mobile))
            .Join(db.Set<ExamRound>(), r => r.RoundId, r => r.Id, (registration, round) => new { registration.Person!.Name, round.Code, round.ExamFrom }).OrderByDescending(r => r.ExamFrom).FirstAsync());
        var here = $"/exams/{mine.Code}/53";
        await candidate.GoAsync(here);
        await page.Locator(".phone-menu summary").ClickAsync();
        await page.Locator(".phone-menu").GetByRole(AriaRole.Link, new() { Name = "合理便利申请" }).ClickAsync();
        await candidate.SeesHeadingAsync("合理便利申请");
        await candidate.LooksGoodAsync("accommodation-phone");
        await candidate.TickAsync("[name='Form.Kinds'][value=time]");
        await candidate.TickAsync("[name='Form.Kinds'][value=seat]");
        await page.FillAsync("[name='Form.Words']", "左腿骨折，拄拐杖，上下楼不便。");
        await candidate.PressAsync("提交申请");
        await candidate.SeesAsync("需要证明材料，请上传");
        await candidate.LooksGoodAsync("accommodation-refused-phone");
        Assert.Equal("左腿骨折，拄拐杖，上下楼不便。", await page.InputValueAsync("[name='Form.Words']"));
        await page.SetInputFilesAsync("input[type=file]", [Proof]);
        await candidate.TickAsync("[name='Form.Agreed']");
        await candidate.PressAsync("提交申请");
        await candidate.SeesHeadingAsync("待处理");
        await candidate.SeesAsync("等待考试机构答复");
        await candidate.LooksGoodAsync("accommodation-waiting-phone");

        await using var office = await house.PersonAsync();
        await office.SignInAsync(DemoPeople.Office);
        await office.GoAsync("/desk/accommodations");
        await office.LooksGoodAsync("accommodation-queue-desk");
        await office.Page.Locator("tr", new() { HasText = mine.Name }).GetByRole(AriaRole.Link).ClickAsync();
        await office.SeesAsync("左腿骨折，拄拐杖，上下楼不便。");
        await office.TickAsync("[name='Form.Items[0].Granted']");
        await office.LooksGoodAsync("accommodation-case-desk");
        await office.PressAsync("核对答复");
        await office.SeesAsync("有没有同意的，请写明原因");
        await office.Page.FillAsync("[name='Form.Reply']", "拄拐杖不影响答题，不需要延长时间。");
        await office.PressAsync("核对答复");
        await office.SeesHeadingAsync("部分同意");
        await office.LooksGoodAsync("accommodation-confirm-desk");
        await office.PressAsync("确认答复");
        await office.SeesAsync("答复已保存，已通知考生");
        await office.LooksGoodAsync("accommodation-decided-desk");
        await office.GoAsync("/desk/accommodations?state=PartlyGranted");
        await office.SeesAsync(mine.Name);

        await candidate.GoAsync(here + "/accommodation");
        await candidate.SeesHeadingAsync("部分同意");
        await candidate.SeesAsync("拄拐杖不影响答题，不需要延长时间。");
        await candidate.SeesAsync("同意：低楼层或无障碍座位");
        await candidate.LooksGoodAsync("accommodation-answered-phone");
        await candidate.GoAsync(here);
        await candidate.SeesAsync("合理便利申请部分同意");
        for (var tries = 0; tries < 100 && Told() is null; tries++) await Task.Delay(100);
        // It is read on a locked screen: nothing of what was asked or why.
        Assert.DoesNotMatch("拄拐杖|座位", Told()!.Text);

        await office.Page.SetViewportSizeAsync(390, 844);
        foreach (var (path, picture) in new[] { ("/desk/accommodations?state=all", "accommodation-queue-phone"), ("/desk/accommodations/" + await IdAsync(candidate, mine.Name), "accommodation-case-phone") })
        {
            await office.GoAsync(path);
            // The menu is wider than the screen; where one is stands in sight.
            await Assertions.Expect(office.Page.Locator(".tabs [aria-current]")).ToBeInViewportAsync(new() { Ratio = 1 });
            await office.LooksGoodAsync(picture);
        }
        await candidate.Page.SetViewportSizeAsync(1280, 900);
        await candidate.GoAsync(here + "/accommodation");
        await candidate.LooksGoodAsync("accommodation-answered-desk");

        InboxMessage? Told() => house.Demo.Sandbox.Inbox.Messages(Mobile).FirstOrDefault(m => m.Text.Contains("合理便利申请：部分同意", StringComparison.Ordinal));
    }

    private static Task<Guid> IdAsync(Person person, string name) => person.ArchiveAsync(db =>
        db.Set<AccommodationRequest>().Join(db.Registrations, a => a.RegistrationId, r => r.Id, (asked, registration) => new { asked.Id, registration.Person!.Name }).Where(x => x.Name == name).Select(x => x.Id).FirstAsync());
}
