using System.Diagnostics;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Admission;
using RuanKao.Portal.Admission.Seats;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Benchmarks;

/// <summary>
/// Seats for a million candidates in 40,000 rooms with every rule on (one school holds 3 %, 1 % have accommodations, half of the rooms are for paper), against
/// sorting a million structs by a 64-bit key, in turns in one run, and against the tenth of it. Limits: 5, 12, 1000 MB. The statistic is the ratio of medians.
/// Every promise of the rules is checked after the clock has stopped, by <see cref="SeatCheck"/>.
/// </summary>
public static class SeatsBench
{
    private const int Runs = 7;
    private const int Registrations = 300_000;

    public static async Task RunAsync()
    {
        var (few, many) = (SeatTown.Make(100_000, 4_000), SeatTown.Make(1_000_000, 40_000));
        var (sorts, small, large) = (new List<double>(), new List<double>(), new List<double>());
        SeatPlan? plan = null;
        for (var run = -2; run < Runs; run++)
        {
            var (one, two, three) = (Time(Sort()), Time(() => SeatPlanner.Make(few)), Time(() => plan = SeatPlanner.Make(many)));
            if (run < 0) continue;
            sorts.Add(one);
            small.Add(two);
            large.Add(three);
        }
        Console.WriteLine(Line("seats-vs-sort", Median(large) / Median(sorts), 5, $"median {Median(large):0} ms, sort {Median(sorts):0} ms"));
        Console.WriteLine(Line("seats-growth", Median(large) / Median(small), 12, $"median {Median(large):0} ms, {Median(small):0} ms"));
        Console.WriteLine(Line("seats-rss-mb", Process.GetCurrentProcess().PeakWorkingSet64 / 1048576.0, 1000, "peak of this process"));

        var faults = SeatCheck.Faults(many, plan!);
        foreach (var fault in faults.Take(10)) Console.WriteLine("  " + fault);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"seats-faults {faults.Count} (of {many.Seekers.Length:N0} candidates; {plan!.SamePaperPairs} neighbours with the same papers, {plan.SameGroupPairs} of one school or employer)"));
        if (faults.Count > 0) Environment.ExitCode = 1;
        await WriteAsync();
    }

    // The plan as an office runs it: read, planned, written to SQLite in one transaction.
    private static async Task WriteAsync()
    {
        await using var round = await ReviewRound.WriteAsync(Registrations);
        await round.Portal.WithAsync(async services =>
        {
            var (db, sites) = (services.GetRequiredService<PortalContext>(), services.GetRequiredService<ExamSiteService>());
            var place = (await services.GetRequiredService<RoundPlaces>().FindAsync(round.RoundId, ReviewRound.Institution))!.Place;
            var open = await db.Set<ExamSitting>().Where(s => s.RoundId == round.RoundId).Select(s => s.QualificationCode).FirstAsync();
            await db.Registrations.Where(r => r.InstitutionCode == ReviewRound.Institution).ExecuteUpdateAsync(set => set.SetProperty(r => r.QualificationCode, open));
            var office = new Operation(null, Role.Office, round.Portal.Clock.UtcNow);
            foreach (var region in await sites.RegionsAsync(ReviewRound.Institution, default))
                await sites.AddAsync(ReviewRound.Institution, new() { RegionCode = region.Code, Name = region.Name, Address = "示例路 1 号", Rooms = string.Join('\n', Enumerable.Range(1, 200).Select(at => $"{at:D3} 机房 60")) }, office, default);
            var begin = Stopwatch.GetTimestamp();
            var seated = await services.GetRequiredService<SeatingService>().SeatAsync(place, null, office, default);
            var took = Stopwatch.GetElapsedTime(begin).TotalSeconds;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seats-written-per-second {seated / took:0} ({seated:N0} seats of one institution read, planned and written in {took:0.0} s)"));
        });
    }

    private static Action Sort()
    {
        var random = new Random(7);
        var lots = new Lot[1_000_000];
        for (var at = 0; at < lots.Length; at++) lots[at] = new((ulong)random.NextInt64(), at);
        return () => Array.Sort(lots);
    }

    private static double Time(Action action)
    {
        GC.Collect();
        var begin = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static string Line(string name, double value, double limit, string more) => string.Create(CultureInfo.InvariantCulture, $"{name} {value:0.00} ({more}, limit {limit:0})");

    private readonly struct Lot(ulong key, long item) : IComparable<Lot>
    {
        private readonly ulong key = key;

        public long Item { get; } = item;

        public int CompareTo(Lot other) => key.CompareTo(other.key);
    }
}

/// <summary>An invented country: regions of about 125 rooms, 27 qualifications, schools and employers of many sizes.</summary>
public static class SeatTown
{
    public static SeatProblem Make(int people, int rooms)
    {
        var random = new Random(people);
        var regions = rooms / 125;
        var halls = new SeatHall[rooms];
        for (var at = 0; at < rooms; at++)
        {
            var closed = random.Next(10) == 0 ? new[] { 1 + random.Next(15), 16 + random.Next(14) } : null;
            halls[at] = new(NewId(), at % regions, 25 + random.Next(6), Suits: at / regions % 25 == 0, IsPaper: at / regions % 2 == 0, Closed: closed);
        }
        var seekers = new SeatSeeker[people];
        var groups = people / 40;
        for (var at = 0; at < people; at++)
        {
            var paper = (int)(27 * Math.Pow(random.NextDouble(), 1.7));
            // 3 % in one school, half of the rest in schools and employers whose sizes differ much.
            var group = random.Next(100) < 3 ? 1 : random.Next(2) == 0 ? 0 : 2 + (int)(groups * Math.Pow(random.NextDouble(), 3));
            // A fifth of the qualifications is held in two batches.
            seekers[at] = new(NewId(), at % regions, paper % 5 == 4 ? 3UL : 1UL, paper, group, random.Next(100) == 0);
        }
        return new("2031-1:53:7f3a", seekers, halls, new());

        Guid NewId()
        {
            Span<byte> bytes = stackalloc byte[16];
            random.NextBytes(bytes);
            return new(bytes);
        }
    }
}
