using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using RuanKao.Portal.Admission;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Notifications;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Tests.Notifications;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Admission;

/// <summary>考前提醒: a week and a day before the first sitting, each person once.</summary>
public class ExamReminderTests
{
    private readonly FakeCarrier carrier = new(AddressKind.Mobile);
    private readonly Interloper quicker = new();

    private Task<PortalFactory> StartAsync() => quicker.StartAsync(services =>
    {
        services.RemoveAll<ICarrier>();
        services.AddSingleton<ICarrier>(carrier);
    });

    [Fact]
    public async Task A_week_and_a_day_before_the_seated_are_told_when_and_where_and_nothing_else()
    {
        await using var portal = await StartAsync();
        var (seat, day) = await SeatedAsync(portal);
        await TestData.ApprovedAsync(portal, name: "李静");
        portal.Clock.UtcNow = At(day, -7).AddSeconds(-1);
        await WorkAsync(portal);
        Assert.Empty(await ToldAsync(portal));
        portal.Clock.UtcNow = At(day, -7);
        await WorkAsync(portal);
        await SendAsync(portal);
        var parcel = Assert.Single(carrier.Parcels);
        Assert.Equal(NoticeTemplates.ExamInAWeek, parcel.Template);
        Assert.Equal($"{Beijing.DaySentence(day)}（{Beijing.Weekday(day)}）", parcel.Values["day"]);
        Assert.Equal(("08:30", "001", "1"), (parcel.Values["time"], parcel.Values["room"], parcel.Values["seat"]));
        Assert.Contains("示例路 100 号实训楼", parcel.Values["place"]);
        Assert.DoesNotContain(parcel.Values.Values, v => v.Contains("张伟明") || v.Contains("软件设计师") || v.Contains(seat.TicketNumber));
        portal.Clock.UtcNow = At(day, -1);
        await WorkAsync(portal);
        await SendAsync(portal);
        Assert.Equal([NoticeTemplates.ExamInAWeek, NoticeTemplates.ExamTomorrow], carrier.Parcels.Select(p => p.Template));
    }

