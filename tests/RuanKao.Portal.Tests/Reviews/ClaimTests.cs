using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Reviews;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Reviews;

/// <summary>Two reviewers never judge the same case.</summary>
public class ClaimTests
{
    [Fact]
    public async Task Whoever_opens_a_case_has_it_and_others_only_look()
    {
        await using var factory = await PortalFactory.StartAsync();
        var (first, second) = (await TestData.SubmittedAsync(factory), await TestData.SubmittedAsync(factory));
        var (one, two) = (await Desk.ReviewerAsync(factory), await Desk.ReviewerAsync(factory));
        var mine = await one.OpenAsync(first);
        var looked = await two.OpenAsync(first);
        Assert.Contains("正在审核", looked.Text);
        Assert.DoesNotContain("/approve", looked.Body);
        Assert.DoesNotContain("/return\"", looked.Body);
        // Whoever sends the decision all the same is refused.
        var forced = await two.PostAsync($"/desk/review/{first.Id}/approve", [new("Form.Version", mine.ValueOf("Form.Version")!), new("__RequestVerificationToken", looked.ValueOf("__RequestVerificationToken")!)]);
        Assert.Contains("您的决定没有保存", forced.Text);
        Assert.Equal(RegistrationState.Submitted, (await Desk.FindAsync(factory, first)).State);
        Assert.EndsWith($"/desk/review/{second.Id}", (await two.GetAsync("/desk/review/next")).Location);
        await one.SubmitAsync(mine, [], "/approve");
        Assert.Equal(RegistrationState.Approved, (await Desk.FindAsync(factory, first)).State);
    }

