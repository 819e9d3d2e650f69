using System.Net;
using AngleSharp.Dom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Tests.Audit;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Registrations;

/// <summary>The lists of the paper form, as the system administrator keeps them and as candidates and forms meet them.</summary>
public class FormOptionTests
{
    [Fact]
    public async Task A_new_house_has_the_manuals_lists_and_the_names_that_older_forms_keep()
    {
        await using var portal = await PortalFactory.StartAsync();
        var page = await (await AdministratorAsync(portal)).GetAsync("/desk/options");
        Assert.Equal("报名表选项", page.Heading);
        Assert.Equal(["在校", "在职", "待业或其他"], Rows(page, OptionList.Employment));
        Assert.Equal(["本科及以上", "大专", "中专、高中及以下"], Rows(page, OptionList.Education));
        Assert.Contains("GB/T 4658 代码", page.Text);
        Assert.Equal(["Studying", "Employed", "Other", "Same", "Near", "Different", "BachelorOrAbove", "JuniorCollege", "SecondaryOrBelow", "None", "Bachelor", "Master", "Doctor"],
            await portal.WithAsync(place => place.GetRequiredService<PortalContext>().FormOptions.OrderBy(o => o.Order).Select(o => o.Code).ToListAsync()));
    }

    [Fact]
    public async Task An_added_option_can_be_chosen_at_once()
    {
        await using var portal = await PortalFactory.StartAsync();
        var administrator = await AdministratorAsync(portal);
        var page = await administrator.GetAsync("/desk/options/Employment/new");
        var added = await administrator.FollowAsync(await administrator.SubmitAsync(page,
            [new("Form.Words", " 自由职业 "), new("Form.StandardCode", "51"), new("Form.Meaning", "AsksForWork")]));
        Assert.Contains("已在在职情况中添加“自由职业”", added.Text);
        Assert.Equal("自由职业", Rows(added, OptionList.Employment)[^1]);
        await StaffActionsTests.LandedAsync(portal, "option.added", Role.SystemAdministrator);

        var (candidate, path) = await CandidateAsync(portal);
        var form = await candidate.GetAsync(path);
        var code = Assert.Single(form.Html.QuerySelectorAll("label.choice"), l => l.TextContent.Contains("自由职业")).QuerySelector("input")!.GetAttribute("value")!;
        Assert.Contains(code, form.Html.QuerySelector("[data-only-if]")!.GetAttribute("data-only-if"));
        Assert.Contains("选“在职”、“自由职业”的必填", form.Text);
        // It asks for work, because that is what it was added for.
        var asked = await candidate.SubmitAsync(form, [new("Form.Employment", code), new("then", "check")]);
        Assert.Contains("请填写工作单位", asked.ErrorOf("Form.Employer"));
    }

    [Theory]
    [InlineData("Employment", "", "51", "None", "Words", "请填写选项的文字")]
    [InlineData("Employment", "在职", "", "None", "Words", "已经有“在职”")]
    [InlineData("Employment", "三十一个字三十一个字三十一个字三十一个字三十一个字三十一个字一", "", "None", "Words", "最多30个字，您填写了31个")]
    [InlineData("Employment", "在\u0007岗", "", "None", "Words", "不能显示的字符")]
    [InlineData("Employment", "在岗", "A1", "None", "StandardCode", "数字代码")]
    [InlineData("MajorRelation", "不确定", "10", "None", "StandardCode", "没有国家标准代码")]
    [InlineData("Degree", "名誉博士", "1", "StillStudies", "Meaning", "不能有这项要求")]
    public async Task What_is_no_option_is_refused_where_it_is_wrong(string list, string words, string standard, string meaning, string field, string told)
    {
        await using var portal = await PortalFactory.StartAsync();
        var administrator = await AdministratorAsync(portal);
        var page = await administrator.SubmitAsync(await administrator.GetAsync($"/desk/options/{list}/new"),
            [new("Form.Words", words), new("Form.StandardCode", standard), new("Form.Meaning", meaning)]);
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains(told, page.ErrorOf("Form." + field) ?? page.Html.QuerySelector(".error-summary")!.TextContent);
        Assert.Equal(FormOptionList.All().Count, await portal.WithAsync(place => place.GetRequiredService<PortalContext>().FormOptions.CountAsync()));
    }

