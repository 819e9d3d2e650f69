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
using static RuanKao.Portal.Tests.Accounts.Binding;

namespace RuanKao.Portal.Tests.Accounts;

/// <summary>What the pages of binding refuse: faulty addresses, steps that are skipped, stolen or stale.</summary>
public class BindingRefusalTests
{
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
    public async Task Names_and_numbers_cannot_be_guessed_either()
    {
        await using var portal = await PortalFactory.StartAsync();
        var number = TestData.NewIdNumber();
        var visitor = await portal.SignedInAsync(await TestData.VerifiedCandidateAsync(portal, "李静", number));
        var form = await visitor.GetAsync("/account/binding/identity?kind=Mobile");
        Task<Page> TryAsync(string name) => visitor.SubmitAsync(form, new Dictionary<string, string> { ["Name"] = name, ["Number"] = number, ["Password"] = TestData.Password });
        var empty = await visitor.SubmitAsync(form, []);
        Assert.All([("Name", "请填写真实姓名"), ("Number", "请填写证件号码"), ("Password", "请填写登录密码")], fault => Assert.Contains(fault.Item2, empty.ErrorOf(fault.Item1)));
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
        var token = (await visitor.GetAsync("/account/password")).ValueOf("__RequestVerificationToken")!;
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.PostAsync("/account/binding/identity",
            [new("__RequestVerificationToken", token), new("Kind", "Mobile"), new("Name", "李静"), new("Number", TestData.NewIdNumber()), new("Password", TestData.Password)])).Status);
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
        Assert.Equal("/account", (await visitor.GetAsync("/account/binding/address")).Location);

        // Another tab binds meanwhile: the old proof is worth nothing.
        var confirm = await visitor.FollowAsync(await AskNewAsync(portal, visitor, proven, NewEmail));
        Assert.Contains("请填写收到的6位验证码", (await visitor.SubmitAsync(confirm, [])).ErrorOf("Code"));
        await visitor.SubmitAsync(confirm, Code(await Entrance.LastCodeAsync(portal)));
        foreach (var path in new[] { "address", "unbind" })
            Assert.Equal("/account/email", (await visitor.PostAsync("/account/binding/" + path, [KeyValuePair.Create("Step", proven.ValueOf("Step")!), KeyValuePair.Create("Address", "other@example.com"), KeyValuePair.Create("__RequestVerificationToken", proven.ValueOf("__RequestVerificationToken")!)])).Location);
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
        Assert.Contains("请填写收到的6位验证码", (await visitor.SubmitAsync(code, [])).ErrorOf("Code"));
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

    [Theory]
    [InlineData("Kind", "9")]
    [InlineData("By", "9")]
    public async Task A_kind_of_address_that_nobody_knows_is_not_found(string field, string value)
    {
        await using var portal = await PortalFactory.StartAsync();
        var visitor = await portal.SignedInAsync(await TestData.VerifiedCandidateAsync(portal));
        var begin = await visitor.GetAsync("/account/mobile");
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.SubmitAsync(begin, new Dictionary<string, string> { [field] = value })).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync("/account/binding/identity?kind=9")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync("/account/binding/identity?kind=pigeon")).Status);
        Assert.Empty(await MessagesAsync(portal));
    }

    [Fact]
    public async Task A_code_is_entered_only_where_one_was_sent()
    {
        await using var portal = await PortalFactory.StartAsync();
        var visitor = await portal.SignedInAsync(await TestData.CandidateAsync(portal));
        var proven = await ProvenAsync(portal, visitor, "/account/mobile");
        var step = proven.ValueOf("Step")!;
        Assert.Equal("/account/mobile", (await visitor.GetAsync("/account/binding/code?step=" + step)).Location);
        Assert.Equal("/account/mobile", (await visitor.PostAsync("/account/binding/code",
            [KeyValuePair.Create("Step", step), KeyValuePair.Create("Code", "123456"), KeyValuePair.Create("__RequestVerificationToken", proven.ValueOf("__RequestVerificationToken")!)])).Location);
    }

    [Fact]
    public async Task A_code_with_a_step_that_is_not_ours_leads_back_to_the_account()
    {
        await using var portal = await PortalFactory.StartAsync();
        var visitor = await portal.SignedInAsync(await TestData.CandidateAsync(portal));
        var token = (await visitor.GetAsync("/account/password")).ValueOf("__RequestVerificationToken")!;
        foreach (var path in new[] { "code", "address", "confirm", "unbind" })
            Assert.Equal("/account", (await visitor.PostAsync("/account/binding/" + path, [new("__RequestVerificationToken", token), new("Step", "abc"), new("Code", "123456")])).Location);
    }

    [Fact]
    public async Task A_text_that_is_far_too_long_is_not_searched_for_a_code()
    {
        await using var portal = await PortalFactory.StartAsync();
        var visitor = await portal.SignedInAsync(await TestData.CandidateAsync(portal, mobile: "13800138000"));
        var begin = await visitor.GetAsync("/account/email");
        var prove = await visitor.FollowAsync(await visitor.SubmitAsync(begin, [], "/account/binding/proof"));
        var refused = await visitor.SubmitAsync(prove, Code(await Entrance.LongAsync(portal)));
        Assert.Contains("最多 200 个字符", refused.ErrorOf("Code"));
        var proven = await visitor.FollowAsync(await visitor.SubmitAsync(refused, Code(await Entrance.LastCodeAsync(portal))));
        var confirm = await visitor.FollowAsync(await AskNewAsync(portal, visitor, proven, NewEmail));
        refused = await visitor.SubmitAsync(confirm, Code(await Entrance.LongAsync(portal)));
        Assert.Contains("最多 200 个字符", refused.ErrorOf("Code"));
        Assert.Equal("/account", (await visitor.SubmitAsync(refused, Code(await Entrance.LastCodeAsync(portal)))).Location);
    }

    [Fact]
    public async Task Of_two_tabs_that_change_the_account_in_the_same_instant_the_second_is_told()
    {
        var quicker = new Interloper();
        await using var portal = await quicker.StartAsync();
        var id = await TestData.CandidateAsync(portal, mobile: "13800138000", email: "old@example.com");
        var visitor = await portal.SignedInAsync(id);
        var page = await ProvenAsync(portal, visitor, "/account/mobile");
        quicker.BeforeSave(() => portal.WithAsync(place => place.GetRequiredService<PortalContext>().Users.Where(u => u.Id == id).ExecuteUpdateAsync(u => u.SetProperty(x => x.ConcurrencyStamp, "another"))));
        Assert.Equal(HttpStatusCode.Conflict, (await visitor.SubmitAsync(page, [], "/account/binding/unbind")).Status);
        Assert.Equal("13800138000", (await UserAsync(portal, id)).PhoneNumber);
    }
}
