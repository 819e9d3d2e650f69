using System.Data.Common;
using System.Net;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Accounts;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Accounts;

public class SessionTests
{
    private static Task NewStampAsync(PortalFactory portal, Guid id) => portal.WithAsync(async place =>
    {
        var users = place.GetRequiredService<UserManager<PortalUser>>();
        await users.UpdateSecurityStampAsync((await users.FindByIdAsync(id.ToString()))!);
    });

    private static bool RenewsCookie(Page page) =>
        page.Response.Headers.TryGetValues("Set-Cookie", out var set) && set.Any(c => c.StartsWith("portal=", StringComparison.Ordinal));

    [Fact]
    public async Task A_changed_account_ends_its_sessions_at_the_next_request_and_sign_in_says_why()
    {
        await using var portal = await PortalFactory.StartAsync();
        var id = await TestData.VerifiedCandidateAsync(portal);
        var visitor = await portal.SignedInAsync(id);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/me")).Status);
        await NewStampAsync(portal, id);
        var answer = await visitor.GetAsync("/me");
        Assert.Equal("/sign-in?returnUrl=%2Fme&why=ended", answer.Location);
        Assert.Contains("您的登录已失效", (await visitor.FollowAsync(answer)).Text);
    }

    [Fact]
    public async Task A_deleted_account_is_signed_out()
    {
        await using var portal = await PortalFactory.StartAsync();
        var id = await TestData.CandidateAsync(portal);
        var visitor = await portal.SignedInAsync(id);
        await portal.WithAsync(place => place.GetRequiredService<PortalContext>().Users.Where(u => u.Id == id).ExecuteDeleteAsync());
        Assert.StartsWith("/sign-in?", (await visitor.GetAsync("/me")).Location);
    }

    [Fact]
    public async Task A_session_that_names_no_state_of_its_account_is_none()
    {
        await using var portal = await PortalFactory.StartAsync();
        var id = await TestData.CandidateAsync(portal);
        var visitor = await portal.SignedInAsync(id, change: person => ((System.Security.Claims.ClaimsIdentity)person.Identity!).RemoveClaim(person.FindFirst("AspNet.Identity.SecurityStamp")));
        await portal.WithAsync(place => place.GetRequiredService<PortalContext>().Users.Where(u => u.Id == id).ExecuteDeleteAsync());
        Assert.StartsWith("/sign-in?", (await visitor.GetAsync("/me")).Location);
    }

    [Theory]
    [InlineData(Role.Candidate, 119, true)]
    [InlineData(Role.Candidate, 121, false)]
    [InlineData(Role.Office, 29, true)]
    [InlineData(Role.Office, 31, false)]
    public async Task Who_does_nothing_for_too_long_is_asked_to_sign_in(Role role, int minutes, bool holds)
    {
        await using var portal = await PortalFactory.StartAsync();
        var visitor = await portal.SignedInAsync(role == Role.Candidate ? await TestData.VerifiedCandidateAsync(portal) : await TestData.StaffAsync(portal, role, "53"));
        portal.Clock.UtcNow += TimeSpan.FromMinutes(minutes);
        var answer = await visitor.GetAsync("/account/sign-ins");
        Assert.Equal(holds ? null : "/sign-in?returnUrl=%2Faccount%2Fsign-ins&why=idle", answer.Location);
        if (!holds) Assert.Contains("较长时间没有操作", (await visitor.FollowAsync(answer)).Text);
    }

    [Fact]
    public async Task Staff_who_keep_working_sign_in_again_after_twelve_hours()
    {
        await using var portal = await PortalFactory.StartAsync();
        var visitor = await portal.SignedInAsync(await TestData.StaffAsync(portal, Role.Office, "53"));
        for (var worked = TimeSpan.Zero; worked < SessionGuard.StaffLongest; worked += TimeSpan.FromMinutes(20))
        {
            Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/desk")).Status);
            portal.Clock.UtcNow += TimeSpan.FromMinutes(20);
        }
        var answer = await visitor.GetAsync("/desk");
        Assert.Equal("/sign-in?returnUrl=%2Fdesk&why=longest", answer.Location);
        Assert.Contains("最长12小时", (await visitor.FollowAsync(answer)).Text);
    }

