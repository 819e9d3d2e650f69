using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Notifications;
using RuanKao.Portal.Office;
using RuanKao.Portal.Payments;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Tests.Payments;
using RuanKao.Portal.Tests.Audit;
using RuanKao.Portal.Tests.Support;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Tests.Office;

public class WindowTests
{
    private static readonly DateTime Opens = Beijing.At(2031, 3, 16, 9);
    private static readonly DateTime Closes = Beijing.At(2031, 3, 31, 17);

    [Fact]
    public void Registration_review_and_payment_move_together_and_the_freeze_only_where_it_must()
    {
        var place = Place();
        Assert.Equal(new(Closes.AddHours(24), Closes.AddHours(48), Closes.AddHours(55), Closes.AddDays(20)), WindowRules.Extended(place, ExtensionKind.Registration, 24, Closes));
        Assert.Equal(new(Closes, Closes.AddHours(48), Closes.AddHours(55), Closes.AddDays(20)), WindowRules.Extended(place, ExtensionKind.Payment, 24, Closes));
        place.ChangesUntil = Closes.AddHours(32);
        Assert.Equal(Closes.AddHours(55), WindowRules.Extended(place, ExtensionKind.Payment, 24, Closes).ChangesUntil);
    }

    [Theory]
    [InlineData(0, "1 到 168 小时")]
    [InlineData(-3, "1 到 168 小时")]
    [InlineData(169, "1 到 168 小时")]
    public void Hours_have_limits(int hours, string words) => Assert.Contains(words, Fault(Place(), ExtensionKind.Registration, hours, Closes));

    [Fact]
    public void An_extension_ends_in_the_future()
    {
        Assert.Contains("至少延长 6 小时", Fault(Place(), ExtensionKind.Registration, 5, Closes.AddHours(5)));
        Assert.Equal(Closes.AddHours(6), WindowRules.Extended(Place(), ExtensionKind.Registration, 6, Closes.AddHours(5)).RegistrationTo);
        Assert.Contains("超过 168 小时", Fault(Place(), ExtensionKind.Registration, 168, Closes.AddHours(168)));
        Assert.Contains("还没有公布", Fault(new() { RoundId = Guid.NewGuid(), InstitutionCode = "53", Round = Place().Round }, ExtensionKind.Payment, 5, Closes));
    }

    [Fact]
    public void Payment_cannot_run_into_the_printing_of_tickets_or_the_exam()
    {
        var place = Place();
        place.TicketPrinting = new(Closes.AddHours(40), Closes.AddDays(10));
        place.ChangesUntil = null;
        Assert.Contains("不能晚于准考证开始打印", Fault(place, ExtensionKind.Registration, 10, Closes));
        Assert.NotNull(WindowRules.Extended(place, ExtensionKind.Registration, 9, Closes));
    }

    [Fact]
    public void Payment_cannot_run_past_the_approval_of_the_fee()
    {
        var place = Place();
        place.Fee = new(FeeKind.FlatByLevel, JuniorFen: 1, ValidUntil: Beijing.Day(place.Payment.To!.Value.AddTicks(-1)));
        Assert.Contains("超出了有效期", Fault(place, ExtensionKind.Payment, 24, Closes));
        place.Fee = place.Fee with { ValidUntil = Beijing.Day(place.Payment.To.Value.AddHours(24).AddTicks(-1)) };
        Assert.NotNull(WindowRules.Extended(place, ExtensionKind.Payment, 24, Closes));
    }

    [Fact]
    public void Windows_have_an_order()
    {
        var exam = Beijing.Start(new(2031, 5, 24));
        Assert.Empty(Faults(Closes, Closes.AddHours(1), Closes.AddHours(2)));
        Assert.Contains(Faults(Closes, null, Closes.AddHours(-1)), f => f.Contains("缴费截止不能早于报名截止"));
        Assert.Contains(Faults(Closes, Closes.AddHours(-1), Closes), f => f.Contains("审核截止不能早于报名截止"));
        Assert.Contains(Faults(Closes, Closes.AddHours(2), Closes.AddHours(2)), f => f.Contains("审核截止须早于缴费截止"));
        Assert.Contains(WindowRules.Faults(new(Closes, Opens), null, new(Closes, Opens), exam.AddHours(1), TimeWindow.Unpublished, exam), f => f.Contains("数据冻结不能晚于考试开始"));
        Assert.Equal(2, WindowRules.Faults(new(Opens, Opens), null, new(Opens, Opens), null, TimeWindow.Unpublished, exam).Count(f => f.Contains("开始时间须早于")));
        IReadOnlyList<string> Faults(DateTime registered, DateTime? reviewed, DateTime paid) =>
            WindowRules.Faults(new(Opens, registered), reviewed, new(Opens, paid), null, TimeWindow.Unpublished, exam);
    }

