using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Registrations;
using RuanKao.Sandbox.Demo;

namespace RuanKao.Portal.BrowserTests;

/// <summary>What happens to a registration after it was handed in, on a phone and at a desk.</summary>
public class RegistrationTests(DemoHouse house)
{
    [Fact]
    public async Task A_candidate_asks_for_a_change_and_a_reviewer_sees_before_and_after()
    {
        const string Mobile = "13900000001";
        await using var candidate = await house.PersonAsync(phone: true);
        var (id, round) = await candidate.RegistrationOfAsync(Mobile);
        await candidate.ArchiveAsync(async db =>
        {
            (await db.Registrations.SingleAsync(r => r.Id == id)).Approve(10000, new(null, Role.Reviewer, TimeProvider.System.GetUtcNow().UtcDateTime));
            return await db.SaveChangesAsync();
        });
        await candidate.SignInAsync(Mobile);
        await candidate.GoAsync($"/exams/{round}/53/change");
        await candidate.SeesHeadingAsync("申请变更");
        await candidate.LooksGoodAsync("change-phone");
        await candidate.Page.FillAsync("[name='Form.School']", "丽江示例学院");
        await candidate.PressAsync("查看变更前后对照");
        await candidate.SeesHeadingAsync("核对变更");
        await candidate.LooksGoodAsync("change-check-phone");
        // Looks once more, and back: nothing typed is lost.
        await candidate.PressAsync("返回修改");
        Assert.Equal("丽江示例学院", await candidate.Page.InputValueAsync("[name='Form.School']"));
        await candidate.PressAsync("查看变更前后对照");
        await candidate.PressAsync("提交变更申请");
        await candidate.SeesAsync("变更申请等待审核");
        await candidate.LooksGoodAsync("change-shown-phone");
        await candidate.GoAsync($"/exams/{round}/53/pay");
        await candidate.SeesAsync("先撤回变更申请");

        await using var reviewer = await house.PersonAsync();
        await reviewer.SignInAsync(DemoPeople.Reviewer);
        await reviewer.GoAsync($"/desk/review/{id}");
        await reviewer.SeesAsync("丽江示例学院");
        await reviewer.LooksGoodAsync("review-change");
        await reviewer.PressAsync("同意变更");
        await reviewer.SeesAsync("后生效并通知考生");
        await reviewer.DecisionsTakeEffectAsync();
        await candidate.GoAsync($"/exams/{round}/53");
        await candidate.SeesAsync("变更已生效");
        await candidate.LooksGoodAsync("home-changed-phone");
        Assert.Equal("丽江示例学院", await candidate.ArchiveAsync(db => db.Registrations.Where(r => r.Id == id).Select(r => r.Form.School).SingleAsync()));
    }

    [Fact]
    public async Task A_candidate_cancels_and_registers_again_without_typing_it_all_once_more()
    {
        const string Mobile = "13900000002";
        await using var candidate = await house.PersonAsync();
        var (id, round) = await candidate.RegistrationOfAsync(Mobile);
        await candidate.SignInAsync(Mobile);
        await candidate.GoAsync("/me/registrations");
        await candidate.LooksGoodAsync("my-registrations-desk");
        await candidate.Page.GetByRole(AriaRole.Link, new() { Name = "取消报名" }).First.ClickAsync();
        await candidate.SeesHeadingAsync("取消报名");
        await candidate.LooksGoodAsync("cancel-desk");
        await candidate.PressAsync("取消报名");
        await candidate.SeesHeadingAsync("可以重新报名");
        await candidate.LooksGoodAsync("cancelled-desk");
        await candidate.FollowAsync("开始填写");
        await candidate.PressAsync("检查并提交");
        await candidate.SeesHeadingAsync("检查报考信息");
        await candidate.TickAsync("[name='Form.Pledged']");
        await candidate.PressAsync("提交报考信息");
        await candidate.SeesHeadingAsync("提交成功，等待审核");
        var states = await candidate.ArchiveAsync(db => db.Registrations.Where(r => db.Users.Any(u => u.Id == r.UserId && u.PhoneNumber == Mobile)
            && db.Set<ExamRound>().Any(e => e.Id == r.RoundId && e.Code == round)).OrderBy(r => r.CreatedAt).Select(r => r.State).ToListAsync());
        Assert.Equal([RegistrationState.Cancelled, RegistrationState.Submitted], states);
    }

    [Fact]
    public async Task The_office_extends_the_windows_and_the_street_reads_it()
    {
        await using var office = await house.PersonAsync();
        await office.SignInAsync(DemoPeople.Office);
        await office.GoAsync("/desk/windows");
        await office.LooksGoodAsync("windows-desk");
        await office.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "进行中" }).First.GetByRole(AriaRole.Link).ClickAsync();
        await office.FollowAsync("延长时间");
        await office.Page.FillAsync("[name='Form.Hours']", "24");
        await office.PressAsync("查看延长后的时间");
        await office.SeesAsync("延长后截止");
        await office.LooksGoodAsync("windows-extend-desk");
        await office.Page.FillAsync("[name='Form.Why']", "报名系统故障，延长一天");
        await office.PressAsync("延长 24 小时");
        await office.SeesAsync("已延长 24 小时");
        await office.LooksGoodAsync("windows-place-desk");

        await using var visitor = await house.PersonAsync(phone: true);
        await visitor.GoAsync($"/institutions/{DemoPeople.Institution}");
        await visitor.GoAsync("/");
        await visitor.LooksGoodAsync("home-extended-phone");
        await visitor.SeesAsync("缴费延长至");
    }
}
