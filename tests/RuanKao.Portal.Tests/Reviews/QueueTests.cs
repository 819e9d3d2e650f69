using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Candidates;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Reviews;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Reviews;

/// <summary>The lists of the desk, page by page, and how the database reads them.</summary>
public class QueueTests
{
    private static readonly ReviewScope Country = new([new(Role.Reviewer, null)]);
    private static readonly ReviewScope Yunnan = new([new(Role.Reviewer, "53")]);
    private static readonly ReviewScope Lijiang = new([new(Role.Reviewer, "53", "5307")]);
    private static readonly ReviewScope TwoPlaces = new([new(Role.Reviewer, "53", "5307"), new(Role.Reviewer, "53", "5301")]);

    [Fact]
    public async Task Every_case_that_waits_comes_once_on_the_pages_of_the_queue_also_while_cases_are_decided_in_between()
    {
        await using var factory = await PortalFactory.StartAsync();
        // Many at the same instant: the place in the list must still be one place.
        var made = await ManyAsync(factory, 130, i => (Minute: i / 40, Name: "张三"));
        foreach (var scope in new[] { Country, Yunnan, TwoPlaces })
        {
            var seen = await PagesAsync(factory, (queue, after) => queue.ListAsync(scope, RegistrationState.Submitted, null, after is null ? null : new(after.WaitsSince!.Value, after.Id), factory.Clock.UtcNow, default));
            Assert.Equal([50, 50, 30], seen.Select(page => page.Count));
            Assert.Equal(made.Order(), seen.SelectMany(page => page).Select(line => line.Id).Order());
            Assert.Equal(seen.SelectMany(p => p).Select(l => l.WaitsSince), seen.SelectMany(p => p).Select(l => l.WaitsSince).Order());
        }

        var reviewer = await Desk.ReviewerAsync(factory);
        var first = await reviewer.GetAsync("/desk/review");
        Assert.Contains("共 130 件，等得最久的在前", first.Text);
        Assert.Contains("最早的已等", first.Text);
        await Desk.ReadAsync(factory, async db =>
        {
            foreach (var one in await db.Registrations.OrderBy(r => r.WaitsSince).ThenBy(r => r.Id).Take(20).Include(r => r.History).ToListAsync())
                one.Approve(10000, new(null, Role.Reviewer, factory.Clock.UtcNow));
            return await db.SaveChangesAsync();
        });
        var second = await reviewer.GetAsync(first.Html.QuerySelector("a[rel=next]")!.GetAttribute("href")!);
        Assert.Equal(50, Ids(second).Count);
        Assert.Empty(Ids(first).Intersect(Ids(second)));
        var last = await reviewer.GetAsync(second.Html.QuerySelector("a[rel=next]")!.GetAttribute("href")!);
        Assert.Equal(130, Ids(first).Concat(Ids(second)).Concat(Ids(last)).Distinct().Count());
        Assert.Null(last.Html.QuerySelector("a[rel=next]"));
        Assert.Equal(50, Ids(await reviewer.GetAsync(last.Html.QuerySelector(".pager a")!.GetAttribute("href")!)).Count);
    }

    [Fact]
    public async Task What_was_decided_is_paged_too_the_earliest_first()
    {
        await using var factory = await PortalFactory.StartAsync();
        await ManyAsync(factory, 70, i => (Minute: i % 3, Name: "张三"), approved: true);
        var round = await Desk.ReadAsync(factory, db => db.ExamRounds.Select(r => r.Id).SingleAsync());
        var seen = await PagesAsync(factory, (queue, after) => queue.ListAsync(Yunnan, RegistrationState.Approved, round, after is null ? null : new(after.SubmittedAt, after.Id), factory.Clock.UtcNow, default));
        Assert.Equal([50, 20], seen.Select(page => page.Count));
        Assert.Equal(70, seen.SelectMany(p => p).Select(l => l.Id).Distinct().Count());
        Assert.Equal(seen.SelectMany(p => p).Select(l => l.SubmittedAt), seen.SelectMany(p => p).Select(l => l.SubmittedAt).Order());
        var page = await (await Desk.ReviewerAsync(factory)).GetAsync("/desk/review?state=Approved");
        Assert.Contains("共 70 件，最早提交的在前", page.Text);
    }

