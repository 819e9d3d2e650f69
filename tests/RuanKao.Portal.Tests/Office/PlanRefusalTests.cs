using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Office;

/// <summary>What the desk refuses of a round: in its words, at its field, with what was typed still there and nothing kept.</summary>
public class PlanRefusalTests
{
    private const string Draft = "/desk/plans/2031-2";
    private const string Papers = "基础知识、应用技术";

    [Theory]
    [InlineData("Form.Year", "", "请填写四位年份")]
    [InlineData("Form.Year", "2019", "请填写四位年份")]
    [InlineData("Form.Year", "2100", "请填写四位年份")]
    [InlineData("Form.Half", "3", "请选择")]
    [InlineData("Form.ExamFrom", "", "请填写考试第一天")]
    [InlineData("Form.From", "", "请选择复制自哪一轮次")]
    [InlineData("Form.From", "2029-1", "没有这个轮次")]
    public async Task A_new_round_has_a_year_a_half_a_first_day_and_a_pattern_that_exists(string field, string typed, string said)
    {
        await using var factory = await PortalFactory.StartAsync();
        var national = await NationalAsync(factory);
        var form = new Dictionary<string, string> { ["Form.Year"] = "2031", ["Form.Half"] = "2", ["Form.From"] = "none", ["Form.ExamFrom"] = "2031-11-08", [field] = typed };
        var page = await national.SubmitAsync(await national.GetAsync("/desk/plans/new"), form);
        Assert.Equal(said, page.ErrorOf(field));
        Assert.Equal((form["Form.Year"], form["Form.ExamFrom"]), (page.ValueOf("Form.Year"), page.ValueOf("Form.ExamFrom")));
        Assert.Equal(0, await factory.WithAsync(s => s.GetRequiredService<PortalContext>().ExamRounds.CountAsync()));
    }

    public static TheoryData<string, string, string> Days => new()
    {
        { "Form.ExamFrom", "", "请填写考试第一天" },
        { "Form.ExamTo", "", "请填写考试最后一天" },
        { "Form.ExamTo", "2031-12-10", "考试最多跨 32 天，请核对年份和月份" },
        { "Form.Remark", new('长', 1001), "最多1000个字，现在有1001个" },
    };

    [Theory]
    [MemberData(nameof(Days))]
    public async Task Exam_days_are_two_within_a_month_and_the_remark_is_short(string field, string typed, string said)
    {
        await using var factory = await PortalFactory.StartAsync();
        var national = await NationalAsync(factory);
        await RoundPlanTests.DraftAsync(national);
        var form = new Dictionary<string, string> { ["Form.ExamFrom"] = "2031-11-08", ["Form.ExamTo"] = "2031-12-09", ["Form.Remark"] = "分两批", [field] = typed };
        var page = await national.SubmitAsync(await national.GetAsync(Draft + "/days"), form);
        Assert.Equal(said, page.ErrorOf(field));
        Assert.All(form, value => Assert.Equal(value.Value, page.ValueOf(value.Key)));
        Assert.Equal((new DateOnly(2031, 11, 8), ""), await KeptAsync());
        // The thirty-second day still holds.
        (form[field], form["Form.ExamFrom"], form["Form.ExamTo"]) = ("", "2031-11-08", "2031-12-09");
        Assert.Equal(Draft, (await national.SubmitAsync(page, form)).Location);
        Assert.Equal(new DateOnly(2031, 12, 9), (await KeptAsync()).ExamTo);

        async Task<(DateOnly ExamTo, string Remark)> KeptAsync() => await RoundPlanTests.RoundAsync(factory, "2031-2") is var round ? (round.ExamTo, round.PlanRemark) : default;
    }

    [Theory]
    [InlineData("0", "08:30", "12:30", Papers, "Batch", "批次请填 1 到 20")]
    [InlineData("21", "08:30", "12:30", Papers, "Batch", "批次请填 1 到 20")]
    [InlineData("", "08:30", "下午", Papers, "To", "请填写结束时间，例如 12:30")]
    [InlineData("", "08:30", "12:30", "、，", "Papers", "请填写科目")]
    // A row in which only one thing was typed is a row.
    [InlineData("", "", "12:30", "", "From", "请填写开始时间，例如 08:30")]
    [InlineData("", "", "", "基础知识", "To", "请填写结束时间，例如 12:30")]
    public async Task A_sitting_has_a_batch_an_end_and_papers(string batch, string from, string to, string papers, string field, string said)
    {
        await using var factory = await PortalFactory.StartAsync();
        var national = await NationalAsync(factory);
        await RoundPlanTests.DraftAsync(national);
        var rows = RoundPlanTests.Rows((batch, "2031-11-08", from, to, papers)).ToList();
        var page = await national.SubmitAsync(await national.GetAsync(Draft + "/sittings?codes=PROGRAMMER"), rows);
        Assert.Equal(said, page.ErrorOf($"Form.Rows[0].{field}"));
        Assert.All(rows, value => Assert.Equal(value.Value, page.ValueOf(value.Key)));
        Assert.Empty((await RoundPlanTests.RoundAsync(factory, "2031-2")).Offerings);
    }

