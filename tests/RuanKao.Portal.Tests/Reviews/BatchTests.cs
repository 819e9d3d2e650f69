using System.Net;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Reviews;
using RuanKao.Portal.Tests.Audit;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Reviews;

/// <summary>批量通过: green cases alone, after a look at a sample.</summary>
public class BatchTests
{
    [Fact]
    public async Task Green_cases_are_approved_together_after_a_look_at_the_sample()
    {
        await using var factory = await PortalFactory.StartAsync();
        var green = await ManyAsync(factory, 7);
        var doubtful = await TestData.SubmittedAsync(factory, name: "李不符");
        await DoubtAsync(factory, doubtful);
        var reviewer = await Desk.ReviewerAsync(factory);
        var page = await reviewer.GetAsync("/desk/review/batch");
        Assert.Equal(5, page.Html.QuerySelectorAll(".sample").Length);
        Assert.Equal(5, page.Html.QuerySelectorAll(".sample img").Length);
        Assert.Contains("审核通过这 7 份", page.Text);
        Assert.Contains("参加工作时间", page.Html.QuerySelectorAll("section").Last().TextContent);
        Assert.Contains("请先逐一查看", (await reviewer.SubmitAsync(page, [], "/batch")).Text);
        foreach (var one in green) Assert.Equal(RegistrationState.Submitted, (await Desk.FindAsync(factory, one)).State);

        var done = await reviewer.FollowAsync(await reviewer.SubmitAsync(page, [new("Form.Looked", "true")], "/batch"));
        Assert.Contains("批量通过 7 份", done.Heading);
        foreach (var one in green) Assert.Equal(RegistrationState.Approved, (await Desk.FindAsync(factory, one)).State);
        Assert.Equal(RegistrationState.Submitted, (await Desk.FindAsync(factory, doubtful)).State);
        await StaffActionsTests.LandedAsync(factory, "review.batch", Role.Reviewer);
    }

