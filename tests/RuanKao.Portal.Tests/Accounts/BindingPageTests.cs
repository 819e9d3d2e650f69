using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Accounts;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Candidates;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Notifications;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Accounts;

/// <summary>Binding, changing and unbinding mobile number and e-mail, as its owner, as a thief at an open screen, and in two tabs.</summary>
public class BindingPageTests
{
    private const string NewMobile = "13700137000";
    private const string NewEmail = "new@example.com";

    private static Dictionary<string, string> Code(string code) => new() { ["Code"] = code };

    /// <summary>The page for the new address, after a code sent to the bound one.</summary>
    private static async Task<Page> ProvenAsync(PortalFactory portal, Visitor visitor, string path, string by = "Mobile")
    {
        portal.Clock.UtcNow += TimeSpan.FromMinutes(1);
        var begin = await visitor.GetAsync(path);
        var form = begin.Html.QuerySelectorAll("main form").Single(f => f.QuerySelector("[name=By]")?.GetAttribute("value") == by);
        var sent = await visitor.PostAsync("/account/binding/proof", form.QuerySelectorAll("input").Select(i => KeyValuePair.Create(i.GetAttribute("name")!, i.GetAttribute("value")!)));
        var page = await visitor.FollowAsync(sent);
        return await visitor.FollowAsync(await visitor.SubmitAsync(page, Code(await Entrance.LastCodeAsync(portal))));
    }

    private static async Task<Page> AskNewAsync(PortalFactory portal, Visitor visitor, Page page, string address)
    {
        portal.Clock.UtcNow += TimeSpan.FromMinutes(1);
        return await visitor.SubmitAsync(page, new Dictionary<string, string> { ["Address"] = address });
    }

    private static Task<PortalUser> UserAsync(PortalFactory portal, Guid id) =>
        portal.WithAsync(place => place.GetRequiredService<PortalContext>().Users.AsNoTracking().SingleAsync(u => u.Id == id));

    private static Task<List<OutboxMessage>> MessagesAsync(PortalFactory portal) => portal.WithAsync(place => place.GetRequiredService<PortalContext>().OutboxMessages.ToListAsync());

    private static async Task<List<(string Template, string Address)>> ToldAsync(PortalFactory portal)
    {
        var seal = portal.Services.GetRequiredService<PersonalDataSeal>();
        return [.. (await MessagesAsync(portal)).Select(m => (m.Template, seal.Open(m.AddressSealed!)))];
    }

    [Fact]
    public async Task An_email_is_bound_after_a_proof_by_the_mobile_which_is_told()
    {
        await using var portal = await PortalFactory.StartAsync();
        var id = await TestData.CandidateAsync(portal, mobile: "13800138000");
        var (visitor, elsewhere) = (await portal.SignedInAsync(id), await portal.SignedInAsync(id));
        var confirm = await visitor.FollowAsync(await AskNewAsync(portal, visitor, await ProvenAsync(portal, visitor, "/account/email"), " New@Example.com "));
        Assert.Contains("ne***@example.com", confirm.Text);
        Assert.DoesNotContain("example.com", confirm.Path);
        var done = await visitor.SubmitAsync(confirm, Code(await Entrance.LastCodeAsync(portal)));
        Assert.Equal("/account", done.Location);
        Assert.Contains("邮箱已绑定", (await visitor.FollowAsync(done)).Text);

        var user = await UserAsync(portal, id);
        Assert.Equal((NewEmail, "NEW@EXAMPLE.COM", true, "13800138000"), (user.Email, user.NormalizedEmail, user.EmailConfirmed, user.PhoneNumber));
        Assert.Contains((NoticeTemplates.AddressAdded, "13800138000"), await ToldAsync(portal));
        Assert.True(await portal.WithAsync(place => place.GetRequiredService<PortalContext>().AuditEntries.AnyAsync(e => e.Action == "account.email-bound")));
        portal.Clock.UtcNow += TimeSpan.FromMinutes(31);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/account")).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await elsewhere.GetAsync("/account")).Status);
    }