    [Fact]
    public async Task A_search_by_name_goes_on_page_by_page_sorted_by_name_and_with_the_newest_first()
    {
        await using var factory = await PortalFactory.StartAsync();
        string[] names = ["王伟", "王伟明", "王𠮷", "李王伟", "Anna Wang", "王\uFA0E"];
        await ManyAsync(factory, 120, i => (Minute: i % 7, names[i % names.Length]));
        var seen = (await PagesAsync(factory, (queue, after) => queue.SearchAsync(Yunnan, "王", after?.Id, factory.Clock.UtcNow, default))).SelectMany(p => p).ToList();
        Assert.Equal(80, seen.Select(l => l.Id).Distinct().Count());
        Assert.All(seen, line => Assert.StartsWith("王", line.Name));
        foreach (var same in seen.GroupBy(l => l.Name)) Assert.Equal(same.Select(l => l.SubmittedAt).OrderDescending(), same.Select(l => l.SubmittedAt));
        Assert.Equal(seen.Select(l => l.Name).Distinct(), seen.Select(l => l.Name).Aggregate(new List<string>(), (all, name) => all is [.., var top] && top == name ? all : [.. all, name]));
        await factory.WithAsync(async place =>
        {
            var queue = place.GetRequiredService<ReviewQueue>();
            Assert.Equal(20, (await queue.SearchAsync(Yunnan, "王𠮷", null, factory.Clock.UtcNow, default)).Lines.Count);
            Assert.Equal(20, (await queue.SearchAsync(Yunnan, "anna w", null, factory.Clock.UtcNow, default)).Lines.Count);
            Assert.Empty((await queue.SearchAsync(Lijiang, "王", null, factory.Clock.UtcNow, default)).Lines);
        });
        // On the page too, by a button: what is searched for stands in no address.
        var reviewer = await Desk.ReviewerAsync(factory);
        var one = await reviewer.SubmitAsync(await reviewer.GetAsync("/desk/review"), [new("Search.Text", "王")], "/search");
        Assert.Contains("本页 50 件", one.Text);
        var two = await reviewer.SubmitAsync(one, [new("Search.Text", "王"), new("Search.After", one.Html.QuerySelector("form.pager input[name='Search.After']")!.GetAttribute("value")!)], "/search");
        Assert.Equal(80, Ids(one).Concat(Ids(two)).Distinct().Count());
    }

    [Fact]
    public async Task All_that_wait_stand_on_one_page_for_whoever_sorts_or_takes_them_along()
    {
        await using var factory = await PortalFactory.StartAsync();
        await ManyAsync(factory, 120, i => (Minute: i % 7, "王芳"));
        var reviewer = await Desk.ReviewerAsync(factory);
        var first = await reviewer.GetAsync("/desk/review");
        Assert.Equal(50, Ids(first).Count);
        Assert.Null(first.Html.QuerySelector("nav.pager")!.GetAttribute("data-whole"));
        var all = await reviewer.GetAsync(first.Html.QuerySelectorAll("nav.pager a").Single(a => a.TextContent.StartsWith("全部列出", StringComparison.Ordinal)).GetAttribute("href")!);
        Assert.Equal(120, Ids(all).Distinct().Count());
        Assert.NotNull(all.Html.QuerySelector("nav.pager")!.GetAttribute("data-whole"));
        Assert.Null(all.Html.QuerySelector("a[rel='next']"));
        Assert.Equal(50, Ids(await reviewer.GetAsync(all.Html.QuerySelectorAll("nav.pager a").Single(a => a.TextContent == "分页列出").GetAttribute("href")!)).Count);
    }

