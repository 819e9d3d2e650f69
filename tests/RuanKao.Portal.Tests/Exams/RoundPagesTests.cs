using System.Net;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Exams;

public class RoundPagesTests
{
    [Theory]
    [InlineData("notice")]
    [InlineData("plan")]
    [InlineData("policy")]
    public async Task A_round_that_is_not_held_here_has_no_pages(string page)
    {
        await using var factory = await PortalFactory.StartAsync();
        var open = await TestData.OpenRoundAsync(factory);
        var visitor = factory.Visitor();
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync($"/exams/{open.Round.Code}/53/{page}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync($"/exams/{open.Round.Code}/11/{page}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync($"/exams/1999-1/53/{page}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync($"/exams/{open.Round.Code}/xx/{page}")).Status);
    }

    [Fact]
    public async Task The_notice_takes_its_dates_from_the_windows_and_its_telephones_from_the_institution()
    {
        await using var factory = await PortalFactory.StartAsync();
        var open = await TestData.OpenRoundAsync(factory, change: place =>
        {
            place.Registration = new(Beijing.At(2031, 3, 15, 9), Beijing.At(2031, 3, 31, 17));
            place.Payment = new(Beijing.At(2031, 3, 15, 9), Beijing.At(2031, 3, 31, 24));
            place.Notice = "报名时间：{报名时间}；缴费时间：{缴费时间}。\n咨询电话：{咨询电话}。\n{不认识的字段}";
            place.Pledge = "本人承诺信息真实。";
        });
        var page = await factory.Visitor().GetAsync($"/exams/{open.Round.Code}/53/notice");
        Assert.Equal("考生须知", page.Heading);
        Assert.Contains("报名时间：2031年3月15日 09:00 至 2031年3月31日 17:00；缴费时间：2031年3月15日 09:00 至 2031年3月31日 24:00。", page.Text);
        Assert.Contains("咨询电话：0871-64312910 转 835、836，0871-63626248，0871-63617131。", page.Text);
        Assert.Contains("{不认识的字段}", page.Text);
        Assert.Contains("本人承诺信息真实。", page.Text);
        Assert.Contains("2031年3月31日 17:00（北京时间）截止", page.Text);
    }

    [Fact]
    public async Task What_is_not_published_is_said_so()
    {
        await using var factory = await PortalFactory.StartAsync();
        var open = await TestData.OpenRoundAsync(factory, "81", [], place =>
        {
            (place.Registration, place.Payment, place.TicketPrinting) = (TimeWindow.Unpublished, TimeWindow.Unpublished, TimeWindow.Unpublished);
            (place.Notice, place.Policy, place.Pledge, place.ReviewUntil) = ("", "", "", null);
            place.Regions.Clear();
        });
        var visitor = factory.Visitor();
        var notice = await visitor.GetAsync($"/exams/{open.Round.Code}/81/notice");
        Assert.Contains("报名时间未公布", notice.Text);
        Assert.Contains("尚未公布考生须知", notice.Text);
        Assert.Contains("考试计划未公布", (await visitor.GetAsync($"/exams/{open.Round.Code}/81/plan")).Text);
        Assert.Contains("政策文件未公布", (await visitor.GetAsync($"/exams/{open.Round.Code}/81/policy")).Text);
    }

    [Fact]
    public void How_registration_stands_turns_on_its_first_and_last_instant()
    {
        var (from, to) = (Beijing.At(2031, 3, 20, 9), Beijing.At(2031, 3, 31, 17));
        var window = new TimeWindow(from, to);
        Assert.Equal(["3月20日 开始", "明天 09:00 开始", "今天 09:00 开始", "报名中", "报名中", "报名已截止"],
            new[] { Beijing.At(2031, 3, 18, 24).AddTicks(-1), Beijing.At(2031, 3, 19), from.AddTicks(-1), from, to.AddTicks(-1), to }.Select(now => window.Standing(now).Word));
        Assert.Equal("未公布", TimeWindow.Unpublished.Standing(from).Word);
    }

    [Fact]
    public async Task The_plan_lists_levels_papers_times_and_fees()
    {
        await using var factory = await PortalFactory.StartAsync();
        var open = await TestData.OpenRoundAsync(factory);
        var page = await factory.Visitor().GetAsync($"/exams/{open.Round.Code}/53/plan");
        Assert.Equal(["高级", "中级", "初级", "考试考区"], page.Html.QuerySelectorAll(".round-content h2").Select(h => h.TextContent));
        var architect = page.Html.QuerySelectorAll("tbody tr").Single(r => r.TextContent.Contains("系统架构设计师"));
        var day = $"{open.Round.ExamFrom:yyyy-MM-dd}（{Beijing.Weekday(open.Round.ExamFrom)}）";
        Assert.Equal([$"综合知识、案例分析 {day}08:30–12:30", $"论文 {day}14:30–16:30"],
            architect.QuerySelectorAll(".sitting").Select(s => s.TextContent.Trim()));
        Assert.Equal("150.00 元", architect.QuerySelector(".number")!.TextContent.Trim());
        Assert.Contains("收费批准文号：未公布", page.Text);
        Assert.Contains("丽江市", page.Text);
    }

    [Fact]
    public async Task A_fee_that_was_not_found_is_shown_as_not_published_and_none_as_none()
    {
        await using var factory = await PortalFactory.StartAsync();
        var silent = await TestData.OpenRoundAsync(factory, "52", change: place => place.Fee = new(FeeKind.Unpublished));
        await TestData.OpenRoundAsync(factory, "21", change: place => place.Fee = new(FeeKind.Free));
        var visitor = factory.Visitor();
        Assert.All(Fees(await visitor.GetAsync($"/exams/{silent.Round.Code}/52/plan")), fee => Assert.Equal("未公布", fee));
        var free = await visitor.GetAsync($"/exams/{silent.Round.Code}/21/plan");
        Assert.All(Fees(free), fee => Assert.Equal("不收费", fee));
        Assert.Contains("不收费。", free.Text);

        static List<string> Fees(Page page) => [.. page.Html.QuerySelectorAll("tbody .number").Select(td => td.TextContent.Trim())];
    }
}
