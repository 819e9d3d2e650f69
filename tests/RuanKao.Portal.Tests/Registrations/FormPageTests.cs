using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Tests.Support;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Tests.Registrations;

public class FormPageTests
{
    [Fact]
    public async Task The_form_is_for_candidates_whose_identity_is_verified()
    {
        await using var factory = await PortalFactory.StartAsync();
        var place = await TestData.OpenRoundAsync(factory);
        var path = $"/exams/{place.Round.Code}/53/form";
        Assert.Contains("/sign-in", (await factory.Visitor().GetAsync(path)).Location);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.Reviewer, "53"))).GetAsync(path)).Status);
        var unverified = await factory.SignedInAsync(await TestData.CandidateAsync(factory));
        Assert.StartsWith("/me/identity", (await unverified.GetAsync(path)).Location);
        Assert.StartsWith("/me/identity", (await unverified.GetAsync(path + "/check")).Location);
        var candidate = await factory.SignedInAsync(await TestData.VerifiedCandidateAsync(factory));
        Assert.Equal(HttpStatusCode.NotFound, (await candidate.GetAsync("/exams/1999-1/53/form")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await candidate.GetAsync($"/exams/{place.Round.Code}/99/form")).Status);
        Assert.Equal("考生报名", (await candidate.GetAsync(path)).Heading);
    }

    [Fact]
    public async Task The_form_shows_who_one_is_masked_and_starts_from_the_accounts_addresses()
    {
        await using var factory = await PortalFactory.StartAsync();
        var (visitor, path, _) = await StartAsync(factory);
        var page = await visitor.GetAsync(path);
        Assert.Contains("张伟明", page.Text);
        Assert.Contains("居民身份证", page.Text);
        Assert.Matches(@"530\*{11}[0-9]{3}[0-9X]", page.Text);
        Assert.StartsWith("139", page.ValueOf("Form.Mobile"));
        Assert.Equal(["高级", "中级", "初级"], page.Html.QuerySelectorAll("select[name='Form.QualificationCode'] optgroup").Select(g => g.GetAttribute("label")));
        Assert.Equal(16, page.Html.QuerySelectorAll("select[name='Form.PrefectureCode'] option[value]:not([value=''])").Length);
    }

    [Fact]
    public async Task A_draft_keeps_what_was_typed_and_may_have_gaps()
    {
        await using var factory = await PortalFactory.StartAsync();
        var (visitor, path, _) = await StartAsync(factory);
        var saved = await visitor.SubmitAsync(await visitor.GetAsync(path), Fields(("Form.School", "云南大学"), ("Form.QualificationCode", "SYSTEM_ARCHITECT"), ("then", "keep")));
        var page = await visitor.FollowAsync(saved);
        Assert.Contains("草稿已于", page.Text);
        Assert.Equal("云南大学", page.ValueOf("Form.School"));
        Assert.Contains("报考科目：综合知识、案例分析、论文。考试费 150.00 元", page.Text);
    }

    [Fact]
    public async Task A_wrong_draft_comes_back_with_the_fault_at_its_field_and_everything_typed()
    {
        await using var factory = await PortalFactory.StartAsync();
        var (visitor, path, _) = await StartAsync(factory);
        var page = await visitor.SubmitAsync(await visitor.GetAsync(path),
            Fields(("Form.School", "云南大学"), ("Form.Postcode", "12"), ("Form.GraduatedOn", "2031-02-30"), ("then", "keep")));
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains("邮政编码应为6位数字", page.ErrorOf("Form.Postcode"));
        Assert.NotNull(page.ErrorOf("Form.GraduatedOn"));
        Assert.Equal(("云南大学", "12", "2031-02-30"), (page.ValueOf("Form.School"), page.ValueOf("Form.Postcode"), page.ValueOf("Form.GraduatedOn")));
        Assert.NotNull(page.Html.QuerySelector(".error-summary a[href='#Form_Postcode']"));
    }

    [Fact]
    public async Task Checking_an_unfinished_form_names_every_gap_the_photo_too_and_saves_what_there_is()
    {
        await using var factory = await PortalFactory.StartAsync();
        var (visitor, path, _) = await StartAsync(factory, photo: false);
        var page = await visitor.SubmitAsync(await visitor.GetAsync(path), Fields(("Form.Title", "助理工程师"), ("Form.Employment", "Employed"), ("then", "check")));
        Assert.Equal("您填写了职称，请填写取得时间", page.ErrorOf("Form.TitleObtainedOn")?.Replace("错误：", ""));
        Assert.NotNull(page.ErrorOf("Form.Employer"));
        Assert.Contains("请上传照片", page.Text);
        Assert.Equal("助理工程师", (await visitor.GetAsync(path)).ValueOf("Form.Title"));
    }

    [Fact]
    public async Task The_whole_way_from_an_empty_form_to_the_numbers()
    {
        await using var factory = await PortalFactory.StartAsync();
        var (visitor, path, user) = await StartAsync(factory);
        var saved = await visitor.SubmitAsync(await visitor.GetAsync(path), Complete("check"));
        Assert.EndsWith("/form/check", saved.Location);
        var check = await visitor.FollowAsync(saved);
        Assert.Equal("检查报考信息", check.Heading);
        Assert.Contains("本人承诺所填信息真实", check.Text);
        Assert.NotNull(check.Html.QuerySelector("a[href$='/form#Form_School']"));

        var refused = await visitor.SubmitAsync(check, []);
        Assert.Contains("请阅读报考承诺书并勾选同意", refused.ErrorOf("Form.Pledged"));

        var done = await visitor.FollowAsync(await visitor.SubmitAsync(check, [new("Form.Pledged", "true")]));
        Assert.Equal("提交成功，等待审核", done.Heading);
        var registration = await factory.WithAsync(services => services.GetRequiredService<PortalContext>().Registrations.SingleAsync(r => r.UserId == user));
        Assert.Equal(RegistrationState.Submitted, registration.State);
        Assert.Contains(ShellWords.Grouped(registration.Number!), done.Text);
        Assert.Contains(ShellWords.Grouped(registration.SystemCode!), done.Text);

        // Back and once more: nothing happens twice.
        var again = await visitor.FollowAsync(await visitor.SubmitAsync(check, [new("Form.Pledged", "true")]));
        Assert.Contains(ShellWords.Grouped(registration.Number!), again.Text);
        Assert.Equal(1, await factory.WithAsync(services => services.GetRequiredService<PortalContext>().RegistrationSteps.CountAsync(s => s.RegistrationId == registration.Id)));
        Assert.Equal(1, await factory.WithAsync(services => services.GetRequiredService<PortalContext>().Registrations.CountAsync(r => r.UserId == user)));
    }

    [Fact]
    public async Task What_was_changed_after_it_was_read_is_read_again_before_it_is_handed_in()
    {
        await using var factory = await PortalFactory.StartAsync();
        var (visitor, path, user) = await StartAsync(factory);
        var check = await visitor.FollowAsync(await visitor.SubmitAsync(await visitor.GetAsync(path), Complete("check")));
        await visitor.SubmitAsync(await visitor.GetAsync(path), [.. Complete("keep").Where(f => f.Key != "Form.School"), new("Form.School", "昆明理工大学")]);
        var again = await visitor.SubmitAsync(check, [new("Form.Pledged", "true")]);
        Assert.Equal("检查报考信息", again.Heading);
        Assert.Contains("请重新核对，再提交", again.Text);
        Assert.Contains("昆明理工大学", again.Text);
        Assert.Null(again.Html.QuerySelector("input[name='Form.Pledged'][checked]"));
        Assert.EndsWith("/form/done", (await visitor.SubmitAsync(again, [new("Form.Pledged", "true")])).Location);
        Assert.Equal(RegistrationState.Submitted, await factory.WithAsync(services => services.GetRequiredService<PortalContext>().Registrations.Where(r => r.UserId == user).Select(r => r.State).SingleAsync()));
    }

    [Fact]
    public async Task A_wrong_form_after_the_window_is_told_the_deadline_and_nothing_else()
    {
        await using var factory = await PortalFactory.StartAsync();
        var (_, path, user) = await StartAsync(factory);
        var end = await WindowEndAsync(factory);
        factory.Clock.UtcNow = end.AddMinutes(-1);
        var visitor = await factory.SignedInAsync(user);
        await visitor.SubmitAsync(await visitor.GetAsync(path), Fields(("Form.School", "云南大学"), ("then", "keep")));
        var open = await visitor.GetAsync(path);
        factory.Clock.UtcNow = end;
        var late = await visitor.SubmitAsync(open, Fields(("Form.GraduatedOn", "2031-02-30"), ("then", "check")));
        Assert.Contains("截止，不能再填报或修改", late.Text);
        Assert.Single(late.Html.QuerySelectorAll(".error-summary li"));
        Assert.Null(late.Html.QuerySelector("[name='Form.School']"));
    }

    [Fact]
    public async Task The_photo_button_saves_the_draft_and_leads_back_here()
    {
        await using var factory = await PortalFactory.StartAsync();
        var (visitor, path, _) = await StartAsync(factory);
        var left = await visitor.SubmitAsync(await visitor.GetAsync(path), Fields(("Form.School", "云南大学"), ("then", "photo")));
        Assert.Contains(Uri.EscapeDataString(path), left.Location);
        Assert.Equal("云南大学", (await visitor.GetAsync(path)).ValueOf("Form.School"));
    }

    [Fact]
    public async Task After_the_window_the_form_is_shown_and_not_taken()
    {
        await using var factory = await PortalFactory.StartAsync();
        var (visitor, path, _) = await StartAsync(factory);
        var open = await visitor.GetAsync(path);
        await visitor.SubmitAsync(open, Fields(("Form.School", "云南大学"), ("then", "keep")));
        open = await visitor.GetAsync(path);
        factory.Clock.UtcNow = factory.Clock.UtcNow.AddDays(16);
        var late = await (await factory.SignedInAsync(Guid.Parse((await UserOfAsync(factory)).ToString()))).GetAsync(path);
        Assert.Null(late.Html.QuerySelector("form[method=post] [name='Form.School']"));
        Assert.Contains("不能修改", late.Text);
        Assert.Contains("云南大学", late.Text);
    }

    [Fact]
    public async Task An_approved_form_is_shown_only()
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.ApprovedAsync(factory);
        var visitor = await factory.SignedInAsync(made.UserId);
        var page = await visitor.GetAsync(made.At("form"));
        Assert.Contains("报名表现在不能修改", page.Text);
        Assert.EndsWith("/form", (await visitor.GetAsync(made.At("form/check"))).Location);
        Assert.Equal(made.At(), (await visitor.GetAsync(made.At("form/done"))).Location);
    }

    private static async Task<(Visitor Visitor, string Path, Guid User)> StartAsync(PortalFactory factory, bool photo = true)
    {
        var place = await TestData.OpenRoundAsync(factory);
        var user = await TestData.VerifiedCandidateAsync(factory);
        if (photo) await TestData.PhotoAsync(factory, user);
        return (await factory.SignedInAsync(user), $"/exams/{place.Round.Code}/53/form", user);
    }

    private static Task<DateTime> WindowEndAsync(PortalFactory factory) =>
        factory.WithAsync(async services => (await services.GetRequiredService<PortalContext>().Set<RuanKao.Portal.Exams.RoundInstitution>().SingleAsync()).Registration.To!.Value);

    private static Task<Guid> UserOfAsync(PortalFactory factory) =>
        factory.WithAsync(services => services.GetRequiredService<PortalContext>().Registrations.Select(r => r.UserId).SingleAsync());

    private static IEnumerable<KeyValuePair<string, string>> Complete(string then) => Fields(
        ("Form.PrefectureCode", "5301"), ("Form.ExamRegionCode", "5307"), ("Form.Level", "Intermediate"), ("Form.QualificationCode", "SOFTWARE_DESIGNER"), ("Form.Title", "无"),
        ("Form.Employment", "Studying"), ("Form.School", "云南大学"), ("Form.Major", "软件工程"), ("Form.MajorRelation", "Same"), ("Form.GraduatedOn", "2032-06-30"),
        ("Form.Education", "BachelorOrAbove"), ("Form.YearsOfStudy", "4"), ("Form.Degree", "Bachelor"), ("Form.Address", "昆明市翠湖北路2号"),
        ("Form.Email", "zhang@example.com"), ("Form.Mobile", "139 0000 0001"), ("then", then));

    private static IEnumerable<KeyValuePair<string, string>> Fields(params (string Name, string Value)[] fields) => fields.Select(f => KeyValuePair.Create(f.Name, f.Value));
}
