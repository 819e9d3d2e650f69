using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Notifications;
using RuanKao.Portal.Office.Plans;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Tests.Notifications;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Office;

/// <summary>考试时间更正: whoever holds a place hears of it, once, and nobody else.</summary>
public class MovedExamTests
{
    private readonly FakeCarrier carrier = new(AddressKind.Mobile);

    private Task<PortalFactory> StartAsync() => PortalFactory.StartAsync(services =>
    {
        services.RemoveAll<ICarrier>();
        services.AddSingleton<ICarrier>(carrier);
    });

    [Fact]
    public async Task Whoever_holds_a_place_reads_the_new_time_and_why_once_whoever_runs_beside()
    {
        await using var portal = await StartAsync();
        var paid = await TestData.PaidAsync(portal);
        await TestData.SubmittedAsync(portal, name: "李静");
        await TestData.DraftAsync(portal, name: "王芳");
        var national = await portal.SignedInAsync(await TestData.StaffAsync(portal, Role.NationalAdministrator));
        var round = await RoundPlanTests.RoundAsync(portal, paid.RoundCode);
        var from = round.ExamFrom.AddDays(7);
        KeyValuePair<string, string>[] typed = [new("Form.ExamFrom", $"{from:yyyy-MM-dd}"), new("Form.ExamTo", $"{round.ExamTo.AddDays(7):yyyy-MM-dd}"), new("Form.Remark", ""), new("Form.Why", "考点停电")];
        var looked = await national.SubmitAsync(await national.GetAsync($"/desk/plans/{paid.RoundCode}/days"), typed);
        Assert.Contains("通知相关的 2 名考生", looked.Text);
        await WorkAsync(portal);
        Assert.Empty(await MessagesAsync(portal));
        await national.SubmitAsync(looked, typed);
        Assert.Contains("正在通知考试时间的变动，已通知 0 人", (await national.GetAsync($"/desk/plans/{paid.RoundCode}")).Text);

        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => WorkAsync(portal)));
        await WorkAsync(portal);
        await SendAsync(portal);
        Assert.Equal(2, carrier.Parcels.Count);
        Assert.All(carrier.Parcels, p => Assert.Equal(
            (NoticeTemplates.ExamMoved, "2031年上半年软考", "软件设计师", $"{Beijing.DaySentence(from)}（{Beijing.Weekday(from)}）08:30（北京时间）", "考点停电"),
            (p.Template, p.Values["round"], p.Values["qualification"], p.Values["when"], p.Values["reason"])));
        Assert.Contains("考试时间的变动已通知 2 人", (await national.GetAsync($"/desk/plans/{paid.RoundCode}")).Text);
    }

    [Fact]
    public async Task Only_the_qualification_whose_hours_moved_is_told_and_another_remark_tells_nobody()
    {
        await using var portal = await StartAsync();
        var paid = await TestData.PaidAsync(portal);
        await TestData.PaidAsync(portal, name: "李静", qualification: "PROGRAMMER");
        var national = await portal.SignedInAsync(await TestData.StaffAsync(portal, Role.NationalAdministrator));
        var round = await RoundPlanTests.RoundAsync(portal, paid.RoundCode);
        KeyValuePair<string, string>[] remark = [new("Form.ExamFrom", $"{round.ExamFrom:yyyy-MM-dd}"), new("Form.ExamTo", $"{round.ExamTo:yyyy-MM-dd}"), new("Form.Remark", "请提前到达"), new("Form.Why", "补充说明")];
        var looked = await national.SubmitAsync(await national.GetAsync($"/desk/plans/{paid.RoundCode}/days"), remark);
        Assert.DoesNotContain("通知相关的", looked.Text);
        await national.SubmitAsync(looked, remark);
        Assert.DoesNotContain("考试时间的变动", (await national.GetAsync($"/desk/plans/{paid.RoundCode}")).Text);

        var page = await national.GetAsync($"/desk/plans/{paid.RoundCode}/sittings?codes=PROGRAMMER");
        KeyValuePair<string, string>[] hour = [.. RoundPlanTests.Typed(page).Where(v => v.Key != "Form.Rows[0].From"), new("Form.Rows[0].From", "09:00"), new("Form.Why", "设备调试")];
        looked = await national.SubmitAsync(page, hour);
        Assert.Contains("通知相关的 1 名考生", looked.Text);
        await national.SubmitAsync(looked, hour);
        await WorkAsync(portal);
        await SendAsync(portal);
        var parcel = Assert.Single(carrier.Parcels);
        Assert.Equal("程序员", parcel.Values["qualification"]);
        Assert.EndsWith("09:00（北京时间）", parcel.Values["when"]);
    }

    [Fact]
    public async Task A_seated_person_reads_the_own_batch_and_who_has_no_batch_yet_no_day_that_may_be_wrong()
    {
        await using var portal = await StartAsync();
        var seat = await TestData.SeatedAsync(portal);
        await TestData.PaidAsync(portal, name: "李静", roundId: seat.Registration.RoundId);
        var day = (await RoundPlanTests.RoundAsync(portal, seat.Registration.RoundCode)).ExamFrom;
        // The second batch sits before the first.
        await ChangeAsync(portal, seat, db => db.Add(new ExamSitting { RoundId = seat.Registration.RoundId, QualificationCode = "SOFTWARE_DESIGNER", Batch = 2, Day = day.AddDays(-1), From = new(8, 0), To = new(12, 0), Papers = "基础知识\n应用技术" }));
        await WorkAsync(portal);
        await SendAsync(portal);
        Assert.Equal(["分批次，见考试计划", $"{Beijing.DaySentence(day)}（{Beijing.Weekday(day)}）08:30（北京时间）"], carrier.Parcels.Select(p => p.Values["when"]).OrderByDescending(w => w.StartsWith('分')));
    }

    [Fact]
    public async Task A_day_that_is_not_published_is_not_told()
    {
        await using var portal = await StartAsync();
        var paid = await TestData.SeatedAsync(portal);
        await ChangeAsync(portal, paid, db => db.Set<ExamSitting>().Local.ToList().ForEach(s => s.DayUnpublished = true));
        await WorkAsync(portal);
        await SendAsync(portal);
        Assert.Equal("日期待公布", Assert.Single(carrier.Parcels).Values["when"]);
    }

    [Fact]
    public async Task What_was_interrupted_goes_on_behind_the_last_one_told()
    {
        await using var portal = await StartAsync();
        var seat = await TestData.SeatedAsync(portal);
        await TestData.PaidAsync(portal, name: "李静", roundId: seat.Registration.RoundId);
        await ChangeAsync(portal, seat, _ => { }, await portal.WithAsync(place => place.GetRequiredService<PortalContext>().Registrations.OrderBy(r => r.Id).Select(r => r.Id).FirstAsync()));
        await WorkAsync(portal);
        Assert.Single(await MessagesAsync(portal));
        var done = await portal.WithAsync(place => place.GetRequiredService<PortalContext>().PlanCorrections.SingleAsync());
        Assert.Equal((2, true), (done.Told, done.ToldAt is not null));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Whose_registration_ended_is_not_told_before_or_after_writing(bool written)
    {
        await using var portal = await StartAsync();
        var seat = await TestData.SeatedAsync(portal);
        await ChangeAsync(portal, seat, _ => { });
        if (written) await WorkAsync(portal);
        await portal.WithAsync(place => place.GetRequiredService<RegistrationEndings>().SuspendAsync(seat.Registration.RoundId, "53", null, null, new(null, Role.Office, portal.Clock.UtcNow, "疫情停考")));
        if (!written) await WorkAsync(portal);
        await SendAsync(portal);
        Assert.DoesNotContain(carrier.Parcels, p => p.Template == NoticeTemplates.ExamMoved);
        Assert.Equal(written ? [OutboxState.Dropped] : [], await MessagesAsync(portal));
    }

    /// <summary>A correction that moved the software designers, noted as it would be.</summary>
    private static Task ChangeAsync(PortalFactory portal, SeatMade seat, Action<PortalContext> change, Guid? reached = null) => portal.WithAsync(async place =>
    {
        var db = place.GetRequiredService<PortalContext>();
        await db.Set<ExamSitting>().Where(s => s.QualificationCode == "SOFTWARE_DESIGNER").LoadAsync();
        change(db);
        var correction = new PlanCorrection { RoundId = seat.Registration.RoundId, InstitutionCode = null, At = portal.Clock.UtcNow, UserId = null, Why = "考点停电", Changes = "考试时间", Live = 2, Paid = 2, Moved = "SOFTWARE_DESIGNER" };
        if (reached is { } last) correction.Advance(last, 1);
        db.Add(correction);
        await db.SaveChangesAsync();
    });

    private static Task WorkAsync(PortalFactory portal) => portal.WithAsync(place => place.GetServices<IDeadlineWork>().OfType<MovedExams>().Single().DoDueAsync(default));

    private static Task SendAsync(PortalFactory portal) => portal.WithAsync(place => place.GetRequiredService<OutboxDelivery>().SendDueAsync(default));

    private static Task<List<OutboxState>> MessagesAsync(PortalFactory portal) =>
        portal.WithAsync(place => place.GetRequiredService<PortalContext>().OutboxMessages.Where(m => m.Template == NoticeTemplates.ExamMoved).Select(m => m.State).ToListAsync());
}
