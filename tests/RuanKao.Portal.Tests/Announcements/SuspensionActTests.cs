using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Announcements;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Notifications;
using RuanKao.Portal.Office;
using RuanKao.Portal.Payments;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Tests.Audit;
using RuanKao.Portal.Tests.Payments;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Announcements;

/// <summary>停考 from the desk to the last fen.</summary>
public class SuspensionActTests
{
    [Fact]
    public async Task It_is_announced_everybody_touched_is_told_and_every_fee_goes_back_and_nobody_elses()
    {
        await using var world = await PaymentWorld.BeginAsync();
        var (factory, mine) = (world.Factory, world.Registration);
        await world.BookAsync(await world.StartAsync());
        var (waiting, other, elsewhere, draft) = (await TestData.SubmittedAsync(factory, prefecture: "5303", name: "李静"), await TestData.PaidAsync(factory, prefecture: "5307", name: "王芳"),
            await TestData.SubmittedAsync(factory, institution: "11", name: "赵敏"), await TestData.DraftAsync(factory, name: "孙强"));
        var office = await Newsroom.OfficeAsync(factory);
        var shown = await ShowAsync(office, mine, "5301", "5303");
        Assert.Contains("2 个有效报名将终止", shown.Text);
        Assert.Contains("应退考试费 100.00 元", shown.Text);
        Assert.Contains("1 份没有提交的草稿", shown.Text);
        Assert.Contains("昆明市、曲靖市", shown.ValueOf("Form.Body"));
        Assert.DoesNotContain("停考的公告", (await factory.Visitor().GetAsync("/news")).Text);

        var done = await ConfirmAsync(office, mine, shown, "5301", "5303");
        await StaffActionsTests.LandedAsync(factory, "announcement.published", Role.Office);
        var street = factory.Visitor();
        await street.GetAsync("/institutions/53");
        Assert.Contains("停考的公告", (await street.GetAsync("/")).Text);
        Assert.Contains("台风", (await street.GetAsync("/news/" + done.Location!.Split('/')[^1])).Text);
        Assert.Equal([RegistrationState.Suspended, RegistrationState.Suspended, RegistrationState.Paid, RegistrationState.Submitted, RegistrationState.Draft],
            await StatesAsync(factory, mine, waiting, other, elsewhere, draft));
        Assert.Equal(2, await MessagesAsync(factory));
        var page = await office.FollowAsync(done);
        Assert.Equal(["2 / 2", "2 / 2", "0 / 1", "0 / 1"], Figures(page));
        Assert.Contains("正在退费", page.Heading);

        Assert.Equal(1, await world.RequestByRuleAsync());
        Assert.Equal(["2 / 2", "2 / 2", "1 / 1", "0 / 1"], Figures(await office.FollowAsync(done)));
        await world.SendRefundsAsync();
        page = await office.FollowAsync(done);
        Assert.Equal(["2 / 2", "2 / 2", "1 / 1", "1 / 1"], Figures(page));
        Assert.Contains("已完成", page.Heading);
        Assert.Contains("已退 100.00 元", page.Text);
        Assert.Equal(RegistrationState.Refunded, await world.StateAsync());
    }

