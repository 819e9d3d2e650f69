using RuanKao.Portal.Foundation;
using RuanKao.Portal.Institutions;
using RuanKao.Sandbox.Demo;

namespace RuanKao.Portal.Tests.Exams;

public class DemoCalendarTests(ITestOutputHelper output)
{
    private static readonly IReadOnlyList<string> Institutions = [.. InstitutionList.All().Select(i => i.Code)];

    [Fact]
    public void At_any_time_one_round_is_open_and_one_prints_tickets()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var first = Beijing.At(2024, 1, 1);
        var seconds = (long)(Beijing.At(2041, 1, 1) - first).TotalSeconds;
        for (var i = 0; i < 400; i++) Check(first.AddSeconds(random.NextInt64(seconds)));
    }

    [Theory]
    [InlineData("2026-06-30T15:59:59Z")]
    [InlineData("2026-06-30T16:00:00Z")]
    [InlineData("2026-12-31T16:00:00Z")]
    [InlineData("2027-12-27T03:00:00Z")]
    [InlineData("2028-02-29T04:00:00Z")]
    [InlineData("2031-04-22T00:00:00Z")]
    public void It_holds_where_days_and_half_years_meet(string now) =>
        Check(DateTime.Parse(now, null, System.Globalization.DateTimeStyles.AdjustToUniversal));

    [Fact]
    public void Two_exams_of_one_half_year_become_two_rounds()
    {
        var plan = DemoCalendar.At(Beijing.At(2027, 1, 4, 10), Institutions);
        Assert.Equal(["2023-1", "2027-1", "2027-2"], plan.Select(r => r.Code));
        Assert.Equal(new DateOnly(2027, 7, 24), plan[2].ExamFrom);
    }

    private static void Check(DateTime now)
    {
        var plan = DemoCalendar.At(now, Institutions);
        var at = $"{now:O}";
        Assert.True(plan.Select(r => r.Code).Distinct().Count() == plan.Count, at);
        var yunnan = plan.Select(r => (r.Part, Place: r.Places["53"], r.ExamFrom)).ToList();
        Assert.True(yunnan.Where(r => r.Place.Registration.Contains(now)).Select(r => r.Part).SequenceEqual([DemoPart.Open]), at);
        Assert.True(yunnan.Where(r => r.Place.TicketPrinting.Contains(now)).Select(r => r.Part).SequenceEqual([DemoPart.Tickets]), at);
        foreach (var round in plan.Where(r => r.Part != DemoPart.History))
        {
            Assert.True(Beijing.Start(round.ExamFrom) > now, at);
            Assert.Equal(35, round.Places.Count);
            Assert.False(round.Places["81"].Registration.IsPublished);
            foreach (var (code, place) in round.Places.Where(p => p.Key != "81"))
            {
                Assert.True(place.Registration.From < place.Registration.To, $"{at} {code}");
                Assert.True(place.Registration.To < place.ReviewUntil && place.ReviewUntil < place.Payment.To, $"{at} {code}");
                Assert.True(place.Payment.To <= place.TicketPrinting.From && place.TicketPrinting.To < Beijing.Start(round.ExamFrom.AddDays(1)), $"{at} {code}");
            }
        }

        var standing = plan.Single(r => r.Part == DemoPart.Open).Places.Values.Where(p => p.Registration.IsPublished).ToList();
        Assert.Equal(3, standing.Count(p => p.Registration.IsBefore(now)));
        Assert.Equal(1, standing.Count(p => p.Registration.IsOver(now)));
    }
}