    [Fact]
    public async Task A_mobile_is_changed_by_its_own_code_and_the_old_one_is_told_what_to_do()
    {
        await using var portal = await PortalFactory.StartAsync();
        var id = await TestData.CandidateAsync(portal, mobile: "13800138000", email: "old@example.com");
        var visitor = await portal.SignedInAsync(id);
        var confirm = await visitor.FollowAsync(await AskNewAsync(portal, visitor, await ProvenAsync(portal, visitor, "/account/mobile"), "+86 137-0013-7000"));
        await visitor.SubmitAsync(confirm, Code(await Entrance.LastCodeAsync(portal)));
        Assert.Equal(NewMobile, (await UserAsync(portal, id)).PhoneNumber);
        var told = await ToldAsync(portal);
        Assert.Contains((NoticeTemplates.AddressRemoved, "13800138000"), told);
        Assert.Contains((NoticeTemplates.AddressAdded, "old@example.com"), told);
    }

    [Fact]
    public async Task The_other_address_proves_as_well()
    {
        await using var portal = await PortalFactory.StartAsync();
        var id = await TestData.CandidateAsync(portal, mobile: "13800138000", email: "old@example.com");
        var visitor = await portal.SignedInAsync(id);
        Assert.Equal("更换手机号", (await ProvenAsync(portal, visitor, "/account/mobile", by: "Email")).Heading);
        Assert.Equal(["old@example.com"], (await ToldAsync(portal)).Select(t => t.Address));
    }

    [Fact]
    public async Task An_address_of_another_account_looks_the_same_on_the_page_and_only_it_hears_the_truth()
    {
        await using var portal = await PortalFactory.StartAsync();
        await TestData.CandidateAsync(portal, mobile: NewMobile);
        var id = await TestData.CandidateAsync(portal, mobile: "13800138000");
        var visitor = await portal.SignedInAsync(id);
        var page = await ProvenAsync(portal, visitor, "/account/mobile");
        var toTaken = await visitor.FollowAsync(await AskNewAsync(portal, visitor, page, NewMobile));
        Assert.Equal(NoticeTemplates.AddressTaken, (await Entrance.LastMessageAsync(portal)).Template);
        Assert.Equal(NewMobile, (await ToldAsync(portal)).Single(t => t.Template == NoticeTemplates.AddressTaken).Address);
        var wrongTaken = await visitor.SubmitAsync(toTaken, Code("123456"));
        var toFree = await visitor.FollowAsync(await AskNewAsync(portal, visitor, page, "13700137009"));
        var wrongFree = await visitor.SubmitAsync(toFree, Code(Entrance.Wrong(await Entrance.LastCodeAsync(portal))));
        Assert.Equal(toFree.Text.Replace("7009", ""), toTaken.Text.Replace("7000", ""));
        Assert.Contains("验证码不正确", wrongTaken.ErrorOf("Code"));
        Assert.Equal(wrongFree.ErrorOf("Code"), wrongTaken.ErrorOf("Code"));
        Assert.Equal("13800138000", (await UserAsync(portal, id)).PhoneNumber);
    }

    [Fact]
    public async Task An_address_that_got_an_account_meanwhile_is_refused_by_its_index()
    {
        await using var portal = await PortalFactory.StartAsync();
        var visitor = await portal.SignedInAsync(await TestData.CandidateAsync(portal));
        var confirm = await visitor.FollowAsync(await AskNewAsync(portal, visitor, await ProvenAsync(portal, visitor, "/account/email"), NewEmail));
        await TestData.CandidateAsync(portal, email: NewEmail);
        Assert.Contains("刚刚绑定到了另一个账号", (await visitor.SubmitAsync(confirm, Code(await Entrance.LastCodeAsync(portal)))).ErrorOf("Code"));
    }

    [Fact]
    public async Task The_last_address_stays_and_one_of_two_goes()
    {
        await using var portal = await PortalFactory.StartAsync();
        var alone = await TestData.CandidateAsync(portal, mobile: "13800138000");
        var visitor = await portal.SignedInAsync(alone);
        var page = await ProvenAsync(portal, visitor, "/account/mobile");
        Assert.Null(page.Html.QuerySelector("form[action='/account/binding/unbind']"));
        var forced = await visitor.PostAsync("/account/binding/unbind", [KeyValuePair.Create("Step", page.ValueOf("Step")!), KeyValuePair.Create("__RequestVerificationToken", page.ValueOf("__RequestVerificationToken")!)]);
        Assert.Contains("唯一的登录方式", forced.Text);
        Assert.NotNull((await UserAsync(portal, alone)).PhoneNumber);

        var both = await TestData.CandidateAsync(portal, mobile: "13800138001", email: "both@example.com");
        visitor = await portal.SignedInAsync(both);
        page = await ProvenAsync(portal, visitor, "/account/mobile", by: "Email");
        Assert.Equal("/account", (await visitor.SubmitAsync(page, [], "/account/binding/unbind")).Location);
        var user = await UserAsync(portal, both);
        Assert.Equal((null, false, "both@example.com"), (user.PhoneNumber, user.PhoneNumberConfirmed, user.Email));
        Assert.Contains((NoticeTemplates.AddressRemoved, "13800138001"), await ToldAsync(portal));
    }

