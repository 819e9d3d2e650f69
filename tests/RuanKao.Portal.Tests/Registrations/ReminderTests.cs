using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Notifications;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Tests.Notifications;
using RuanKao.Portal.Tests.Payments;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Registrations;

public class ReminderTests
{
    private readonly FakeCarrier carrier = new(AddressKind.Mobile);

    [Fact]
    public async Task Whoever_has_a_draft_is_reminded_two_days_before_registration_closes_and_once()
    {
        await using var portal = await StartAsync();
        await TestData.DraftAsync(portal);
        var end = (await PlaceAsync(portal)).Registration.To!.Value;
        portal.Clock.UtcNow = end.AddHours(-48).AddSeconds(-1);
        await WorkAsync(portal);
        Assert.Empty(await ToldAsync(portal));
        portal.Clock.UtcNow = end.AddHours(-48);
        await WorkAsync(portal);
        await WorkAsync(portal);
        await SendAsync(portal);
        var parcel = Assert.Single(carrier.Parcels);
        Assert.Equal((NoticeTemplates.ReminderDraft, Beijing.Deadline(end), "云南"), (parcel.Template, parcel.Values["deadline"], parcel.Values["institution"]));
    }

    [Fact]
    public async Task A_returned_form_that_waits_for_its_candidate_is_reminded_of_too()
    {
        await using var portal = await StartAsync();
        var mine = await TestData.SubmittedAsync(portal);
        await ReturnAsync(portal, mine.Id);
        portal.Clock.UtcNow = (await PlaceAsync(portal)).Registration.To!.Value.AddHours(-30);
        await WorkAsync(portal);
        Assert.Equal([NoticeTemplates.ReminderReturned], await ToldAsync(portal));
    }

    [Fact]
    public async Task Whoever_is_approved_and_has_not_paid_is_reminded_the_evening_before_a_payment_window_that_ends_at_midnight()
    {
        await using var portal = await StartAsync();
        await TestData.ApprovedAsync(portal);
        await TestData.PaidAsync(portal);
        await TestData.SubmittedAsync(portal);
        var end = (await PlaceAsync(portal)).Payment.To!.Value;
        Assert.Equal(TimeSpan.Zero, Beijing.WallClock(end).TimeOfDay);
        // 24 hours before would be midnight: it is said at nine in the evening instead.
        portal.Clock.UtcNow = end.AddHours(-27).AddSeconds(-1);
        await WorkAsync(portal);
        Assert.DoesNotContain(NoticeTemplates.ReminderPayment, await ToldAsync(portal));
        portal.Clock.UtcNow = end.AddHours(-27);
        await WorkAsync(portal);
        await SendAsync(portal);
        var parcel = Assert.Single(carrier.Parcels, p => p.Template == NoticeTemplates.ReminderPayment);
        Assert.Equal(("100.00", Beijing.Deadline(end)), (parcel.Values["fee"], parcel.Values["deadline"]));
        Assert.EndsWith(" 24:00", parcel.Values["deadline"]);
    }

    [Fact]
    public async Task Whoever_handed_in_after_the_reminder_was_written_is_not_reminded()
    {
        await using var portal = await StartAsync();
        var mine = await TestData.DraftAsync(portal);
        portal.Clock.UtcNow = (await PlaceAsync(portal)).Registration.To!.Value.AddHours(-40);
        await WorkAsync(portal);
        await SubmitAsync(portal, mine.Id);
        await SendAsync(portal);
        Assert.Empty(carrier.Parcels);
        Assert.Equal([(OutboxState.Dropped, OutboxDelivery.ReasonGone, null)], await portal.WithAsync(async place => (await place.GetRequiredService<PortalContext>().OutboxMessages.ToListAsync())
            .Select(m => (m.State, m.Fault, m.AddressSealed)).ToList()));
    }

