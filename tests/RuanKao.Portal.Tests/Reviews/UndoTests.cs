using System.Net;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Reviews;
using RuanKao.Portal.Tests.Audit;
using RuanKao.Portal.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace RuanKao.Portal.Tests.Reviews;

/// <summary>For ten seconds a decision only waits.</summary>
public class UndoTests
{
    [Theory]
    [InlineData("approve")]
    [InlineData("return")]
    [InlineData("change/approve")]
    [InlineData("change/return")]
    public async Task A_decision_takes_effect_at_its_second_and_not_before(string verb)
    {
        await using var factory = await PortalFactory.StartAsync(settings: Desk.TenSeconds);
        var made = await WaitingAsync(factory, verb);
        var before = await Desk.FindAsync(factory, made);
        var (reviewer, messages) = (await Desk.ReviewerAsync(factory), await Desk.MessagesAsync(factory));
        Assert.Equal(HttpStatusCode.Redirect, (await reviewer.DecideAsync(made, verb, "请写全称")).Status);
        await Desk.WorkAsync(factory, 9);
        var waiting = await Desk.FindAsync(factory, made);
        Assert.Equal((before.State, before.ChangeWaits, before.Moves, before.Version), (waiting.State, waiting.ChangeWaits, waiting.Moves, waiting.Version));
        Assert.Equal(messages, await Desk.MessagesAsync(factory));
        var seen = await (await factory.SignedInAsync(made.UserId)).GetAsync(made.At());
        Assert.Contains(verb.StartsWith("change", StringComparison.Ordinal) ? "变更" : "等待审核", seen.Text);

        await Desk.WorkAsync(factory, 1);
        await Desk.WorkAsync(factory, 0);
        var after = await Desk.FindAsync(factory, made);
        Assert.Equal((before.Moves + 1, false, false), (after.Moves, after.ChangeWaits, after.WaitsForReview));
        Assert.Equal(messages + 1, await Desk.MessagesAsync(factory));
        Assert.Equal(verb switch { "approve" => RegistrationState.Approved, "return" => RegistrationState.Returned, _ => RegistrationState.Paid }, after.State);
        Assert.Equal(verb == "change/approve" ? "昆明理工大学" : "云南大学", after.Form.School);
        await StaffActionsTests.LandedAsync(factory, "review." + verb switch { "approve" => "approved", "return" => "returned", "change/approve" => "change-approved", _ => "change-returned" }, Role.Reviewer);
        // What the candidate read stands in the history; the decision keeps no words.
        Assert.Null(await Desk.ReadAsync(factory, db => db.ReviewDecisions.Select(d => d.Reason).SingleAsync()));
    }

    [Theory]
    [InlineData("approve")]
    [InlineData("return")]
    [InlineData("change/approve")]
    [InlineData("change/return")]
    public async Task Within_ten_seconds_a_decision_is_undone_and_nothing_has_happened(string verb)
    {
        await using var factory = await PortalFactory.StartAsync(settings: Desk.TenSeconds);
        var made = await WaitingAsync(factory, verb);
        var (reviewer, before, messages) = (await Desk.ReviewerAsync(factory), await Desk.FindAsync(factory, made), await Desk.MessagesAsync(factory));
        var queue = await reviewer.FollowAsync(await reviewer.DecideAsync(made, verb, "请写全称"));
        Assert.Contains("10秒 后生效", queue.Text);
        await Desk.WorkAsync(factory, 9);
        var undone = await reviewer.SubmitAsync(await reviewer.GetAsync("/desk/review"), [], "/undo");
        Assert.EndsWith($"/desk/review/{made.Id}", undone.Location);
        Assert.Contains("已撤销", (await reviewer.FollowAsync(undone)).Text);
        await Desk.WorkAsync(factory, 60);
        var after = await Desk.FindAsync(factory, made);
        Assert.Equal((before.State, before.ChangeWaits, before.Moves), (after.State, after.ChangeWaits, after.Moves));
        Assert.Equal(messages, await Desk.MessagesAsync(factory));
        await StaffActionsTests.LandedAsync(factory, "review.undone", Role.Reviewer);
        // And it can be decided anew.
        await reviewer.DecideAsync(made, verb, "请写全称");
        await Desk.WorkAsync(factory);
        Assert.Equal(before.Moves + 1, (await Desk.FindAsync(factory, made)).Moves);
    }