    [Fact]
    public async Task Numbers_are_found_within_the_scope_alone()
    {
        await using var factory = await PortalFactory.StartAsync();
        var (mine, other) = (await TestData.SubmittedAsync(factory), await TestData.SubmittedAsync(factory, institution: "11"));
        await factory.WithAsync(async place =>
        {
            var (queue, db) = (place.GetRequiredService<ReviewQueue>(), place.GetRequiredService<PortalContext>());
            foreach (var made in new[] { mine, other })
            {
                var found = await db.Registrations.SingleAsync(r => r.Id == made.Id);
                var number = (await place.GetRequiredService<VerifiedPeople>().FindAsync(made.UserId))!.Number;
                foreach (var typed in new[] { found.Number!, found.SystemCode!, number })
                {
                    Assert.Equal(made == mine ? [made.Id] : [], (await queue.SearchAsync(Yunnan, typed, null, factory.Clock.UtcNow, default)).Lines.Select(l => l.Id));
                    Assert.Equal([made.Id], (await queue.SearchAsync(Country, typed, null, factory.Clock.UtcNow, default)).Lines.Select(l => l.Id));
                }
            }
        });
    }

    [Fact]
    public async Task Who_mends_a_form_that_waits_keeps_the_place_and_who_was_returned_begins_anew()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.SubmittedAsync(factory);
        var begun = factory.Clock.UtcNow;
        Assert.Equal(begun, await MoveAsync(r => r.Submit(r.Person!, r.Number!, r.SystemCode!, At(Role.Candidate))));
        Assert.Null(await MoveAsync(r => r.Return("不符", At(Role.Reviewer))));
        Assert.Equal(factory.Clock.UtcNow.AddMinutes(1), await MoveAsync(r => r.Submit(r.Person!, r.Number!, r.SystemCode!, At(Role.Candidate))));
        Assert.Null(await MoveAsync(r => r.Approve(10000, At(Role.Reviewer))));
        Assert.Equal(factory.Clock.UtcNow.AddMinutes(1), await MoveAsync(r => r.RequestChange(At(Role.Candidate))));
        Assert.Null(await MoveAsync(r => r.WithdrawChange(At(Role.Candidate))));
        await MoveAsync(r => r.RequestChange(At(Role.Candidate)));
        Assert.Null(await MoveAsync(r => { r.DropChange(); r.Settle(At(Role.System)); }));

