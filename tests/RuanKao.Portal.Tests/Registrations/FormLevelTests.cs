using System.Text.Json;
using AngleSharp.Dom;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Registrations;

/// <summary>报考级别 and 报考资格 on the form.</summary>
public class FormLevelTests
{
    [Fact]
    public async Task The_level_is_asked_before_the_qualifications_of_all_levels()
    {
        await using var factory = await PortalFactory.StartAsync();
        var (visitor, path) = await StartAsync(factory);
        var page = await visitor.GetAsync(path);
        Assert.Equal(["请选择", "高级", "中级", "初级"], page.Html.QuerySelectorAll("select[name='Form.Level'] option").Select(o => o.TextContent));
        Assert.Equal(["高级", "中级", "初级"], page.Html.QuerySelectorAll("select[name='Form.QualificationCode'] optgroup").Select(g => g.GetAttribute("label")));
        Assert.Equal(["Form.Level", "Form.QualificationCode"], page.Html.QuerySelectorAll("select").Select(s => s.GetAttribute("name")).Where(n => n is "Form.Level" or "Form.QualificationCode"));
        Assert.Equal("true", page.Html.QuerySelector("select[name='Form.Level']")!.GetAttribute("aria-required"));
        var line = page.Html.GetElementById("papers")!;
        Assert.True(line.HasAttribute("hidden"));
        Assert.Equal("报考科目：基础知识、应用技术。考试费 100.00 元，审核通过后缴纳。", JsonSerializer.Deserialize<Dictionary<string, string>>(line.GetAttribute("data-lines")!)!["SOFTWARE_DESIGNER"]);
    }

    [Theory]
    [InlineData("SOFTWARE_DESIGNER")]
    [InlineData("")]
    public async Task A_form_without_a_level_is_not_ready(string qualification)
    {
        await using var factory = await PortalFactory.StartAsync();
        var (visitor, path) = await StartAsync(factory);
        var page = await visitor.SubmitAsync(await visitor.GetAsync(path), Fields("", qualification, "check"));
        Assert.Contains("请选择报考级别", page.ErrorOf("Form.Level"));
        Assert.NotNull(page.Html.QuerySelector(".error-summary a[href='#Form_Level']"));
        Assert.Equal(("", qualification), (page.ValueOf("Form.Level"), page.ValueOf("Form.QualificationCode")));
    }

    [Theory]
    [InlineData("keep")]
    [InlineData("check")]
    [InlineData("photo")]
    public async Task A_qualification_of_another_level_is_told_at_the_field_and_both_stay_as_chosen(string then)
    {
        await using var factory = await PortalFactory.StartAsync();
        var (visitor, path) = await StartAsync(factory);
        var page = await visitor.SubmitAsync(await visitor.GetAsync(path), Fields("Senior", "SOFTWARE_DESIGNER", then));
        Assert.Contains("软件设计师属于中级，您选的报考级别是高级，请改选其中一项", page.ErrorOf("Form.QualificationCode"));
        Assert.Null(page.ErrorOf("Form.Level"));
        Assert.Equal(("Senior", "SOFTWARE_DESIGNER", "云南大学"), (page.ValueOf("Form.Level"), page.ValueOf("Form.QualificationCode"), page.ValueOf("Form.School")));
        Assert.Contains("报考科目：基础知识、应用技术", page.Text);
        Assert.Null((await visitor.GetAsync(path)).ValueOf("Form.QualificationCode") is { Length: > 0 } kept ? kept : null);
    }

    [Fact]
    public async Task A_draft_knows_its_level_from_its_qualification()
    {
        await using var factory = await PortalFactory.StartAsync();
        var (visitor, path) = await StartAsync(factory);
        await visitor.SubmitAsync(await visitor.GetAsync(path), Fields("", "SYSTEM_ARCHITECT", "keep"));
        Assert.Equal("Senior", (await visitor.GetAsync(path)).ValueOf("Form.Level"));
    }

    [Fact]
    public async Task A_level_chosen_without_a_qualification_is_there_when_the_draft_opens_again()
    {
        await using var factory = await PortalFactory.StartAsync();
        var (visitor, path) = await StartAsync(factory);
        var page = await visitor.FollowAsync(await visitor.SubmitAsync(await visitor.GetAsync(path), Fields("Junior", "", "keep")));
        Assert.Equal(("Junior", ""), (page.ValueOf("Form.Level"), page.ValueOf("Form.QualificationCode")));
    }

    [Fact]
    public async Task A_level_that_does_not_exist_is_refused()
    {
        await using var factory = await PortalFactory.StartAsync();
        var (visitor, path) = await StartAsync(factory);
        Assert.NotNull((await visitor.SubmitAsync(await visitor.GetAsync(path), Fields("9", "SOFTWARE_DESIGNER", "keep"))).ErrorOf("Form.Level"));
    }

    [Theory]
    [InlineData(null, "SOFTWARE_DESIGNER", false, null)]
    [InlineData(null, "SOFTWARE_DESIGNER", true, "Level")]
    [InlineData(Level.Senior, null, true, null)]
    [InlineData(Level.Intermediate, "SOFTWARE_DESIGNER", true, null)]
    [InlineData(Level.Senior, " SOFTWARE_DESIGNER ", false, "QualificationCode")]
    [InlineData(Level.Senior, "NOT_OFFERED", true, null)]
    public void The_qualification_is_of_the_level(Level? level, string? code, bool complete, string? field)
    {
        var choices = new FormChoices([], [], [new() { Code = "SOFTWARE_DESIGNER", Name = "软件设计师", Level = Level.Intermediate, Category = "", Papers = "", Order = 1 }], new([]));
        Assert.Equal(field is null ? [] : [field], RegistrationFormRules.CheckLevel(level, code, choices, complete).Select(f => f.Field));
    }

    private static async Task<(Visitor Visitor, string Path)> StartAsync(PortalFactory factory)
    {
        var place = await TestData.OpenRoundAsync(factory);
        return (await factory.SignedInAsync(await TestData.VerifiedCandidateAsync(factory)), $"/exams/{place.Round.Code}/53/form");
    }

    private static IEnumerable<KeyValuePair<string, string>> Fields(string level, string qualification, string then) =>
        [new("Form.Level", level), new("Form.QualificationCode", qualification), new("Form.School", "云南大学"), new("then", then)];
}
