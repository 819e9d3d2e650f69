using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Accounts;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Notifications;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Tests.Support;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Tests.Accounts;

/// <summary>账号与安全 and 修改密码.</summary>
public class AccountPageTests
{
    private const string Fresh = "Fresh2031";

    private static async Task<Page> ChangeAsync(Visitor visitor, string oldPassword, string newPassword) =>
        await visitor.SubmitAsync(await visitor.GetAsync("/account/password"), new Dictionary<string, string> { ["OldPassword"] = oldPassword, ["NewPassword"] = newPassword });

    private static Task<bool> OpensAsync(PortalFactory portal, string mobile, string password) => portal.WithAsync(async place =>
    {
        try { return await place.GetRequiredService<AccountService>().SignInAsync(new(AddressKind.Mobile, mobile), password, "10.9.9.9", default) is not null; }
        catch (RuleViolationException) { return false; }
    });

    [Fact]
    public async Task It_shows_masked_ways_in_and_where_each_is_changed()
    {
        await using var portal = await PortalFactory.StartAsync();
        var visitor = await portal.SignedInAsync(await TestData.CandidateAsync(portal, mobile: "13800138000"));
        var page = await visitor.GetAsync("/account");
        Assert.Equal("账号与安全", page.Heading);
        Assert.Contains("手机号码138****8000", page.Text.Replace(" ", ""));
        Assert.Contains("未绑定", page.Text);
        Assert.DoesNotContain("两步验证", page.Text);
        Assert.DoesNotContain("13800138000", page.Body);
        Assert.NotNull(page.Html.QuerySelector("main a[href='/account/password']"));
        Assert.NotNull(page.Html.QuerySelector(".person-side a[href='/']"));
    }

    [Fact]
    public async Task Staff_have_it_too_without_a_candidates_lines()
    {
        await using var portal = await PortalFactory.StartAsync();
        var page = await (await portal.SignedInAsync(await TestData.StaffAsync(portal, Role.Office, "53"))).GetAsync("/account");
        Assert.Equal("账号与安全", page.Heading);
        Assert.Null(page.Html.QuerySelector(".person-side a[href='/me']"));
    }