    [Fact]
    public async Task A_second_press_changes_nothing_however_close_it_comes()
    {
        await using var factory = await PortalFactory.StartAsync();
        var mine = await TestData.PaidAsync(factory);
        var office = await Newsroom.OfficeAsync(factory);
        var shown = await ShowAsync(office, mine, SuspendForm.Whole);
        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ =>
        {
            var tab = factory.Visitor();
            tab.Cookies.AddRange(office.Cookies);
            return Task.Run(() => ConfirmAsync(tab, mine, shown, SuspendForm.Whole));
        }));
        Assert.Single(answers.Select(a => a.Location).Distinct());
        Assert.Equal(answers[0].Location, (await ConfirmAsync(office, mine, shown, SuspendForm.Whole)).Location);
        Assert.Equal((1, 1, 1), await factory.WithAsync(async place =>
        {
            var db = place.GetRequiredService<PortalContext>();
            return (await db.Suspensions.CountAsync(), await db.Announcements.CountAsync(), await db.AuditEntries.CountAsync(a => a.Action == "registration.suspended"));
        }));
        Assert.Equal(1, await MessagesAsync(factory));
        // Another person's act for the same place is another act, and refused.
        var second = await Newsroom.OfficeAsync(factory);
        var page = await ConfirmAsync(second, mine, await ShowAsync(second, mine, SuspendForm.Whole), SuspendForm.Whole);
        Assert.Contains("这个范围已经停考", page.Text);
        Assert.Equal(1, await factory.WithAsync(place => place.GetRequiredService<PortalContext>().Announcements.CountAsync()));
    }

    [Fact]
    public async Task What_was_interrupted_behind_the_notes_goes_on_by_itself()
    {
        await using var factory = await PortalFactory.StartAsync();
        var (one, two) = (await TestData.SubmittedAsync(factory), await TestData.PaidAsync(factory, name: "李静"));
        var act = Guid.NewGuid();
        // The portal died behind the save that notes and announces.
        await factory.WithAsync(async place =>
        {
            var (db, endings, operation) = (place.GetRequiredService<PortalContext>(), place.GetRequiredService<RegistrationEndings>(), new Operation(null, Role.Office, factory.Clock.UtcNow, "台风"));
            var suspension = await endings.NoteAsync(act, one.RoundId, "53", "5301", null, operation, default);
            place.GetRequiredService<AnnouncementService>().Publish(act, "53", "停考", "正文。", operation);
            await db.SaveChangesAsync();
            Assert.Equal(1, await endings.MoveAsync(suspension, 1, operation, default));
        });
        var (office, path) = (await Newsroom.OfficeAsync(factory), $"/desk/windows/{one.RoundCode}/53/suspensions/{act}");
        Assert.Equal("1 / 2", Figures(await office.GetAsync(path))[0]);
        await using var again = factory.Again([]);
        await again.WithAsync(place => place.GetRequiredService<RegistrationEndings>().SweepAsync(factory.Clock.UtcNow, default));
        Assert.Equal(["2 / 2", "2 / 2"], Figures(await office.GetAsync(path)).Take(2));
        Assert.Equal([RegistrationState.Suspended, RegistrationState.Suspended], await StatesAsync(factory, one, two));
        Assert.Equal(2, await MessagesAsync(factory));
    }

    [Fact]
    public async Task Another_scope_than_was_shown_is_shown_first_with_its_own_words_and_numbers()
    {
        await using var factory = await PortalFactory.StartAsync();
        var mine = await TestData.PaidAsync(factory);
        await TestData.PaidAsync(factory, prefecture: "5307", name: "李静");
        var office = await Newsroom.OfficeAsync(factory);
        var shown = await ShowAsync(office, mine, "5301");
        var again = await ConfirmAsync(office, mine, shown, "5301", "5307");
        Assert.Equal(HttpStatusCode.OK, again.Status);
        Assert.Contains("2 个有效报名将终止", again.Text);
        Assert.Contains("丽江市", again.ValueOf("Form.Body"));
        Assert.Equal(0, await factory.WithAsync(place => place.GetRequiredService<PortalContext>().Suspensions.CountAsync()));
        Assert.Contains("请选择停考的考区", (await ShowAsync(office, mine)).Text);
        Assert.Contains("没有这个考区", (await ShowAsync(office, mine, "1101")).Text);
        Assert.Contains("请填写标题", (await office.SubmitAsync(again, [.. What("5301", "5307"), new("Form.Title", " "), new("Form.Body", "x")], "/suspend")).ErrorOf("Form.Title"));
        Assert.Equal(0, await factory.WithAsync(place => place.GetRequiredService<PortalContext>().Suspensions.CountAsync()));
    }

    [Fact]
    public async Task An_act_of_another_institution_is_not_found()
    {
        await using var factory = await PortalFactory.StartAsync();
        var mine = await TestData.PaidAsync(factory);
        await TestData.OpenRoundAsync(factory, "11");
        var office = await Newsroom.OfficeAsync(factory);
        var done = await ConfirmAsync(office, mine, await ShowAsync(office, mine, SuspendForm.Whole), SuspendForm.Whole);
        Assert.Equal(HttpStatusCode.OK, (await office.GetAsync(done.Location!)).Status);
        var stranger = await Newsroom.OfficeAsync(factory, "11");
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync(done.Location!)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync(done.Location!.Replace("/53/", "/11/", StringComparison.Ordinal))).Status);
    }

    private static KeyValuePair<string, string>[] What(params string[] regions) => [.. regions.Select(r => KeyValuePair.Create("Form.Regions", r)), new("Form.Why", "台风")];

    private static async Task<Page> ShowAsync(Visitor office, RegistrationMade made, params string[] regions) =>
        await office.SubmitAsync(await office.GetAsync($"/desk/windows/{made.RoundCode}/53/suspend"), What(regions), "/suspend");

    private static Task<Page> ConfirmAsync(Visitor office, RegistrationMade _, Page shown, params string[] regions) =>
        office.SubmitAsync(shown, [.. What(regions), new("Form.Title", shown.ValueOf("Form.Title")!), new("Form.Body", shown.ValueOf("Form.Body")!)], "/suspend");

    private static IReadOnlyList<string> Figures(Page page) => [.. page.Html.QuerySelectorAll("tbody td.number").Select(td => td.TextContent.Trim())];

    private static Task<int> MessagesAsync(PortalFactory factory) => factory.WithAsync(place => place.GetRequiredService<PortalContext>().OutboxMessages.CountAsync(m => m.Template == NoticeTemplates.RegistrationEnded));

    private static async Task<List<RegistrationState>> StatesAsync(PortalFactory factory, params RegistrationMade[] all)
    {
        var states = new List<RegistrationState>();
        foreach (var made in all) states.Add(await factory.WithAsync(place => place.GetRequiredService<PortalContext>().Registrations.Where(r => r.Id == made.Id).Select(r => r.State).SingleAsync()));
        return states;
    }
}