    [Fact]
    public async Task Extending_revives_what_lapsed_moves_what_is_owed_and_is_announced_and_audited()
    {
        await using var world = await PaymentWorld.BeginAsync();
        await world.BookAsync(await world.StartAsync(), fen: 10000, paidAt: world.Clock.UtcNow.AddYears(1), transaction: "late");
        var end = (await WindowAsync(world)).Payment.To!.Value;
        world.Clock.UtcNow = end.AddHours(1);
        await world.Factory.WithAsync(services => services.GetRequiredService<PaymentDeadlines>().LapseDueAsync(default));
        Assert.Equal(RegistrationState.Lapsed, await world.StateAsync());
        var office = await OfficeAsync(world.Factory);
        var address = $"/desk/windows/{world.Registration.RoundCode}/53";

        var preview = await office.GetAsync(address + "/extend?Form.Hours=168&Form.Kind=Registration");
        Assert.Contains("1 个逾期未缴费的报名将恢复", preview.Text);
        var done = await office.SubmitAsync(preview, [new("Form.Why", "报名系统故障")], "/extend");
        Assert.Equal(address, done.Location);
        Assert.Contains("1 个逾期未缴费的报名已恢复", (await office.FollowAsync(done)).Text);

        var place = await WindowAsync(world);
        Assert.Equal(end.AddHours(168), place.Payment.To);
        Assert.Equal(RegistrationState.Approved, await world.StateAsync());
        Assert.Equal(place.Payment.To, await world.ReadAsync(db => db.FeeOrders.Select(o => o.Deadline).SingleAsync()));
        Assert.Contains(await world.ReadAsync(db => db.AuditEntries.ToListAsync()), a => a is { Action: "windows.extended", Why: "报名系统故障" });
        var words = $"缴费延长至 {Beijing.Deadline(place.Payment.To!.Value)}";
        Assert.Contains(words, (await (await world.Factory.SignedInAsync(world.Registration.UserId)).GetAsync(world.Registration.At())).Text);
        var visitor = world.Factory.Visitor();
        await visitor.GetAsync("/institutions/53");
        Assert.Contains(words, (await visitor.GetAsync("/")).Text);
        Assert.Contains(words, (await visitor.GetAsync(world.Registration.At("notice"))).Text);
        Assert.Contains("延长 168 小时", (await office.GetAsync(address)).Text);
        // Once it is over nothing more is announced.
        world.Clock.UtcNow = place.Payment.To!.Value;
        Assert.DoesNotContain("延长至", (await visitor.GetAsync(world.Registration.At("notice"))).Text);
    }

    [Fact]
    public async Task An_extension_needs_a_reason_hours_and_the_times_that_were_previewed()
    {
        await using var factory = await PortalFactory.StartAsync();
        var view = await TestData.OpenRoundAsync(factory);
        var office = await OfficeAsync(factory);
        var address = $"/desk/windows/{view.Round.Code}/53/extend";
        Assert.Contains("延长小时数", (await office.GetAsync(address)).Text);
        Assert.Contains("1 到 168", (await office.GetAsync(address + "?Form.Hours=500")).ErrorOf("Form.Hours"));
        Assert.NotNull((await office.GetAsync(address + "?Form.Hours=viel")).ErrorOf("Form.Hours"));
        var preview = await office.GetAsync(address + "?Form.Hours=24&Form.Kind=Payment");
        Assert.Contains("请写明延长的原因", (await office.SubmitAsync(preview, [], "/extend")).ErrorOf("Form.Why"));
        await office.SubmitAsync(preview, [new("Form.Why", "故障")], "/extend");
        Assert.Contains("刚被他人更改", (await office.SubmitAsync(preview, [new("Form.Why", "故障")], "/extend")).Text);
        Assert.Equal(view.Place.Payment.To!.Value.AddHours(24), (await FindAsync(factory, view)).Payment.To);
        Assert.Equal(view.Place.Registration.To, (await FindAsync(factory, view)).Registration.To);
    }

