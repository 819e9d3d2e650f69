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

public class SignInPageTests
{
    private static async Task<Page> SignInAsync(PortalFactory portal, Visitor visitor, string address, string password = TestData.Password, string path = "/sign-in")
    {
        var page = await visitor.GetAsync(path);
        return await visitor.SubmitAsync(page, await Entrance.AnsweredAsync(portal, page, ("Address", address), ("Password", password)));
    }

    private static Task<string> MobileOfAsync(PortalFactory portal, Guid id) =>
        portal.WithAsync(async place => (await place.GetRequiredService<PortalContext>().Users.FindAsync(id))!.PhoneNumber!);

    [Fact]
    public async Task A_candidate_without_identity_is_led_to_verification_and_then_back()
    {
        await using var portal = await PortalFactory.StartAsync();
        var mobile = TestData.NewMobile();
        await TestData.CandidateAsync(portal, mobile: mobile);
        var visitor = portal.Visitor();
        var answer = await SignInAsync(portal, visitor, mobile, path: "/sign-in?returnUrl=%2Fme");
        Assert.Equal("/me/identity?returnUrl=%2Fme", answer.Location);
        var page = await visitor.FollowAsync(answer);
        Assert.Contains("您尚未实名认证，请先前往个人中心进行实名认证", page.Text);
        Assert.Equal(1, await portal.WithAsync(place => place.GetRequiredService<PortalContext>().AuditEntries.CountAsync(e => e.Action == "account.signed-in")));
    }

    [Theory]
    [InlineData("/me", "/me")]
    [InlineData("https://evil.example/", "/")]
    [InlineData("//evil.example/", "/")]
    public async Task A_verified_candidate_goes_where_he_wanted_inside_the_house(string returnUrl, string expected)
    {
        await using var portal = await PortalFactory.StartAsync();
        var mobile = await MobileOfAsync(portal, await TestData.VerifiedCandidateAsync(portal));
        Assert.Equal(expected, (await SignInAsync(portal, portal.Visitor(), mobile, path: "/sign-in?returnUrl=" + Uri.EscapeDataString(returnUrl))).Location);
    }

    [Fact]
    public async Task Staff_are_not_led_to_verification()
    {
        await using var portal = await PortalFactory.StartAsync();
        var mobile = await MobileOfAsync(portal, await TestData.StaffAsync(portal, Role.NationalAdministrator));
        Assert.DoesNotContain("identity", (await SignInAsync(portal, portal.Visitor(), mobile)).Location);
    }

    [Fact]
    public async Task An_unknown_address_and_a_wrong_password_are_told_alike()
    {
        await using var portal = await PortalFactory.StartAsync();
        var mobile = TestData.NewMobile();
        await TestData.CandidateAsync(portal, mobile: mobile);
        var visitor = portal.Visitor();
        var wrong = await SignInAsync(portal, visitor, mobile, "Wrong2031");
        var unknown = await SignInAsync(portal, visitor, TestData.NewMobile(), "Wrong2031");
        Assert.Contains("手机号/邮箱或密码不正确", wrong.ErrorOf("Password"));
        Assert.Equal(wrong.ErrorOf("Password"), unknown.ErrorOf("Password"));
        Assert.Equal(mobile, wrong.ValueOf("Address"));
        Assert.Equal("", wrong.ValueOf("Password"));
    }

    [Fact]
    public async Task A_wrong_sum_keeps_everything_but_the_password()
    {
        await using var portal = await PortalFactory.StartAsync();
        var visitor = portal.Visitor();
        var page = await visitor.GetAsync("/sign-in?returnUrl=%2Fme");
        var again = await visitor.SubmitAsync(page, new Dictionary<string, string> { ["Address"] = "13800138000", ["Password"] = "Secret2031", ["CaptchaAnswer"] = "777" });
        Assert.Contains("运算结果不正确", again.ErrorOf("CaptchaAnswer"));
        Assert.Equal(("13800138000", "", "", "/me"), (again.ValueOf("Address"), again.ValueOf("Password"), again.ValueOf("CaptchaAnswer"), again.ValueOf("ReturnUrl")));
        Assert.DoesNotContain("Secret2031", again.Body);
    }

