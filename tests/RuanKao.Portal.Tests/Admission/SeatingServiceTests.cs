using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Admission;
using RuanKao.Portal.Admission.Seats;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Admission;

public class SeatingServiceTests
{
    [Fact]
    public async Task Everybody_who_is_paid_gets_a_seat_and_a_number_and_the_run_a_line_in_the_audit()
    {
        await using var factory = await PortalFactory.StartAsync();
        var people = await PaidAsync(factory, 3);
        await TestData.SubmittedAsync(factory);
        await TestData.SiteAsync(factory, "53", "5301", 2, 2);

        Assert.Equal(3, await TestData.SeatAllAsync(factory, people[0].RoundCode));

        var tickets = await TicketsAsync(factory);
        Assert.Equal(people.Select(p => p.Id).Order(), tickets.Select(t => t.RegistrationId).Order());
        Assert.All(tickets, t => Assert.True(TicketNumber.Holds(t.Number)));
        Assert.Equal([1, 2, 3], tickets.Select(t => TicketNumber.SequenceOf(t.Number)).Order());
        Assert.All(tickets, t => Assert.Equal((1, 1), (t.Batch, t.SeatVersion)));
        Assert.Equal([2, 1], tickets.GroupBy(t => t.RoomId).Select(g => g.Count()).OrderDescending());
        await factory.WithAsync(async place =>
        {
            var db = place.GetRequiredService<PortalContext>();
            var run = await db.SeatRuns.SingleAsync();
            Assert.Equal((3, 0, 0), (run.Seated, run.Moved, run.Freed));
            Assert.All(tickets, t => Assert.Equal(run.Id, t.SeatRunId));
            Assert.Equal("新编3人，调整0人，释放0座", (await db.AuditEntries.SingleAsync(a => a.Action == "admission.round-seated")).Why);
        });
    }

    [Fact]
    public async Task A_second_run_seats_only_the_new_and_moves_nobody()
    {
        await using var factory = await PortalFactory.StartAsync();
        var first = await PaidAsync(factory, 3);
        await TestData.SiteAsync(factory, "53", "5301", 10);
        await TestData.SeatAllAsync(factory, first[0].RoundCode);
        var before = await TicketsAsync(factory);
        await PaidAsync(factory, 2);

        Assert.Equal(2, await TestData.SeatAllAsync(factory, first[0].RoundCode));
        Assert.Equal(0, await TestData.SeatAllAsync(factory, first[0].RoundCode));

        var after = await TicketsAsync(factory);
        Assert.Equal(5, after.Count);
        Assert.Equal(5, after.Select(t => t.Number).Distinct().Count());
        foreach (var ticket in before)
            Assert.Contains(after, t => (t.RegistrationId, t.Number, t.RoomId, t.Seat) == (ticket.RegistrationId, ticket.Number, ticket.RoomId, ticket.Seat));
    }

    [Fact]
    public async Task When_somebody_would_be_left_without_a_seat_nothing_is_written()
    {
        await using var factory = await PortalFactory.StartAsync();
        var people = await PaidAsync(factory, 3);
        await TestData.SiteAsync(factory, "53", "5301", 2);

        await Assert.ThrowsAsync<RuleViolationException>(() => TestData.SeatAllAsync(factory, people[0].RoundCode));

        Assert.Empty(await TicketsAsync(factory));
    }

    [Fact]
    public async Task A_round_without_sittings_seats_nobody()
    {
        await using var factory = await PortalFactory.StartAsync();
        var paid = await TestData.PaidAsync(factory);
        await TestData.SiteAsync(factory);
        await factory.WithAsync(place => place.GetRequiredService<PortalContext>().Set<ExamSitting>().ExecuteDeleteAsync());

        var plan = await PlanAsync(factory, paid.RoundCode);

        Assert.Equal([("5301", SeatShortageReason.NoSitting, 1)], plan.Shortages.Select(s => (s.RegionCode, s.Reason, s.Candidates)));
    }

    [Fact]
    public async Task Batches_at_the_same_time_seat_nobody()
    {
        await using var factory = await PortalFactory.StartAsync();
        var people = await PaidAsync(factory, 2);
        await TestData.SiteAsync(factory);
        await factory.WithAsync(async place =>
        {
            var db = place.GetRequiredService<PortalContext>();
            var first = await db.Set<ExamSitting>().OrderBy(s => s.Batch).FirstAsync(s => s.QualificationCode == people[0].QualificationCode && s.RoundId == people[0].RoundId);
            db.Add(new ExamSitting { RoundId = first.RoundId, QualificationCode = first.QualificationCode, Batch = 2, Day = first.Day, From = first.To.AddMinutes(-1), To = first.To.AddHours(2), Papers = first.Papers });
            await db.SaveChangesAsync();
        });

        Assert.Equal([("5301", SeatShortageReason.BatchesOverlap, 2)], (await PlanAsync(factory, people[0].RoundCode)).Shortages.Select(s => (s.RegionCode, s.Reason, s.Candidates)));
    }