    [Fact]
    public async Task Each_person_is_told_once_whatever_is_restarted_and_whoever_runs_beside()
    {
        await using var portal = await StartAsync();
        var (_, day) = await SeatedAsync(portal);
        for (var n = 0; n < 3; n++) await TestData.SeatedAsync(portal, name: "李静");
        portal.Clock.UtcNow = At(day, -1);
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => WorkAsync(portal)));
        await using (var again = portal.Again([]))
        {
            again.Clock.UtcNow = At(day, -1).AddMinutes(5);
            await WorkAsync(again);
        }
        Assert.Equal(4, (await ToldAsync(portal)).Count(t => t == NoticeTemplates.ExamTomorrow));
        Assert.Equal(4, (await RunsAsync(portal)).Single(r => r.Kind == ExamReminder.Day).Told);
    }

    [Fact]
    public async Task What_was_interrupted_goes_on_behind_the_last_one_told()
    {
        await using var portal = await StartAsync();
        var (_, day) = await SeatedAsync(portal);
        await TestData.SeatedAsync(portal, name: "李静");
        portal.Clock.UtcNow = At(day, -1);
        // A portal that died after the first of the two.
        await portal.WithAsync(async place =>
        {
            var db = place.GetRequiredService<PortalContext>();
            var run = new ExamReminderRun { RoundInstitutionId = await db.RoundInstitutions.Select(p => p.Id).SingleAsync(), Kind = ExamReminder.Day, Day = day, BeganAt = portal.Clock.UtcNow };
            run.Advance(await db.AdmissionTickets.OrderBy(t => t.Id).Select(t => t.Id).FirstAsync(), 1);
            db.Add(run);
            await db.SaveChangesAsync();
        });
        await WorkAsync(portal);
        Assert.Single(await ToldAsync(portal));
        var done = (await RunsAsync(portal)).Single(r => r.Kind == ExamReminder.Day);
        Assert.Equal((2, true), (done.Told, done.DoneAt is not null));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Whose_exam_is_suspended_or_registration_ended_is_not_told_before_or_after_writing(bool written)
    {
        await using var portal = await StartAsync();
        var (seat, day) = await SeatedAsync(portal);
        portal.Clock.UtcNow = At(day, -1);
        if (written) await WorkAsync(portal);
        await portal.WithAsync(place => place.GetRequiredService<RegistrationEndings>().SuspendAsync(seat.Registration.RoundId, "53", null, null, new(null, Role.Office, portal.Clock.UtcNow, "疫情停考")));
        if (!written) await WorkAsync(portal);
        await SendAsync(portal);
        Assert.DoesNotContain(carrier.Parcels, p => p.Template == NoticeTemplates.ExamTomorrow);
        var message = await portal.WithAsync(place => place.GetRequiredService<PortalContext>().OutboxMessages.SingleOrDefaultAsync(m => m.Template == NoticeTemplates.ExamTomorrow));
        Assert.Equal(written ? (OutboxState.Dropped, OutboxDelivery.ReasonGone) : default, message is null ? default : (message.State, message.Fault!));
    }

    [Fact]
    public async Task Nobody_reads_a_seat_in_a_message_before_it_may_be_read_on_the_page()
    {
        await using var portal = await StartAsync();
        var (_, day) = await SeatedAsync(portal);
        await ChangePlaceAsync(portal, p => p.TicketPrinting = new(At(day, -4), Beijing.At(day, new(8, 30))));
        portal.Clock.UtcNow = At(day, -4).AddSeconds(-1);
        await WorkAsync(portal);
        Assert.Empty(await ToldAsync(portal));
        portal.Clock.UtcNow = At(day, -4);
        await WorkAsync(portal);
        Assert.Equal([NoticeTemplates.ExamInAWeek], await ToldAsync(portal));
    }

    [Fact]
    public async Task Where_tickets_open_on_the_last_day_only_that_days_reminder_comes_and_where_they_never_open_none()
    {
        await using var portal = await StartAsync();
        var (_, day) = await SeatedAsync(portal);
        await ChangePlaceAsync(portal, p => p.TicketPrinting = TimeWindow.Unpublished);
        portal.Clock.UtcNow = At(day, -1).AddHours(2);
        await WorkAsync(portal);
        Assert.Empty(await ToldAsync(portal));
        await ChangePlaceAsync(portal, p => p.TicketPrinting = new(At(day, -1).AddHours(1), Beijing.At(day, new(8, 30))));
        await WorkAsync(portal);
        Assert.Equal([NoticeTemplates.ExamTomorrow], await ToldAsync(portal));
    }

    [Fact]
    public async Task Whose_exam_begins_on_another_day_is_told_of_that_day_only()
    {
        await using var portal = await StartAsync();
        var (first, day) = await SeatedAsync(portal);
        var later = await TestData.SeatedAsync(portal, name: "李静", qualification: "SYSTEM_ARCHITECT");
        await portal.WithAsync(place => place.GetRequiredService<PortalContext>().Set<ExamSitting>().Where(s => s.QualificationCode == "SYSTEM_ARCHITECT").ExecuteUpdateAsync(row => row.SetProperty(s => s.Day, day.AddDays(1))));
        foreach (var days in new[] { -1, 0 })
        {
            portal.Clock.UtcNow = At(day, days);
            await WorkAsync(portal);
        }
        Assert.Equal([first.TicketNumber, later.TicketNumber], await portal.WithAsync(place =>
        {
            var db = place.GetRequiredService<PortalContext>();
            return db.OutboxMessages.Where(m => m.Template == NoticeTemplates.ExamTomorrow).Join(db.AdmissionTickets, m => m.SubjectId, t => t.Id, (m, t) => new { m.CreatedAt, t.Number }).OrderBy(m => m.CreatedAt).Select(m => m.Number).ToListAsync();
        }));
    }

    [Fact]
    public async Task On_the_exam_day_it_is_too_late_and_a_day_that_is_not_published_is_nobodys_day()
    {
        await using var portal = await StartAsync();
        var (_, day) = await SeatedAsync(portal);
        portal.Clock.UtcNow = Beijing.Start(day);
        await WorkAsync(portal);
        Assert.Empty(await ToldAsync(portal));
        portal.Clock.UtcNow = At(day, -1);
        await portal.WithAsync(place => place.GetRequiredService<PortalContext>().Set<ExamSitting>().ExecuteUpdateAsync(row => row.SetProperty(s => s.DayUnpublished, true)));
        await WorkAsync(portal);
        Assert.Empty(await ToldAsync(portal));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Whoever_waited_until_the_exam_day_came_or_the_hours_were_withdrawn_tells_nobody(bool withdrawn)
    {
        await using var portal = await StartAsync();
        var (_, day) = await SeatedAsync(portal);
        portal.Clock.UtcNow = Beijing.Start(day).AddTicks(-1);
        var waited = false;
        quicker.BeforeTransaction(async () =>
        {
            waited = true;
            if (withdrawn) await ChangePlaceAsync(portal, p => p.TicketPrinting = TimeWindow.Unpublished);
            else portal.Clock.UtcNow = Beijing.Start(day);
        });
        await WorkAsync(portal);
        Assert.True(waited);
        Assert.Empty(await ToldAsync(portal));
        Assert.Empty(await RunsAsync(portal));
    }

    private static DateTime At(DateOnly day, int days) => Beijing.At(day.AddDays(days), new(10, 0));

    private static async Task<(SeatMade Seat, DateOnly Day)> SeatedAsync(PortalFactory portal)
    {
        var seat = await TestData.SeatedAsync(portal);
        var day = await portal.WithAsync(place => place.GetRequiredService<PortalContext>().ExamRounds.Where(r => r.Id == seat.Registration.RoundId).Select(r => r.ExamFrom).SingleAsync());
        // Tickets from eight days before, so that a week before is a week before.
        await ChangePlaceAsync(portal, p => p.TicketPrinting = new(At(day, -8), Beijing.At(day, new(8, 30))));
        return (seat, day);
    }

    private static Task ChangePlaceAsync(PortalFactory portal, Action<RoundInstitution> change) => portal.WithAsync(async place =>
    {
        var db = place.GetRequiredService<PortalContext>();
        change(await db.RoundInstitutions.SingleAsync());
        await db.SaveChangesAsync();
    });

    private static Task WorkAsync(PortalFactory portal) => portal.WithAsync(place => place.GetServices<IDeadlineWork>().OfType<ExamReminders>().Single().DoDueAsync(default));

    private static Task SendAsync(PortalFactory portal) => portal.WithAsync(place => place.GetRequiredService<OutboxDelivery>().SendDueAsync(default));

    private static Task<List<string>> ToldAsync(PortalFactory portal) => portal.WithAsync(async place =>
        (await place.GetRequiredService<PortalContext>().OutboxMessages.OrderBy(m => m.CreatedAt).Select(m => m.Template).ToListAsync()).Where(t => t.StartsWith("exam-", StringComparison.Ordinal)).ToList());

    private static Task<List<ExamReminderRun>> RunsAsync(PortalFactory portal) => portal.WithAsync(place => place.GetRequiredService<PortalContext>().ExamReminderRuns.AsNoTracking().ToListAsync());
}
