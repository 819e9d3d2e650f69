using System.Net;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Reviews;
using RuanKao.Portal.Tests.Audit;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Reviews;

/// <summary>请人复审: another judges, and knows who asked and why.</summary>
public class SecondReviewTests
{
    private const string Why = "照片与证件像两个人，请您看看";

    [Fact]
    public async Task The_asker_hands_the_case_on_and_another_sees_who_asked_and_why()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.SubmittedAsync(factory);
        var (one, two) = (await Desk.ReviewerAsync(factory), await Desk.ReviewerAsync(factory));
        Assert.Contains("请写明需要复审的地方", (await one.SubmitAsync(await one.OpenAsync(made), [], "/second")).Text);
        await AskAsync(one, made);
        await StaffActionsTests.LandedAsync(factory, "review.second-asked", Role.Reviewer);
        Assert.EndsWith("/desk/review", (await one.GetAsync("/desk/review/next")).Location);
        var list = await two.GetAsync("/desk/review/second");
        Assert.Contains(Why, list.Text);
        Assert.Contains("等待复审（1）", (await two.GetAsync("/desk/review")).Text);
        var opened = await two.OpenAsync(made);
        Assert.Contains(Why, opened.Text);
        await two.SubmitAsync(opened, [], "/approve");
        Assert.Equal(RegistrationState.Approved, (await Desk.FindAsync(factory, made)).State);
        Assert.Equal(0, await Desk.ReadAsync(factory, db => db.SecondReviews.CountAsync()));
    }

    [Fact]
    public async Task The_asker_cannot_judge_that_case()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.SubmittedAsync(factory);
        var reviewer = await Desk.ReviewerAsync(factory);
        var page = await reviewer.OpenAsync(made);
        await AskAsync(reviewer, made);
        Assert.DoesNotContain("/approve", (await reviewer.OpenAsync(made)).Body);
        Assert.Contains("您已请人复审", (await reviewer.SubmitAsync(page, [], "/approve")).Text);
        Assert.Contains("您已请人复审", (await reviewer.SubmitAsync(page, [new("Form.Words", "不符")], "/return")).Text);
        Assert.Equal(RegistrationState.Submitted, (await Desk.FindAsync(factory, made)).State);
    }

    [Fact]
    public async Task The_asker_takes_the_request_back_and_may_judge_again()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.SubmittedAsync(factory);
        var (one, two) = (await Desk.ReviewerAsync(factory), await Desk.ReviewerAsync(factory));
        await AskAsync(one, made);
        var token = (await two.GetAsync("/desk/review")).ValueOf("__RequestVerificationToken")!;
        Assert.Equal(HttpStatusCode.NotFound, (await two.PostAsync($"/desk/review/{made.Id}/second/withdraw", [new("__RequestVerificationToken", token)])).Status);
        await one.SubmitAsync(await one.OpenAsync(made), [], "/second/withdraw");
        await StaffActionsTests.LandedAsync(factory, "review.second-withdrawn", Role.Reviewer);
        await one.DecideAsync(made, "approve");
        Assert.Equal(RegistrationState.Approved, (await Desk.FindAsync(factory, made)).State);
    }

    [Fact]
    public async Task What_another_has_or_nobody_needs_to_judge_is_not_handed_on()
    {
        await using var factory = await PortalFactory.StartAsync();
        var (held, done) = (await TestData.SubmittedAsync(factory), await TestData.ApprovedAsync(factory));
        var (one, two) = (await Desk.ReviewerAsync(factory), await Desk.ReviewerAsync(factory));
        var page = await one.OpenAsync(held);
        var token = page.ValueOf("__RequestVerificationToken")!;
        Task<Page> Ask(Visitor who, RegistrationMade made, string by) => who.PostAsync($"/desk/review/{made.Id}/second", [new("Second.Why", Why), new("__RequestVerificationToken", by)]);
        var others = (await two.GetAsync("/desk/review")).ValueOf("__RequestVerificationToken")!;
        Assert.Contains("正在审核", (await Ask(two, held, others)).Text);
        Assert.Contains("不需要审核", (await Ask(one, done, token)).Text);
        Assert.Equal(0, await Desk.ReadAsync(factory, db => db.SecondReviews.CountAsync()));
    }

    [Fact]
    public async Task Another_institution_sees_no_request()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.SubmittedAsync(factory);
        await AskAsync(await Desk.ReviewerAsync(factory), made);
        Assert.DoesNotContain(Why, (await (await Desk.ReviewerAsync(factory, "11")).GetAsync("/desk/review/second")).Text);
        Assert.DoesNotContain(Why, (await (await Desk.ReviewerAsync(factory, "53", "5307")).GetAsync("/desk/review/second")).Text);
    }

    private static async Task AskAsync(Visitor reviewer, RegistrationMade made) =>
        Assert.Equal(HttpStatusCode.Redirect, (await reviewer.SubmitAsync(await reviewer.OpenAsync(made), [new("Second.Why", Why)], "/second")).Status);
}