    [Fact]
    public async Task Whoever_paid_after_the_reminder_was_written_is_not_reminded()
    {
        await using var portal = await StartAsync();
        var mine = await TestData.ApprovedAsync(portal);
        portal.Clock.UtcNow = (await PlaceAsync(portal)).Payment.To!.Value.AddHours(-20);
        await WorkAsync(portal);
        await ChangeAsync(portal, mine.Id, r => r.Settle(Operation.BySystem(portal.Clock.UtcNow)));
        await SendAsync(portal);
        Assert.DoesNotContain(carrier.Parcels, p => p.Template == NoticeTemplates.ReminderPayment);
        Assert.Equal(OutboxState.Dropped, await StateAsync(portal, NoticeTemplates.ReminderPayment));
    }

    [Fact]
    public async Task Whoever_is_paying_just_now_is_looked_at_again_before_being_reminded()
    {
        await using var world = await PaymentWorld.BeginAsync();
        var portal = world.Factory;
        world.Clock.UtcNow = (await PlaceAsync(portal)).Payment.To!.Value.AddHours(-20);
        await world.StartAsync();
        await WorkAsync(portal);
        await SendAsync(portal);
        var waiting = await portal.WithAsync(place => place.GetRequiredService<PortalContext>().OutboxMessages.SingleAsync(m => m.Template == NoticeTemplates.ReminderPayment));
        Assert.Equal((OutboxState.Pending, 0, world.Clock.UtcNow + OutboxDelivery.LookAgain), (waiting.State, waiting.Attempts, waiting.NextAttemptAt));
    }

    [Fact]
    public async Task A_reminder_whose_deadline_has_passed_is_dropped_quietly()
    {
        await using var portal = await StartAsync();
        await TestData.DraftAsync(portal);
        var end = (await PlaceAsync(portal)).Registration.To!.Value;
        portal.Clock.UtcNow = end.AddHours(-1);
        await WorkAsync(portal);
        portal.Clock.UtcNow = end;
        await SendAsync(portal);
        Assert.Empty(carrier.Parcels);
        Assert.Equal(OutboxState.Dropped, await StateAsync(portal, NoticeTemplates.ReminderDraft));
    }

    [Fact]
    public async Task Whoever_registered_elsewhere_is_not_reminded_of_the_draft_left_behind()
    {
        await using var portal = await StartAsync();
        var draft = await TestData.DraftAsync(portal);
        await TestData.OpenRoundAsync(portal, "11");
        await TestData.SubmittedAsync(portal, draft.UserId, draft.RoundId, institution: "11");
        portal.Clock.UtcNow = (await PlaceAsync(portal)).Registration.To!.Value.AddHours(-40);
        await WorkAsync(portal);
        Assert.Empty(await ToldAsync(portal));
    }

    [Fact]
    public async Task Nobody_is_reminded_of_an_exam_that_is_suspended()
    {
        await using var portal = await StartAsync();
        var draft = await TestData.DraftAsync(portal);
        await portal.WithAsync(async place =>
        {
            var db = place.GetRequiredService<PortalContext>();
            db.Suspensions.Add(new() { RoundId = draft.RoundId, InstitutionCode = "53", ExamRegionCode = null, QualificationCode = null, Why = "疫情", At = portal.Clock.UtcNow, UserId = null });
            await db.SaveChangesAsync();
        });
        portal.Clock.UtcNow = (await PlaceAsync(portal)).Registration.To!.Value.AddHours(-40);
        await WorkAsync(portal);
        Assert.Empty(await ToldAsync(portal));
    }

    [Fact]
    public async Task Whoever_has_no_address_is_passed_over_and_the_others_are_told()
    {
        await using var portal = await StartAsync();
        var silent = await TestData.DraftAsync(portal);
        await TestData.DraftAsync(portal);
        await portal.WithAsync(place => place.GetRequiredService<PortalContext>().Users.Where(u => u.Id == silent.UserId)
            .ExecuteUpdateAsync(u => u.SetProperty(x => x.PhoneNumberConfirmed, false).SetProperty(x => x.EmailConfirmed, false)));
        portal.Clock.UtcNow = (await PlaceAsync(portal)).Registration.To!.Value.AddHours(-40);
        await WorkAsync(portal);
        Assert.Single(await ToldAsync(portal));
        Assert.Equal(1, (await RunsAsync(portal)).Single(r => r.Kind == Reminder.Draft).Told);
    }

