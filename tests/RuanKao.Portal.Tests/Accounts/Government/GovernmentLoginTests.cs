using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Accounts;
using RuanKao.Portal.Accounts.Government;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Tests.Sandbox;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Accounts.Government;

/// <summary>Who comes in by a platform's account, who is linked to whom, and who decides that; spoken with the sandbox over HTTP.</summary>
public sealed class GovernmentLoginTests(RunningSandbox sandbox) : IClassFixture<RunningSandbox>
{
    [Theory]
    [InlineData(Platform.National)]
    [InlineData(Platform.Province)]
    public async Task Linked_once_it_opens_the_account_and_goes_where_the_person_wanted(string key)
    {
        await using var portal = await Platform.StartAsync(sandbox);
        var me = await TestData.CandidateAsync(portal);
        await Platform.LinkedAsync(sandbox, portal, me, key, Platform.Somebody);

        var visitor = portal.Visitor();
        var back = await Platform.ChooseAsync(sandbox, await Platform.LeaveAsync(visitor, key, "/account"), Platform.Somebody);
        var arrived = await visitor.FollowAsync(await visitor.GetAsync(back));
        Assert.Contains("returnUrl=%2Faccount", arrived.Location);
        Assert.Contains("已绑定", (await visitor.GetAsync("/account")).Text);
        await portal.WithAsync(async place =>
        {
            var db = place.GetRequiredService<PortalContext>();
            var link = await db.GovernmentLinks.SingleAsync();
            Assert.Equal((me, key, AssuranceLevel.RealName, portal.Clock.UtcNow), (link.UserId, link.Provider, link.Level, link.LastUsedAt!.Value));
            Assert.Equal(["account.government-linked", "account.signed-in"], await db.AuditEntries.Where(e => e.UserId == me && e.Action.StartsWith("account.")).OrderBy(e => e.Id).Select(e => e.Action).ToListAsync());
        });
    }

    [Fact]
    public async Task The_owner_is_told_of_a_link_and_of_its_end()
    {
        await using var portal = await Platform.StartAsync(sandbox);
        var me = await Platform.LinkedAsync(sandbox, portal, await TestData.CandidateAsync(portal), Platform.National, Platform.Somebody);
        Assert.Equal(("government-linked", "国家政务服务平台"), await ToldAsync(portal));

        portal.Clock.UtcNow += TimeSpan.FromMinutes(1);
        var page = await me.SubmitAsync(await me.GetAsync("/account/links"), [], "/remove");
        Assert.Contains("已解除与国家政务服务平台账号的绑定", (await me.FollowAsync(page)).Text);
        Assert.Equal(("government-unlinked", "国家政务服务平台"), await ToldAsync(portal));
        Assert.Equal("还差一步：绑定报名账号", (await Platform.VisitAsync(sandbox, portal.Visitor(), Platform.National, Platform.Somebody)).Heading);
    }

    [Fact]
    public async Task Nobody_is_linked_by_mobile_number_or_name()
    {
        await using var portal = await Platform.StartAsync(sandbox);
        await TestData.CandidateAsync(portal, RuanKao.Sandbox.Government.GovernmentPlatform.MobileOf(Platform.Somebody));
        var page = await Platform.VisitAsync(sandbox, portal.Visitor(), Platform.National, Platform.Somebody);
        Assert.Equal("还差一步：绑定报名账号", page.Heading);
        // Enough to recognise the own account by, and no more.
        Assert.Contains("张** 199****", page.Text);
        Assert.Equal(0, await LinksAsync(portal));
    }

    [Fact]
    public async Task A_stranger_signs_in_by_password_and_confirms()
    {
        await using var portal = await Platform.StartAsync(sandbox);
        await TestData.CandidateAsync(portal, "13811112222");
        var visitor = portal.Visitor();
        var page = await Platform.VisitAsync(sandbox, visitor, Platform.National, Platform.Somebody);
        page = await visitor.GetAsync(page.Html.QuerySelectorAll("main a").First(a => a.TextContent == "登录并绑定").GetAttribute("href")!);
        var answer = await visitor.SubmitAsync(page, await Entrance.AnsweredAsync(portal, page, ("Address", "13811112222"), ("Password", TestData.Password)));
        // Straight to the confirmation, which runs out, and not first to 实名认证, which does not.
        var confirm = await visitor.FollowAsync(answer);
        Assert.Equal("确认绑定", confirm.Heading);
        Assert.Equal(0, await LinksAsync(portal));
        await visitor.SubmitAsync(confirm, []);
        Assert.Equal(1, await LinksAsync(portal));
        // The confirmation is used up with the visit.
        Assert.Contains("没有等待确认的绑定", (await visitor.FollowAsync(await visitor.SubmitAsync(confirm, []))).Text);
        Assert.Contains("没有等待确认的绑定", (await visitor.FollowAsync(await visitor.GetAsync("/account/links/confirm"))).Text);
    }

