using System.Net;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Exams;

public class RoundsTests
{
    [Fact]
    public async Task Entering_an_institution_is_remembered_on_the_pages_that_follow()
    {
        await using var factory = await PortalFactory.StartAsync();
        var visitor = factory.Visitor();
        var entered = await visitor.GetAsync("/institutions/53");
        Assert.Contains(visitor.Cookies, c => c == "institution=53");
        Assert.Equal("云南软考报名", entered.Heading);
        Assert.Contains("0871-63626248", entered.Text);
        Assert.Contains("www.ynxr.com", entered.Text);
        Assert.Contains("目前没有可以报名的考试", entered.Text);
        var elsewhere = await visitor.GetAsync("/no-such-page");
        Assert.Contains("当前考区：云南", elsewhere.Text);
    }

    [Theory]
    [InlineData("99")]
    [InlineData("云南")]
    [InlineData("5301")]
    public async Task An_unknown_institution_is_not_found_and_not_remembered(string code)
    {
        await using var factory = await PortalFactory.StartAsync();
        var visitor = factory.Visitor();
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync("/institutions/" + code)).Status);
        Assert.DoesNotContain(visitor.Cookies, c => c.StartsWith("institution="));
    }

    [Fact]
    public async Task An_institution_that_is_not_open_yet_says_from_when()
    {
        await using var factory = await PortalFactory.StartAsync();
        await TestData.OpenRoundAsync(factory, "51", change: place =>
            place.Registration = new(factory.Clock.UtcNow.AddDays(1), factory.Clock.UtcNow.AddDays(9)));
        var page = await factory.Visitor().GetAsync("/institutions/51");
        Assert.Contains("报名将于 2031年3月21日 10:00（北京时间）开始", page.Text);
        Assert.Contains("明天 10:00 开始", page.Text);
        Assert.DoesNotContain(page.Html.QuerySelectorAll("a"), a => a.TextContent.Contains("进入报名"));
    }

    [Fact]
    public async Task The_rounds_are_for_those_who_signed_in()
    {
        await using var factory = await PortalFactory.StartAsync();
        var answer = await factory.Visitor().GetAsync("/rounds");
        Assert.Equal(HttpStatusCode.Redirect, answer.Status);
        Assert.Contains("/sign-in", answer.Location);
    }

    [Fact]
    public async Task Without_an_institution_the_rounds_ask_for_one()
    {
        await using var factory = await PortalFactory.StartAsync();
        var candidate = await factory.SignedInAsync(await TestData.CandidateAsync(factory));
        var page = await candidate.GetAsync("/rounds");
        Assert.Contains("还没有选择考区", page.Text);
    }

    [Fact]
    public async Task Each_round_shows_its_times_and_its_documents()
    {
        await using var factory = await PortalFactory.StartAsync();
        var open = await TestData.OpenRoundAsync(factory);
        var candidate = await factory.SignedInAsync(await TestData.CandidateAsync(factory));
        candidate.Cookies.Add("institution=53");
        var page = await candidate.GetAsync("/rounds");
        Assert.Contains(open.Title, page.Text);
        Assert.Contains("报名中", page.Text);
        Assert.Contains(open.Place.Registration.ToString(), page.Text);
        Assert.Contains($"{open.Round.ExamFrom:yyyy-MM-dd} 至 {open.Round.ExamTo:yyyy-MM-dd}", page.Text);
        Assert.Contains(page.Html.QuerySelectorAll("a"), a => a.GetAttribute("href") == $"/exams/{open.Round.Code}/53/policy");

        factory.Clock.UtcNow = Beijing.Start(open.Round.ExamTo.AddDays(1));
        candidate = await factory.SignedInAsync(await TestData.CandidateAsync(factory));
        candidate.Cookies.Add("institution=53");
        var later = await candidate.GetAsync("/rounds");
        Assert.Contains("目前没有可以报名的考试", later.Text);
        Assert.Contains("以往考试", later.Text);
    }
}