    [Fact]
    public async Task A_new_password_ends_other_sign_ins_keeps_this_one_and_tells_the_owner()
    {
        await using var portal = await PortalFactory.StartAsync();
        var mobile = TestData.NewMobile();
        var id = await TestData.CandidateAsync(portal, mobile: mobile);
        var (here, elsewhere) = (await portal.SignedInAsync(id), await portal.SignedInAsync(id));
        var answer = await ChangeAsync(here, TestData.Password, Fresh);
        Assert.Equal("/account", answer.Location);
        Assert.Contains("密码已修改", (await here.FollowAsync(answer)).Text);
        Assert.Equal(NoticeTemplates.PasswordChanged, (await Entrance.LastMessageAsync(portal)).Template);
        Assert.True(await portal.WithAsync(place => place.GetRequiredService<PortalContext>().AuditEntries.AnyAsync(e => e.Action == "account.password-changed")));

        // However seldom the stamp is looked at, within half an hour the other one is out.
        portal.Clock.UtcNow += TimeSpan.FromMinutes(31);
        Assert.Equal(HttpStatusCode.OK, (await here.GetAsync("/account")).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await elsewhere.GetAsync("/account")).Status);
        Assert.False(await OpensAsync(portal, mobile, TestData.Password));
        Assert.True(await OpensAsync(portal, mobile, Fresh));
    }

    [Theory]
    [InlineData("", Fresh, "OldPassword", "请填写原密码")]
    [InlineData("Wrong2031", Fresh, "OldPassword", "密码不正确")]
    [InlineData(TestData.Password, "", "NewPassword", "请填写新密码")]
    [InlineData(TestData.Password, "short1", "NewPassword", "密码至少8位")]
    [InlineData("", "short1", "NewPassword", "密码至少8位")]
    [InlineData(TestData.Password, "onlyletters", "NewPassword", "字母和数字")]
    [InlineData(TestData.Password, TestData.Password, "NewPassword", "不能与原密码相同")]
    public async Task What_does_not_hold_is_told_at_its_field_and_changes_nothing(string oldPassword, string newPassword, string field, string fault)
    {
        await using var portal = await PortalFactory.StartAsync();
        var mobile = TestData.NewMobile();
        var visitor = await portal.SignedInAsync(await TestData.CandidateAsync(portal, mobile: mobile));
        var again = await ChangeAsync(visitor, oldPassword, newPassword);
        Assert.Contains(fault, again.ErrorOf(field));
        Assert.Equal(("", ""), (again.ValueOf("OldPassword"), again.ValueOf("NewPassword")));
        Assert.True(await OpensAsync(portal, mobile, TestData.Password));
    }

    [Fact]
    public async Task Whoever_finds_an_open_screen_cannot_guess_the_password_there()
    {
        await using var portal = await PortalFactory.StartAsync();
        var mobile = TestData.NewMobile();
        var visitor = await portal.SignedInAsync(await TestData.CandidateAsync(portal, mobile: mobile));
        for (var i = 0; i < SignInThrottle.Allowed; i++) await ChangeAsync(visitor, "Wrong2031", Fresh);
        Assert.Contains("请在15分钟后再试", (await ChangeAsync(visitor, TestData.Password, Fresh)).ErrorOf("OldPassword"));
        // The door itself stays open to the owner.
        Assert.True(await OpensAsync(portal, mobile, TestData.Password));
        portal.Clock.UtcNow += SignInThrottle.Span;
        Assert.Equal("/account", (await ChangeAsync(visitor, TestData.Password, Fresh)).Location);
    }

    [Fact]
    public async Task No_verb_sets_a_weak_password_whichever_page_forgot_to_ask()
    {
        await using var portal = await PortalFactory.StartAsync();
        var (address, id) = (new ContactAddress(AddressKind.Email, "new@example.com"), await TestData.CandidateAsync(portal));
        var operation = new Operation(id, Role.Candidate, portal.Clock.UtcNow);
        var verbs = new Func<AccountService, Task>[]
        {
            accounts => accounts.SignUpAsync(address, Guid.Empty, "123456", "short1", "test", default),
            accounts => accounts.CreateAsync(address, "short1", null, operation, default),
            accounts => accounts.RecoverAsync(address, Guid.Empty, "123456", "short1", "10.0.0.1", default),
            accounts => accounts.ChangePasswordAsync(TestData.Password, "short1", "10.0.0.1", operation, default),
        };
        foreach (var verb in verbs)
            Assert.Contains("至少8位", (await Assert.ThrowsAsync<RuleViolationException>(() => portal.WithAsync(place => verb(place.GetRequiredService<AccountService>())))).Message);
    }

    [Fact]
    public async Task My_information_leads_there()
    {
        await using var portal = await PortalFactory.StartAsync();
        var page = await (await portal.SignedInAsync(await TestData.VerifiedCandidateAsync(portal))).GetAsync("/me");
        Assert.NotNull(page.Html.QuerySelector("main a[href='/account/password']"));
        Assert.NotNull(page.Html.QuerySelector(".person-side a[href='/account']"));
    }

    [Fact]
    public async Task A_password_is_not_said_to_be_changed_when_the_account_was_changed_in_the_same_instant()
    {
        var quicker = new Interloper();
        await using var portal = await quicker.StartAsync();
        var id = await TestData.CandidateAsync(portal, mobile: "13800138000");
        var visitor = await portal.SignedInAsync(id);
        quicker.BeforeSave(() => portal.WithAsync(place => place.GetRequiredService<PortalContext>().Users.Where(u => u.Id == id).ExecuteUpdateAsync(u => u.SetProperty(x => x.ConcurrencyStamp, "another"))));
        Assert.Equal(HttpStatusCode.InternalServerError, (await ChangeAsync(visitor, TestData.Password, Fresh)).Status);
        Assert.True(await OpensAsync(portal, "13800138000", TestData.Password));
    }

    [Fact]
    public async Task Both_passwords_are_judged_together_and_the_service_judges_whatever_a_page_forgot()
    {
        await using var portal = await PortalFactory.StartAsync();
        var visitor = await portal.SignedInAsync(await TestData.CandidateAsync(portal, mobile: "13800138000"));
        var refused = await ChangeAsync(visitor, "", "short1");
        Assert.Contains("请填写原密码", refused.ErrorOf("OldPassword"));
        Assert.Contains("至少8位", refused.ErrorOf("NewPassword"));
        Assert.Contains("请填写原密码", (await ChangeAsync(visitor, "", Fresh)).ErrorOf("OldPassword"));

        var address = new ContactAddress(AddressKind.Mobile, "13800138000");
        async Task<string> FieldAsync(Func<AccountService, Task> act) =>
            (await Assert.ThrowsAsync<RuleViolationException>(() => portal.WithAsync(place => act(place.GetRequiredService<AccountService>())))).Violations.Single().Field;
        Assert.Equal("Password", await FieldAsync(accounts => accounts.SignUpAsync(address, Guid.Empty, "123456", "short1", "test", default)));
        Assert.Equal("Password", await FieldAsync(accounts => accounts.RecoverAsync(address, Guid.Empty, "123456", "short1", "home", default)));
    }

    [Fact]
    public void Nobody_has_no_account() =>
        Assert.Throws<InvalidOperationException>(() => new System.Security.Claims.ClaimsPrincipal().UserId);
}
