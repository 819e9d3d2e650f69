using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Accounts;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Notifications;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Tests.Support;
using static RuanKao.Portal.Tests.Accounts.Inviting;

namespace RuanKao.Portal.Tests.Accounts;

public class StaffPageTests
{
    private static async Task<Guid> PostOfAsync(PortalFactory portal, Guid userId) => await ReadAsync(portal, db => db.StaffAppointments.Where(a => a.UserId == userId).Select(a => a.Id).SingleAsync());

    private static async Task<Page> EndAsync(Visitor administrator, Guid post, string reason = "工作调动") =>
        await administrator.SubmitAsync(await administrator.GetAsync($"/desk/staff/{post}"), new Dictionary<string, string> { ["Form.Reason"] = reason }, "/end");

    [Fact]
    public async Task An_ended_post_closes_its_doors_at_once_and_is_told()
    {
        await using var portal = await PortalFactory.StartAsync();
        var id = await TestData.StaffAsync(portal, Role.Office, "53");
        var (administrator, dismissed) = (await AdministratorAsync(portal), await portal.SignedInAsync(id));
        Assert.Equal(HttpStatusCode.OK, (await dismissed.GetAsync("/desk")).Status);
        var post = await PostOfAsync(portal, id);
        Assert.Contains("请填写解除原因", (await EndAsync(administrator, post, " ")).Text);
        Assert.Contains("岗位已解除", (await administrator.FollowAsync(await EndAsync(administrator, post))).Text);
        Assert.Equal("/sign-in?returnUrl=%2Fdesk&why=ended", (await dismissed.GetAsync("/desk")).Location);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await portal.SignedInAsync(id)).GetAsync("/desk")).Status);
        Assert.Equal(NoticeTemplates.AppointmentEnded, (await Entrance.LastMessageAsync(portal)).Template);
        var audit = await ReadAsync(portal, db => db.AuditEntries.SingleAsync(e => e.Action == "staff.appointment-ended"));
        Assert.Equal((Role.InstitutionAdministrator, id.ToString(), "工作调动"), (audit.Role, audit.Subject, audit.Why));
        Assert.Contains("已解除", (await administrator.GetAsync($"/desk/staff/{post}")).Text);
        var token = (await administrator.GetAsync("/desk/staff/invite")).ValueOf("__RequestVerificationToken")!;
        Assert.Equal(HttpStatusCode.NotFound, (await administrator.PostAsync($"/desk/staff/{post}/reset-factor", [new("__RequestVerificationToken", token), new("Form.ResetReason", "x")])).Status);
        Assert.Contains("这个岗位已经解除", (await administrator.PostAsync($"/desk/staff/{post}/end", [new("__RequestVerificationToken", token), new("Form.Reason", "x")])).Text);
        Assert.Contains($"/desk/staff/{post}", (await administrator.GetAsync("/desk/staff?state=Ended")).Body);
        Assert.DoesNotContain($"/desk/staff/{post}", (await administrator.GetAsync("/desk/staff")).Body);
    }

    [Fact]
    public async Task A_post_outside_the_scope_is_not_there()
    {
        await using var portal = await PortalFactory.StartAsync();
        var (elsewhere, higher) = (await PostOfAsync(portal, await TestData.StaffAsync(portal, Role.Office, "11")), await PostOfAsync(portal, await TestData.StaffAsync(portal, Role.InstitutionAdministrator, "53")));
        var administrator = await AdministratorAsync(portal);
        var token = (await administrator.GetAsync("/desk/staff/invite")).ValueOf("__RequestVerificationToken")!;
        foreach (var post in new[] { elsewhere, higher })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await administrator.GetAsync($"/desk/staff/{post}")).Status);
            foreach (var verb in new[] { "end", "reset-factor" })
                Assert.Equal(HttpStatusCode.NotFound, (await administrator.PostAsync($"/desk/staff/{post}/{verb}",
                    [new("__RequestVerificationToken", token), new("Form.Reason", "x"), new("Form.ResetReason", "x")])).Status);
        }
        Assert.Equal(2, await ReadAsync(portal, db => db.StaffAppointments.CountAsync(a => a.Id == elsewhere || a.Id == higher)));
    }

    [Theory]
    [InlineData(Role.SystemAdministrator)]
    [InlineData(Role.NationalAdministrator)]
    public async Task The_last_administrator_stays(Role role)
    {
        await using var portal = await PortalFactory.StartAsync();
        var only = await TestData.StaffAsync(portal, role);
        // Whoever ends it is a system administrator himself, so of these there are two until one is gone.
        var endsIt = role == Role.SystemAdministrator ? await TestData.StaffAsync(portal, Role.SystemAdministrator) : await TestData.StaffAsync(portal, Role.SystemAdministrator);
        var administrator = await portal.SignedInAsync(endsIt);
        if (role == Role.SystemAdministrator)
        {
            Assert.Contains("岗位已解除", (await administrator.FollowAsync(await EndAsync(administrator, await PostOfAsync(portal, only)))).Text);
            var own = await PostOfAsync(portal, endsIt);
            Assert.DoesNotContain("解除岗位</button>", (await administrator.GetAsync($"/desk/staff/{own}")).Body);
            var token = (await administrator.GetAsync("/desk/staff/invite")).ValueOf("__RequestVerificationToken")!;
            Assert.Contains("不能重置自己的两步验证", (await administrator.PostAsync($"/desk/staff/{own}/reset-factor", [new("__RequestVerificationToken", token), new("Form.ResetReason", "x")])).Text);
            Assert.Contains("不能解除自己的岗位", (await administrator.PostAsync($"/desk/staff/{own}/end", [new("__RequestVerificationToken", token), new("Form.Reason", "x")])).Text);
        }
        else Assert.Contains("这是最后一位全国考务管理员", (await EndAsync(administrator, await PostOfAsync(portal, only))).Text);
        Assert.True(await ReadAsync(portal, db => db.StaffAppointments.AnyAsync(a => a.Role == role)));
    }

    [Fact]
    public async Task Two_administrators_who_end_each_other_at_once_leave_one()
    {
        await using var portal = await PortalFactory.StartAsync();
        Guid[] both = [await TestData.StaffAsync(portal, Role.SystemAdministrator), await TestData.StaffAsync(portal, Role.SystemAdministrator)];
        var posts = new[] { await PostOfAsync(portal, both[0]), await PostOfAsync(portal, both[1]) };
        await Task.WhenAll(Enumerable.Range(0, 2).Select(n => portal.WithAsync(async place =>
        {
            try { await place.GetRequiredService<Posts>().EndAsync([new(Role.SystemAdministrator, null)], posts[1 - n], new(both[n], Role.SystemAdministrator, portal.Clock.UtcNow, "x"), default); }
            catch (RuleViolationException) { }
        })));
        Assert.Equal(1, await ReadAsync(portal, db => db.StaffAppointments.CountAsync(a => a.Role == Role.SystemAdministrator)));
    }

    [Fact]
    public async Task What_a_dismissed_administrator_offered_falls_with_him()
    {
        await using var portal = await PortalFactory.StartAsync();
        var id = await TestData.StaffAsync(portal, Role.InstitutionAdministrator, "53");
        await InviteAsync(await portal.SignedInAsync(id), "wang@yn.example", "Cashier");
        var link = await LinkAsync(portal);
        await EndAsync(await AdministratorAsync(portal, Role.NationalAdministrator), await PostOfAsync(portal, id));
        Assert.Equal(HttpStatusCode.NotFound, (await portal.Visitor().GetAsync(link)).Status);
    }

    [Fact]
    public async Task A_lost_phone_is_taken_out_by_the_administrator_and_bound_anew()
    {
        await using var portal = await PortalFactory.StartAsync();
        var phone = await Phone.BoundAsync(portal);
        var (administrator, lost) = (await AdministratorAsync(portal), await portal.SignedInAsync(phone.UserId));
        var post = await PostOfAsync(portal, phone.UserId);
        var page = await administrator.GetAsync($"/desk/staff/{post}");
        Assert.Contains("请填写重置原因", (await administrator.SubmitAsync(page, [], "/reset-factor")).Text);
        var done = await administrator.SubmitAsync(page, new Dictionary<string, string> { ["Form.ResetReason"] = "本人到场" }, "/reset-factor");
        Assert.Contains("两步验证已重置", (await administrator.FollowAsync(done)).Text);
        Assert.Contains("why=ended", (await lost.GetAsync("/desk")).Location);
        Assert.Equal("绑定手机验证器", (await phone.FirstStepAsync(portal.Visitor())).Heading);
        var audit = await ReadAsync(portal, db => db.AuditEntries.SingleAsync(e => e.Action == "second-factor.reset"));
        Assert.Equal((Role.InstitutionAdministrator, "本人到场", phone.UserId.ToString()), (audit.Role, audit.Why, audit.Subject));
        Assert.Equal(NoticeTemplates.SecondFactorReset, (await Entrance.LastMessageAsync(portal)).Template);
    }

    [Fact]
    public async Task The_phone_of_someone_with_a_higher_post_is_not_taken_out_from_below()
    {
        await using var portal = await PortalFactory.StartAsync();
        var phone = await Phone.BoundAsync(portal);
        var post = await PostOfAsync(portal, phone.UserId);
        await ReadAsync(portal, db => { db.StaffAppointments.Add(new() { UserId = phone.UserId, Role = Role.InstitutionAdministrator, InstitutionCode = "53" }); return db.SaveChangesAsync(); });
        var administrator = await AdministratorAsync(portal);
        var answer = await administrator.SubmitAsync(await administrator.GetAsync($"/desk/staff/{post}"), new Dictionary<string, string> { ["Form.ResetReason"] = "x" }, "/reset-factor");
        Assert.Contains("更高的岗位", answer.Text);
        Assert.True(await ReadAsync(portal, db => db.SecondFactors.AnyAsync()));
    }
}
