using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Accounts;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Notifications;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Accounts;

public class StaffPageTests
{
    private static Task<T> ReadAsync<T>(PortalFactory portal, Func<PortalContext, Task<T>> read) => portal.WithAsync(place => read(place.GetRequiredService<PortalContext>()));

    private static Task<int> CountAsync(PortalFactory portal, string action) => ReadAsync(portal, db => db.AuditEntries.CountAsync(e => e.Action == action));

    private static async Task<Visitor> AdministratorAsync(PortalFactory portal, Role role = Role.InstitutionAdministrator, string? institution = "53") =>
        await portal.SignedInAsync(await TestData.StaffAsync(portal, role, AppointmentRules.NeedsInstitution(role) ? institution : null));

    private static async Task<Page> InviteAsync(Visitor administrator, string address, string role, string? prefecture = null, string? institution = null)
    {
        var values = new Dictionary<string, string> { ["Form.Name"] = "王芳", ["Form.Address"] = address, ["Form.Role"] = role };
        if (prefecture is not null) values["Form.Prefecture"] = prefecture;
        if (institution is not null) values["Form.Institution"] = institution;
        return await administrator.SubmitAsync(await administrator.GetAsync("/desk/staff/invite"), values);
    }

    private static async Task<string> LinkAsync(PortalFactory portal) => new Uri((await Entrance.LastMessageAsync(portal)).Values["link"]).AbsolutePath;

    private static async Task<Guid> PostOfAsync(PortalFactory portal, Guid userId) => await ReadAsync(portal, db => db.StaffAppointments.Where(a => a.UserId == userId).Select(a => a.Id).SingleAsync());

    private static async Task<Page> EndAsync(Visitor administrator, Guid post, string reason = "工作调动") =>
        await administrator.SubmitAsync(await administrator.GetAsync($"/desk/staff/{post}"), new Dictionary<string, string> { ["Form.Reason"] = reason }, "/end");

    [Fact]
    public async Task An_invited_reviewer_sets_a_password_binds_a_phone_and_reviews()
    {
        await using var portal = await PortalFactory.StartAsync();
        var administrator = await AdministratorAsync(portal);
        var sent = await InviteAsync(administrator, "wang@yn.example", "Reviewer", "5303");
        Assert.Equal("/desk/staff?state=Invited", sent.Location);
        Assert.Contains("wa***@yn.example", (await administrator.FollowAsync(sent)).Text);
        var (template, values) = await Entrance.LastMessageAsync(portal);
        Assert.Equal((NoticeTemplates.StaffInvitation, "云南省曲靖市审核人员"), (template, values["post"]));

        var visitor = portal.Visitor();
        var page = await visitor.GetAsync(await LinkAsync(portal));
        Assert.Contains("王芳，您好", page.Text);
        Assert.Contains("至少8位", (await visitor.SubmitAsync(page, new Dictionary<string, string> { ["Form.Password"] = "short1" })).ErrorOf("Form.Password") ?? "至少8位");
        var enrol = await visitor.FollowAsync(await visitor.SubmitAsync(page, new Dictionary<string, string> { ["Form.Password"] = "Reviewer2031" }));
        Assert.Equal("绑定手机验证器", enrol.Heading);
        Assert.StartsWith("/sign-in?", (await visitor.GetAsync("/desk")).Location);

        var post = await ReadAsync(portal, db => db.StaffAppointments.SingleAsync(a => a.Role == Role.Reviewer));
        Assert.Equal(("53", "5303", portal.Clock.UtcNow), (post.InstitutionCode, post.PrefectureCode, post.AppointedAt));
        Assert.Equal("王芳", await ReadAsync(portal, db => db.Users.Where(u => u.Id == post.UserId).Select(u => u.DisplayName).SingleAsync()));
        Assert.Equal((1, 1, 1), (await CountAsync(portal, "staff.invited"), await CountAsync(portal, "staff.appointed"), await CountAsync(portal, "account.created")));

        var again = await portal.Visitor().GetAsync(await LinkAsync(portal));
        Assert.Equal((HttpStatusCode.NotFound, "邀请已失效"), (again.Status, again.Heading));
        Assert.Contains("王芳", (await administrator.GetAsync("/desk/staff")).Text);
    }

    [Fact]
    public async Task An_invitation_runs_out_after_three_days()
    {
        await using var portal = await PortalFactory.StartAsync();
        await InviteAsync(await AdministratorAsync(portal), "wang@yn.example", "Office");
        var link = await LinkAsync(portal);
        portal.Clock.UtcNow += StaffInvitation.Life - TimeSpan.FromSeconds(1);
        Assert.Equal(HttpStatusCode.OK, (await portal.Visitor().GetAsync(link)).Status);
        portal.Clock.UtcNow += TimeSpan.FromSeconds(1);
        Assert.Equal(HttpStatusCode.NotFound, (await portal.Visitor().GetAsync(link)).Status);
    }

