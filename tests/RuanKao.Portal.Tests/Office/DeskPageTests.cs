using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Notifications;
using RuanKao.Portal.Payments;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Office;

public class DeskPageTests
{
    [Fact]
    public async Task Only_staff_enter()
    {
        await using var factory = await PortalFactory.StartAsync();
        Assert.Equal(HttpStatusCode.Redirect, (await factory.Visitor().GetAsync("/desk")).Status);
        var candidate = await factory.SignedInAsync(await TestData.VerifiedCandidateAsync(factory));
        Assert.Equal(HttpStatusCode.Forbidden, (await candidate.GetAsync("/desk")).Status);
    }

    [Fact]
    public async Task A_reviewer_sees_what_waits_in_the_own_prefecture_and_since_when()
    {
        await using var factory = await PortalFactory.StartAsync();
        await TestData.SubmittedAsync(factory);
        await TestData.SubmittedAsync(factory, prefecture: "5307");
        await TestData.ApprovedAsync(factory);
        var since = factory.Clock.UtcNow;
        factory.Clock.UtcNow = since.AddHours(21).AddMinutes(5);

        var page = await (await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.Reviewer, "53", "5301"))).GetAsync("/desk");

        Assert.Contains("审核人员 云南 · 昆明市", page.Text);
        Assert.Contains("1份报名待审核", page.Text.Replace(" ", ""));
        Assert.Contains($"最早提交于 {Beijing.Moment(since)}，已等候21小时", page.Text);
        Assert.DoesNotContain("准考证编排", page.Text);
    }

    [Fact]
    public async Task The_office_sees_who_has_paid_without_a_seat()
    {
        await using var factory = await PortalFactory.StartAsync();
        await TestData.SeatedAsync(factory);
        await TestData.PaidAsync(factory);
        await TestData.PaidAsync(factory, institution: "11", prefecture: null);
        var office = await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.Office, "53"));

        var page = await office.GetAsync("/desk");

        Assert.Contains("1名报名成功的考生没有座位", page.Text.Replace(" ", ""));
        Assert.Contains("0份合理便利申请待处理", page.Text.Replace(" ", ""));
        Assert.Equal(HttpStatusCode.OK, (await office.GetAsync(page.Html.QuerySelector(".desk-card a")!.GetAttribute("href")!)).Status);
    }

    [Theory, InlineData(Role.Cashier, "财务人员")]
    public async Task A_post_without_pages_is_told_so(Role role, string word)
    {
        await using var factory = await PortalFactory.StartAsync();
        var page = await (await factory.SignedInAsync(await TestData.StaffAsync(factory, role))).GetAsync("/desk");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains($"{word}岗位现在没有要在这里办的事", page.Text);
    }

    [Fact]
    public async Task The_system_administrator_sees_what_did_not_leave_the_house_and_what_waits_to_be_booked()
    {
        await using var factory = await PortalFactory.StartAsync();
        var now = factory.Clock.UtcNow;
        await factory.WithAsync(async place =>
        {
            var db = place.GetRequiredService<PortalContext>();
            foreach (var (state, age) in new[] { (OutboxState.GaveUp, 1), (OutboxState.GaveUp, 30), (OutboxState.Pending, 1), (OutboxState.Sent, 1) })
            {
                var message = new OutboxMessage { Channel = AddressKind.Mobile, Template = "x", CreatedAt = now.AddHours(-age) };
                message.Close("sealed", "sealed");
                db.Add(message);
                db.Entry(message).Property(m => m.State).CurrentValue = state;
            }
            foreach (var (verdict, minutes) in new[] { (NoticeVerdict.Waiting, 6), (NoticeVerdict.Waiting, 4), (NoticeVerdict.Booked, 60) })
                db.Add(new PaymentNotice { Channel = Channel.Alipay, MerchantAccount = "default", Verdict = verdict, ReceivedAt = now.AddMinutes(-minutes), Headers = "", Body = "" });
            await db.SaveChangesAsync();
        });
        var page = await (await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.SystemAdministrator))).GetAsync("/desk");
        var text = page.Text.Replace(" ", "");
        Assert.Contains("1条在最近24小时没有发出", text);
        Assert.Contains("另有1条已到发送时间10分钟", text);
        Assert.Contains("1条收到5分钟还没有入账", text);
        Assert.Empty(page.Html.QuerySelectorAll(".desk-card a"));
    }

    [Fact]
    public async Task The_auditor_sees_what_was_written_since_the_last_verification()
    {
        await using var factory = await PortalFactory.StartAsync();
        await TestData.SubmittedAsync(factory);
        var auditor = await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.Auditor));
        Assert.Contains("还没有校验过", (await auditor.GetAsync("/desk")).Text);
        await auditor.SubmitAsync(await auditor.GetAsync("/desk/audit"), [], "/verify");
        var page = await auditor.GetAsync("/desk");
        Assert.Contains("0条记录在上次校验以后写入", page.Text.Replace(" ", ""));
        Assert.Contains($"上次校验于 {Beijing.Moment(factory.Clock.UtcNow)}", page.Text);
    }

    [Fact]
    public async Task A_round_that_is_published_waits_at_each_institution_until_it_has_published_its_own_part()
    {
        await using var factory = await PortalFactory.StartAsync();
        var place = await TestData.OpenRoundAsync(factory);
        var (own, other) = (await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.Office, "53")), await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.InstitutionAdministrator, "11")));
        Assert.Contains("0个轮次等待本机构发布或更正", (await own.GetAsync("/desk")).Text.Replace(" ", ""));
        var waiting = (await other.GetAsync("/desk")).Text.Replace(" ", "");
        Assert.Contains("1个轮次等待本机构发布或更正", waiting);
        Assert.Contains(place.Round.Name, waiting);
        var national = await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.NationalAdministrator));
        var plans = (await national.GetAsync("/desk")).Text.Replace(" ", "");
        Assert.Contains("0个轮次还是草稿", plans);
        Assert.Contains($"最近的一次是{place.Round.Name}", plans);
        Assert.Contains("1个机构已发布", plans);
        // The nation moves the exam by a week: nobody could print a ticket in the last days before it.
        await factory.WithAsync(async services =>
        {
            var db = services.GetRequiredService<PortalContext>();
            var round = await db.ExamRounds.SingleAsync();
            (round.ExamFrom, round.ExamTo) = (round.ExamFrom.AddDays(7), round.ExamTo.AddDays(7));
            await db.SaveChangesAsync();
        });
        var broken = (await own.GetAsync("/desk")).Text.Replace(" ", "");
        Assert.Contains("1个轮次等待本机构发布或更正", broken);
        Assert.Contains($"{place.Round.Name}：准考证打印截止不能早于考试前一天，请更正", broken);
    }
}