        Operation At(Role role) => new(null, role, factory.Clock.UtcNow);
        Task<DateTime?> MoveAsync(Action<Registration> move) => Desk.ReadAsync(factory, async db =>
        {
            factory.Clock.UtcNow += TimeSpan.FromMinutes(1);
            var registration = await db.Registrations.Include(r => r.History).SingleAsync(r => r.Id == made.Id);
            move(registration);
            await db.SaveChangesAsync();
            return registration.WaitsSince;
        });
    }

    [Fact]
    public async Task Who_has_a_case_open_stands_in_the_queue()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.SubmittedAsync(factory);
        var (one, two) = (await Desk.ReviewerAsync(factory), await Desk.ReviewerAsync(factory));
        Assert.DoesNotContain("正在审核", (await two.GetAsync("/desk/review")).Text);
        await one.OpenAsync(made);
        Assert.Contains("正在审核", (await two.GetAsync("/desk/review")).Text);
        factory.Clock.UtcNow += TimeSpan.FromHours(1);
        Assert.DoesNotContain("正在审核", (await two.GetAsync("/desk/review")).Text);
    }

    [Fact]
    public async Task No_list_and_no_search_reads_more_than_its_page()
    {
        var recorder = new Recorder();
        await using var factory = await PortalFactory.StartAsync(services => services.ConfigureDbContext<SqlitePortalContext>(options => options.AddInterceptors(recorder)));
        var round = (await TestData.RegistrationOpenAsync(factory)).Round.Id;
        await factory.WithAsync(async place =>
        {
            var (queue, db, now) = (place.GetRequiredService<ReviewQueue>(), place.GetRequiredService<PortalContext>(), factory.Clock.UtcNow);
            var (claims, last) = (place.GetRequiredService<ReviewClaims>(), new ListPlace(now, Guid.NewGuid()));
            await db.Database.OpenConnectionAsync();
            foreach (var scope in new[] { Country, Yunnan, Lijiang })
            {
                recorder.Commands = [];
                foreach (var after in new[] { null, last })
                {
                    foreach (var of in new Guid?[] { null, round }) await queue.ListAsync(scope, RegistrationState.Submitted, of, after, now, default);
                    await queue.ListAsync(scope, RegistrationState.Paid, round, after, now, default);
                }
                await queue.SearchAsync(scope, "王伟", null, now, default);
                await queue.SearchAsync(scope, "202601530000000017", null, now, default);
                await queue.SearchAsync(scope, "53010219900101123X", null, now, default);
                foreach (var of in new Guid?[] { null, round }) await queue.OldestAsync(scope, of, default);
                await queue.NextAsync(scope, waiting => claims.Free(waiting, Guid.NewGuid(), now), Guid.NewGuid(), default);
                Assert.Equal(12, recorder.Commands.Count);
                foreach (var command in recorder.Commands)
                {
                    var plan = await QueryPlan.OfAsync(command);
                    // The page itself, once it is found, is gone through line by line.
                    var found = plan.Where(step => step.StartsWith("CO-ROUTINE ", StringComparison.Ordinal)).Select(step => "SCAN " + step["CO-ROUTINE ".Length..]).ToList();
                    Assert.False(plan.Any(step => (step.StartsWith("SCAN", StringComparison.Ordinal) && !found.Contains(step)) || step.Contains("TEMP B-TREE", StringComparison.Ordinal)),
                        command.CommandText + "\n" + string.Join('\n', plan));
                }
            }
            recorder.Commands = null;
        });
    }

    private static IReadOnlyList<string> Ids(Page page) => [.. page.Html.QuerySelectorAll("tbody td.acts a").Select(a => a.GetAttribute("href")!)];

    private static async Task<IReadOnlyList<IReadOnlyList<ReviewLine>>> PagesAsync(PortalFactory factory, Func<ReviewQueue, ReviewLine?, Task<ReviewLines>> read) => await factory.WithAsync(async place =>
    {
        var (queue, pages) = (place.GetRequiredService<ReviewQueue>(), new List<IReadOnlyList<ReviewLine>>());
        for (var (page, after) = (new ReviewLines([], true), (ReviewLine?)null); page.HasMore; after = page.Lines[^1])
        {
            page = await read(queue, after);
            pages.Add(page.Lines);
            Assert.True(pages.Count < 20);
        }
        return pages;
    });

    /// <summary>Registrations straight into the archive, all of 昆明, each of somebody else.</summary>
    private static async Task<IReadOnlyList<Guid>> ManyAsync(PortalFactory factory, int count, Func<int, (int Minute, string Name)> how, bool approved = false)
    {
        var place = await TestData.RegistrationOpenAsync(factory);
        return await Desk.ReadAsync(factory, async db =>
        {
            var made = new List<Guid>();
            for (var i = 0; i < count; i++)
            {
                var (minute, name) = how(i);
                var user = new PortalUser { Id = Guid.NewGuid(), UserName = $"many-{Guid.NewGuid():N}", CreatedAt = factory.Clock.UtcNow };
                var at = factory.Clock.UtcNow.AddMinutes(minute - 100);
                var registration = new Registration { UserId = user.Id, RoundId = place.Round.Id, InstitutionCode = "53", CreatedAt = at };
                TestData.FillIn(registration, "5301", place.Place.Regions[0].Code, "SOFTWARE_DESIGNER");
                registration.Submit(new(name, DocumentKind.ResidentIdCard, "sealed", Guid.NewGuid().ToString("N"), Sex.Female, new(2000, 1, 1)), $"9{i:00000000}", $"8{Guid.NewGuid():N}"[..18], new(user.Id, Role.Candidate, at));
                if (approved) registration.Approve(10000, new(null, Role.Reviewer, at));
                db.AddRange(user, registration);
                made.Add(registration.Id);
            }
            await db.SaveChangesAsync();
            return made;
        });
    }

    private sealed class Recorder : DbCommandInterceptor
    {
        public List<DbCommand>? Commands { get; set; }

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            Commands?.Add(QueryPlan.Copy(command));
            return new(result);
        }
    }
}
