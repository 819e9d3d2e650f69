using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Tests.Exams;

public class PlanCopiesTests
{
    [Theory]
    [InlineData("2030-05-25", 2031, 1, "2031-05-24")]
    [InlineData("2030-05-25", 2030, 2, "2030-11-23")]
    [InlineData("2030-11-09", 2031, 2, "2031-11-08")]
    [InlineData("2028-05-27", 2029, 1, "2029-05-26")]
    [InlineData("2026-05-23", 2036, 1, "2036-05-24")]
    public void The_suggested_day_is_the_same_weekday_about_the_same_time_of_the_year(string from, int year, int half, string expected)
    {
        var day = DateOnly.Parse(from);
        var suggested = PlanCopies.Suggested(new() { Code = "", Year = day.Year, Half = day.Month <= 6 ? 1 : 2, ExamFrom = day, ExamTo = day }, year, half);
        Assert.Equal(DateOnly.Parse(expected), suggested);
        Assert.Equal(day.DayOfWeek, suggested.DayOfWeek);
    }

    [Fact]
    public void Sittings_move_with_the_exam_over_leap_days_and_keep_their_times()
    {
        var old = Round(2027, new(2027, 5, 22), new(2027, 5, 25));
        var copy = PlanCopies.Draft(old, 2028, 1, new(2028, 5, 20));
        Assert.Equal((RoundState.Draft, "2028-1", "2027-1", PlanParts.OfRound), (copy.State, copy.Code, copy.CopiedFrom, copy.ToCheck));
        Assert.Equal((new DateOnly(2028, 5, 20), new DateOnly(2028, 5, 23)), (copy.ExamFrom, copy.ExamTo));
        var (before, after) = (old.Offerings[0].Sittings, copy.Offerings[0].Sittings);
        Assert.Equal(before.Select(s => (s.Day.DayNumber - old.ExamFrom.DayNumber, s.From, s.To, s.Papers, s.Batch, s.DayUnpublished)),
            after.Select(s => (s.Day.DayNumber - copy.ExamFrom.DayNumber, s.From, s.To, s.Papers, s.Batch, s.DayUnpublished)));
        Assert.Empty(before.Select(s => s.Id).Intersect(after.Select(s => s.Id)));
    }

    [Fact]
    public void Windows_move_with_the_exam_and_keep_their_time_of_day_midnight_and_month_ends_included()
    {
        var old = Round(2030, new(2030, 5, 25), new(2030, 5, 26));
        var place = Place(old);
        var copy = PlanCopies.Draft(place, Round(2031, new(2031, 5, 24), new(2031, 5, 25)), "53");
        Assert.Equal("2031-02-27 09:00 至 2031-02-28 24:00", copy.Registration.ToString());
        Assert.Equal("2031-02-27 09:00 至 2031-03-31 24:00", copy.Payment.ToString());
        Assert.Equal(Beijing.At(2031, 3, 30, 17), copy.ReviewUntil);
        Assert.Equal((PlaceState.Draft, "2030-1", PlanParts.OfPlace, 12), (copy.State, copy.CopiedFrom, copy.ToCheck, copy.MendHours));
        Assert.Equal(["5301"], copy.Regions.Select(r => r.Code));
        Assert.All(copy.Regions, r => Assert.Equal(copy.Id, r.RoundInstitutionId));
        Assert.Equal((place.Fee, place.Notice, place.Pledge, place.Policy), (copy.Fee, copy.Notice, copy.Pledge, copy.Policy));
    }

    [Fact]
    public void An_extension_of_the_old_round_is_not_copied()
    {
        var old = Round(2030, new(2030, 5, 25), new(2030, 5, 26));
        var (plain, extended) = (Place(old), Place(old));
        extended.Extend(WindowRules.Extended(extended, ExtensionKind.Registration, 24, extended.Registration.From!.Value));
        var round = Round(2031, new(2031, 5, 24), new(2031, 5, 25));
        var (expected, copy) = (PlanCopies.Draft(plain, round, "53"), PlanCopies.Draft(extended, round, "53"));
        Assert.Equal((expected.Registration, expected.Payment, expected.ReviewUntil), (copy.Registration, copy.Payment, copy.ReviewUntil));
        Assert.False(copy.IsRegistrationExtended);
    }

    private static RoundInstitution Place(ExamRound round)
    {
        var place = new RoundInstitution
        {
            RoundId = round.Id, Round = round, InstitutionCode = "53", Registration = new(Beijing.At(2030, 2, 28, 9), Beijing.At(2030, 3, 1, 24)), ReviewUntil = Beijing.At(2030, 3, 31, 17),
            Payment = new(Beijing.At(2030, 2, 28, 9), Beijing.At(2030, 4, 1, 24)), TicketPrinting = new(Beijing.At(2030, 5, 18, 9), Beijing.At(2030, 5, 25, 8)), MendHours = 12,
            Fee = new(FeeKind.FlatByLevel, 0, 1, 2, 3), Notice = "须知", Pledge = "承诺", Policy = "政策",
        };
        place.Regions.Add(new() { RoundInstitutionId = place.Id, Code = "5301", Name = "昆明市" });
        return place;
    }

    private static ExamRound Round(int year, DateOnly from, DateOnly to)
    {
        var round = new ExamRound { Code = $"{year}-1", Year = year, Half = 1, ExamFrom = from, ExamTo = to };
        var offering = new RoundOffering { RoundId = round.Id, QualificationCode = "PROGRAMMER" };
        offering.Sittings.Add(new() { RoundId = round.Id, QualificationCode = "PROGRAMMER", Day = from, From = new(8, 30), To = new(12, 30), Papers = "基础知识\n应用技术" });
        offering.Sittings.Add(new() { RoundId = round.Id, QualificationCode = "PROGRAMMER", Batch = 2, Day = to, DayUnpublished = true, From = new(14, 0), To = new(18, 0), Papers = "基础知识\n应用技术" });
        round.Offerings.Add(offering);
        return round;
    }
}
