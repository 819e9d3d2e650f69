using System.Net;
using RuanKao.Portal.Foundation;
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

    [Theory, InlineData(Role.DoorStaff, "考点工作人员")]
    public async Task A_post_without_pages_is_told_so(Role role, string word)
    {
        await using var factory = await PortalFactory.StartAsync();
        var page = await (await factory.SignedInAsync(await TestData.StaffAsync(factory, role, "53"))).GetAsync("/desk");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains($"{word}岗位现在没有要在这里办的事", page.Text);
    }
}
