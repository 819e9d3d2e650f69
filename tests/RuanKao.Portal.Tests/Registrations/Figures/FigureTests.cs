using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Registrations.Figures;
using RuanKao.Portal.Tests.Reviews;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Registrations.Figures;

public partial class FigureTests
{
    [Fact]
    public async Task A_form_is_counted_where_it_stands_and_on_the_day_on_which_each_thing_happened()
    {
        await using var factory = await PortalFactory.StartAsync();
        factory.Clock.UtcNow = Beijing.At(2031, 3, 20, 23, 30);
        var draft = await TestData.DraftAsync(factory);
        Assert.Empty((await Counting.ReadAsync(factory, draft.RoundId, "53")).Cells);

        var made = await TestData.SubmittedAsync(factory);
        factory.Clock.UtcNow = Beijing.At(2031, 3, 21, 0, 30);
        await MoveAsync(factory, made, r => r.Return("不符", new(null, Role.Reviewer, factory.Clock.UtcNow)));
        await MoveAsync(factory, made, r => r.Submit(r.Person!, "", "", new(r.UserId, Role.Candidate, factory.Clock.UtcNow)));
        factory.Clock.UtcNow = Beijing.At(2031, 3, 24, 9);
        await MoveAsync(factory, made, r => r.Approve(10000, new(null, Role.Reviewer, factory.Clock.UtcNow)));
        // Heard of today, paid yesterday by the channel's clock.
        await MoveAsync(factory, made, r => r.Settle(Operation.BySystem(Beijing.At(2031, 3, 23, 12))));

        var figures = await Counting.ReadAsync(factory, made.RoundId, "53");
        Assert.Equal((1, 0), (figures.Total(RegistrationState.Paid), figures.Total(RegistrationState.Submitted)));
        Assert.Equal(1, figures[FigureDimension.Prefecture, "5301", RegistrationState.Paid]);
        Assert.Equal(1, figures[FigureDimension.Qualification, "SOFTWARE_DESIGNER", RegistrationState.Paid]);
        Assert.Equal(["2031-03-20", "2031-03-21", "2031-03-23", "2031-03-24"], figures.Keys(FigureDimension.Day));
        Assert.Equal((1, 1), (figures.On("2031-03-20", RegistrationEvent.Submit), figures[FigureDimension.Day, "2031-03-20", FigureMarks.First]));
        Assert.Equal((1, 1, 0), (figures.On("2031-03-21", RegistrationEvent.Return), figures.On("2031-03-21", RegistrationEvent.Submit), figures[FigureDimension.Day, "2031-03-21", FigureMarks.First]));
        Assert.Equal((1, 1), (figures.On("2031-03-23", RegistrationEvent.Settle), figures.On("2031-03-24", RegistrationEvent.Approve)));
        Assert.Equal((0, null), (figures.Waiting, figures.OldestSince));
        var country = await Counting.ReadAsync(factory, made.RoundId, FigureTally.Country);
        Assert.Equal((1, 1), (country[FigureDimension.Institution, "53", RegistrationState.Paid], country.On("2031-03-21", RegistrationEvent.Return)));
        Assert.Empty((await Counting.ReadAsync(factory, made.RoundId, "11")).Cells);
    }