    [Fact]
    public async Task A_claim_lapses_and_an_open_page_renews_it()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.SubmittedAsync(factory);
        var (one, two) = (await Desk.ReviewerAsync(factory), await Desk.ReviewerAsync(factory));
        var page = await one.OpenAsync(made);
        factory.Clock.UtcNow = factory.Clock.UtcNow.AddMinutes(4);
        Assert.Equal(HttpStatusCode.OK, (await RenewAsync(one, page, made)).Status);
        factory.Clock.UtcNow = factory.Clock.UtcNow.AddMinutes(4);
        Assert.Contains("正在审核", (await two.OpenAsync(made)).Text);
        factory.Clock.UtcNow = factory.Clock.UtcNow.AddMinutes(1);
        Assert.Contains("/approve", (await two.OpenAsync(made)).Body);
        Assert.Equal(HttpStatusCode.Conflict, (await RenewAsync(one, page, made)).Status);
        Assert.Contains("正在审核", (await one.OpenAsync(made)).Text);
    }

    [Fact]
    public async Task Leaving_lets_a_case_go_but_an_older_page_does_not_take_it_from_a_newer_one()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.SubmittedAsync(factory);
        var (one, two) = (await Desk.ReviewerAsync(factory), await Desk.ReviewerAsync(factory));
        var older = await one.OpenAsync(made);
        var newer = await one.OpenAsync(made);
        await PostAsync(one, older, made, "release");
        Assert.DoesNotContain("/approve", (await two.OpenAsync(made)).Body);
        await PostAsync(one, newer, made, "release");
        Assert.Contains("/approve", (await two.OpenAsync(made)).Body);
        await two.GetAsync($"/desk/review?left={made.Id}");
        Assert.Contains("/approve", (await one.OpenAsync(made)).Body);
        // Somebody else's case is not let go by this.
        await two.GetAsync("/desk/review?left=all");
        Assert.DoesNotContain("/approve", (await two.OpenAsync(made)).Body);
    }

    [Fact]
    public async Task Of_many_who_open_the_same_case_at_once_one_has_it()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.SubmittedAsync(factory);
        var reviewers = await ManyAsync(factory, 16);
        var taken = await Task.WhenAll(reviewers.Select(id => Task.Run(() => factory.WithAsync(place =>
            place.GetRequiredService<ReviewClaims>().TakeAsync(made.Id, id, Guid.NewGuid(), factory.Clock.UtcNow, default)))));
        Assert.Equal(1, taken.Count(t => t));
    }

    [Fact]
    public async Task Of_many_who_decide_the_same_case_at_once_one_decision_counts()
    {
        await using var factory = await PortalFactory.StartAsync(settings: Desk.TenSeconds);
        var made = await TestData.SubmittedAsync(factory);
        var version = (await Desk.FindAsync(factory, made)).Version;
        var everywhere = new ReviewScope([new(Role.Reviewer, null)]);
        var done = await Task.WhenAll((await ManyAsync(factory, 12)).Select((id, n) => Task.Run(async () =>
        {
            var operation = new Operation(id, Role.Reviewer, factory.Clock.UtcNow);
            try
            {
                return await factory.WithAsync(place => n % 2 == 0
                    ? place.GetRequiredService<ReviewService>().ApproveAsync(everywhere, made.Id, version, operation)
                    : place.GetRequiredService<ReviewService>().ReturnAsync(everywhere, made.Id, version, null, "不符", operation));
            }
            catch (Exception refused) when (refused is RuleViolationException or DbUpdateConcurrencyException) { return false; }
        })));
        Assert.Equal(1, done.Count(d => d));
        await Desk.WorkAsync(factory);
        Assert.Equal(2, (await Desk.FindAsync(factory, made)).Moves);
    }

    [Fact]
    public async Task Reviewers_who_work_side_by_side_judge_every_case_once()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = new List<RegistrationMade>();
        for (var n = 0; n < 8; n++) made.Add(await TestData.SubmittedAsync(factory));
        var reviewers = new List<Visitor>();
        for (var n = 0; n < 4; n++) reviewers.Add(await Desk.ReviewerAsync(factory));
        var judged = await Task.WhenAll(reviewers.Select(reviewer => Task.Run(async () =>
        {
            var count = 0;
            for (var next = await reviewer.GetAsync("/desk/review/next"); !next.Location!.EndsWith("/review", StringComparison.Ordinal);)
            {
                var page = await reviewer.FollowAsync(next);
                // Between the redirect and the page another may have been first.
                if (!page.Body.Contains("/approve")) { next = await reviewer.GetAsync("/desk/review/next"); continue; }
                next = await reviewer.SubmitAsync(page, [], "/approve");
                Assert.Equal(HttpStatusCode.Redirect, next.Status);
                count++;
            }
            return count;
        })));
        Assert.Equal(made.Count, judged.Sum());
        foreach (var one in made) Assert.Equal((RegistrationState.Approved, 2), ((await Desk.FindAsync(factory, one)).State, (await Desk.FindAsync(factory, one)).Moves));
    }

    [Fact]
    public async Task Nobody_outside_the_scope_claims_anything()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.SubmittedAsync(factory, prefecture: "5301");
        foreach (var other in new[] { await Desk.ReviewerAsync(factory, "11"), await Desk.ReviewerAsync(factory, "53", "5307") })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await other.OpenAsync(made)).Status);
            var token = (await other.GetAsync("/desk/review")).ValueOf("__RequestVerificationToken")!;
            foreach (var verb in new[] { "claim", "release", "undo", "second" })
                Assert.Equal(HttpStatusCode.NotFound, (await other.PostAsync($"/desk/review/{made.Id}/{verb}", [new("opening", Guid.NewGuid().ToString()), new("__RequestVerificationToken", token)])).Status);
        }
        Assert.Equal(0, await Desk.ReadAsync(factory, db => db.ReviewClaims.CountAsync()));
    }

    private static async Task<IReadOnlyList<Guid>> ManyAsync(PortalFactory factory, int count)
    {
        var ids = new List<Guid>();
        for (var n = 0; n < count; n++) ids.Add(await TestData.StaffAsync(factory, Role.Reviewer, "53"));
        return ids;
    }

    private static Task<Page> RenewAsync(Visitor reviewer, Page page, RegistrationMade made) => PostAsync(reviewer, page, made, "claim");

    private static Task<Page> PostAsync(Visitor reviewer, Page page, RegistrationMade made, string verb) => reviewer.PostAsync($"/desk/review/{made.Id}/{verb}",
        [new("opening", page.Html.QuerySelector("[data-opening]")!.GetAttribute("data-opening")!), new("__RequestVerificationToken", page.ValueOf("__RequestVerificationToken")!)]);
}