    [Theory]
    [InlineData(24, false)]
    [InlineData(25, true)]
    [InlineData(96, true)]
    public async Task An_extension_by_more_than_a_day_reminds_anew(int hours, bool again)
    {
        await using var portal = await StartAsync();
        await TestData.DraftAsync(portal);
        var end = (await PlaceAsync(portal)).Registration.To!.Value;
        portal.Clock.UtcNow = end.AddHours(-40);
        await WorkAsync(portal);
        await MoveAsync(portal, p => p.Registration = p.Registration with { To = end.AddHours(hours) });
        await WorkAsync(portal);
        portal.Clock.UtcNow = end.AddHours(hours - 1);
        await WorkAsync(portal);
        await WorkAsync(portal);
        Assert.Equal(again ? 2 : 1, (await ToldAsync(portal)).Count);
    }

    [Fact]
    public async Task Two_short_extensions_that_together_move_the_deadline_by_more_than_a_day_remind_anew()
    {
        await using var portal = await StartAsync();
        await TestData.DraftAsync(portal);
        var end = (await PlaceAsync(portal)).Registration.To!.Value;
        portal.Clock.UtcNow = end.AddHours(-1);
        foreach (var hours in new[] { 0, 20, 40 })
        {
            await MoveAsync(portal, p => p.Registration = p.Registration with { To = end.AddHours(hours) });
            await WorkAsync(portal);
        }
        Assert.Equal(2, (await ToldAsync(portal)).Count);
    }

    [Theory]
    // A window of a day: nobody is reminded within the first twelve hours.
    [InlineData(24, 0, null)]
    [InlineData(24, 11.9, null)]
    [InlineData(24, 12, true)]
    [InlineData(24, 23.9, true)]
    // One that is shorter than that reminds nobody.
    [InlineData(12, 11.9, null)]
    [InlineData(1, 0.9, null)]
    // A long one by its end: 48 hours before.
    [InlineData(240, 191.9, null)]
    [InlineData(240, 192, true)]
    public void A_window_of_any_length_has_its_moment(int length, double at, bool? due)
    {
        var times = Times(quiet: false);
        foreach (var end in new[] { Beijing.At(2032, 3, 1), Beijing.At(2031, 3, 1), Beijing.At(2031, 12, 31, 24), Beijing.At(2031, 4, 10, 17) })
        {
            var from = end.AddHours(-length);
            var place = new RoundInstitution { State = PlaceState.Published, RoundId = Guid.NewGuid(), InstitutionCode = "53", Registration = new(from, end) };
            Assert.Equal(due ?? false, times.IsDue(place, Reminder.Draft, from.AddHours(at)));
            Assert.False(times.IsDue(place, Reminder.Draft, end));
        }
    }

    [Fact]
    public void What_is_not_published_is_not_reminded_of() =>
        Assert.Null(Times().DueAt(new() { RoundId = Guid.NewGuid(), InstitutionCode = "53" }, Reminder.Payment));