    [Fact]
    public async Task Who_lost_the_old_address_proves_it_by_name_number_and_password()
    {
        await using var portal = await PortalFactory.StartAsync();
        var number = TestData.NewIdNumber();
        var id = await TestData.VerifiedCandidateAsync(portal, "阿依古丽·买买提", number);
        var visitor = await portal.SignedInAsync(id);
        var begin = await visitor.GetAsync("/account/mobile");
        var form = await visitor.GetAsync(begin.Html.QuerySelector("main a[href^='/account/binding/identity']")!.GetAttribute("href")!);
        Task<Page> TryAsync(string name, string typed, string password) => visitor.SubmitAsync(form, new Dictionary<string, string> { ["Name"] = name, ["Number"] = typed, ["Password"] = password });

        Assert.Contains("密码不正确", (await TryAsync("阿依古丽·买买提", number, "Wrong2031")).ErrorOf("Password"));
        Assert.Contains("不一致", (await TryAsync("阿依古丽·买买", number, TestData.Password)).ErrorOf("Number"));
        Assert.Contains("不一致", (await TryAsync("阿依古丽·买买提", TestData.NewIdNumber(), TestData.Password)).ErrorOf("Number"));
        var page = await visitor.FollowAsync(await TryAsync(" 阿依古丽•买买提", $"{number[..6]} {number[6..14]} {number[14..].ToLowerInvariant()}", TestData.Password));
        Assert.Equal("更换手机号", page.Heading);
        await AskNewAsync(portal, visitor, page, NewMobile);
        Assert.Equal(NewMobile, (await ToldAsync(portal)).Single().Address);
    }

    [Fact]
    public async Task Names_and_numbers_cannot_be_guessed_either()
    {
        await using var portal = await PortalFactory.StartAsync();
        var number = TestData.NewIdNumber();
        var visitor = await portal.SignedInAsync(await TestData.VerifiedCandidateAsync(portal, "李静", number));
        var form = await visitor.GetAsync("/account/binding/identity?kind=Mobile");
        Task<Page> TryAsync(string name) => visitor.SubmitAsync(form, new Dictionary<string, string> { ["Name"] = name, ["Number"] = number, ["Password"] = TestData.Password });
        for (var i = 0; i < SignInThrottle.Allowed; i++) await TryAsync("李敬");
        Assert.Contains("请在15分钟后再试", (await TryAsync("李静")).ErrorOf("Number"));
        portal.Clock.UtcNow += SignInThrottle.Span;
        Assert.Equal(HttpStatusCode.Redirect, (await TryAsync("李静")).Status);
    }