    [Fact]
    public async Task A_candidate_who_keeps_working_stays_signed_in_all_day()
    {
        await using var portal = await PortalFactory.StartAsync();
        var visitor = await portal.SignedInAsync(await TestData.VerifiedCandidateAsync(portal));
        for (var hour = 0; hour < 14; hour++)
        {
            Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/me")).Status);
            portal.Clock.UtcNow += TimeSpan.FromHours(1);
        }
    }

    [Fact]
    public async Task A_busy_page_does_not_write_a_cookie_with_every_answer()
    {
        await using var portal = await PortalFactory.StartAsync();
        var visitor = await portal.SignedInAsync(await TestData.StaffAsync(portal, Role.Office, "53"));
        Assert.False(RenewsCookie(await visitor.GetAsync("/desk")));
        portal.Clock.UtcNow += TimeSpan.FromMinutes(4);
        Assert.False(RenewsCookie(await visitor.GetAsync("/desk")));
        portal.Clock.UtcNow += TimeSpan.FromMinutes(2);
        Assert.True(RenewsCookie(await visitor.GetAsync("/desk")));
        Assert.False(RenewsCookie(await visitor.GetAsync("/desk")));
    }

    [Fact]
    public async Task The_session_costs_one_read_of_one_row_by_its_key_and_files_cost_none()
    {
        var reads = new AccountReads();
        await using var portal = await PortalFactory.StartAsync(services => services.ConfigureDbContext<SqlitePortalContext>(options => options.AddInterceptors(reads)));
        var visitor = await portal.SignedInAsync(await TestData.CandidateAsync(portal));
        await visitor.GetAsync("/privacy");
        reads.Commands.Clear();
        await visitor.GetAsync("/privacy");
        var read = Assert.Single(reads.Commands);
        Assert.Contains("\"SecurityStamp\"", read);
        Assert.Contains("WHERE \"a\".\"Id\" = ", read);
        await visitor.GetAsync("/site.css");
        Assert.Single(reads.Commands);
    }

    [Fact]
    public async Task A_database_that_cannot_be_asked_is_a_fault_with_a_page_and_not_a_sign_out()
    {
        await using var portal = await PortalFactory.StartAsync();
        var visitor = await portal.SignedInAsync(await TestData.CandidateAsync(portal));
        await portal.WithAsync(place => place.GetRequiredService<PortalContext>().Database.ExecuteSqlRawAsync("ALTER TABLE AspNetUsers RENAME TO Gone"));
        var page = await visitor.GetAsync("/privacy");
        Assert.Equal(HttpStatusCode.InternalServerError, page.Status);
        Assert.Contains("系统出现问题", page.Text);
    }

    [Fact]
    public async Task Signing_in_is_noted_for_its_owner_alone_with_the_network_masked()
    {
        await using var portal = await PortalFactory.StartAsync();
        var mobile = TestData.NewMobile();
        var id = await TestData.CandidateAsync(portal, mobile: mobile);
        var visitor = portal.Visitor();
        var form = await visitor.GetAsync("/sign-in");
        await visitor.SubmitAsync(form, await Entrance.AnsweredAsync(portal, form, ("Address", mobile), ("Password", TestData.Password)));
        var page = await visitor.GetAsync("/account/sign-ins");
        Assert.Contains("2031-03-20 10:00 密码", page.Text);
        Assert.DoesNotContain("127.0.0.1", page.Text);
        Assert.Equal(id, await portal.WithAsync(place => place.GetRequiredService<PortalContext>().SignInRecords.Select(r => r.UserId).SingleAsync()));
        Assert.Contains("还没有登录记录", (await (await portal.SignedInAsync(await TestData.CandidateAsync(portal))).GetAsync("/account/sign-ins")).Text);
    }