    [Fact]
    public async Task More_batches_than_a_plan_can_hold_are_not_planned()
    {
        await using var factory = await PortalFactory.StartAsync();
        var paid = await TestData.PaidAsync(factory);
        await TestData.SiteAsync(factory);
        await AddBatchesAsync(SeatPlanner.MostBatches - 1);
        Assert.Empty((await PlanAsync(factory, paid.RoundCode)).Shortages);

        await AddBatchesAsync(1);
        Assert.Equal("A round has no more than 64 batches.", (await Assert.ThrowsAsync<InvalidOperationException>(() => PlanAsync(factory, paid.RoundCode))).Message);

        Task AddBatchesAsync(int count) => factory.WithAsync(async place =>
        {
            var db = place.GetRequiredService<PortalContext>();
            var last = await db.Set<ExamSitting>().OrderBy(s => s.Batch).ThenBy(s => s.Day).LastAsync(s => s.RoundId == paid.RoundId);
            db.AddRange(Enumerable.Range(1, count).Select(n => new ExamSitting { RoundId = last.RoundId, QualificationCode = last.QualificationCode, Batch = last.Batch + n, Day = last.Day.AddDays(n), From = last.From, To = last.To, Papers = last.Papers }));
            await db.SaveChangesAsync();
        });
    }

    [Fact]
    public async Task Another_count_than_was_confirmed_writes_nothing()
    {
        await using var factory = await PortalFactory.StartAsync();
        var people = await PaidAsync(factory, 2);
        await TestData.SiteAsync(factory);

        var refused = await factory.WithAsync(async place => await Assert.ThrowsAsync<RuleViolationException>(async () =>
            await place.GetRequiredService<SeatingService>().SeatAsync(
                (await place.GetRequiredService<RoundPlaces>().FindAsync(people[0].RoundCode, "53"))!.Place, 1, new(null, Role.Office, factory.Clock.UtcNow), default)));

        Assert.Equal("待编排人数已由1人变为2人，请核对后再次确认", Assert.Single(refused.Violations).Message);
        Assert.Empty(await TicketsAsync(factory));
    }

    [Fact]
    public async Task Two_runs_at_once_seat_everybody_once()
    {
        await using var factory = await PortalFactory.StartAsync();
        var people = await PaidAsync(factory, 6);
        await TestData.SiteAsync(factory);

        var runs = await Task.WhenAll(Enumerable.Range(0, 3).Select(async _ =>
        {
            try
            {
                return await TestData.SeatAllAsync(factory, people[0].RoundCode);
            }
            catch (RuleViolationException)
            {
                return 0;
            }
        }));

        Assert.Equal(6, runs.Sum());
        Assert.Equal(6, (await TicketsAsync(factory)).Count);
    }

    [Fact]
    public async Task Sites_of_a_region_are_numbered_on()
    {
        await using var factory = await PortalFactory.StartAsync();
        await TestData.RegistrationOpenAsync(factory);
        var codes = new[] { (await TestData.SiteAsync(factory)).Code, (await TestData.SiteAsync(factory)).Code, (await TestData.SiteAsync(factory, "53", "5307")).Code };
        Assert.Equal(["5301001", "5301002", "5307001"], codes);
    }

    private static async Task<List<RegistrationMade>> PaidAsync(PortalFactory factory, int count)
    {
        var made = new List<RegistrationMade>();
        for (var i = 0; i < count; i++) made.Add(await TestData.PaidAsync(factory));
        return made;
    }

    private static Task<List<AdmissionTicket>> TicketsAsync(PortalFactory factory) =>
        factory.WithAsync(place => place.GetRequiredService<PortalContext>().AdmissionTickets.AsNoTracking().ToListAsync());

    private static Task<SeatingPreview> PlanAsync(PortalFactory factory, string round) => factory.WithAsync(async place =>
        await place.GetRequiredService<SeatingService>().PlanAsync((await place.GetRequiredService<RoundPlaces>().FindAsync(round, "53"))!.Place, default));
}