    [Fact]
    public async Task An_approval_that_costs_nothing_is_both_an_approval_and_a_success()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.SubmittedAsync(factory);
        await MoveAsync(factory, made, r => r.Approve(0, new(null, Role.Reviewer, factory.Clock.UtcNow)));
        var figures = await Counting.ReadAsync(factory, made.RoundId, "53");
        Assert.Equal((1, 1, 1), (figures.On("2031-03-20", RegistrationEvent.Approve), figures.On("2031-03-20", RegistrationEvent.Settle), figures[FigureDimension.Day, "2031-03-20", FigureMarks.Left]));
        Assert.Equal((1, 0), (figures.Total(RegistrationState.Paid), figures.Total(RegistrationState.Approved)));
        Assert.Null(await Counting.DifferenceAsync(factory));
    }

    [Fact]
    public async Task A_waiting_form_that_changes_its_prefecture_is_counted_there()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.SubmittedAsync(factory);
        await Counting.FoldAsync(factory);
        await MoveAsync(factory, made, r => r.Answer(r.Answers with { PrefectureCode = "5303" }));
        var figures = await Counting.ReadAsync(factory, made.RoundId, "53");
        Assert.Equal((0, 1), (figures[FigureDimension.Prefecture, "5301", RegistrationState.Submitted], figures[FigureDimension.Prefecture, "5303", RegistrationState.Submitted]));
    }

    [Fact]
    public async Task A_decision_that_is_undone_was_never_counted()
    {
        await using var factory = await PortalFactory.StartAsync(settings: Desk.TenSeconds);
        var made = await TestData.SubmittedAsync(factory);
        var reviewer = await Desk.ReviewerAsync(factory);
        await reviewer.DecideAsync(made, "approve");
        var page = await reviewer.OpenAsync(made);
        await reviewer.SubmitAsync(page, [], "/undo");
        await Desk.WorkAsync(factory, 20);
        var figures = await Counting.ReadAsync(factory, made.RoundId, "53");
        Assert.Equal((1, 0, 1), (figures.Total(RegistrationState.Submitted), figures.On("2031-03-20", RegistrationEvent.Approve), figures.Waiting));
        await reviewer.DecideAsync(made, "approve");
        await Desk.WorkAsync(factory, 20);
        Assert.Equal(1, (await Counting.ReadAsync(factory, made.RoundId, "53")).Total(RegistrationState.Approved));
        Assert.Null(await Counting.DifferenceAsync(factory));
    }

    [Fact]
    public async Task Of_two_at_once_only_the_one_who_came_first_is_counted()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.SubmittedAsync(factory);
        await factory.WithAsync(one => factory.WithAsync(async two =>
        {
            var (mine, theirs) = (one.GetRequiredService<PortalContext>(), two.GetRequiredService<PortalContext>());
            var reviewer = new Operation(null, Role.Reviewer, factory.Clock.UtcNow);
            (await mine.Registrations.SingleAsync(r => r.Id == made.Id)).Approve(10000, reviewer);
            (await theirs.Registrations.SingleAsync(r => r.Id == made.Id)).Return("不符", reviewer);
            await mine.SaveChangesAsync();
            await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => theirs.SaveChangesAsync());
        }));
        var figures = await Counting.ReadAsync(factory, made.RoundId, "53");
        Assert.Equal((1, 0), (figures.On("2031-03-20", RegistrationEvent.Approve), figures.On("2031-03-20", RegistrationEvent.Return)));
        Assert.Null(await Counting.DifferenceAsync(factory));
    }

    [Fact]
    public async Task The_age_of_the_queue_is_told_in_working_days()
    {
        await using var factory = await PortalFactory.StartAsync();
        // A Thursday, the Friday and the Monday after it.
        var round = (await TestData.SubmittedAsync(factory)).RoundId;
        foreach (var day in new[] { 21, 24 })
        {
            factory.Clock.UtcNow = Beijing.At(2031, 3, day, 10);
            await TestData.SubmittedAsync(factory);
        }
        var figures = await Counting.ReadAsync(factory, round, "53");
        Assert.Equal((3, new DateOnly(2031, 3, 20)), (figures.Waiting, figures.OldestSince));
        var tuesday = new DateOnly(2031, 3, 25);
        Assert.Equal((2, 1, 0), (figures.WaitingLonger(1, tuesday), figures.WaitingLonger(2, tuesday), figures.WaitingLonger(3, tuesday)));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task However_many_fold_at_once_every_move_is_counted_once(DatabaseProvider provider)
    {
        await using var factory = await PortalFactory.StartAsync(provider);
        var round = await Counting.DbAsync(factory, async db =>
        {
            var place = await TestData.OpenRoundAsync(factory);
            for (var n = 0; n < 3 * FigureFolding.Batch; n++)
                await db.Database.ExecuteSqlAsync($"""
                    INSERT INTO [FigureMoves] ([RoundId], [InstitutionCode], [FromChange], [ToQualification], [ToState], [ToChange], [On], [Day])
                    VALUES ({place.Round.Id}, {(n % 3 == 0 ? "11" : "53")}, 0, 'PROGRAMMER', 'Submitted', 0, 'Submit', {new DateOnly(2031, 3, 1 + n % 9)})
                    """);
            return place.Round.Id;
        });
        var before = (await Counting.ReadAsync(factory, round, "53")).Cells;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (await Counting.UnfoldedAsync(factory) > 0) await Counting.FoldAsync(factory);
        })));
        var after = await Counting.ReadAsync(factory, round, "53");
        Assert.Equal(before.OrderBy(c => c.Key.ToString()), after.Cells.OrderBy(c => c.Key.ToString()));
        Assert.Equal(2 * FigureFolding.Batch, after.Total(RegistrationState.Submitted));
        Assert.Equal(3 * FigureFolding.Batch, (await Counting.ReadAsync(factory, round, FigureTally.Country)).Total(RegistrationState.Submitted));
    }

    [Fact]
    public async Task A_page_that_is_read_while_others_fold_and_move_adds_up_at_every_moment()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = new List<RegistrationMade>();
        for (var n = 0; n < 12; n++) made.Add(await TestData.SubmittedAsync(factory));
        using var done = new CancellationTokenSource();
        var folding = Task.Run(async () => { while (!done.IsCancellationRequested) await Counting.FoldAsync(factory); });
        var moving = Task.Run(async () =>
        {
            foreach (var one in made.Concat(made))
                await MoveAsync(factory, one, r => { if (r.State == RegistrationState.Submitted) r.Return("不符", new(null, Role.Reviewer, factory.Clock.UtcNow)); else r.Submit(r.Person!, "", "", new(r.UserId, Role.Candidate, factory.Clock.UtcNow)); });
        });
        while (!moving.IsCompleted)
        {
            var figures = await Counting.ReadAsync(factory, made[0].RoundId, "53");
            Assert.Equal(made.Count, figures.Total(RegistrationState.Submitted) + figures.Total(RegistrationState.Returned));
        }
        await moving;
        await done.CancelAsync();
        await folding;
        Assert.Null(await Counting.DifferenceAsync(factory));
    }

    [Fact]
    public async Task What_is_wrong_is_found_and_put_right_by_a_recount_and_an_old_house_begins_with_one()
    {
        await using var factory = await PortalFactory.StartAsync();
        await TestData.SubmittedAsync(factory);
        await Counting.FoldAsync(factory);
        await TestData.PaidAsync(factory);
        await Counting.DbAsync(factory, db => db.FigureTallies.Where(t => t.Scope == "53").ExecuteUpdateAsync(row => row.SetProperty(t => t.Count, 7)));
        Assert.NotNull(await Counting.DifferenceAsync(factory));
        using var output = new StringWriter();
        Assert.Equal(0, await RecountFiguresCommand.RunAsync(factory.Services, output));
        Assert.Matches("figures-cells [1-9][0-9]*\nfigures-differences [1-9]", output.ToString());
        Assert.Null(await Counting.DifferenceAsync(factory));
        Assert.Equal(0, (await factory.WithAsync(services => services.GetRequiredService<FigureRecount>().WriteAsync())).Differences);

        await Counting.DbAsync(factory, db => db.FigureTallies.ExecuteDeleteAsync());
        await factory.WithAsync(services => PortalApplication.ApplyReferenceDataAsync(services));
        Assert.Null(await Counting.DifferenceAsync(factory));
    }

    [Fact]
    public async Task Reading_the_figures_looks_at_no_registration_and_scans_nothing()
    {
        await using var factory = await PortalFactory.StartAsync();
        var plan = await Counting.DbAsync(factory, async db =>
        {
            await db.Database.OpenConnectionAsync();
            await using var command = db.Database.GetDbConnection().CreateCommand();
            command.CommandText = "EXPLAIN QUERY PLAN " + FigureReading.Sql.Replace("@round", $"'{Guid.NewGuid()}'").Replace("@scope", "'53'");
            await using var reader = await command.ExecuteReaderAsync();
            var lines = new List<string>();
            while (await reader.ReadAsync()) lines.Add(reader.GetString(3));
            return lines;
        });
        Assert.DoesNotContain(plan, line => line.Contains("SCAN", StringComparison.Ordinal) || line.Contains("Registrations", StringComparison.Ordinal));
        Assert.Equal(2, plan.Count(line => line.StartsWith("SEARCH Figure", StringComparison.Ordinal)));
    }

    [Fact]
    public void Nobody_moves_a_registration_past_the_figures()
    {
        // An update that goes by the tracked entity is seen by the keeper; one sent straight to the table is not.
        var faults = from file in Directory.EnumerateFiles(Repository.File("src", "RuanKao.Portal"), "*.cs", SearchOption.AllDirectories)
                     from Match match in StraightUpdate().Matches(File.ReadAllText(file))
                     where CountedProperty().IsMatch(match.Value)
                     select $"{Path.GetFileName(file)}: {match.Value}";
        Assert.Empty(faults);
        Assert.Matches(StraightUpdate(), "await db.Registrations.Where(r => r.Id == id)\n.ExecuteUpdateAsync(row => row.SetProperty(r => r.State, RegistrationState.Paid), ct);");
    }

    [GeneratedRegex(@"\bRegistrations\b[^;]*?\.Execute(Update|Delete)Async\([^;]*;")]
    private static partial Regex StraightUpdate();

    [GeneratedRegex(@"ExecuteDelete|=> \w+\.(State|ChangeWaits|PrefectureCode|QualificationCode|SubmittedAt)\b,")]
    private static partial Regex CountedProperty();

    private static Task<int> MoveAsync(PortalFactory factory, RegistrationMade made, Action<Registration> move) => Counting.DbAsync(factory, async db =>
    {
        move(await db.Registrations.SingleAsync(r => r.Id == made.Id));
        return await db.SaveChangesAsync();
    });
}