    [Fact]
    public async Task A_stranger_without_an_account_signs_up_and_confirms()
    {
        await using var portal = await Platform.StartAsync(sandbox);
        var visitor = portal.Visitor();
        await Platform.VisitAsync(sandbox, visitor, Platform.Province, Platform.Somebody);
        var code = await Entrance.AskSignUpCodeAsync(portal, visitor, "13811113333");
        var done = await visitor.FollowAsync(await visitor.SubmitAsync(code,
            new Dictionary<string, string> { ["Code"] = await Entrance.LastCodeAsync(portal), ["Password"] = TestData.Password, ["Agreed"] = "true" }));
        var way = done.Html.QuerySelectorAll("main a").Single(a => a.TextContent == "继续绑定").GetAttribute("href")!;
        await visitor.SubmitAsync(await visitor.GetAsync(way), []);
        Assert.Equal(1, await LinksAsync(portal));
        Assert.DoesNotContain("继续绑定", (await visitor.GetAsync("/sign-up/done")).Text);
    }

    [Fact]
    public async Task A_platform_account_that_is_linked_already_is_told_so()
    {
        await using var portal = await Platform.StartAsync(sandbox);
        await Platform.LinkedAsync(sandbox, portal, await TestData.CandidateAsync(portal), Platform.National, Platform.Somebody);
        var other = await portal.SignedInAsync(await TestData.CandidateAsync(portal));
        var start = await other.GetAsync("/sign-in/government/national/start");
        var page = await Platform.EndAsync(other, await other.GetAsync(await Platform.ChooseAsync(sandbox, new(start.Location!), Platform.Somebody)));
        Assert.Contains("已经绑定了另一个报名账号", page.Text);
        Assert.Null(page.Html.QuerySelector("form[action='/account/links/confirm']"));
        var token = (await other.GetAsync("/account/password")).ValueOf("__RequestVerificationToken")!;
        Assert.Contains("已经绑定了另一个报名账号", (await other.PostAsync("/account/links/confirm", [new("__RequestVerificationToken", token)])).Text);
        Assert.Equal(1, await LinksAsync(portal));
    }

    [Fact]
    public async Task An_account_has_one_link_to_each_platform_and_the_same_one_twice_is_no_fault()
    {
        await using var portal = await Platform.StartAsync(sandbox);
        var me = await Platform.LinkedAsync(sandbox, portal, await TestData.CandidateAsync(portal), Platform.National, Platform.Somebody);
        var start = await me.GetAsync("/sign-in/government/national/start");
        var page = await Platform.EndAsync(me, await me.GetAsync(await Platform.ChooseAsync(sandbox, new(start.Location!), Platform.SomebodyElse)));
        Assert.Contains("请先解除原来的绑定", page.Text);

        start = await me.GetAsync("/sign-in/government/national/start");
        page = await Platform.EndAsync(me, await me.GetAsync(await Platform.ChooseAsync(sandbox, new(start.Location!), Platform.Somebody)));
        Assert.Contains("已经绑定了这个国家政务服务平台账号", page.Text);
        Assert.Equal(1, await LinksAsync(portal));
    }

    [Fact]
    public async Task A_platform_account_of_another_person_is_not_linked_to_a_verified_one()
    {
        await using var portal = await Platform.StartAsync(sandbox);
        var me = await portal.SignedInAsync(await TestData.VerifiedCandidateAsync(portal, "李静"));
        var start = await me.GetAsync("/sign-in/government/national/start");
        var page = await Platform.EndAsync(me, await me.GetAsync(await Platform.ChooseAsync(sandbox, new(start.Location!), Platform.Somebody)));
        Assert.Contains("不是同一个人", page.Text);
        Assert.Equal(0, await LinksAsync(portal));
    }