    [Theory]
    [InlineData(179, 2)]
    [InlineData(366, 1)]
    public async Task The_record_is_kept_for_half_a_year_at_least_and_no_longer_than_a_year(int days, int left)
    {
        await using var portal = await PortalFactory.StartAsync();
        var mobile = TestData.NewMobile();
        await TestData.CandidateAsync(portal, mobile: mobile);
        foreach (var pause in new[] { days, 0 })
        {
            var visitor = portal.Visitor();
            var form = await visitor.GetAsync("/sign-in");
            await visitor.SubmitAsync(form, await Entrance.AnsweredAsync(portal, form, ("Address", mobile), ("Password", TestData.Password)));
            portal.Clock.UtcNow += TimeSpan.FromDays(pause);
        }
        Assert.Equal(left, await portal.WithAsync(place => place.GetRequiredService<PortalContext>().SignInRecords.CountAsync()));
    }

    [Fact]
    public async Task Ending_the_other_sessions_keeps_the_own_one_and_its_age()
    {
        await using var portal = await PortalFactory.StartAsync();
        var id = await TestData.StaffAsync(portal, Role.Office, "53");
        var (here, elsewhere) = (await portal.SignedInAsync(id), await portal.SignedInAsync(id));
        portal.Clock.UtcNow += TimeSpan.FromMinutes(20);
        var answer = await here.SubmitAsync(await here.GetAsync("/account/sign-ins"), [], "/end-others");
        Assert.Equal("/account/sign-ins", answer.Location);
        Assert.Contains("已全部退出", (await here.FollowAsync(answer)).Text);
        Assert.Equal("/sign-in?returnUrl=%2Fdesk&why=ended", (await elsewhere.GetAsync("/desk")).Location);
        for (var worked = TimeSpan.FromMinutes(20); worked < SessionGuard.StaffLongest; worked += TimeSpan.FromMinutes(20))
        {
            Assert.Equal(HttpStatusCode.OK, (await here.GetAsync("/desk")).Status);
            portal.Clock.UtcNow += TimeSpan.FromMinutes(20);
        }
        Assert.Contains("why=longest", (await here.GetAsync("/desk")).Location);
    }

    [Theory]
    [InlineData("203.0.113.77", "203.0.113.*")]
    [InlineData("::ffff:203.0.113.77", "203.0.113.*")]
    [InlineData("2001:db8:12:3456::7", "2001:db8:12:*")]
    [InlineData(null, "未知")]
    public void Of_the_network_the_last_part_is_not_kept(string? address, string kept) =>
        Assert.Equal(kept, SignInTrace.Network(address is null ? null : IPAddress.Parse(address)));

    [Theory]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36 Edg/120.0.0.0", "Edge，Windows")]
    [InlineData("Mozilla/5.0 (Linux; Android 12; M2006C3LC) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/90.0.4430.210 Mobile Safari/537.36", "Chrome，安卓")]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Mobile/15E148 Safari/604.1", "Safari，iPhone")]
    [InlineData("Mozilla/5.0 (Linux; Android 12) AppleWebKit/537.36 Chrome/86 MQQBrowser/6.2 MicroMessenger/8.0.1", "微信，安卓")]
    [InlineData("curl/8.0", "其他浏览器")]
    [InlineData(null, "其他浏览器")]
    public void Of_the_browser_only_the_family_is_kept(string? agent, string kept) => Assert.Equal(kept, SignInTrace.Browser(agent));

    private sealed class AccountReads : DbCommandInterceptor
    {
        public List<string> Commands { get; } = [];

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(DbCommand command, CommandEventData data, InterceptionResult<DbDataReader> result, CancellationToken ct = default)
        {
            if (command.CommandText.Contains("\"AspNetUsers\"", StringComparison.Ordinal)) Commands.Add(command.CommandText);
            return new(result);
        }
    }
}
