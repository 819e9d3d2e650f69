using RuanKao.Portal.Announcements;
using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Tests.Announcements;

/// <summary>These move the whole process to another zone, so that nothing runs beside them.</summary>
[CollectionDefinition(nameof(MachineElsewhere), DisableParallelization = true)]
public sealed class MachineElsewhere;

[Collection(nameof(MachineElsewhere))]
public class ElsewhereTests
{
    [Theory, InlineData("America/New_York"), InlineData("Asia/Kathmandu"), InlineData("Pacific/Auckland")]
    public void A_typed_time_is_Beijing_time_on_a_machine_of_any_zone(string zone)
    {
        var before = Environment.GetEnvironmentVariable("TZ");
        try
        {
            Environment.SetEnvironmentVariable("TZ", zone);
            TimeZoneInfo.ClearCachedData();
            Assert.Equal(zone, TimeZoneInfo.Local.Id);
            // Summer time begins on some of these days there; in Beijing there is none.
            for (var day = new DateOnly(2031, 1, 1); day.Year == 2031; day = day.AddDays(1))
            {
                Assert.Equal(Beijing.Start(day), AnnouncementRules.Moment($"{day:yyyy-MM-dd}T00:00"));
                Assert.Equal(Beijing.Start(day.AddDays(1)), AnnouncementRules.Moment($"{day:yyyy-MM-dd} 24:00"));
                Assert.Equal($"{day:yyyy-MM-dd}T02:30", AnnouncementRules.Typed(AnnouncementRules.Moment($"{day:yyyy-MM-dd}T02:30")));
            }
        }
        finally
        {
            Environment.SetEnvironmentVariable("TZ", before);
            TimeZoneInfo.ClearCachedData();
        }
    }
}
