using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Office;

/// <summary>考试计划 as the national administration makes it: draft, copy, check, publish, correct, close.</summary>
public class RoundPlanTests
{
    [Fact]
    public async Task A_copied_round_is_a_draft_that_nobody_outside_sees_until_it_is_looked_at_and_published()
    {
        await using var factory = await PortalFactory.StartAsync();
        await TestData.OpenRoundAsync(factory);
        var national = await NationalAsync(factory);
        var form = await national.GetAsync("/desk/plans/new");
        Assert.Equal(("2031", "2", "2031-1"), (form.ValueOf("Form.Year"), form.ValueOf("Form.Half"), form.ValueOf("Form.From")));
        var made = await national.SubmitAsync(form, [new("Form.Year", "2031"), new("Form.Half", "2"), new("Form.From", "2031-1"), new("Form.ExamFrom", "2031-11-08")]);
        Assert.Equal("/desk/plans/2031-2", made.Location);
        var page = await national.FollowAsync(made);
        Assert.Contains("复制自 2031-1", page.Text);
        Assert.Contains("草稿", page.Text);
        Assert.DoesNotContain("发布2031年下半年考试计划", page.Text);
        Assert.Contains("2031-11-08（星期六）08:30–12:30", page.Text);

        // Nobody outside: neither visitor nor institution.
        var (visitor, office) = (factory.Visitor(), await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.Office, "53")));
        Assert.DoesNotContain("2031年下半年", (await visitor.GetAsync("/")).Text);
        Assert.DoesNotContain("2031年下半年", (await visitor.GetAsync("/?round=2031-2")).Text);
        Assert.DoesNotContain("2031年下半年", (await office.GetAsync("/desk/plans")).Text);
        Assert.Equal(HttpStatusCode.NotFound, (await office.GetAsync("/desk/plans/2031-2")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await office.GetAsync("/desk/plans/2031-2/preview")).Status);

        // Published it cannot be before each part was looked at.
        Assert.Contains("请核对后保存一次", (await national.PostAsync("/desk/plans/2031-2/publish", await TokenAsync(national, [new("version", "0")]))).Text);
        Assert.Equal(RoundState.Draft, (await RoundAsync(factory, "2031-2")).State);
        await national.SubmitAsync(await national.GetAsync("/desk/plans/2031-2/days"), [new("Form.ExamFrom", "2031-11-08"), new("Form.ExamTo", "2031-11-09"), new("Form.Remark", "")]);
        var sittings = await national.GetAsync("/desk/plans/2031-2/sittings?codes=PROGRAMMER");
        await national.SubmitAsync(sittings, Typed(sittings));
        page = await national.GetAsync("/desk/plans/2031-2");
        Assert.Contains("没有缺项", page.Text);
        Assert.Contains("程序员", (await national.GetAsync("/desk/plans/2031-2/preview")).Text);
        await national.FollowAsync(await national.SubmitAsync(page, [], "/publish"));
        Assert.Equal(RoundState.Published, (await RoundAsync(factory, "2031-2")).State);
        Assert.Contains("2031年下半年", (await visitor.GetAsync("/")).Text);
        Assert.DoesNotContain("更正考试时间", (await office.GetAsync("/desk/plans/2031-2")).Text);
        Assert.Contains("更正考试时间", (await national.GetAsync("/desk/plans/2031-2")).Text);
        Assert.Equal(["plan.changed", "plan.drafted", "plan.published"], (await AuditAsync(factory)).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Sittings_are_laid_for_several_qualifications_at_once_in_any_layout()
    {
        await using var factory = await PortalFactory.StartAsync();
        var national = await NationalAsync(factory);
        await DraftAsync(national);
        var page = await national.GetAsync("/desk/plans/2031-2/sittings?codes=SYSTEM_ARCHITECT&codes=PROJECT_MANAGER");
        Assert.Contains("信息系统项目管理师、系统架构设计师", page.Text);
        var done = await national.SubmitAsync(page, Rows(("1", "2031-11-08", "08:30", "12:30", "综合知识、案例分析"), ("1", "2031-11-08", "14:30", "16:30", "论文"),
            ("2", "2031-11-09", "８：３０", "12:30", "综合知识，案例分析"), ("2", "2031-11-09", "14:30", "16:30", "论文")));
        Assert.Equal("/desk/plans/2031-2/offerings", done.Location);
        Assert.Contains("第 2 批 综合知识、案例分析 2031-11-09（星期日）08:30–12:30", (await national.FollowAsync(done)).Text);
        var round = await RoundAsync(factory, "2031-2");
        Assert.Equal(["PROJECT_MANAGER", "SYSTEM_ARCHITECT"], round.Offerings.Select(o => o.QualificationCode).Order(StringComparer.Ordinal));
        Assert.All(round.Offerings, o => Assert.Equal(4, o.Sittings.Count));

        // Laid again in one sitting less: the rows that stay keep their ids.
        var kept = round.Offerings.SelectMany(o => o.Sittings).Select(s => s.Id).ToHashSet();
        await national.SubmitAsync(await national.GetAsync("/desk/plans/2031-2/sittings?codes=PROJECT_MANAGER"), Rows(("", "2031-11-08", "09:00", "11:30", "综合知识 案例分析 论文")));
        var now = (await RoundAsync(factory, "2031-2")).Offerings.Single(o => o.QualificationCode == "PROJECT_MANAGER").Sittings;
        Assert.Contains(Assert.Single(now).Id, kept);
        Assert.Equal("综合知识\n案例分析\n论文", now[0].Papers);
        page = await national.GetAsync("/desk/plans/2031-2");
        Assert.Contains("系统架构设计师：2031-11-09 不在考试时间（2031-11-08）内", page.Text);
        Assert.DoesNotContain("信息系统项目管理师：", page.Text);

        await national.SubmitAsync(await national.GetAsync("/desk/plans/2031-2/sittings?codes=PROJECT_MANAGER"), [new("Form.Then", "remove")]);
        Assert.Equal(["SYSTEM_ARCHITECT"], (await RoundAsync(factory, "2031-2")).Offerings.Select(o => o.QualificationCode));
    }

    [Fact]
    public async Task What_is_mistyped_stays_and_is_named_at_its_field()
    {
        await using var factory = await PortalFactory.StartAsync();
        var national = await NationalAsync(factory);
        await DraftAsync(national);
        var page = await national.GetAsync("/desk/plans/2031-2/sittings?codes=PROGRAMMER");
        var refused = await national.SubmitAsync(page, Rows(("1", "2031-11-08", "13:00", "12:30", "综合知识"), ("1", "", "8点", "10:00", "基础知识")));
        Assert.Contains("结束时间须晚于开始时间", refused.ErrorOf("Form.Rows[0].To"));
        Assert.Contains("程序员没有“综合知识”，它的科目是基础知识、应用技术", refused.ErrorOf("Form.Rows[0].Papers"));
        Assert.Contains("请填写日期", refused.ErrorOf("Form.Rows[1].Day"));
        Assert.Contains("例如 08:30", refused.ErrorOf("Form.Rows[1].From"));
        Assert.Equal(("8点", "13:00"), (refused.ValueOf("Form.Rows[1].From"), refused.ValueOf("Form.Rows[0].From")));
        Assert.Empty((await RoundAsync(factory, "2031-2")).Offerings);
        Assert.Contains("早于第一天", (await national.SubmitAsync(await national.GetAsync("/desk/plans/2031-2/days"), [new("Form.ExamFrom", "2031-11-08"), new("Form.ExamTo", "2031-11-07")])).ErrorOf("Form.ExamTo"));
        var twice = await national.SubmitAsync(await national.GetAsync("/desk/plans/new"), [new("Form.Year", "2031"), new("Form.Half", "2"), new("Form.From", "none"), new("Form.ExamFrom", "2031-11-08")]);
        Assert.Contains("已经有考试计划", twice.ErrorOf("Form.Year"));
        Assert.Contains("不在2032年上半年", (await national.SubmitAsync(await national.GetAsync("/desk/plans/new"), [new("Form.Year", "2032"), new("Form.Half", "1"), new("Form.From", "none"), new("Form.ExamFrom", "2032-07-01")])).ErrorOf("Form.ExamFrom"));
    }

    [Fact]
    public async Task A_correction_shows_what_changes_and_whom_it_touches_and_needs_a_reason()
    {
        await using var factory = await PortalFactory.StartAsync();
        var paid = await TestData.PaidAsync(factory);
        await TestData.SubmittedAsync(factory);
        await TestData.DraftAsync(factory);
        var national = await NationalAsync(factory);
        var round = await RoundAsync(factory, paid.RoundCode);
        var (from, to) = (round.ExamFrom.AddDays(7), round.ExamTo.AddDays(7));
        KeyValuePair<string, string>[] typed = [new("Form.ExamFrom", $"{from:yyyy-MM-dd}"), new("Form.ExamTo", $"{to:yyyy-MM-dd}"), new("Form.Remark", "")];
        var address = $"/desk/plans/{paid.RoundCode}/days";
        Assert.Contains("没有任何改动", (await national.SubmitAsync(await national.GetAsync(address), [new("Form.ExamFrom", $"{round.ExamFrom:yyyy-MM-dd}"), new("Form.ExamTo", $"{round.ExamTo:yyyy-MM-dd}")])).Text);
        var looked = await national.SubmitAsync(await national.GetAsync(address), typed);
        Assert.Contains("涉及 2 个有效报名，其中 1 个已缴费", looked.Text);
        Assert.Contains($"{round.ExamDays()}", looked.Text);
        Assert.Contains($"{from:yyyy-MM-dd} 至 {to:yyyy-MM-dd}", looked.Text);
        Assert.Equal($"{from:yyyy-MM-dd}", looked.ValueOf("Form.ExamFrom"));
        Assert.Equal(round.ExamFrom, (await RoundAsync(factory, paid.RoundCode)).ExamFrom);
        Assert.Contains("请写明更正原因", (await national.SubmitAsync(looked, typed)).ErrorOf("Form.Why"));

        // One more has registered meanwhile: the count is looked at anew.
        await TestData.SubmittedAsync(factory);
        looked = await national.SubmitAsync(looked, [.. typed, new("Form.Why", "考点停电")]);
        Assert.Contains("涉及 3 个有效报名", looked.Text);
        Assert.Equal("考点停电", looked.ValueOf("Form.Why"));
        Assert.Equal($"/desk/plans/{paid.RoundCode}", (await national.SubmitAsync(looked, [.. typed, new("Form.Why", "考点停电")])).Location);

        var now = await RoundAsync(factory, paid.RoundCode);
        Assert.Equal((from, to), (now.ExamFrom, now.ExamTo));
        Assert.All(now.Offerings.SelectMany(o => o.Sittings), s => Assert.Equal(from, s.Day));
        var page = await national.GetAsync($"/desk/plans/{paid.RoundCode}");
        Assert.Contains("涉及有效报名 3 个，其中已缴费 1 个", page.Text);
        Assert.Contains(await factory.WithAsync(s => s.GetRequiredService<PortalContext>().AuditEntries.ToListAsync()), a => a is { Action: "plan.corrected", Why: "考点停电", Role: Role.NationalAdministrator });
    }

    [Fact]
    public async Task Two_who_edit_at_once_are_told_and_nothing_typed_is_lost()
    {
        await using var factory = await PortalFactory.StartAsync();
        var (one, other) = (await NationalAsync(factory), await NationalAsync(factory));
        await DraftAsync(one);
        var (mine, theirs) = (await one.GetAsync("/desk/plans/2031-2/days"), await other.GetAsync("/desk/plans/2031-2/sittings?codes=PROGRAMMER"));
        await other.SubmitAsync(theirs, Rows(("1", "2031-11-08", "08:30", "12:30", "基础知识、应用技术")));
        var refused = await one.SubmitAsync(mine, [new("Form.ExamFrom", "2031-11-15"), new("Form.ExamTo", "2031-11-16"), new("Form.Remark", "我的说明")]);
        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        Assert.Contains("已被他人更新", refused.Text);
        Assert.Equal("我的说明", refused.ValueOf("Form.Remark"));
        await one.SubmitAsync(refused, [new("Form.ExamFrom", "2031-11-15"), new("Form.ExamTo", "2031-11-16"), new("Form.Remark", "我的说明")]);
        Assert.Equal("我的说明", (await RoundAsync(factory, "2031-2")).PlanRemark);
    }

    [Fact]
    public async Task A_qualification_with_registrations_stays_open_and_batches_stay_once_people_are_seated()
    {
        await using var factory = await PortalFactory.StartAsync();
        var paid = await TestData.PaidAsync(factory);
        var national = await NationalAsync(factory);
        var code = await factory.WithAsync(s => s.GetRequiredService<PortalContext>().Registrations.Where(r => r.Id == paid.Id).Select(r => r.QualificationCode!).SingleAsync());
        var address = $"/desk/plans/{paid.RoundCode}/sittings?codes={code}";
        Assert.Contains("已有 1 个报名，不能取消开考", (await national.SubmitAsync(await national.GetAsync(address), [new("Form.Then", "remove")])).Text);
        Assert.Contains((await RoundAsync(factory, paid.RoundCode)).Offerings, o => o.QualificationCode == code);
        // One that nobody chose may go, with a reason.
        var other = (await RoundAsync(factory, paid.RoundCode)).Offerings.First(o => o.QualificationCode != code).QualificationCode;
        var looked = await national.SubmitAsync(await national.GetAsync($"/desk/plans/{paid.RoundCode}/sittings?codes={other}"), [new("Form.Then", "remove")]);
        Assert.Contains("涉及 0 个有效报名", looked.Text);
        Assert.Equal("remove", looked.Html.QuerySelector("button[name='Form.Then']")!.GetAttribute("value"));
        await national.SubmitAsync(looked, [new("Form.Then", "remove"), new("Form.Why", "机位不足")]);
        Assert.DoesNotContain((await RoundAsync(factory, paid.RoundCode)).Offerings, o => o.QualificationCode == other);

        await TestData.SiteAsync(factory);
        await TestData.SeatAllAsync(factory, paid.RoundCode);
        var page = await national.GetAsync(address);
        var rows = Typed(page).Select(v => v.Key.EndsWith(".Batch", StringComparison.Ordinal) ? new("" + v.Key, "2") : v);
        Assert.Contains("批次不能增减", (await national.SubmitAsync(page, rows)).Text);
    }

    [Fact]
    public async Task A_draft_can_be_removed_and_what_is_published_cannot()
    {
        await using var factory = await PortalFactory.StartAsync();
        await TestData.OpenRoundAsync(factory);
        var national = await NationalAsync(factory);
        await national.SubmitAsync(await national.GetAsync("/desk/plans/new"), [new("Form.Year", "2031"), new("Form.Half", "2"), new("Form.From", "2031-1"), new("Form.ExamFrom", "2031-11-08")]);
        var asked = await national.GetAsync("/desk/plans/2031-2/remove");
        var draft = await RoundAsync(factory, "2031-2");
        Assert.Contains($"{draft.Offerings.Count} 个开考资格、{draft.Offerings.Sum(o => o.Sittings.Count)} 个场次", asked.Text);
        // Somebody has worked on it meanwhile.
        await national.SubmitAsync(await national.GetAsync("/desk/plans/2031-2/days"), [new("Form.ExamFrom", "2031-11-08"), new("Form.ExamTo", "2031-11-09"), new("Form.Remark", "新的说明")]);
        var refused = await national.SubmitAsync(asked, []);
        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        Assert.Contains("2031年下半年的草稿已删除", (await national.FollowAsync(await national.SubmitAsync(refused, []))).Text);
        Assert.Equal(HttpStatusCode.NotFound, (await national.GetAsync("/desk/plans/2031-2")).Status);
        Assert.Equal(0, await factory.WithAsync(s => s.GetRequiredService<PortalContext>().Set<ExamSitting>().CountAsync(sitting => sitting.RoundId == draft.Id)));
        Assert.Contains(await factory.WithAsync(s => s.GetRequiredService<PortalContext>().AuditEntries.ToListAsync()), a => a is { Action: "plan.draft-removed", Why: "2031年下半年" });

        var published = await RoundAsync(factory, "2031-1");
        Assert.Contains("现在不能删除", (await national.GetAsync("/desk/plans/2031-1/remove")).Text);
        Assert.Contains("已经发布，不能删除", (await national.PostAsync("/desk/plans/2031-1/remove", await TokenAsync(national, [new("version", $"{published.Version}")]))).Text);
        Assert.Equal(RoundState.Published, (await RoundAsync(factory, "2031-1")).State);
    }

    [Fact]
    public async Task A_round_is_closed_after_its_exam_and_then_nothing_of_it_changes()
    {
        await using var factory = await PortalFactory.StartAsync();
        var paid = await TestData.PaidAsync(factory);
        var national = await NationalAsync(factory);
        var address = $"/desk/plans/{paid.RoundCode}";
        var round = await RoundAsync(factory, paid.RoundCode);
        Assert.Contains("结束以后才能关闭", (await national.GetAsync(address + "/close")).Text);
        Assert.Contains("结束以后才能关闭", (await national.PostAsync(address + "/close", await TokenAsync(national, [new("version", $"{round.Version}")]))).Text);
        // The last evening of the exam is not after it.
        factory.Clock.UtcNow = Beijing.Start(round.ExamTo.AddDays(1)).AddSeconds(-1);
        national = await NationalAsync(factory);
        Assert.Contains("结束以后才能关闭", (await national.GetAsync(address + "/close")).Text);
        factory.Clock.UtcNow = Beijing.Start(round.ExamTo.AddDays(1));
        var asked = await national.GetAsync(address + "/close");
        Assert.Contains("1 个有效报名，其中 1 个已缴费", asked.Text);
        var open = await national.GetAsync(address + "/days");
        await national.SubmitAsync(asked, []);
        Assert.Equal(RoundState.Closed, (await RoundAsync(factory, paid.RoundCode)).State);
        KeyValuePair<string, string>[] typed = [new("Form.ExamFrom", $"{round.ExamFrom:yyyy-MM-dd}"), new("Form.ExamTo", $"{round.ExamTo:yyyy-MM-dd}"), new("Form.Remark", "晚了"), new("Form.Why", "晚了")];
        Assert.Equal(HttpStatusCode.Conflict, (await national.SubmitAsync(open, typed)).Status);
        Assert.Contains("已经关闭", (await national.SubmitAsync(await national.GetAsync(address + "/days"), typed)).Text);
        // Candidates read it still.
        Assert.Equal(HttpStatusCode.OK, (await factory.Visitor().GetAsync(paid.At("plan"))).Status);
    }

    private static async Task<Visitor> NationalAsync(PortalFactory factory) => await factory.SignedInAsync(await TestData.StaffAsync(factory, Role.NationalAdministrator));

    internal static async Task<Page> DraftAsync(Visitor national) =>
        await national.SubmitAsync(await national.GetAsync("/desk/plans/new"), [new("Form.Year", "2031"), new("Form.Half", "2"), new("Form.From", "none"), new("Form.ExamFrom", "2031-11-08")]);

    internal static IEnumerable<KeyValuePair<string, string>> Rows(params (string Batch, string Day, string From, string To, string Papers)[] rows) => rows.SelectMany((row, at) => new KeyValuePair<string, string>[]
    {
        new($"Form.Rows[{at}].Batch", row.Batch), new($"Form.Rows[{at}].Day", row.Day), new($"Form.Rows[{at}].From", row.From), new($"Form.Rows[{at}].To", row.To), new($"Form.Rows[{at}].Papers", row.Papers),
    });

    // What a browser would send back untouched.
    internal static IEnumerable<KeyValuePair<string, string>> Typed(Page page) => page.Html.QuerySelectorAll("input[name^='Form.Rows']").OfType<AngleSharp.Html.Dom.IHtmlInputElement>()
        .Where(i => i.Type != "checkbox" || i.IsChecked).Select(i => KeyValuePair.Create(i.Name!, i.Value));

    internal static async Task<IEnumerable<KeyValuePair<string, string>>> TokenAsync(Visitor visitor, KeyValuePair<string, string>[] values) =>
        [.. values, new("__RequestVerificationToken", (await visitor.GetAsync("/account/password")).ValueOf("__RequestVerificationToken")!)];

    internal static Task<ExamRound> RoundAsync(PortalFactory factory, string code) => factory.WithAsync(s => s.GetRequiredService<PortalContext>().ExamRounds.AsNoTracking()
        .Include(r => r.Offerings).ThenInclude(o => o.Sittings).AsSplitQuery().OrderBy(r => r.Id).FirstAsync(r => r.Code == code));

    private static Task<List<string>> AuditAsync(PortalFactory factory) => factory.WithAsync(s => s.GetRequiredService<PortalContext>().AuditEntries.Where(a => a.Action.StartsWith("plan.")).Select(a => a.Action).ToListAsync());
}
