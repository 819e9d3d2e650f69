using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Tests.Support;
using RuanKao.Sandbox.Demo;

namespace RuanKao.Portal.Tests.Exams;

public class DemoExamsTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Seeding_twice_changes_nothing()
    {
        await using var factory = await PortalFactory.StartAsync();
        var rounds = await DemoExams.SeedAsync(factory.Services, Ct);
        var before = await SnapshotAsync(factory);
        factory.Clock.UtcNow = factory.Clock.UtcNow.AddDays(1);
        Assert.Equal(rounds, await DemoExams.SeedAsync(factory.Services, Ct));
        Assert.Equal(before, await SnapshotAsync(factory));
        Assert.Equal(1 + 35 + 35, before.Count);
    }

    [Fact]
    public async Task A_demo_kept_for_years_always_has_an_open_round_and_keeps_its_sittings()
    {
        await using var factory = await PortalFactory.StartAsync();
        var known = new HashSet<Guid>();
        foreach (var days in new[] { 0, 8, 20, 60, 100, 200, 700 })
        {
            factory.Clock.UtcNow = factory.Clock.UtcNow.AddDays(days);
            var rounds = await DemoExams.SeedAsync(factory.Services, Ct);
            await factory.WithAsync(async services =>
            {
                var (places, now) = (services.GetRequiredService<RoundPlaces>(), factory.Clock.UtcNow);
                var open = await places.FindAsync(rounds.OpenCode, "53");
                var tickets = await places.FindAsync(rounds.TicketCode, "53");
                Assert.True(open!.Place.Registration.Contains(now));
                Assert.True(tickets!.Place.TicketPrinting.Contains(now));
                foreach (var view in new[] { open, tickets })
                {
                    var sittings = (await places.OpenOfferingsAsync(view.Round.Id)).SelectMany(o => o.Sittings).ToList();
                    Assert.NotEmpty(sittings);
                    Assert.All(sittings, s => Assert.InRange(s.Day, view.Round.ExamFrom, view.Round.ExamTo));
                }

                var ids = await services.GetRequiredService<PortalContext>().Set<ExamSitting>().Select(s => s.Id).ToListAsync(Ct);
                Assert.Superset(known, ids.ToHashSet());
                known.UnionWith(ids);
            });
        }
    }

    [Fact]
    public async Task Yunnan_charges_as_found_and_invents_no_document()
    {
        await using var factory = await PortalFactory.StartAsync();
        var rounds = await DemoExams.SeedAsync(factory.Services, Ct);
        var yunnan = await factory.WithAsync(services => services.GetRequiredService<RoundPlaces>().FindAsync(rounds.OpenCode, "53"));
        Assert.Equal((10000, 10000, 15000), (yunnan!.Place.Fee.JuniorFen, yunnan.Place.Fee.IntermediateFen, yunnan.Place.Fee.SeniorFen));
        Assert.Null(yunnan.Place.Fee.ApprovalDocument);
        Assert.Equal(16, yunnan.Place.Regions.Count);
    }

    private static Task<List<string>> SnapshotAsync(PortalFactory factory) => factory.WithAsync(async services =>
        (await services.GetRequiredService<PortalContext>().RoundInstitutions.AsNoTracking().Include(p => p.Round).OrderBy(p => p.Id).ToListAsync(Ct))
        .ConvertAll(p => $"{p.Id} {p.Round.Code} {p.Round.ExamFrom} {p.Registration} {p.Payment} {p.TicketPrinting} {p.ReviewUntil}"));
}