    [Fact]
    public async Task Without_a_verified_identity_that_way_is_closed()
    {
        await using var portal = await PortalFactory.StartAsync();
        var visitor = await portal.SignedInAsync(await TestData.CandidateAsync(portal));
        Assert.Null((await visitor.GetAsync("/account/mobile")).Html.QuerySelector("a[href^='/account/binding/identity']"));
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync("/account/binding/identity?kind=Mobile")).Status);
    }

    [Theory]
    [InlineData("/account/mobile", "1380013800", "手机号码应为11位")]
    [InlineData("/account/mobile", "13800138000", "这就是您现在绑定的手机号")]
    [InlineData("/account/mobile", "a@example.com", "11位手机号码")]
    [InlineData("/account/email", "13800138000", "邮箱格式不对")]
    [InlineData("/account/email", "", "请填写邮箱")]
    public async Task A_faulty_new_address_is_told_and_kept(string path, string address, string fault)
    {
        await using var portal = await PortalFactory.StartAsync();
        var visitor = await portal.SignedInAsync(await TestData.CandidateAsync(portal, mobile: "13800138000"));
        var again = await AskNewAsync(portal, visitor, await ProvenAsync(portal, visitor, path), address);
        Assert.Contains(fault, again.ErrorOf("Address"));
        Assert.Equal(address, again.ValueOf("Address") ?? "");
    }

    [Fact]
    public async Task A_step_counts_for_one_account_for_a_while_and_only_as_long_as_nothing_changed()
    {
        await using var portal = await PortalFactory.StartAsync();
        var id = await TestData.CandidateAsync(portal, mobile: "13800138000");
        var visitor = await portal.SignedInAsync(id);
        var proven = await ProvenAsync(portal, visitor, "/account/email");
        var stranger = await portal.SignedInAsync(await TestData.CandidateAsync(portal));
        Assert.Equal("/account", (await stranger.GetAsync(proven.Path)).Location);
        Assert.Equal("/account", (await visitor.GetAsync("/account/binding/address?step=abc")).Location);

        // Another tab binds meanwhile: the old proof is worth nothing.
        var confirm = await visitor.FollowAsync(await AskNewAsync(portal, visitor, proven, NewEmail));
        await visitor.SubmitAsync(confirm, Code(await Entrance.LastCodeAsync(portal)));
        var late = await visitor.GetAsync(proven.Path);
        Assert.Equal("/account/email", late.Location);
        Assert.Contains("请重新验证身份", (await visitor.FollowAsync(late)).Text);
        // Pressed twice, or gone back to the last step: it is done.
        Assert.Equal("/account", (await visitor.GetAsync(confirm.Path)).Location);
        Assert.Equal("/account", (await visitor.SubmitAsync(confirm, Code("123456"))).Location);

        proven = await ProvenAsync(portal, visitor, "/account/mobile", by: "Email");
        portal.Clock.UtcNow += StepTokens.Life;
        Assert.Equal("/account", (await visitor.GetAsync(proven.Path)).Location);
    }

    [Fact]
    public async Task Nothing_is_skipped()
    {
        await using var portal = await PortalFactory.StartAsync();
        var visitor = await portal.SignedInAsync(await TestData.CandidateAsync(portal, mobile: "13800138000", email: "old@example.com"));
        var begin = await visitor.GetAsync("/account/mobile");
        var code = await visitor.FollowAsync(await visitor.SubmitAsync(begin, []));
        var step = code.Path[code.Path.IndexOf('?')..];
        // A step whose proof is still missing opens none of the later pages.
        Assert.Equal("/account/mobile", (await visitor.GetAsync("/account/binding/address" + step)).Location);
        Assert.Equal("/account/mobile", (await visitor.GetAsync("/account/binding/confirm" + step)).Location);
        foreach (var path in new[] { "address", "confirm", "unbind" })
            Assert.Equal("/account/mobile", (await visitor.PostAsync("/account/binding/" + path, [KeyValuePair.Create("Step", code.ValueOf("Step")!), KeyValuePair.Create("__RequestVerificationToken", code.ValueOf("__RequestVerificationToken")!), KeyValuePair.Create("Code", "123456"), KeyValuePair.Create("Address", NewMobile)])).Location);
        Assert.Contains("验证码不正确", (await visitor.SubmitAsync(code, Code(Entrance.Wrong(await Entrance.LastCodeAsync(portal))))).ErrorOf("Code"));
        // A proof for the mobile asked for again too soon is told on its page.
        Assert.Contains("秒后再试", (await visitor.SubmitAsync(begin, [])).Text);
    }

    [Fact]
    public async Task An_address_that_is_not_bound_proves_nothing_and_cannot_be_taken_away()
    {
        await using var portal = await PortalFactory.StartAsync();
        var visitor = await portal.SignedInAsync(await TestData.CandidateAsync(portal, mobile: "13800138000"));
        var begin = await visitor.GetAsync("/account/email");
        Assert.Contains("您还没有绑定邮箱", (await visitor.SubmitAsync(begin, new Dictionary<string, string> { ["By"] = "Email" })).Text);
        Assert.Empty(await MessagesAsync(portal));
        var page = await ProvenAsync(portal, visitor, "/account/email");
        Assert.Contains("您还没有绑定邮箱", (await visitor.PostAsync("/account/binding/unbind", [KeyValuePair.Create("Step", page.ValueOf("Step")!), KeyValuePair.Create("__RequestVerificationToken", page.ValueOf("__RequestVerificationToken")!)])).Text);
    }
}