    [Fact]
    public async Task What_was_written_for_a_return_stands_in_the_form_again_after_undoing_it()
    {
        await using var factory = await PortalFactory.StartAsync(settings: Desk.TenSeconds);
        var made = await TestData.SubmittedAsync(factory);
        var reviewer = await Desk.ReviewerAsync(factory);
        var page = await reviewer.GetAsync($"/desk/review/{made.Id}");
        await reviewer.SubmitAsync(page, [new("Form.Reasons", "address"), new("Form.Words", "第一行\n第二行")], "/return");
        var after = await reviewer.FollowAsync(await reviewer.SubmitAsync(await reviewer.GetAsync("/desk/review"), [], "/undo"));
        Assert.Equal(["address"], after.Html.QuerySelectorAll("[name='Form.Reasons']:checked").Select(box => box.GetAttribute("value")));
        Assert.Equal("第一行\n第二行。", after.Html.QuerySelector("[name='Form.Words']")!.TextContent.Trim());
        // Once: whoever comes back later begins with an empty form.
        Assert.Equal("", (await reviewer.GetAsync($"/desk/review/{made.Id}")).Html.QuerySelector("[name='Form.Words']")!.TextContent.Trim());
    }

    [Fact]
    public async Task Too_late_nothing_is_undone_and_the_page_says_so()
    {
        await using var factory = await PortalFactory.StartAsync(settings: Desk.TenSeconds);
        var made = await TestData.SubmittedAsync(factory);
        var reviewer = await Desk.ReviewerAsync(factory);
        var strip = await reviewer.FollowAsync(await reviewer.DecideAsync(made, "approve"));
        // The second has come, whether or not the portal has looked at the clock yet.
        factory.Clock.UtcNow = factory.Clock.UtcNow.AddSeconds(10);
        var late = await reviewer.SubmitAsync(strip, [], "/undo");
        Assert.Contains("来不及撤销", (await reviewer.FollowAsync(late)).Text);
        await Desk.WorkAsync(factory, 0);
        Assert.Equal(RegistrationState.Approved, (await Desk.FindAsync(factory, made)).State);
        Assert.DoesNotContain("/undo", (await reviewer.GetAsync("/desk/review")).Body);
    }

    [Fact]
    public async Task Nobody_undoes_what_another_decided_and_nobody_decides_over_it()
    {
        await using var factory = await PortalFactory.StartAsync(settings: Desk.TenSeconds);
        var made = await TestData.SubmittedAsync(factory);
        var (one, two) = (await Desk.ReviewerAsync(factory), await Desk.ReviewerAsync(factory));
        var version = (await Desk.FindAsync(factory, made)).Version.ToString();
        await one.DecideAsync(made, "approve");
        var looked = await two.OpenAsync(made);
        Assert.Contains("已决定：审核通过", looked.Text);
        var token = looked.ValueOf("__RequestVerificationToken")!;
        Assert.Contains("来不及撤销", (await two.FollowAsync(await two.PostAsync($"/desk/review/{made.Id}/undo", [new("__RequestVerificationToken", token)]))).Text);
        Assert.Contains("您的决定没有保存", (await two.PostAsync($"/desk/review/{made.Id}/return", [new("Form.Version", version), new("Form.Words", "不符"), new("__RequestVerificationToken", token)])).Text);
        Assert.EndsWith("/desk/review", (await two.GetAsync("/desk/review/next")).Location);
        await Desk.WorkAsync(factory);
        Assert.Equal(RegistrationState.Approved, (await Desk.FindAsync(factory, made)).State);
    }