    [Fact]
    public async Task A_link_opened_on_two_screens_gives_one_account()
    {
        await using var portal = await PortalFactory.StartAsync();
        await InviteAsync(await AdministratorAsync(portal), "wang@yn.example", "Office");
        var link = await LinkAsync(portal);
        var (first, second) = (portal.Visitor(), portal.Visitor());
        var (one, two) = (await first.GetAsync(link), await second.GetAsync(link));
        Assert.Equal("/sign-in/two-factor/enrol", (await first.SubmitAsync(one, new Dictionary<string, string> { ["Form.Password"] = "Reviewer2031" })).Location);
        Assert.Equal("邀请已失效", (await second.SubmitAsync(two, new Dictionary<string, string> { ["Form.Password"] = "Another2031" })).Heading);
        Assert.Equal(1, await ReadAsync(portal, db => db.Users.CountAsync(u => u.Email == "wang@yn.example")));
    }

    [Fact]
    public async Task An_invitation_sent_again_or_taken_back_ends_the_one_before()
    {
        await using var portal = await PortalFactory.StartAsync();
        var administrator = await AdministratorAsync(portal);
        await InviteAsync(administrator, "wang@yn.example", "Office");
        var first = await LinkAsync(portal);
        portal.Clock.UtcNow += TimeSpan.FromMinutes(1);
        await InviteAsync(administrator, "wang@yn.example", "Office");
        var second = await LinkAsync(portal);
        Assert.Equal(HttpStatusCode.NotFound, (await portal.Visitor().GetAsync(first)).Status);
        Assert.Equal(HttpStatusCode.OK, (await portal.Visitor().GetAsync(second)).Status);
        var list = await administrator.GetAsync("/desk/staff?state=Invited");
        Assert.Contains("邀请已撤回", (await administrator.FollowAsync(await administrator.SubmitAsync(list, [], "/revoke"))).Text);
        Assert.Equal(HttpStatusCode.NotFound, (await portal.Visitor().GetAsync(second)).Status);
        Assert.Equal(1, await CountAsync(portal, "staff.invitation-revoked"));
    }

    [Theory]
    [InlineData(Role.InstitutionAdministrator, "Auditor", null)]
    [InlineData(Role.InstitutionAdministrator, "Office", "11")]
    [InlineData(Role.InstitutionAdministrator, "InstitutionAdministrator", "53")]
    [InlineData(Role.NationalAdministrator, "Reviewer", "53")]
    [InlineData(Role.SystemAdministrator, "InstitutionAdministrator", "53")]
    public async Task Nobody_gives_a_post_beyond_his_own(Role giver, string post, string? institution)
    {
        await using var portal = await PortalFactory.StartAsync();
        var answer = await InviteAsync(await AdministratorAsync(portal, giver), "wang@yn.example", post, institution: institution);
        Assert.Contains("您不能任命这个岗位", answer.Text);
        Assert.Equal(0, await ReadAsync(portal, db => db.StaffInvitations.CountAsync()));
    }

    [Theory]
    [InlineData("Form.Name", "", "请填写对方的姓名")]
    [InlineData("Form.Address", "nobody", "请填写11位手机号码")]
    [InlineData("Form.Role", "", "请选择岗位")]
    [InlineData("Form.Institution", "", "请选择机构")]
    public async Task What_is_missing_is_said_at_its_field(string field, string value, string fault)
    {
        await using var portal = await PortalFactory.StartAsync();
        var administrator = await AdministratorAsync(portal, Role.NationalAdministrator);
        var values = new Dictionary<string, string> { ["Form.Name"] = "王芳", ["Form.Address"] = "wang@yn.example", ["Form.Role"] = "InstitutionAdministrator", ["Form.Institution"] = "53", [field] = value };
        Assert.Contains(fault, (await administrator.SubmitAsync(await administrator.GetAsync("/desk/staff/invite"), values)).Text);
    }

    [Fact]
    public async Task A_prefecture_of_another_institution_is_refused()
    {
        await using var portal = await PortalFactory.StartAsync();
        Assert.Contains("不属于所选机构", (await InviteAsync(await AdministratorAsync(portal), "wang@yn.example", "Reviewer", "1301")).Text);
    }

    [Fact]
    public async Task Nobody_appoints_himself()
    {
        await using var portal = await PortalFactory.StartAsync();
        var id = await TestData.StaffAsync(portal, Role.InstitutionAdministrator, "53");
        var mobile = (await ReadAsync(portal, db => db.Users.SingleAsync(u => u.Id == id))).PhoneNumber!;
        Assert.Contains("不能任命自己", (await InviteAsync(await portal.SignedInAsync(id), mobile, "Cashier")).ErrorOf("Form.Address"));

        // By an address that became his after he invited it.
        await InviteAsync(await portal.SignedInAsync(id), "later@yn.example", "Cashier");
        await ReadAsync(portal, db => db.Users.Where(u => u.Id == id).ExecuteUpdateAsync(u => u.SetProperty(x => x.Email, "later@yn.example").SetProperty(x => x.NormalizedEmail, "LATER@YN.EXAMPLE")));
        var self = await portal.SignedInAsync(id);
        var answer = await self.SubmitAsync(await self.GetAsync(await LinkAsync(portal)), []);
        Assert.Contains("不能任命自己", answer.Text);
        Assert.Equal(0, await ReadAsync(portal, db => db.StaffAppointments.CountAsync(a => a.Role == Role.Cashier)));
    }