    [Fact]
    public async Task Every_missing_answer_is_told_at_its_field()
    {
        await using var portal = await PortalFactory.StartAsync();
        var visitor = portal.Visitor();
        var again = await visitor.SubmitAsync(await visitor.GetAsync("/sign-in"), []);
        Assert.Contains("请填写手机号或邮箱", again.ErrorOf("Address"));
        Assert.Contains("请填写密码", again.ErrorOf("Password"));
        Assert.Contains("请填写图中算式的运算结果", again.ErrorOf("CaptchaAnswer"));
    }

    [Fact]
    public async Task Five_failures_make_the_guesser_wait_but_the_owner_gets_in_by_code()
    {
        await using var portal = await PortalFactory.StartAsync();
        var mobile = TestData.NewMobile();
        await TestData.CandidateAsync(portal, mobile: mobile);
        var visitor = portal.Visitor();
        for (var i = 0; i < SignInThrottle.Allowed; i++) await SignInAsync(portal, visitor, mobile, "Wrong2031");
        Assert.Contains("请在15分钟后再试", (await SignInAsync(portal, visitor, mobile)).ErrorOf("Password"));

        var page = await Entrance.AskCodeAsync(visitor, "/sign-in/code", mobile);
        Assert.Equal("/me/identity", (await visitor.SubmitAsync(page, new Dictionary<string, string> { ["Code"] = await Entrance.LastCodeAsync(portal) })).Location);

        portal.Clock.UtcNow += SignInThrottle.Span;
        Assert.Equal("/me/identity", (await SignInAsync(portal, portal.Visitor(), mobile)).Location);
    }

    [Fact]
    public async Task Failures_from_one_network_do_not_hinder_another()
    {
        await using var portal = await PortalFactory.StartAsync();
        var address = new ContactAddress(AddressKind.Mobile, TestData.NewMobile());
        await TestData.CandidateAsync(portal, mobile: address.Text);
        Task<PortalUser> TryAsync(string password, string network) => portal.WithAsync(place =>
            place.GetRequiredService<AccountService>().SignInAsync(address, password, network, default));
        for (var i = 0; i < SignInThrottle.Allowed; i++) await Assert.ThrowsAsync<RuleViolationException>(() => TryAsync("Wrong2031", "10.0.0.1"));
        await Assert.ThrowsAsync<RuleViolationException>(() => TryAsync(TestData.Password, "10.0.0.1"));
        await TryAsync(TestData.Password, "10.0.0.2");
    }

    [Theory]
    [InlineData("/sign-in/code")]
    [InlineData("/recovery")]
    public async Task Asking_for_a_code_looks_the_same_for_an_address_nobody_has(string path)
    {
        await using var portal = await PortalFactory.StartAsync();
        var (known, unknown) = (TestData.NewMobile(), TestData.NewMobile());
        await TestData.CandidateAsync(portal, mobile: known);
        var visitor = portal.Visitor();
        var toKnown = await Entrance.AskCodeAsync(visitor, path, known);
        Assert.Equal(NoticeTemplates.VerificationCode, (await Entrance.LastMessageAsync(portal)).Template);
        portal.Clock.UtcNow += TimeSpan.FromSeconds(1);
        var toUnknown = await Entrance.AskCodeAsync(visitor, path, unknown);
        Assert.Equal(NoticeTemplates.NotRegistered, (await Entrance.LastMessageAsync(portal)).Template);
        Assert.Equal(toKnown.Text.Replace(known[^4..], ""), toUnknown.Text.Replace(unknown[^4..], ""));
    }

    [Fact]
    public async Task A_forgotten_password_is_replaced_by_code()
    {
        await using var portal = await PortalFactory.StartAsync();
        var mobile = TestData.NewMobile();
        await TestData.CandidateAsync(portal, mobile: mobile);
        var visitor = portal.Visitor();
        var page = await Entrance.AskCodeAsync(visitor, "/recovery", mobile);
        var code = await Entrance.LastCodeAsync(portal);
        Assert.Contains("至少8位", (await visitor.SubmitAsync(page, new Dictionary<string, string> { ["Code"] = code, ["Password"] = "short1" })).ErrorOf("Password"));
        var both = await visitor.SubmitAsync(page, new Dictionary<string, string> { ["Password"] = "short1" });
        Assert.All([("Code", "请填写收到的6位验证码"), ("Password", "至少8位")], fault => Assert.Contains(fault.Item2, both.ErrorOf(fault.Item1)));
        var answer = await visitor.SubmitAsync(page, new Dictionary<string, string> { ["Code"] = code, ["Password"] = "Fresh2031" });
        Assert.Contains("密码已重新设置", (await visitor.FollowAsync(answer)).Text);
        Assert.NotNull((await SignInAsync(portal, visitor, mobile)).ErrorOf("Password"));
        Assert.Equal("/me/identity", (await SignInAsync(portal, visitor, mobile, "Fresh2031")).Location);
    }

