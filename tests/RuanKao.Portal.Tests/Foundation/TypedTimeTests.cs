using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Tests.Foundation;

/// <summary>Moments as people type them: Beijing wall clocks, whatever the machine's zone.</summary>
public class TypedTimeTests
{
    [Theory]
    [InlineData("2031-03-15 09:00", "2031-03-15T01:00")]
    [InlineData("2031-03-15 00:00", "2031-03-14T16:00")]
    [InlineData("2031-03-15 24:00", "2031-03-15T16:00")]
    [InlineData("2031-03-31 24:00", "2031-03-31T16:00")]
    [InlineData("2031-12-31 24:00", "2031-12-31T16:00")]
    [InlineData("2032-02-29 24:00", "2032-02-29T16:00")]
    [InlineData(" 2031/3/5  9:05 ", "2031-03-05T01:05")]
    [InlineData("２０３１－０３－１５ ０９：００", "2031-03-15T01:00")]
    [InlineData("2031年3月15日 17:00", "2031-03-15T09:00")]
    public void What_people_write_is_read(string typed, string utc) =>
        Assert.Equal(DateTime.Parse(utc + "Z", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AdjustToUniversal), Beijing.Parse(typed));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("2031-03-15")]
    [InlineData("2031-02-29 09:00")]
    [InlineData("2031-04-31 09:00")]
    [InlineData("2031-13-01 09:00")]
    [InlineData("2031-00-10 09:00")]
    [InlineData("2031-03-00 09:00")]
    [InlineData("2031-03-15 24:01")]
    [InlineData("2031-03-15 25:00")]
    [InlineData("2031-03-15 09:60")]
    [InlineData("0031-03-15 09:00")]
    [InlineData("明天 9:00")]
    public void What_is_no_moment_is_none(string? typed) => Assert.Null(Beijing.Parse(typed));

    [Fact]
    public void Every_end_of_a_day_comes_back_as_it_was_written()
    {
        for (var day = new DateOnly(2031, 1, 1); day.Year < 2033; day = day.AddDays(1))
        {
            Assert.Equal($"{day:yyyy-MM-dd} 24:00", Beijing.DeadlineMoment(Beijing.Parse($"{day:yyyy-MM-dd} 24:00")!.Value));
            Assert.Equal($"{day:yyyy-MM-dd} 00:00", Beijing.Moment(Beijing.Parse($"{day:yyyy-MM-dd} 00:00")!.Value));
            Assert.Equal(Beijing.Parse($"{day:yyyy-MM-dd} 24:00"), Beijing.Parse($"{day.AddDays(1):yyyy-MM-dd} 00:00"));
        }
    }
}