    [Fact]
    public async Task A_draft_and_a_returned_form_can_be_handed_in_again_after_an_extension()
    {
        await using var factory = await PortalFactory.StartAsync();
        var draft = await TestData.DraftAsync(factory);
        var view = (await factory.WithAsync(s => s.GetRequiredService<RoundPlaces>().FindAsync(draft.RoundId, "53")))!;
        factory.Clock.UtcNow = view.Place.Registration.To!.Value;
        await Assert.ThrowsAsync<RuleViolationException>(() => SubmitAsync(factory, draft));
        await factory.WithAsync(s => s.GetRequiredService<WindowDesk>().ExtendAsync(view, view.Place.Version, ExtensionKind.Registration, 24, new(null, Role.Office, factory.Clock.UtcNow, "故障"), default));
        Assert.Equal(RegistrationState.Submitted, (await SubmitAsync(factory, draft)).State);
    }

    [Fact]
    public async Task Extending_and_lapsing_at_once_leaves_nobody_behind()
    {
        await using var world = await PaymentWorld.BeginAsync();
        var view = (await world.Factory.WithAsync(s => s.GetRequiredService<RoundPlaces>().FindAsync(world.Registration.RoundId, "53")))!;
        world.Clock.UtcNow = view.Place.Payment.To!.Value;
        await Task.WhenAll(
            Task.Run(() => world.Factory.WithAsync(s => s.GetRequiredService<PaymentDeadlines>().LapseDueAsync(default))),
            Task.Run(() => world.Factory.WithAsync(s => s.GetRequiredService<WindowDesk>().ExtendAsync(view, view.Place.Version, ExtensionKind.Payment, 24, new(null, Role.Office, world.Clock.UtcNow, "故障"), default))));
        await world.Factory.WithAsync(s => s.GetRequiredService<PaymentDeadlines>().ReviveAsync(null, Operation.BySystem(world.Clock.UtcNow), default));
        Assert.Equal(RegistrationState.Approved, await world.StateAsync());
    }

    [Fact]
    public async Task Reviewers_hear_a_day_before_payment_ends_what_waits_within_their_scope_once_for_each_end()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.SubmittedAsync(factory);
        await TestData.SubmittedAsync(factory, prefecture: "5307");
        var whole = await TestData.StaffAsync(factory, Role.Reviewer, "53");
        await TestData.StaffAsync(factory, Role.Reviewer, "53", "5303");
        await TestData.StaffAsync(factory, Role.Reviewer, "11");
        var view = (await factory.WithAsync(s => s.GetRequiredService<RoundPlaces>().FindAsync(made.RoundId, "53")))!;
        var end = view.Place.Payment.To!.Value;
        factory.Clock.UtcNow = end.AddHours(-24).AddSeconds(-1);
        Assert.Equal(0, await WarnAsync());
        factory.Clock.UtcNow = end.AddHours(-24);
        Assert.Equal(1, await WarnAsync());
        Assert.Equal(1, await WarnAsync());
        await factory.WithAsync(s => s.GetRequiredService<WindowDesk>().ExtendAsync(view, view.Place.Version, ExtensionKind.Payment, 1, new(null, Role.Office, factory.Clock.UtcNow, "故障"), default));
        factory.Clock.UtcNow = end.AddHours(-23);
        Assert.Equal(2, await WarnAsync());
        factory.Clock.UtcNow = end.AddHours(1);
        Assert.Equal(2, await WarnAsync());

