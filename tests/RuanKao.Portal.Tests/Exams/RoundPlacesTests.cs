using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Exams;

public class RoundPlacesTests
{
    [Fact]
    public async Task A_round_is_found_at_an_institution_that_holds_it_and_nowhere_else()
    {
        await using var factory = await PortalFactory.StartAsync();
        var open = await TestData.OpenRoundAsync(factory);
        Assert.True(open.Place.Registration.Contains(factory.Clock.UtcNow));
        Assert.Equal(16, open.Place.Regions.Count);
        Assert.Equal("云南", open.Institution.Name);
        Assert.Null(await Ask(factory, places => places.FindAsync(open.Round.Code, "11")));
        Assert.Null(await Ask(factory, places => places.FindAsync("1999-1", "53")));
        Assert.Equal(open.Place.Id, (await Ask(factory, places => places.FindAsync(open.Round.Id, "53")))!.Place.Id);
    }

    [Fact]
    public async Task Open_qualifications_come_in_the_national_order_with_sittings_in_the_order_they_are_sat()
    {
        await using var factory = await PortalFactory.StartAsync();
        var open = await TestData.OpenRoundAsync(factory);
        var offerings = await Ask(factory, places => places.OpenOfferingsAsync(open.Round.Id));
        Assert.Equal(["信息系统项目管理师", "系统架构设计师", "软件设计师", "电子商务设计师", "程序员"], offerings.Select(o => o.Qualification.Name));
        Assert.Equal([["综合知识", "案例分析"], ["论文"]], offerings[0].Sittings.Select(s => s.PaperList));
    }

    [Fact]
    public async Task Current_rounds_list_all_institutions_until_the_last_exam_day_is_over()
    {
        await using var factory = await PortalFactory.StartAsync();
        var open = await TestData.OpenRoundAsync(factory);
        await TestData.OpenRoundAsync(factory, "11");
        var current = Assert.Single(await Ask(factory, places => places.CurrentRoundsAsync(factory.Clock.UtcNow)));
        Assert.Equal(35, current.Institutions.Count);
        Assert.Equal(["北京", "云南"], current.Institutions.Where(i => i.Place is not null).Select(i => i.Institution.Name));
        Assert.True(current.IsRegistrationOpen(factory.Clock.UtcNow));
        var lastEvening = Beijing.Start(open.Round.ExamTo.AddDays(1));
        Assert.Single(await Ask(factory, places => places.CurrentRoundsAsync(lastEvening.AddSeconds(-1))));
        Assert.Empty(await Ask(factory, places => places.CurrentRoundsAsync(lastEvening)));
    }

    private static Task<T> Ask<T>(PortalFactory factory, Func<RoundPlaces, Task<T>> question) =>
        factory.WithAsync(place => question(place.GetRequiredService<RoundPlaces>()));
}