    [Fact]
    public async Task What_is_no_longer_as_it_was_seen_drops_out_and_is_named_with_why()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await ManyAsync(factory, 5);
        var reviewer = await Desk.ReviewerAsync(factory);
        var page = await reviewer.GetAsync("/desk/review/batch");
        await Desk.TouchAsync(factory, made[0]);
        await DoubtAsync(factory, made[1]);
        // Seen anew at its newer version it is still not green.
        var version = (await Desk.FindAsync(factory, made[1])).Version.ToString();
        var colleague = await Desk.ReviewerAsync(factory);
        factory.Clock.UtcNow = factory.Clock.UtcNow.AddMinutes(6);
        await colleague.OpenAsync(made[2]);
        var index = Index(page, made[1]);
        var done = await reviewer.FollowAsync(await reviewer.SubmitAsync(page, [new("Form.Looked", "true"), new($"Form.Seen[{index}].Version", version)], "/batch"));
        Assert.Contains("批量通过 2 份", done.Heading);
        Assert.Contains($"{made[0].Number}：您打开以后已被更新", done.Text);
        Assert.Contains($"{made[1].Number}：参加工作时间", done.Text);
        Assert.Contains($"{made[2].Number}：", done.Text);
        Assert.Contains("正在审核", done.Text);
        foreach (var one in made[..3]) Assert.Equal(RegistrationState.Submitted, (await Desk.FindAsync(factory, one)).State);
    }

    [Fact]
    public async Task A_whole_batch_is_undone_at_once()
    {
        await using var factory = await PortalFactory.StartAsync(settings: Desk.TenSeconds);
        var made = await ManyAsync(factory, 3);
        var (reviewer, messages) = (await Desk.ReviewerAsync(factory), await Desk.MessagesAsync(factory));
        var done = await reviewer.FollowAsync(await reviewer.SubmitAsync(await reviewer.GetAsync("/desk/review/batch"), [new("Form.Looked", "true")], "/batch"));
        Assert.Contains("3 份报名", (await reviewer.GetAsync("/desk/review")).Text);
        var stranger = await Desk.ReviewerAsync(factory);
        var batch = await Desk.ReadAsync(factory, db => db.ReviewBatches.Select(b => b.Id).SingleAsync());
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync($"/desk/review/batch/{batch}")).Status);
        Assert.Contains("已撤销 3 份", (await reviewer.FollowAsync(await reviewer.SubmitAsync(done, [], "/undo"))).Text);
        await Desk.WorkAsync(factory, 60);
        foreach (var one in made) Assert.Equal((RegistrationState.Submitted, 1), ((await Desk.FindAsync(factory, one)).State, (await Desk.FindAsync(factory, one)).Moves));
        Assert.Equal(messages, await Desk.MessagesAsync(factory));
        Assert.Contains("来不及撤销", (await reviewer.FollowAsync(await reviewer.SubmitAsync(done, [], "/undo"))).Text);
    }

    [Fact]
    public async Task Two_who_open_a_batch_get_different_cases()
    {
        await using var factory = await PortalFactory.StartAsync();
        await ManyAsync(factory, 3);
        var (one, two) = (await Desk.ReviewerAsync(factory), await Desk.ReviewerAsync(factory));
        Assert.Contains("审核通过这 3 份", (await one.GetAsync("/desk/review/batch")).Text);
        Assert.Contains("没有可以批量通过的报名", (await two.GetAsync("/desk/review/batch")).Text);
        await one.GetAsync("/desk/review?left=all");
        Assert.Contains("审核通过这 3 份", (await two.GetAsync("/desk/review/batch")).Text);
    }

    [Fact]
    public async Task Cases_of_another_institution_are_not_approved_by_a_batch()
    {
        await using var factory = await PortalFactory.StartAsync();
        var (mine, other) = (await TestData.SubmittedAsync(factory), await TestData.SubmittedAsync(factory, institution: "11"));
        var reviewer = await Desk.ReviewerAsync(factory);
        var page = await reviewer.GetAsync("/desk/review/batch");
        var version = (await Desk.FindAsync(factory, other)).Version.ToString();
        await reviewer.SubmitAsync(page, [new("Form.Looked", "true"), new("Form.Seen[1].Id", other.Id.ToString()), new("Form.Seen[1].Version", version)], "/batch");
        Assert.Equal((RegistrationState.Approved, RegistrationState.Submitted), ((await Desk.FindAsync(factory, mine)).State, (await Desk.FindAsync(factory, other)).State));
    }

    [Fact]
    public async Task More_than_fifty_at_once_are_refused()
    {
        await using var factory = await PortalFactory.StartAsync();
        await TestData.SubmittedAsync(factory);
        var reviewer = await Desk.ReviewerAsync(factory);
        var page = await reviewer.GetAsync("/desk/review/batch");
        var many = Enumerable.Range(1, ReviewBatches.Most).SelectMany(n => new KeyValuePair<string, string>[] { new($"Form.Seen[{n}].Id", Guid.NewGuid().ToString()), new($"Form.Seen[{n}].Version", "1") });
        Assert.Contains("一次批量通过 1 到 50 份", (await reviewer.SubmitAsync(page, [new("Form.Looked", "true"), .. many], "/batch")).Text);
    }

    private static int Index(Page page, RegistrationMade made) => Enumerable.Range(0, 50).First(n => page.ValueOf($"Form.Seen[{n}].Id") == made.Id.ToString());

    private static async Task<List<RegistrationMade>> ManyAsync(PortalFactory factory, int count)
    {
        var made = new List<RegistrationMade>();
        for (var n = 0; n < count; n++) made.Add(await TestData.SubmittedAsync(factory));
        return made;
    }

    private static Task DoubtAsync(PortalFactory factory, RegistrationMade made) => Desk.ReadAsync(factory, async db =>
    {
        var registration = await db.Registrations.SingleAsync(r => r.Id == made.Id);
        registration.Form.WorkingSince = registration.Person!.BirthDate.AddYears(10);
        return await db.SaveChangesAsync();
    });
}