    [Fact]
    public async Task While_a_decision_on_a_change_waits_payment_stays_closed()
    {
        await using var factory = await PortalFactory.StartAsync(settings: Desk.TenSeconds);
        var made = await TestData.ApprovedAsync(factory);
        await Desk.RequestChangeAsync(factory, made);
        await (await Desk.ReviewerAsync(factory)).DecideAsync(made, "change/approve");
        var candidate = await factory.SignedInAsync(made.UserId);
        Assert.Contains("先撤回变更申请", (await candidate.GetAsync(made.At("pay"))).Text);
        await Desk.WorkAsync(factory);
        Assert.DoesNotContain("先撤回变更申请", (await candidate.GetAsync(made.At("pay"))).Text);
    }

    [Fact]
    public async Task What_the_candidate_hands_in_anew_drops_the_decision_and_the_reviewer_is_told()
    {
        await using var factory = await PortalFactory.StartAsync(settings: Desk.TenSeconds);
        var made = await TestData.SubmittedAsync(factory);
        var (reviewer, messages) = (await Desk.ReviewerAsync(factory), await Desk.MessagesAsync(factory));
        await reviewer.DecideAsync(made, "approve");
        await Desk.TouchAsync(factory, made);
        await Desk.WorkAsync(factory);
        Assert.Equal(RegistrationState.Submitted, (await Desk.FindAsync(factory, made)).State);
        Assert.Equal(messages, await Desk.MessagesAsync(factory));
        var queue = await reviewer.GetAsync("/desk/review");
        Assert.Contains("没有生效", queue.Text);
        Assert.Contains("考生在此期间重新提交", queue.Text);
        Assert.True(await Desk.ReadAsync(factory, db => db.AuditEntries.AnyAsync(e => e.Action == "review.dropped" && e.Subject == made.Id.ToString() && e.Role == Role.System)));
        Assert.Contains("昆明理工大学", (await reviewer.OpenAsync(made)).Text);
    }

    [Fact]
    public async Task A_withdrawn_change_drops_the_decision_about_it()
    {
        await using var factory = await PortalFactory.StartAsync(settings: Desk.TenSeconds);
        var made = await WaitingAsync(factory, "change/approve");
        await (await Desk.ReviewerAsync(factory)).DecideAsync(made, "change/approve");
        await factory.WithAsync(place => place.GetRequiredService<ChangeService>().WithdrawAsync(made.Id, new(made.UserId, Role.Candidate, factory.Clock.UtcNow)));
        await Desk.WorkAsync(factory);
        Assert.Equal("云南大学", (await Desk.FindAsync(factory, made)).Form.School);
        Assert.Equal(DecisionState.Dropped, await Desk.ReadAsync(factory, db => db.ReviewDecisions.Select(d => d.State).SingleAsync()));
    }

    [Fact]
    public async Task The_window_is_looked_at_for_the_instant_at_which_a_decision_takes_effect()
    {
        await using var factory = await PortalFactory.StartAsync(settings: Desk.TenSeconds);
        var round = await TestData.OpenRoundAsync(factory);
        var (made, kept) = (await TestData.SubmittedAsync(factory), await TestData.SubmittedAsync(factory));
        var end = round.Place.Payment.To!.Value;
        factory.Clock.UtcNow = end.AddSeconds(-9);
        var reviewer = await Desk.ReviewerAsync(factory);
        Assert.Contains("考生也无法缴费", (await reviewer.DecideAsync(made, "approve")).Text);
        factory.Clock.UtcNow = end.AddSeconds(-11);
        Assert.Equal(HttpStatusCode.Redirect, (await reviewer.DecideAsync(kept, "approve")).Status);
        // Asleep beyond the end: nobody is approved into a fee that can no longer be paid.
        await Desk.WorkAsync(factory, 30);
        Assert.Equal(RegistrationState.Submitted, (await Desk.FindAsync(factory, kept)).State);
        Assert.Contains("考生也无法缴费", (await reviewer.GetAsync("/desk/review")).Text);
    }

    [Fact]
    public async Task A_fee_that_is_taken_back_meanwhile_drops_the_approval()
    {
        await using var factory = await PortalFactory.StartAsync(settings: Desk.TenSeconds);
        var made = await TestData.SubmittedAsync(factory);
        await (await Desk.ReviewerAsync(factory)).DecideAsync(made, "approve");
        await Desk.ReadAsync(factory, async db =>
        {
            foreach (var place in await db.RoundInstitutions.ToListAsync()) place.Fee = new(FeeKind.Unpublished);
            return await db.SaveChangesAsync();
        });
        await Desk.WorkAsync(factory);
        Assert.Equal(RegistrationState.Submitted, (await Desk.FindAsync(factory, made)).State);
        Assert.Contains("尚未公布", await Desk.ReadAsync(factory, db => db.ReviewDecisions.Select(d => d.DroppedWhy).SingleAsync()));
    }

