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

/// <summary>Offering a post: who may, to whom, and what becomes of the link.</summary>
public class InvitationTests
{
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
    [InlineData("Form.Institution", "99", "请选择机构")]
    public async Task What_is_missing_is_said_at_its_field(string field, string value, string fault)
    {
        await using var portal = await PortalFactory.StartAsync();
        var administrator = await AdministratorAsync(portal, Role.NationalAdministrator);
        var values = new Dictionary<string, string> { ["Form.Name"] = "王芳", ["Form.Address"] = "wang@yn.example", ["Form.Role"] = "InstitutionAdministrator", ["Form.Institution"] = "53", [field] = value };
        Assert.Contains(fault, (await administrator.SubmitAsync(await administrator.GetAsync("/desk/staff/invite"), values)).Text);
    }

    [Fact]
    public async Task A_new_account_needs_a_password_and_an_invitation_an_address_that_is_asked_for_once()
    {
        await using var portal = await PortalFactory.StartAsync();
        var administrator = await AdministratorAsync(portal);
        var refused = await InviteAsync(administrator, "", "Office");
        Assert.Contains("请填写对方的工作邮箱或手机号", refused.ErrorOf("Form.Address"));
        Assert.DoesNotContain("请填写手机号或邮箱", refused.Text);
        await InviteAsync(administrator, "wang@yn.example", "Office");
        var visitor = portal.Visitor();
        Assert.Contains("请填写密码", (await visitor.SubmitAsync(await visitor.GetAsync(await LinkAsync(portal)), [])).ErrorOf("Form.Password"));
        Assert.False(await ReadAsync(portal, db => db.Users.AnyAsync(u => u.Email == "wang@yn.example")));
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
        Assert.Contains("不能任命自己", (await InviteAsync(self, "Later@yn.example", "Cashier")).ErrorOf("Form.Address"));
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

    [Theory]
    [InlineData(Role.Auditor, null, "不能兼任其他岗位")]
    [InlineData(Role.Office, "53", "已经在这个岗位上")]
    public async Task A_post_that_does_not_go_with_what_one_holds_by_now_is_not_taken_up(Role held, string? institution, string fault)
    {
        await using var portal = await PortalFactory.StartAsync();
        var id = await TestData.StaffAsync(portal, held, institution);
        var mobile = (await ReadAsync(portal, db => db.Users.SingleAsync(u => u.Id == id))).PhoneNumber!;
        await InviteAsync(await AdministratorAsync(portal), mobile, "Office");
        var own = await portal.SignedInAsync(id);
        Assert.Contains(fault, (await own.SubmitAsync(await own.GetAsync(await LinkAsync(portal)), [])).Text);
        Assert.Equal(1, await ReadAsync(portal, db => db.StaffAppointments.CountAsync(a => a.UserId == id)));
    }

    [Theory]
    [InlineData("used")]
    [InlineData("revoked")]
    [InlineData("run out")]
    public async Task An_invitation_that_was_found_is_looked_at_again_when_the_post_is_taken_up(string meanwhile)
    {
        await using var portal = await PortalFactory.StartAsync();
        await InviteAsync(await AdministratorAsync(portal), "wang@yn.example", "Office");
        var found = await ReadAsync(portal, db => db.StaffInvitations.AsNoTracking().SingleAsync());
        Task<PortalUser> AcceptAsync() => portal.WithAsync(place => place.GetRequiredService<Invitations>().AcceptAsync(found, "Reviewer2031", default));
        if (meanwhile == "used") await AcceptAsync();
        if (meanwhile == "revoked") await ReadAsync(portal, db => db.StaffInvitations.ExecuteUpdateAsync(i => i.SetProperty(x => x.RevokedAt, portal.Clock.UtcNow)));
        if (meanwhile == "run out") portal.Clock.UtcNow += StaffInvitation.Life;
        Assert.Contains("这个邀请已经使用过或已失效", (await Assert.ThrowsAsync<RuleViolationException>(AcceptAsync)).Message);
        Assert.Equal(meanwhile == "used" ? 1 : 0, await ReadAsync(portal, db => db.StaffAppointments.CountAsync(a => a.Role == Role.Office)));
    }

    [Fact]
    public async Task What_is_taken_back_in_the_same_instant_is_gone()
    {
        var quicker = new Interloper();
        await using var portal = await quicker.StartAsync();
        await InviteAsync(await AdministratorAsync(portal), "wang@yn.example", "Office");
        var visitor = portal.Visitor();
        var page = await visitor.GetAsync(await LinkAsync(portal));
        quicker.BeforeTransaction(() => portal.WithAsync(place => place.GetRequiredService<PortalContext>().StaffInvitations.ExecuteUpdateAsync(i => i.SetProperty(x => x.RevokedAt, portal.Clock.UtcNow))));
        Assert.Equal("邀请已失效", (await visitor.SubmitAsync(page, new Dictionary<string, string> { ["Form.Password"] = "Reviewer2031" })).Heading);
    }

    [Fact]
    public async Task Who_has_an_account_and_has_not_signed_in_takes_up_nothing_with_a_new_password()
    {
        await using var portal = await PortalFactory.StartAsync();
        var id = await TestData.CandidateAsync(portal, email: "li@yn.example");
        await InviteAsync(await AdministratorAsync(portal), "li@yn.example", "Office");
        var link = await LinkAsync(portal);
        foreach (var visitor in new[] { portal.Visitor(), await portal.SignedInAsync(await TestData.CandidateAsync(portal)) })
        {
            var token = (await visitor.GetAsync("/sign-in")).ValueOf("__RequestVerificationToken")!;
            var answer = await visitor.PostAsync(link, [new("__RequestVerificationToken", token), new("Form.Password", "Stranger2031")]);
            Assert.Contains(visitor.Cookies.Any(c => c.StartsWith("portal=", StringComparison.Ordinal)) ? "您登录的是另一个账号" : "这个登录地址已有账号", answer.Text);
        }
        Assert.False(await ReadAsync(portal, db => db.StaffAppointments.AnyAsync(a => a.UserId == id)));
        Assert.Null((await ReadAsync(portal, db => db.StaffInvitations.SingleAsync())).UsedAt);
    }

    [Fact]
    public async Task What_is_not_on_offer_is_not_taken_back()
    {
        await using var portal = await PortalFactory.StartAsync();
        var (administrator, elsewhere) = (await AdministratorAsync(portal), await AdministratorAsync(portal, institution: "11"));
        await InviteAsync(administrator, "wang@yn.example", "Office");
        var id = (await ReadAsync(portal, db => db.StaffInvitations.SingleAsync())).Id;
        async Task<HttpStatusCode> RevokeAsync(Visitor who, Guid invitation) => (await who.PostAsync($"/desk/staff/invitations/{invitation}/revoke",
            [new("__RequestVerificationToken", (await who.GetAsync("/desk/staff/invite")).ValueOf("__RequestVerificationToken")!)])).Status;
        Assert.Equal(HttpStatusCode.NotFound, await RevokeAsync(administrator, Guid.NewGuid()));
        Assert.Equal(HttpStatusCode.NotFound, await RevokeAsync(elsewhere, id));
        Assert.Equal(HttpStatusCode.Redirect, await RevokeAsync(administrator, id));
        Assert.Equal(HttpStatusCode.NotFound, await RevokeAsync(administrator, id));
        await ReadAsync(portal, db => db.StaffInvitations.ExecuteUpdateAsync(i => i.SetProperty(x => x.RevokedAt, (DateTime?)null).SetProperty(x => x.UsedAt, portal.Clock.UtcNow)));
        Assert.Equal(HttpStatusCode.NotFound, await RevokeAsync(administrator, id));
        Assert.Equal(1, await CountAsync(portal, "staff.invitation-revoked"));
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
        foreach (var incomplete in new string[][] { ["other@ops.example"], ["other@ops.example", " "] })
            Assert.Equal((2, true), (await RunAsync(incomplete)) is var usage ? (usage.Code, usage.Text.Contains("用法", StringComparison.Ordinal)) : default);
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
