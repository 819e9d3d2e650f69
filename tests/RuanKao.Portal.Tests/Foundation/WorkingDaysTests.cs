using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Tests.Foundation;

public class WorkingDaysTests
{
    [Theory]
    [InlineData("2031-03-20", 5, "2031-03-27")]
    [InlineData("2031-03-21", 1, "2031-03-24")]
    [InlineData("2031-03-22", 1, "2031-03-24")]
    [InlineData("2031-03-23", 5, "2031-03-28")]
    [InlineData("2031-03-24", 0, "2031-03-24")]
    [InlineData("2031-03-24", 10, "2031-04-07")]
    public void Weekends_do_not_count(string from, int days, string end) => Assert.Equal(DateOnly.Parse(end), WorkingDays.After(DateOnly.Parse(from), days));
}
