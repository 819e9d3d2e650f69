using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Sandbox.Demo;

namespace RuanKao.Portal.BrowserTests;

/// <summary>考试计划 from last round's copy to what a candidate reads, in a house of its own: a further round would be the latest to every other test.</summary>
public sealed class PlanTests : IAsyncLifetime
{
    private readonly DemoHouse house = new();

    public ValueTask InitializeAsync() => house.InitializeAsync();

    public ValueTask DisposeAsync() => house.DisposeAsync();

    [Fact]
    public async Task In_one_sitting_a_round_is_copied_mended_published_joined_and_seen()
    {
        await using var national = await house.PersonAsync();
        await national.SignInAsync(DemoPeople.Administrator);
        await national.GoAsync("/desk/plans");
        await national.LooksGoodAsync("plans-national");
        await national.FollowAsync("新建轮次");
        await national.LooksGoodAsync("plan-new");
        await national.PressAsync("建立草稿");
        var code = national.Path.Split('/')[^1];
        await national.SeesAsync("请核对后保存一次");
        await national.LooksGoodAsync("plan-draft");

        await national.FollowAsync("修改考试时间和说明");
        await national.FillAsync("考试计划说明", "第一批和第二批的划分以准考证为准。");
        await national.PressAsync("保存");
        await national.FollowAsync("修改资格和场次");
        await national.LooksGoodAsync("plan-offerings");
        await national.Page.ClickAsync("a[href*='codes=SYSTEM_ARCHITECT']");
        await national.LooksGoodAsync("plan-sittings");
        await national.PressAsync("保存");
        await national.FollowAsync("返回");
        await national.SeesAsync("没有缺项");
        await national.FollowAsync("按考生的样子预览");
        await national.SeesAsync("第一批和第二批的划分以准考证为准。");
        await national.LooksGoodAsync("plan-preview");
        await national.FollowAsync("返回");
        await national.PressAsync("发布");
        await national.SeesAsync("考试计划已发布");

        await using var office = await house.PersonAsync();
        await office.SignInAsync(DemoPeople.Office);
        await office.GoAsync("/desk/plans");
        await office.LooksGoodAsync("plans-office");
        await office.GoAsync($"/desk/plans/{code}/{DemoPeople.Institution}");
        await office.PressAsync("参加");
        await office.SeesAsync("请核对后保存一次");
        await office.LooksGoodAsync("plan-place-draft");
        var exam = await office.ArchiveAsync(db => db.ExamRounds.Where(r => r.Code == code).Select(r => r.ExamFrom).SingleAsync());
        var opens = Beijing.Today(TimeProvider.System).AddDays(-1);
        await EditAsync(office, "修改时间", "windows", async () =>
        {
            await office.FillAsync("报名开始", $"{opens:yyyy-MM-dd} 09:00");
            await office.FillAsync("报名截止", $"{opens.AddDays(20):yyyy-MM-dd} 17:00");
            await office.FillAsync("审核截止", $"{opens.AddDays(22):yyyy-MM-dd} 17:00");
            await office.FillAsync("缴费开始", $"{opens:yyyy-MM-dd} 09:00");
            await office.FillAsync("缴费截止", $"{opens.AddDays(23):yyyy-MM-dd} 24:00");
            await office.FillAsync("准考证打印开始", $"{exam.AddDays(-7):yyyy-MM-dd} 09:00");
            await office.FillAsync("准考证打印截止", $"{exam:yyyy-MM-dd} 08:30");
        });
        await EditAsync(office, "修改考试费", "fees", async () =>
        {
            await office.FillAsync("收费批准文号", "云发改收费〔2024〕1 号");
            await office.FillAsync("例外", "程序员 90.00");
        });
        await EditAsync(office, "修改考试考区", "regions", () => Task.CompletedTask);
        await EditAsync(office, "修改文字", "texts", () => office.FillAsync("考生须知", "报名时间：{报名时间}。\n请携带有效身份证件参加考试。"));
        await office.GoAsync($"/desk/plans/{code}/{DemoPeople.Institution}/policy-files");
        await office.FillAsync("文件名称", "关于本次软考报名工作的通知");
        await office.Page.SetInputFilesAsync("input[type=file]", new FilePayload { Name = "通知.pdf", MimeType = "application/pdf", Buffer = "%PDF-1.7 %%EOF"u8.ToArray() });
        await office.PressAsync("上传");
        await office.SeesAsync("第 1 版已上传");
        await office.LooksGoodAsync("plan-policy-files");
        await office.GoAsync($"/desk/plans/{code}/{DemoPeople.Institution}");
        await office.SeesAsync("没有缺项");

        // Nobody outside sees it a moment before.
        await using var candidate = await house.PersonAsync(phone: true);
        Assert.Equal(404, (await candidate.Page.GotoAsync($"/exams/{code}/{DemoPeople.Institution}/notice"))!.Status);
        await office.PressAsync("发布本机构的安排");
        await office.SeesAsync("已发布，考生可以看到");
        await office.LooksGoodAsync("plan-place-published");

        await candidate.GoAsync($"/exams/{code}/{DemoPeople.Institution}/notice");
        await candidate.SeesAsync("请携带有效身份证件参加考试。");
        await candidate.LooksGoodAsync("plan-seen-notice");
        await candidate.GoAsync($"/exams/{code}/{DemoPeople.Institution}/plan");
        await candidate.SeesAsync("90.00 元");
        await candidate.GoAsync($"/exams/{code}/{DemoPeople.Institution}/policy");
        await candidate.SeesAsync("关于本次软考报名工作的通知");
        await candidate.LooksGoodAsync("plan-seen-policy");

        // What is published is corrected: before and after, whom it touches, why.
        await office.FollowAsync("更正考试费");
        await office.FillAsync("例外", "程序员 95.00");
        await office.PressAsync("查看更正的影响");
        await office.SeesAsync("涉及 0 个有效报名");
        await office.LooksGoodAsync("plan-correction");
        await office.FillAsync("更正原因", "批准文号的金额写错");
        await office.PressAsync("确认更正");
        await office.SeesAsync("批准文号的金额写错");
        await office.LooksGoodAsync("plan-corrected");
    }

    private static async Task EditAsync(Person office, string link, string picture, Func<Task> fill)
    {
        await office.FollowAsync(link);
        await fill();
        await office.LooksGoodAsync("plan-" + picture);
        await office.PressAsync("保存");
        await office.SeesAsync("已保存");
    }
}