    [Theory]
    [InlineData("/sign-in/code")]
    [InlineData("/recovery")]
    public async Task A_code_opens_nothing_once_its_address_belongs_to_no_account_any_more(string path)
    {
        await using var portal = await PortalFactory.StartAsync();
        var id = await TestData.CandidateAsync(portal, mobile: "13800138000", email: "zhang@example.com");
        var visitor = portal.Visitor();
        var page = await Entrance.AskCodeAsync(visitor, path, "13800138000");
        await portal.WithAsync(place => place.GetRequiredService<PortalContext>().Users.Where(u => u.Id == id).ExecuteUpdateAsync(u => u.SetProperty(x => x.PhoneNumber, (string?)null)));
        var answer = await visitor.SubmitAsync(page, new Dictionary<string, string> { ["Code"] = await Entrance.LastCodeAsync(portal), ["Password"] = "Fresh2031" });
        Assert.Contains("验证码已失效", answer.ErrorOf("Code"));
    }

    [Theory]
    [InlineData("/sign-in/code/enter", "/sign-in/code")]
    [InlineData("/recovery/finish", "/recovery")]
    [InlineData("/sign-up/finish", "/sign-up")]
    public async Task A_step_that_is_missing_or_not_ours_leads_back_to_the_beginning(string path, string beginning)
    {
        await using var portal = await PortalFactory.StartAsync();
        var visitor = portal.Visitor();
        var token = (await visitor.GetAsync("/sign-in")).ValueOf("__RequestVerificationToken")!;
        foreach (var step in new[] { "", "abc" })
        {
            Assert.Equal(beginning, (await visitor.GetAsync($"{path}?step={step}")).Location);
            Assert.Equal(beginning, (await visitor.PostAsync(path, [new("__RequestVerificationToken", token), new("Step", step), new("Code", "123456"), new("Password", "Fresh2031"), new("Agreed", "true")])).Location);
        }
    }

    [Fact]
    public async Task Signing_out_ends_the_session_and_takes_a_post()
    {
        await using var portal = await PortalFactory.StartAsync();
        var visitor = await portal.SignedInAsync(await TestData.VerifiedCandidateAsync(portal));
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/me")).Status);
        var page = await visitor.GetAsync("/me");
        Assert.Equal("/", (await visitor.SubmitAsync(page, [], "/sign-out")).Location);
        visitor.Cookies.RemoveAll(c => c == "portal=");
        Assert.Equal(HttpStatusCode.Redirect, (await visitor.GetAsync("/me")).Status);
    }

    [Fact]
    public async Task The_way_back_is_written_as_a_header_can_carry_it()
    {
        await using var portal = await PortalFactory.StartAsync();
        var phone = await Phone.BoundAsync(portal);
        var visitor = portal.Visitor();
        var asked = await phone.FirstStepAsync(visitor, "/sign-in?returnUrl=" + Uri.EscapeDataString("/desk?q=陈𠮷&r=%E9"));
        var answer = await phone.EnterAsync(visitor, asked, phone.Code());
        Assert.Equal("/desk?q=%E9%99%88%F0%A0%AE%B7&r=%E9", answer.Location);
    }

    [Theory]
    [InlineData("https://localhost/exams/2031-1/53/form/check", "/sign-in?returnUrl=%2Fexams%2F2031-1%2F53%2Fform%2Fcheck")]
    [InlineData("https://elsewhere.example/form", "/sign-in")]
    [InlineData(null, "/sign-in")]
    public async Task Who_was_signed_out_while_typing_comes_back_to_the_form(string? referer, string expected)
    {
        await using var portal = await PortalFactory.StartAsync();
        var request = new HttpRequestMessage(HttpMethod.Post, "/exams/2031-1/53/form/submit") { Content = new FormUrlEncodedContent([]) };
        if (referer is not null) request.Headers.Referrer = new(referer);
        Assert.Equal(expected, (await portal.Visitor().SendAsync(request)).Location);
    }
}