    [Fact]
    public async Task New_words_reach_every_form()
    {
        await using var portal = await PortalFactory.StartAsync();
        var paid = await TestData.PaidAsync(portal);
        var administrator = await AdministratorAsync(portal);
        var (id, at) = await OptionAsync(portal, "Bachelor");
        var page = await administrator.GetAsync(at);
        Assert.Equal(("学士", "4"), (page.ValueOf("Form.Words"), page.ValueOf("Form.StandardCode")));
        await administrator.SubmitAsync(page, [new("Form.Words", "学士学位"), new("Form.StandardCode", "4")], id.ToString());
        await StaffActionsTests.LandedAsync(portal, "option.changed", Role.SystemAdministrator);
        Assert.Contains("学士学位", (await (await portal.SignedInAsync(paid.UserId)).GetAsync(paid.At("registration-form"))).Text);

        // Opened before, sent after: the other administrator's words are not lost.
        var late = await administrator.SubmitAsync(page, [new("Form.Words", "学士（旧）")], id.ToString());
        Assert.Contains("刚被他人更新", late.Text);
        Assert.Equal("学士（旧）", late.ValueOf("Form.Words"));
    }

    [Fact]
    public async Task The_order_is_the_administrators()
    {
        await using var portal = await PortalFactory.StartAsync();
        var administrator = await AdministratorAsync(portal);
        var (id, _) = await OptionAsync(portal, "Doctor");
        var page = await administrator.GetAsync("/desk/options");
        page = await administrator.FollowAsync(await administrator.SubmitAsync(page, [new("up", "true")], $"{id}/move"));
        Assert.Equal(["无", "学士", "博士", "硕士"], Rows(page, OptionList.Degree));
        await StaffActionsTests.LandedAsync(portal, "option.moved", Role.SystemAdministrator);
        page = await administrator.FollowAsync(await administrator.SubmitAsync(page, [new("up", "false")], $"{id}/move"));
        Assert.Equal(["无", "学士", "硕士", "博士"], Rows(page, OptionList.Degree));
        // The last one has nowhere to go.
        page = await administrator.FollowAsync(await administrator.SubmitAsync(page, [new("up", "false")], $"{id}/move"));
        Assert.Equal(["无", "学士", "硕士", "博士"], Rows(page, OptionList.Degree));
        var (candidate, path) = await CandidateAsync(portal);
        Assert.Equal(["请选择", "无", "学士", "硕士", "博士"], (await candidate.GetAsync(path)).Html.QuerySelectorAll("[name='Form.Degree'] option").Select(o => o.TextContent));
    }

    [Fact]
    public async Task A_retired_option_stays_on_old_forms_and_is_chosen_no_more()
    {
        await using var portal = await PortalFactory.StartAsync();
        var paid = await TestData.PaidAsync(portal);
        var draft = await TestData.DraftAsync(portal, roundId: paid.RoundId, name: "李静");
        var administrator = await AdministratorAsync(portal);
        var (id, at) = await OptionAsync(portal, "Bachelor");
        var list = await administrator.FollowAsync(await administrator.SubmitAsync(await administrator.GetAsync(at), [], "/retire"));
        Assert.Contains("“学士”已停用", list.Text);
        await StaffActionsTests.LandedAsync(portal, "option.retired", Role.SystemAdministrator);

        // Old forms: on the printed one, and in a change that leaves it alone.
        var owner = await portal.SignedInAsync(paid.UserId);
        Assert.Contains("学士", (await owner.GetAsync(paid.At("registration-form"))).Text);
        var change = await owner.GetAsync(paid.At("change"));
        Assert.Equal("Bachelor", change.ValueOf("Form.Degree"));
        var checkedChange = await owner.SubmitAsync(change, ChangePageTests.Typed(change, ("Form.School", "昆明理工大学"), ("then", "check")));
        Assert.Equal("核对变更", checkedChange.Heading);

        // New ones: not offered, and a draft that has it is told.
        var (candidate, path) = (await portal.SignedInAsync(draft.UserId), draft.At("form"));
        var form = await candidate.GetAsync(path);
        Assert.Equal("学士（已停用）", form.Html.QuerySelector("[name='Form.Degree'] option[value='Bachelor']")!.TextContent);
        var told = await candidate.SubmitAsync(form, ChangePageTests.Typed(form, ("then", "keep")));
        Assert.Contains("“学士”已停用，请重新选择学位", told.ErrorOf("Form.Degree"));
        var other = await candidate.SubmitAsync(form, ChangePageTests.Typed(form, ("Form.Degree", "Master"), ("then", "keep")));
        Assert.Equal(HttpStatusCode.Redirect, other.Status);
        Assert.Null((await candidate.GetAsync(path)).Html.QuerySelector("[name='Form.Degree'] option[value='Bachelor']"));

        await administrator.SubmitAsync(await administrator.GetAsync(at), [], "/restore");
        await StaffActionsTests.LandedAsync(portal, "option.restored", Role.SystemAdministrator);
        Assert.NotNull((await candidate.GetAsync(path)).Html.QuerySelector("[name='Form.Degree'] option[value='Bachelor']"));
    }