    [Theory]
    // 2032 is a leap year: 48 hours before 1 March is 28 February there, 27 February in 2031.
    [InlineData(2032, 3, 1, 17, 2032, 2, 28, 17)]
    [InlineData(2031, 3, 1, 17, 2031, 2, 27, 17)]
    // Before midnight the evening before, over the end of a month and of a year.
    [InlineData(2031, 4, 3, 0, 2031, 3, 31, 21)]
    [InlineData(2032, 1, 2, 24, 2031, 12, 31, 21)]
    [InlineData(2031, 4, 10, 7, 2031, 4, 7, 21)]
    [InlineData(2031, 4, 10, 8, 2031, 4, 8, 8)]
    public void It_is_said_at_the_hour_or_the_evening_before_never_at_night(int year, int month, int day, int hour, int dueYear, int dueMonth, int dueDay, int dueHour)
    {
        var end = Beijing.At(year, month, day, hour);
        var place = new RoundInstitution { State = PlaceState.Published, RoundId = Guid.NewGuid(), InstitutionCode = "53", Registration = new(end.AddDays(-20), end) };
        Assert.Equal(Beijing.At(dueYear, dueMonth, dueDay, dueHour), Times().DueAt(place, Reminder.Draft));
    }

    [Fact]
    public async Task Four_portals_at_once_remind_once()
    {
        await using var portal = await StartAsync();
        for (var i = 0; i < 5; i++) await TestData.DraftAsync(portal);
        portal.Clock.UtcNow = (await PlaceAsync(portal)).Registration.To!.Value.AddHours(-40);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            // A round that loses a race is begun again by the runner.
            for (var tries = 0; tries < 5; tries++)
            {
                try { await WorkAsync(portal); return; }
                catch (Exception e) when (e is DbUpdateException or System.Data.Common.DbException) { }
            }
        })));
        Assert.Equal(5, (await ToldAsync(portal)).Count);
    }

    [Fact]
    public async Task A_portal_that_is_killed_in_a_batch_leaves_it_to_the_next_one_whole()
    {
        var fault = new FailingSave();
        await using var portal = await StartAsync(services => services.ConfigureDbContext<SqlitePortalContext>(options => options.AddInterceptors(fault)));
        for (var i = 0; i < 3; i++) await TestData.DraftAsync(portal);
        portal.Clock.UtcNow = (await PlaceAsync(portal)).Registration.To!.Value.AddHours(-40);
        fault.Fails = true;
        await Assert.ThrowsAsync<OperationCanceledException>(() => WorkAsync(portal));
        Assert.Empty(await ToldAsync(portal));
        fault.Fails = false;
        await WorkAsync(portal);
        Assert.Equal(3, (await ToldAsync(portal)).Count);
    }

    [Fact]
    public async Task A_long_list_is_gone_through_in_batches_and_nobody_is_told_twice()
    {
        await using var portal = await StartAsync();
        var first = await TestData.DraftAsync(portal);
        var many = Reminders.Batch * 2 + 7;
        await portal.WithAsync(async place =>
        {
            var db = place.GetRequiredService<PortalContext>();
            for (var i = 1; i < many; i++)
            {
                var user = new PortalUser { Id = Guid.NewGuid(), CreatedAt = portal.Clock.UtcNow, UserName = $"many{i}", PhoneNumber = $"1370{i:D7}", PhoneNumberConfirmed = true };
                db.Add(user);
                db.Add(new Registration { UserId = user.Id, RoundId = first.RoundId, InstitutionCode = "53", CreatedAt = portal.Clock.UtcNow });
            }
            await db.SaveChangesAsync();
        });
        portal.Clock.UtcNow = (await PlaceAsync(portal)).Registration.To!.Value.AddHours(-40);
        await WorkAsync(portal);
        await WorkAsync(portal);
        Assert.Equal(many, (await ToldAsync(portal)).Count);
        Assert.Equal(many, await portal.WithAsync(place => place.GetRequiredService<PortalContext>().OutboxMessages.Select(m => m.SubjectId).Distinct().CountAsync()));
    }

    [Fact]
    public async Task The_next_of_the_list_come_straight_from_an_index()
    {
        await using var portal = await StartAsync();
        await TestData.DraftAsync(portal);
        var place = await PlaceAsync(portal);
        var plan = await portal.WithAsync(async services =>
        {
            var db = services.GetRequiredService<PortalContext>();
            await using var command = services.GetServices<IDeadlineWork>().OfType<Reminders>().Single().Next(place, Reminder.Draft, Guid.NewGuid()).CreateDbCommand();
            await db.Database.OpenConnectionAsync();
            return string.Join('\n', await QueryPlan.OfAsync(command));
        });
        Assert.Contains("(RoundId=? AND InstitutionCode=? AND State=? AND Id>?)", plan);
        Assert.DoesNotContain("TEMP B-TREE", plan);
        Assert.DoesNotContain("SCAN", plan);
    }

    private static ReminderTimes Times(bool quiet = true) =>
        new(Options.Create(new ReminderOptions()), new(Options.Create(quiet ? new QuietHoursOptions() : new QuietHoursOptions { From = default, To = default })));

    private Task<PortalFactory> StartAsync(Action<IServiceCollection>? more = null) => PortalFactory.StartAsync(services =>
    {
        services.RemoveAll<ICarrier>();
        services.AddSingleton<ICarrier>(carrier);
        more?.Invoke(services);
    });

    private static Task WorkAsync(PortalFactory portal) => portal.WithAsync(place => place.GetServices<IDeadlineWork>().OfType<Reminders>().Single().DoDueAsync(default));

    private static Task<int> SendAsync(PortalFactory portal) => portal.WithAsync(place => place.GetRequiredService<OutboxDelivery>().SendDueAsync(default));

    private static Task<RoundInstitution> PlaceAsync(PortalFactory portal) => portal.WithAsync(place => place.GetRequiredService<PortalContext>().RoundInstitutions.AsNoTracking().SingleAsync(p => p.InstitutionCode == "53"));

    private static Task<List<ReminderRun>> RunsAsync(PortalFactory portal) => portal.WithAsync(place => place.GetRequiredService<PortalContext>().ReminderRuns.AsNoTracking().ToListAsync());

    private static Task<List<string>> ToldAsync(PortalFactory portal) => portal.WithAsync(place => place.GetRequiredService<PortalContext>().OutboxMessages
        .Where(m => m.Template.StartsWith("reminder-")).Select(m => m.Template).ToListAsync());

    private static Task<OutboxState> StateAsync(PortalFactory portal, string template) => portal.WithAsync(place => place.GetRequiredService<PortalContext>().OutboxMessages
        .Where(m => m.Template == template).Select(m => m.State).SingleAsync());

    private static Task MoveAsync(PortalFactory portal, Action<RoundInstitution> change) => portal.WithAsync(async place =>
    {
        var db = place.GetRequiredService<PortalContext>();
        change(await db.RoundInstitutions.SingleAsync(p => p.InstitutionCode == "53"));
        await db.SaveChangesAsync();
    });

    private static Task ReturnAsync(PortalFactory portal, Guid id) => ChangeAsync(portal, id, r => r.Return("照片不清晰", new(null, Role.Reviewer, portal.Clock.UtcNow)));

    private static Task SubmitAsync(PortalFactory portal, Guid id) => ChangeAsync(portal, id, r => r.Submit(
        new("张伟明", RuanKao.Portal.Candidates.DocumentKind.ResidentIdCard, "sealed", "hash", Sex.Male, new(1990, 1, 1)), "53310100000011", "1", new(r.UserId, Role.Candidate, portal.Clock.UtcNow)));

    private static Task ChangeAsync(PortalFactory portal, Guid id, Action<Registration> change) => portal.WithAsync(async place =>
    {
        var db = place.GetRequiredService<PortalContext>();
        change(await db.Registrations.Include(r => r.History).SingleAsync(r => r.Id == id));
        await db.SaveChangesAsync();
    });

    /// <summary>As if the process went down just before the save.</summary>
    private sealed class FailingSave : SaveChangesInterceptor
    {
        public bool Fails { get; set; }

        public override ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData data, InterceptionResult<int> result, CancellationToken ct = default) =>
            Fails ? throw new OperationCanceledException() : ValueTask.FromResult(result);
    }
}