        Task<int> WarnAsync() => factory.WithAsync(async services =>
        {
            foreach (var work in services.GetServices<IDeadlineWork>()) await work.DoDueAsync(default);
            return await services.GetRequiredService<PortalContext>().OutboxMessages.CountAsync(m => m.Template == NoticeTemplates.ReviewWarning);
        });
    }

    [Fact]
    public async Task An_office_sees_its_own_windows_and_no_others()
    {
        await using var factory = await PortalFactory.StartAsync();
        var view = await TestData.OpenRoundAsync(factory);
        await TestData.OpenRoundAsync(factory, "11");
        await TestData.SubmittedAsync(factory);
        var office = await OfficeAsync(factory);
        var page = await office.GetAsync("/desk/windows");
        Assert.Contains("云南", page.Text);
        Assert.DoesNotContain("北京 ", page.Html.QuerySelector("table")!.TextContent);
        Assert.Equal(HttpStatusCode.NotFound, (await office.GetAsync($"/desk/windows/{view.Round.Code}/11")).Status);
        var administrator = await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.InstitutionAdministrator, "11"));
        Assert.Equal(HttpStatusCode.OK, (await administrator.GetAsync($"/desk/windows/{view.Round.Code}/11/extend")).Status);
    }

    [Fact]
    public async Task The_office_suspends_after_seeing_how_many_it_touches()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.PaidAsync(factory);
        var office = await OfficeAsync(factory);
        var address = $"/desk/windows/{made.RoundCode}/53/suspend";
        var form = await office.GetAsync(address);
        Assert.Contains("请写明停考原因", (await office.SubmitAsync(form, [], "/suspend")).ErrorOf("Form.Why"));
        KeyValuePair<string, string>[] what = [new("Form.Regions", "5301"), new("Form.Why", "疫情")];
        KeyValuePair<string, string>[] With(Page page) => [.. what, new("Form.Title", page.ValueOf("Form.Title")!), new("Form.Body", page.ValueOf("Form.Body")!)];
        var shown = await office.SubmitAsync(form, what, "/suspend");
        Assert.Contains("1 个有效报名将终止", shown.Text);
        Assert.Contains("100.00 元自动按原支付方式退回", shown.Text);
        // One more came in between: it is shown again before anything is done.
        await TestData.SubmittedAsync(factory);
        var again = await office.SubmitAsync(shown, With(shown), "/suspend");
        Assert.Contains("2 个有效报名将终止", again.Text);
        var done = await office.SubmitAsync(again, With(again), "/suspend");
        Assert.Contains("停考已生效，公告已发布", (await office.FollowAsync(done)).Text);
        await StaffActionsTests.LandedAsync(factory, "registration.suspension", Role.Office);
        var home = await (await factory.SignedInAsync(made.UserId)).GetAsync(made.At());
        Assert.Contains("停考", home.Heading);
        Assert.Contains("考试费 100.00 元将按原支付方式退回", home.Text);
    }

    [Fact]
    public async Task The_office_voids_after_seeing_whose_it_is()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.PaidAsync(factory);
        var office = await OfficeAsync(factory);
        var form = await office.GetAsync($"/desk/windows/{made.RoundCode}/53/void");
        Assert.Contains("没有这个报名号", (await office.SubmitAsync(form, [new("Form.Number", "5331010000000")], "/void")).ErrorOf("Form.Number"));
        var shown = await office.SubmitAsync(form, [new("Form.Number", ShellWords.Grouped(made.Number!))], "/void");
        Assert.Contains("张伟明", shown.Text);
        Assert.Contains("请写明原因", (await office.SubmitAsync(shown, [new("Form.Number", made.Number!)], "/void")).ErrorOf("Form.Why"));
        var done = await office.SubmitAsync(shown, [new("Form.Number", made.Number!), new("Form.Why", "证件与本人不符")], "/void");
        Assert.EndsWith("/53", done.Location);
        await StaffActionsTests.LandedAsync(factory, "registration.voided", Role.Office);
        var home = await (await factory.SignedInAsync(made.UserId)).GetAsync(made.At());
        Assert.Contains("作废原因：证件与本人不符。已缴纳的考试费 100.00 元", home.Text);
    }

    private static async Task<Visitor> OfficeAsync(PortalFactory factory) => await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.Office, "53"));

    private static Task<RoundInstitution> WindowAsync(PaymentWorld world) => world.ReadAsync(db => db.RoundInstitutions.AsNoTracking().SingleAsync(p => p.RoundId == world.Registration.RoundId && p.InstitutionCode == "53"));

    private static Task<RoundInstitution> FindAsync(PortalFactory factory, RoundPlaceView view) => factory.WithAsync(services =>
        services.GetRequiredService<PortalContext>().RoundInstitutions.AsNoTracking().SingleAsync(p => p.Id == view.Place.Id));

    private static Task<Registration> SubmitAsync(PortalFactory factory, RegistrationMade made) => factory.WithAsync(async services =>
    {
        var place = (await services.GetRequiredService<RoundPlaces>().FindAsync(made.RoundId, made.InstitutionCode))!;
        var service = services.GetRequiredService<RegistrationService>();
        return await service.SubmitAsync(place, (await service.FindAsync(made.Id))!.Version, true, new(made.UserId, Role.Candidate, factory.Clock.UtcNow));
    });

    private static string Fault(RoundInstitution place, ExtensionKind kind, int hours, DateTime now) =>
        string.Join(' ', Assert.Throws<RuleViolationException>(() => WindowRules.Extended(place, kind, hours, now)).Violations.Select(v => v.Message));

    private static RoundInstitution Place()
    {
        var round = new ExamRound { State = RoundState.Published, Code = "2031-1", Year = 2031, Half = 1, ExamFrom = new(2031, 5, 24), ExamTo = new(2031, 5, 25) };
        return new()
        {
            RoundId = round.Id, Round = round, InstitutionCode = "53", Registration = new(Opens, Closes), ReviewUntil = Closes.AddHours(24),
            Payment = new(Opens, Closes.AddHours(31)), ChangesUntil = Closes.AddDays(20),
        };
    }
}
