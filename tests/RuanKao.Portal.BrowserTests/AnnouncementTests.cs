using Microsoft.Playwright;
using RuanKao.Portal.Foundation;
using RuanKao.Sandbox.Demo;

namespace RuanKao.Portal.BrowserTests;

/// <summary>An announcement written at the desk and read in the street, at both widths.</summary>
public class AnnouncementTests(DemoHouse house)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_is_written_previewed_published_and_read_on_the_home_page(bool phone)
    {
        var (width, title) = (phone ? "phone" : "desk", phone ? "报名大厅周末开放" : "咨询电话线路检修");
        await using var office = await house.PersonAsync(phone);
        await office.SignInAsync(DemoPeople.Office);
        await office.GoAsync("/desk/news");
        await office.LooksGoodAsync($"announcements-{width}");
        await office.FollowAsync("写公告");
        await office.Page.GetByLabel("标题").FillAsync(title);
        await office.Page.GetByLabel("正文").FillAsync("本周末照常开放。\n\n## 时间\n- 星期六 9:00—17:00\n- 星期日 9:00—12:00\n\n详见[常见问题](/help)。");
        await office.Page.GetByRole(AriaRole.Button, new() { Name = "预览" }).ClickAsync();
        await Assertions.Expect(office.Page.Locator(".news-body li").First).ToHaveTextAsync("星期六 9:00—17:00");
        await office.LooksGoodAsync($"announcement-preview-{width}");
        await using var street = await house.PersonAsync(phone);
        await street.GoAsync("/news");
        await Assertions.Expect(street.Page.GetByText(title)).ToHaveCountAsync(0);

        await office.Page.GetByRole(AriaRole.Button, new() { Name = "发布", Exact = true }).ClickAsync();
        await Assertions.Expect(office.Page.GetByText("已发布，公众现在可以看到")).ToBeVisibleAsync();
        await office.LooksGoodAsync($"announcement-{width}");

        await street.GoAsync("/institutions/81");
        await street.LooksGoodAsync($"news-entrance-{width}");
        await street.GoAsync($"/institutions/{DemoPeople.Institution}");
        await street.GoAsync("/");
        await street.LooksGoodAsync($"news-home-{width}");
        await street.Page.GetByRole(AriaRole.Link, new() { Name = title }).ClickAsync();
        await street.SeesHeadingAsync(title);
        await street.LooksGoodAsync($"news-item-{width}");
        await street.GoAsync("/news");
        await street.LooksGoodAsync($"news-list-{width}");
    }

    [Fact]
    public async Task A_scheduled_one_waits_for_its_time()
    {
        var title = "定时公布的通知";
        await using var office = await house.PersonAsync();
        await office.SignInAsync(DemoPeople.Administrator);
        await office.GoAsync("/desk/news/new");
        await office.Page.GetByLabel("标题").FillAsync(title);
        await office.Page.GetByLabel("正文").FillAsync("到时间自动公布。");
        var at = Beijing.WallClock(house.Clock.Now().AddHours(1));
        await office.Page.GetByLabel("发布时间").FillAsync(at.ToString("yyyy-MM-dd'T'HH:mm", System.Globalization.CultureInfo.InvariantCulture));
        await office.Page.GetByRole(AriaRole.Button, new() { Name = "发布", Exact = true }).ClickAsync();
        await Assertions.Expect(office.Page.GetByText("自动发布").First).ToBeVisibleAsync();
        await using var street = await house.PersonAsync();
        await street.GoAsync("/");
        await Assertions.Expect(street.Page.GetByText(title)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_suspended_region_is_announced_and_its_progress_is_read_at_the_desk_and_on_a_phone()
    {
        // A region in which nobody of the demo sits: other tests look on.
        await using var office = await house.PersonAsync();
        await office.SignInAsync(DemoPeople.Office);
        var round = await office.ArchiveAsync(async db => (await Microsoft.EntityFrameworkCore.EntityFrameworkQueryableExtensions.ToListAsync(db.Set<Exams.ExamRound>())).MaxBy(r => r.ExamFrom)!.Code);
        await office.GoAsync($"/desk/windows/{round}/{DemoPeople.Institution}/suspend");
        await office.TickAsync("[name='Form.Regions'][value='5334']");
        await office.Page.FillAsync("[name='Form.Why']", "考点所在地道路中断");
        await office.PressAsync("查看影响");
        await office.SeesAsync("个有效报名将终止");
        await office.LooksGoodAsync("suspend-preview-desk");
        await office.PressAsync("确认停考");
        await office.SeesHeadingAsync("停考进度");
        await office.LooksGoodAsync("suspension-desk");
        var path = office.Path;
        await using var phone = await house.PersonAsync(phone: true);
        await phone.SignInAsync(DemoPeople.InstitutionAdministrator);
        await phone.GoAsync(path);
        await phone.LooksGoodAsync("suspension-phone");
        await phone.GoAsync($"/institutions/{DemoPeople.Institution}");
        await phone.GoAsync("/news");
        await phone.SeesAsync("停考的公告");
    }
}
