using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Tests.Support;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Tests.Registrations;

public class RegistrationPageTests
{
    [Theory]
    [InlineData("")]
    [InlineData("review")]
    [InlineData("cancel")]
    [InlineData("registration-form")]
    public async Task Pages_of_a_registration_are_for_its_own_candidate(string page)
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.PaidAsync(factory, name: "王小丽");
        Assert.Contains("/sign-in", (await factory.Visitor().GetAsync(made.At(page))).Location);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.Reviewer, "53"))).GetAsync(made.At(page))).Status);
        var other = await factory.SignedInAsync(await TestData.VerifiedCandidateAsync(factory));
        Assert.DoesNotContain("王小丽", (await other.GetAsync(made.At(page))).Text);
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync(made.At(page).Replace("/53", "/99"))).Status);
    }

    [Fact]
    public async Task The_home_of_a_round_says_how_things_stand_in_every_state()
    {
        await using var factory = await PortalFactory.StartAsync();
        var place = await TestData.OpenRoundAsync(factory);
        var (home, unverified) = ($"/exams/{place.Round.Code}/53", await TestData.CandidateAsync(factory));
        var none = await TestData.VerifiedCandidateAsync(factory);
        await ExpectAsync(factory, unverified, home, "您还没有报名", "去实名认证");
        await ExpectAsync(factory, none, home, "您还没有报名", "开始填写");
        await ExpectAsync(factory, (await TestData.DraftAsync(factory)).UserId, home, "您的报名表还没有提交", "继续填写");
        var submitted = await TestData.SubmittedAsync(factory);
        await ExpectAsync(factory, submitted.UserId, home, "报考信息已提交，等待审核", null);
        await ExpectAsync(factory, (await TestData.ApprovedAsync(factory)).UserId, home, "您的报名已审核通过，请缴费", "去支付");
        await ExpectAsync(factory, (await TestData.PaidAsync(factory)).UserId, home, "报名成功", "打印报名表");
        await MoveAsync(factory, submitted, r => r.Return("照片不清晰", new(null, Role.Reviewer, factory.Clock.UtcNow)));
        var returned = await ExpectAsync(factory, submitted.UserId, home, "审核未通过，请修改后重新提交", "去修改");
        Assert.Contains("照片不清晰", returned.Text);
        await MoveAsync(factory, submitted, r => r.Cancel(new(submitted.UserId, Role.Candidate, factory.Clock.UtcNow)));
        await ExpectAsync(factory, submitted.UserId, home, "您已取消报名，可以重新报名", "开始填写");
    }

    [Fact]
    public async Task Outside_the_window_the_home_of_a_round_says_from_or_since_when()
    {
        await using var factory = await PortalFactory.StartAsync();
        var now = factory.Clock.UtcNow;
        var window = new TimeWindow(now.AddDays(1), now.AddDays(2));
        var place = await TestData.OpenRoundAsync(factory, change: p => p.Registration = window);
        var (home, user) = ($"/exams/{place.Round.Code}/53", await TestData.VerifiedCandidateAsync(factory));
        await ExpectAsync(factory, user, home, "报名尚未开始", null);
        factory.Clock.UtcNow = window.To!.Value;
        await ExpectAsync(factory, user, home, "本次报名已截止", null);
    }

    [Fact]
    public void Words_for_a_home_whose_dates_are_unpublished_or_over()
    {
        var at = new DateTime(2031, 3, 20, 2, 0, 0, DateTimeKind.Utc);
        var round = new ExamRound { State = RoundState.Published, Code = "2031-1", Year = 2031, Half = 1, ExamFrom = new(2031, 5, 24), ExamTo = new(2031, 5, 25) };
        var place = new RoundInstitution { State = PlaceState.Published, RoundId = round.Id, Round = round, InstitutionCode = "53" };
        var view = new RoundPlaceView(round, place, new() { Code = "53", Name = "云南", FullName = "云南省", Operator = "", Telephones = "", Order = 1 });
        Assert.Equal("报名时间尚未公布", new RoundHomeFacts(view, null, null, at, at).Words.Heading);
        Assert.Equal("您已在北京考区报名", new RoundHomeFacts(view, null, "北京", at, at).Words.Heading);

        var mine = new Registration { UserId = Guid.NewGuid(), RoundId = round.Id, InstitutionCode = "53", CreatedAt = at };
        place.Registration = new(at.AddDays(-2), at);
        Assert.Equal("报名已截止，您的报名表没有提交", new RoundHomeFacts(view, mine, null, at, at).Words.Heading);
        mine.Submit(new("张三", default, "", "", default, default), "1", "2", new(null, Role.Candidate, at));
        mine.Return("照片", new(null, Role.Reviewer, at));
        Assert.Equal("审核未通过，报名已截止", new RoundHomeFacts(view, mine, null, at, at).Words.Heading);
        mine.Submit(new("张三", default, "", "", default, default), "1", "2", new(null, Role.Candidate, at));
        mine.Approve(10000, new(null, Role.Reviewer, at));
        Assert.Contains("缴费时间尚未公布", new RoundHomeFacts(view, mine, null, at, at).Words.Note);
        place.Payment = new(at.AddDays(1), at.AddDays(2));
        Assert.Equal("您的报名已审核通过，等待缴费", new RoundHomeFacts(view, mine, null, at, at).Words.Heading);
        Assert.Equal("缴费已截止，正在核对付款", new RoundHomeFacts(view, mine, null, at, at.AddDays(2)).Words.Heading);
        mine.Settle(Operation.BySystem(at));
        Assert.Equal("报名成功", new RoundHomeFacts(view, mine, null, at, at).Words.Heading);
        place.TicketPrinting = new(at, at.AddDays(1));
        Assert.Equal("报名成功，可以打印准考证", new RoundHomeFacts(view, mine, null, at, at).Words.Heading);
    }

    [Fact]
    public async Task The_review_page_says_the_state_and_the_reason()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.SubmittedAsync(factory);
        var visitor = await factory.SignedInAsync(made.UserId);
        var page = await visitor.GetAsync(made.At("review"));
        Assert.Contains("等待审核", page.Heading);
        Assert.Contains("2031-03-20 10:00:00", page.Text);
        await MoveAsync(factory, made, r => r.Return("照片不清晰", new(null, Role.Reviewer, factory.Clock.UtcNow)));
        page = await visitor.GetAsync(made.At("review"));
        Assert.Contains("审核未通过", page.Heading);
        Assert.Contains("照片不清晰", page.Text);
        var paying = await TestData.ApprovedAsync(factory);
        page = await (await factory.SignedInAsync(paying.UserId)).GetAsync(paying.At("review"));
        Assert.Equal(paying.At("pay"), page.Html.QuerySelector("a.button")?.GetAttribute("href"));
        var draft = await TestData.DraftAsync(factory);
        Assert.Contains("还没有提交报考信息", (await (await factory.SignedInAsync(draft.UserId)).GetAsync(draft.At("review"))).Text);
    }

    [Theory]
    [InlineData(0, "可以在任一开放的考区重新报名")]
    [InlineData(16, "取消后不能重新报名")]
    public async Task Cancelling_says_what_it_means_then_frees_the_place(int days, string words)
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.SubmittedAsync(factory);
        factory.Clock.UtcNow = factory.Clock.UtcNow.AddDays(days);
        var visitor = await factory.SignedInAsync(made.UserId);
        var page = await visitor.GetAsync(made.At("cancel"));
        Assert.Contains(words, page.Text);
        var gone = await visitor.SubmitAsync(page, [], "/cancel");
        Assert.Equal(made.At(), gone.Location);
        Assert.Contains("已取消报名", (await visitor.FollowAsync(gone)).Text);
        Assert.Equal(made.At("review"), (await visitor.GetAsync(made.At("cancel"))).Location);
    }

    [Fact]
    public async Task While_a_payment_is_under_way_cancelling_is_refused_with_the_reason()
    {
        await using var factory = await PortalFactory.StartAsync(services => services.AddScoped<IDepartureGuard, OpenAttempt>());
        var made = await TestData.ApprovedAsync(factory);
        var page = await (await factory.SignedInAsync(made.UserId)).GetAsync(made.At("cancel"));
        Assert.Contains("现在不能取消", page.Text);
        Assert.Contains("有一笔支付正在进行", page.Text);
        Assert.Null(page.Html.QuerySelector("form[action$='/cancel']"));
    }

    [Fact]
    public async Task The_registration_form_prints_only_after_payment()
    {
        await using var factory = await PortalFactory.StartAsync();
        var approved = await TestData.ApprovedAsync(factory);
        Assert.Contains("缴费成功后即可打印报名表", (await (await factory.SignedInAsync(approved.UserId)).GetAsync(approved.At("registration-form"))).Text);
        var paid = await TestData.PaidAsync(factory);
        var page = await (await factory.SignedInAsync(paid.UserId)).GetAsync(paid.At("registration-form"));
        Assert.EndsWith("全国计算机技术与软件专业技术资格（水平）考试报名表", page.Html.QuerySelector(".paper h2")?.TextContent);
        Assert.Contains(ShellWords.Grouped(paid.Number!), page.Text);
        Assert.Contains("报名成功", page.Text);
        Assert.Matches("530199[0-9]{11}[0-9X]", page.Text);
        Assert.NotNull(page.Html.QuerySelector("img[src^='/photos/']"));
    }

    [Fact]
    public async Task My_registrations_lists_mine_only()
    {
        await using var factory = await PortalFactory.StartAsync();
        var (mine, other) = (await TestData.SubmittedAsync(factory), await TestData.PaidAsync(factory));
        var page = await (await factory.SignedInAsync(mine.UserId)).GetAsync("/me/registrations");
        Assert.Contains("等待审核", page.Text);
        Assert.DoesNotContain(ShellWords.Grouped(other.Number!), page.Text);
        var empty = await (await factory.SignedInAsync(await TestData.CandidateAsync(factory))).GetAsync("/me/registrations");
        Assert.Contains("还没有报考记录", empty.Text);
        Assert.Contains("/sign-in", (await factory.Visitor().GetAsync("/me/registrations")).Location);
    }

    private sealed class OpenAttempt : IDepartureGuard
    {
        public Task<string?> WhyNotAsync(Guid registrationId, CancellationToken ct) => Task.FromResult<string?>("有一笔支付正在进行");
    }

    private static async Task<Page> ExpectAsync(PortalFactory factory, Guid user, string home, string heading, string? button)
    {
        var page = await (await factory.SignedInAsync(user)).GetAsync(home);
        Assert.Equal(heading, page.Heading);
        Assert.Equal(button, page.Html.QuerySelector(".now a.button")?.TextContent);
        return page;
    }

    private static Task MoveAsync(PortalFactory factory, RegistrationMade made, Action<Registration> move) => factory.WithAsync(async services =>
    {
        var db = services.GetRequiredService<PortalContext>();
        move(await db.Registrations.SingleAsync(r => r.Id == made.Id));
        await db.SaveChangesAsync();
    });

    [Fact]
    public async Task A_second_click_on_hand_in_ends_where_the_first_does()
    {
        await using var factory = await PortalFactory.StartAsync();
        var draft = await TestData.DraftAsync(factory);
        var person = await factory.SignedInAsync(draft.UserId);
        var check = await person.GetAsync(draft.At("form/check"));
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            var tab = factory.Visitor();
            tab.Cookies.AddRange(person.Cookies);
            return await tab.SubmitAsync(check, [new("Form.Pledged", "true")], "/form/submit");
        }));
        Assert.All(answers, answer => Assert.Equal(draft.At("form/done"), answer.Location));
        Assert.Single(await factory.WithAsync(async place => await place.GetRequiredService<PortalContext>().Registrations.Where(r => r.Number != null).ToListAsync()));
    }
}