    [Fact]
    public async Task A_draft_with_a_retired_answer_is_not_handed_in()
    {
        await using var portal = await PortalFactory.StartAsync();
        var draft = await TestData.DraftAsync(portal);
        var candidate = await portal.SignedInAsync(draft.UserId);
        var check = await candidate.GetAsync(draft.At("form/check"));
        await portal.WithAsync(place => place.GetRequiredService<PortalContext>().FormOptions.Where(o => o.Code == "Same")
            .ExecuteUpdateAsync(o => o.SetProperty(x => x.RetiredAt, portal.Clock.UtcNow)));
        var refused = await candidate.SubmitAsync(check, [new("Form.Pledged", "true")]);
        Assert.Contains("“与报考专业相同”已停用，请重新选择所学专业", refused.Text);
        Assert.Equal(RegistrationState.Draft, await portal.WithAsync(place => place.GetRequiredService<PortalContext>().Registrations.Select(r => r.State).SingleAsync()));
    }

    [Fact]
    public async Task The_last_option_of_a_list_stays()
    {
        await using var portal = await PortalFactory.StartAsync();
        var administrator = await AdministratorAsync(portal);
        foreach (var code in new[] { "Same", "Near" }) await administrator.SubmitAsync(await administrator.GetAsync((await OptionAsync(portal, code)).At), [], "/retire");
        var page = await administrator.SubmitAsync(await administrator.GetAsync((await OptionAsync(portal, "Different")).At), [], "/retire");
        Assert.Contains("“与报考专业不同”是所学专业的最后一项", page.Text);
        Assert.Equal("Different", await portal.WithAsync(place => place.GetRequiredService<PortalContext>().FormOptions.Where(o => o.List == OptionList.MajorRelation && o.RetiredAt == null).Select(o => o.Code).SingleAsync()));
    }

    [Fact]
    public async Task Two_who_retire_the_last_two_at_once_leave_one()
    {
        await using var portal = await PortalFactory.StartAsync();
        await using (var services = portal.Services.CreateAsyncScope())
            await services.ServiceProvider.GetRequiredService<PortalContext>().FormOptions.Where(o => o.Code == "Same").ExecuteUpdateAsync(o => o.SetProperty(x => x.RetiredAt, portal.Clock.UtcNow));
        var outcomes = await Task.WhenAll(new[] { "Near", "Different" }.Select(code => portal.WithAsync(async place =>
        {
            var option = await place.GetRequiredService<PortalContext>().FormOptions.AsNoTracking().SingleAsync(o => o.Code == code);
            try
            {
                await place.GetRequiredService<FormOptionService>().RetireAsync(option, new(null, Role.SystemAdministrator, portal.Clock.UtcNow));
                return true;
            }
            catch (RuleViolationException)
            {
                return false;
            }
        })));
        Assert.Single(outcomes, true);
    }

    [Fact]
    public async Task What_is_no_list_and_no_option_is_not_found()
    {
        await using var portal = await PortalFactory.StartAsync();
        var administrator = await AdministratorAsync(portal);
        foreach (var path in new[] { "/desk/options/Nothing/new", "/desk/options/0/new", $"/desk/options/{Guid.NewGuid()}" })
            Assert.Equal(HttpStatusCode.NotFound, (await administrator.GetAsync(path)).Status);
    }

    private static async Task<Visitor> AdministratorAsync(PortalFactory portal) => await portal.SignedInAsync(await TestData.StaffAsync(portal, Role.SystemAdministrator));

    private static async Task<(Visitor Visitor, string Path)> CandidateAsync(PortalFactory portal)
    {
        var place = await TestData.OpenRoundAsync(portal);
        return (await portal.SignedInAsync(await TestData.VerifiedCandidateAsync(portal)), $"/exams/{place.Round.Code}/53/form");
    }

    private static Task<(Guid Id, string At)> OptionAsync(PortalFactory portal, string code) => portal.WithAsync(async place =>
        await place.GetRequiredService<PortalContext>().FormOptions.Where(o => o.Code == code).Select(o => o.Id).SingleAsync() is var id ? (id, $"/desk/options/{id}") : default);

    private static IReadOnlyList<string> Rows(Page page, OptionList list) => [.. page.Html.GetElementById(list.ToString())!.QuerySelectorAll("tbody th").Select(h => h.TextContent.Trim())];
}