    [Fact]
    public async Task Sittings_are_at_most_twenty_and_of_some_qualification()
    {
        await using var factory = await PortalFactory.StartAsync();
        var national = await NationalAsync(factory);
        await RoundPlanTests.DraftAsync(national);
        var many = RoundPlanTests.Rows([.. Enumerable.Repeat(("", "2031-11-08", "08:30", "12:30", Papers), 21)]);
        Assert.Contains("最多 20 场", (await national.SubmitAsync(await national.GetAsync(Draft + "/sittings?codes=PROGRAMMER"), many)).Text);
        var nothing = await RoundPlanTests.TokenAsync(national, [new("Form.Version", "0"), .. RoundPlanTests.Rows(("", "2031-11-08", "08:30", "12:30", Papers))]);
        Assert.Contains("请先选择资格", (await national.PostAsync(Draft + "/sittings", nothing)).Text);
        Assert.Contains("请先选择资格", (await national.PostAsync(Draft + "/sittings", [.. nothing, new("Form.Then", "remove")])).Text);
        Assert.Empty((await RoundPlanTests.RoundAsync(factory, "2031-2")).Offerings);
    }

    [Fact]
    public async Task The_reason_of_a_correction_is_short()
    {
        await using var factory = await PortalFactory.StartAsync();
        var round = (await TestData.OpenRoundAsync(factory)).Round;
        var national = await NationalAsync(factory);
        KeyValuePair<string, string>[] typed = [new("Form.ExamFrom", $"{round.ExamFrom:yyyy-MM-dd}"), new("Form.ExamTo", $"{round.ExamTo:yyyy-MM-dd}"), new("Form.Remark", "分两批")];
        var looked = await national.SubmitAsync(await national.GetAsync($"/desk/plans/{round.Code}/days"), typed);
        var page = await national.SubmitAsync(looked, [.. typed, new("Form.Why", new string('长', 201))]);
        Assert.Equal("原因最多200个字，现在有201个", page.ErrorOf("Form.Why"));
        Assert.Equal((new string('长', 201), "分两批"), (page.ValueOf("Form.Why"), page.ValueOf("Form.Remark")));
        Assert.Equal("", (await RoundPlanTests.RoundAsync(factory, round.Code)).PlanRemark);
    }

    [Fact]
    public async Task What_is_published_is_not_published_again()
    {
        await using var factory = await PortalFactory.StartAsync();
        var view = await TestData.OpenRoundAsync(factory);
        var (national, office) = (await NationalAsync(factory), await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.Office, "53")));
        var address = $"/desk/plans/{view.Round.Code}";
        Assert.Contains("这个轮次已经发布", (await national.PostAsync(address + "/publish", await RoundPlanTests.TokenAsync(national, [new("version", $"{view.Round.Version}")]))).Text);
        Assert.Contains("本机构的安排已经发布", (await office.PostAsync(address + "/53/publish", await RoundPlanTests.TokenAsync(office, [new("version", $"{view.Place.Version}")]))).Text);
        Assert.Equal(0, await factory.WithAsync(s => s.GetRequiredService<PortalContext>().AuditEntries.CountAsync(a => a.Action.StartsWith("plan."))));
    }

    [Fact]
    public async Task A_round_that_is_not_there_has_no_pages_and_takes_nothing()
    {
        await using var factory = await PortalFactory.StartAsync();
        var national = await NationalAsync(factory);
        foreach (var part in new[] { "", "/days", "/offerings", "/sittings?codes=PROGRAMMER", "/remove", "/close", "/preview" })
            Assert.Equal((part, HttpStatusCode.NotFound), (part, (await national.GetAsync(Draft + part)).Status));
        var token = (await RoundPlanTests.TokenAsync(national, [new("version", "0"), new("Form.Version", "0")])).ToList();
        foreach (var part in new[] { "/days", "/sittings", "/publish", "/remove", "/close" })
            Assert.Equal((part, HttpStatusCode.NotFound), (part, (await national.PostAsync(Draft + part, token)).Status));
    }

    [Fact]
    public async Task Whoever_drafts_a_round_in_the_same_instant_as_another_is_told()
    {
        var quicker = new Interloper();
        await using var factory = await quicker.StartAsync();
        var national = await NationalAsync(factory);
        var page = await national.GetAsync("/desk/plans/new");
        quicker.BeforeSave(() => factory.WithAsync(async s =>
        {
            var db = s.GetRequiredService<PortalContext>();
            db.Add(new ExamRound { Code = "2031-2", Year = 2031, Half = 2, ExamFrom = new(2031, 11, 1), ExamTo = new(2031, 11, 2) });
            await db.SaveChangesAsync();
        }));
        var late = await national.SubmitAsync(page, [new("Form.Year", "2031"), new("Form.Half", "2"), new("Form.From", "none"), new("Form.ExamFrom", "2031-11-08")]);
        Assert.Equal("2031年下半年刚由他人建立", late.ErrorOf("Form.Year"));
        Assert.Equal(new DateOnly(2031, 11, 1), (await RoundPlanTests.RoundAsync(factory, "2031-2")).ExamFrom);
    }

    private static async Task<Visitor> NationalAsync(PortalFactory factory) => await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.NationalAdministrator));
}