    [Fact]
    public async Task Staff_neither_link_nor_come_in_that_way()
    {
        await using var portal = await Platform.StartAsync(sandbox);
        var clerk = await portal.SignedInAsync(await TestData.StaffAsync(portal, Role.Reviewer, "53"));
        var start = await clerk.GetAsync("/sign-in/government/national/start");
        var page = await Platform.EndAsync(clerk, await clerk.GetAsync(await Platform.ChooseAsync(sandbox, new(start.Location!), Platform.SomebodyElse)));
        Assert.Equal("工作人员请用密码登录", page.Heading);
        Assert.DoesNotContain("政务平台账号", (await clerk.GetAsync("/account")).Text);

        // Somebody who becomes staff later keeps no way around the second factor.
        var me = await TestData.CandidateAsync(portal);
        await Platform.LinkedAsync(sandbox, portal, me, Platform.National, Platform.Somebody);
        await portal.WithAsync(async place =>
        {
            var db = place.GetRequiredService<PortalContext>();
            db.StaffAppointments.Add(new() { UserId = me, Role = Role.Reviewer, InstitutionCode = "53" });
            await db.SaveChangesAsync();
        });
        var visitor = portal.Visitor();
        Assert.Equal("工作人员请用密码登录", (await Platform.VisitAsync(sandbox, visitor, Platform.National, Platform.Somebody)).Heading);
        Assert.StartsWith("/sign-in", (await visitor.GetAsync("/account")).Location);
    }

    [Fact]
    public async Task The_only_way_in_is_not_taken_away()
    {
        await using var portal = await Platform.StartAsync(sandbox);
        var me = await TestData.CandidateAsync(portal);
        var visitor = await Platform.LinkedAsync(sandbox, portal, me, Platform.National, Platform.Somebody);
        await portal.WithAsync(place => place.GetRequiredService<PortalContext>().Users.Where(u => u.Id == me)
            .ExecuteUpdateAsync(u => u.SetProperty(x => x.PhoneNumberConfirmed, false).SetProperty(x => x.EmailConfirmed, false)));
        var page = await visitor.SubmitAsync(await visitor.GetAsync("/account/links"), [], "/remove");
        Assert.Contains("唯一方式", page.Text);
        Assert.Equal(1, await LinksAsync(portal));
    }

    [Fact]
    public async Task Nobody_ends_the_link_of_another()
    {
        await using var portal = await Platform.StartAsync(sandbox);
        await Platform.LinkedAsync(sandbox, portal, await TestData.CandidateAsync(portal), Platform.National, Platform.Somebody);
        var id = await portal.WithAsync(place => place.GetRequiredService<PortalContext>().GovernmentLinks.Select(l => l.Id).SingleAsync());
        var other = await portal.SignedInAsync(await TestData.CandidateAsync(portal));
        var token = (await other.GetAsync("/account/password")).ValueOf("__RequestVerificationToken")!;
        Assert.Equal(HttpStatusCode.NotFound, (await other.PostAsync($"/account/links/{id}/remove", [new("__RequestVerificationToken", token)])).Status);
        Assert.Equal(1, await LinksAsync(portal));
    }

    [Fact]
    public async Task Of_two_accounts_that_confirm_the_same_platform_account_in_the_same_instant_one_gets_it()
    {
        var quicker = new Interloper();
        await using var portal = await quicker.StartAsync();
        var (one, other) = (await TestData.CandidateAsync(portal), await TestData.CandidateAsync(portal));
        Task LinkAsync(Guid user) => portal.WithAsync(place => place.GetRequiredService<GovernmentLinks>().LinkAsync(
            user, new("national", "https://platform.example", "subject", AssuranceLevel.RealName, null, null, null), new(user, Role.Candidate, portal.Clock.UtcNow), default));
        quicker.BeforeSave(() => LinkAsync(one));
        Assert.Contains("已经绑定了另一个报名账号", (await Assert.ThrowsAsync<RuleViolationException>(() => LinkAsync(other))).Message);
        Assert.Equal(one, await portal.WithAsync(place => place.GetRequiredService<PortalContext>().GovernmentLinks.Select(l => l.UserId).SingleAsync()));

        // The same person in two tabs has what was wanted.
        var third = await TestData.CandidateAsync(portal);
        Task AgainAsync() => portal.WithAsync(place => place.GetRequiredService<GovernmentLinks>().LinkAsync(
            third, new("national", "https://platform.example", "another", AssuranceLevel.RealName, null, null, null), new(third, Role.Candidate, portal.Clock.UtcNow), default));
        quicker.BeforeSave(AgainAsync);
        await AgainAsync();
        await AgainAsync();
        Assert.Equal(2, await LinksAsync(portal));
    }

    private static Task<int> LinksAsync(PortalFactory portal) => portal.WithAsync(place => place.GetRequiredService<PortalContext>().GovernmentLinks.CountAsync());

    private static async Task<(string, string)> ToldAsync(PortalFactory portal)
    {
        var (template, values) = await Entrance.LastMessageAsync(portal);
        return (template, values["platform"]);
    }
}
