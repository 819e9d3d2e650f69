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

/// <summary>Binding, changing and unbinding mobile number and e-mail, as its owner, as a thief at an open screen, and in two tabs.</summary>
public class BindingPageTests
{
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
}