    [Fact]
    public async Task Who_has_an_account_signs_in_first_and_takes_the_post_with_it()
    {
        await using var portal = await PortalFactory.StartAsync();
        var id = await TestData.CandidateAsync(portal, email: "li@yn.example");
        await InviteAsync(await AdministratorAsync(portal), "li@yn.example", "Office");
        var link = await LinkAsync(portal);
        Assert.Contains("这个登录地址已有账号", (await portal.Visitor().GetAsync(link)).Text);
        Assert.Contains("您登录的是另一个账号", (await (await portal.SignedInAsync(await TestData.CandidateAsync(portal))).GetAsync(link)).Text);
        var (own, elsewhere) = (await portal.SignedInAsync(id), await portal.SignedInAsync(id));
        var enrol = await own.FollowAsync(await own.SubmitAsync(await own.GetAsync(link), []));
        Assert.Equal("绑定手机验证器", enrol.Heading);
        Assert.StartsWith("/sign-in?", (await elsewhere.GetAsync("/me")).Location);
        Assert.Equal(id, await ReadAsync(portal, db => db.StaffAppointments.Where(a => a.Role == Role.Office).Select(a => a.UserId).SingleAsync()));
    }

    [Fact]
    public async Task Who_has_a_registration_cannot_become_staff()
    {
        await using var portal = await PortalFactory.StartAsync();
        var draft = await TestData.DraftAsync(portal);
        var mobile = (await ReadAsync(portal, db => db.Users.SingleAsync(u => u.Id == draft.UserId))).PhoneNumber!;
        await InviteAsync(await AdministratorAsync(portal), mobile, "Office");
        var own = await portal.SignedInAsync(draft.UserId);
        Assert.Contains("这个账号有报名记录", (await own.SubmitAsync(await own.GetAsync(await LinkAsync(portal)), [])).Text);
        Assert.Equal(HttpStatusCode.OK, (await own.GetAsync("/me")).Status);
        Assert.Equal(0, await ReadAsync(portal, db => db.StaffAppointments.CountAsync(a => a.UserId == draft.UserId)));
    }

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

    [Fact]
    public async Task The_first_administrator_comes_by_a_command_that_asks_again_before_inviting_another()
    {
        await using var portal = await PortalFactory.StartAsync();
        var (code, text) = await RunAsync("root@ops.example", "李工");
        Assert.Equal(0, code);
        var link = new Uri(text.Split('\n').Single(l => l.StartsWith("https://", StringComparison.Ordinal))).AbsolutePath;
        var visitor = portal.Visitor();
        Assert.Equal("/sign-in/two-factor/enrol", (await visitor.SubmitAsync(await visitor.GetAsync(link), new Dictionary<string, string> { ["Form.Password"] = "Operator2031" })).Location);
        Assert.Equal(1, await ReadAsync(portal, db => db.StaffAppointments.CountAsync(a => a.Role == Role.SystemAdministrator)));
        Assert.Equal((1, true), ((code, text) = await RunAsync("other@ops.example", "王工")) is var again ? (again.code, again.text.Contains("--another", StringComparison.Ordinal)) : default);
        Assert.Equal(0, (await RunAsync("other@ops.example", "王工", "--another")).Code);
        Assert.Equal(2, (await RunAsync("other@ops.example")).Code);
        Assert.Equal(2, (await RunAsync("nobody", "王工")).Code);
        Assert.Equal(2, await CountAsync(portal, "staff.invited"));

        async Task<(int Code, string Text)> RunAsync(params string[] args)
        {
            await using var output = new StringWriter();
            return (await InviteAdministratorCommand.RunAsync(portal.Services, args, output), output.ToString());
        }
    }

    [Fact]
    public async Task The_link_and_the_address_are_not_readable_in_the_database()
    {
        await using var portal = await PortalFactory.StartAsync();
        await InviteAsync(await AdministratorAsync(portal), "wang@yn.example", "Office");
        var (token, invitation) = ((await LinkAsync(portal))["/invitations/".Length..], await ReadAsync(portal, db => db.StaffInvitations.SingleAsync()));
        Assert.DoesNotContain(token, invitation.TokenHash);
        Assert.DoesNotContain("wang", invitation.AddressSealed + invitation.AddressHash, StringComparison.OrdinalIgnoreCase);
        Assert.True(token.Length >= 43);
    }
}