    [Fact]
    public async Task A_portal_that_was_killed_meanwhile_loses_nothing()
    {
        await using var factory = await PortalFactory.StartAsync(settings: Desk.TenSeconds);
        var made = await TestData.SubmittedAsync(factory);
        await (await Desk.ReviewerAsync(factory)).DecideAsync(made, "approve");
        await using var again = factory.Again([]);
        again.Clock.UtcNow = factory.Clock.UtcNow;
        await Desk.WorkAsync(again, 3600);
        Assert.Equal((RegistrationState.Approved, 2), ((await Desk.FindAsync(again, made)).State, (await Desk.FindAsync(again, made)).Moves));
    }

    [Fact]
    public async Task Several_portals_that_wake_at_once_let_it_take_effect_once()
    {
        await using var factory = await PortalFactory.StartAsync(settings: Desk.TenSeconds);
        var made = await TestData.SubmittedAsync(factory);
        await (await Desk.ReviewerAsync(factory)).DecideAsync(made, "approve");
        factory.Clock.UtcNow = factory.Clock.UtcNow.AddSeconds(10);
        var messages = await Desk.MessagesAsync(factory);
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => Desk.WorkAsync(factory, 0))));
        Assert.Equal((2, messages + 1), ((await Desk.FindAsync(factory, made)).Moves, await Desk.MessagesAsync(factory)));
    }

    [Fact]
    public async Task Undoing_against_taking_effect_ends_in_one_of_the_two()
    {
        await using var factory = await PortalFactory.StartAsync(settings: Desk.TenSeconds);
        for (var n = 0; n < 8; n++)
        {
            var made = await TestData.SubmittedAsync(factory);
            var reviewer = await TestData.StaffAsync(factory, Role.Reviewer, "53");
            var at = factory.Clock.UtcNow;
            await factory.WithAsync(async place => await place.GetRequiredService<ReviewService>().ApproveAsync(new([new(Role.Reviewer, null)]), made.Id, (await Desk.FindAsync(factory, made)).Version, new(reviewer, Role.Reviewer, at)));
            factory.Clock.UtcNow = at.AddSeconds(10);
            // The hand was quicker than the clock by a second; the request and the work run at the same time.
            var undo = Task.Run(() => factory.WithAsync(place => place.GetRequiredService<ReviewService>().UndoAsync(made.Id, new(reviewer, Role.Reviewer, at.AddSeconds(9)), default)));
            await Task.WhenAll(undo, Task.Run(() => Desk.WorkAsync(factory, 0)));
            Assert.Equal(await undo is not null ? RegistrationState.Submitted : RegistrationState.Approved, (await Desk.FindAsync(factory, made)).State);
        }
    }

    [Fact]
    public async Task Decisions_that_are_over_are_forgotten_after_a_day()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.SubmittedAsync(factory);
        await (await Desk.ReviewerAsync(factory)).DecideAsync(made, "approve");
        Assert.Equal(0, await SweepAsync(factory));
        factory.Clock.UtcNow = factory.Clock.UtcNow.AddDays(1).AddMinutes(1);
        Assert.Equal(1, await SweepAsync(factory));
    }

    private static Task<int> SweepAsync(PortalFactory factory) => factory.WithAsync(place =>
        place.GetServices<IExpiringRows>().OfType<ReviewDecisionRows>().Single().SweepAsync(factory.Clock.UtcNow, default));

    private static async Task<RegistrationMade> WaitingAsync(PortalFactory factory, string verb)
    {
        if (!verb.StartsWith("change", StringComparison.Ordinal)) return await TestData.SubmittedAsync(factory);
        var made = await TestData.PaidAsync(factory);
        await Desk.RequestChangeAsync(factory, made);
        return made;
    }
}
